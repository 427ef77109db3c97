"""One call to the control API: its arguments, whom and what it names, and how it is refused."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.clock import ClockError
from sandbox.control.kept import Control
from sandbox.guard import LARGEST_INTEGER, UnclearError, parsed
from sandbox.model import Conversation, Json, User, Workspace


class ControlError(Exception):
    """A call that ends with `ok: false`: the error's name, a sentence for people, the HTTP status."""

    def __init__(self, name: str, message: str, *, status: int = 400, **more: Any) -> None:
        super().__init__(message)
        self.name = name
        self.status = status
        self.more = more

    def body(self) -> Json:
        """The reply."""
        return {"ok": False, "error": self.name, "message": str(self), **self.more}


class Call:
    """`args` are the query's and the JSON body's, and the parts of the path."""

    def __init__(self, control: Control, args: Json) -> None:
        self.control = control
        self.sandbox = control.sandbox
        self.store = control.sandbox.store
        self.args = args

    def text(self, name: str, default: str | None = None) -> str:
        """An argument as text; `ControlError` if it is missing and has no default."""
        value = self.args.get(name, default)
        if value is None:
            raise ControlError("missing_argument", f"{name} is missing")
        if not isinstance(value, str):
            raise ControlError("invalid_argument", f"{name} must be text")
        return value

    def words(self, name: str) -> list[str]:
        """An argument that is a list of texts; empty if absent."""
        value = self.args.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ControlError("invalid_argument", f"{name} must be a list of texts")
        return value

    def table(self, name: str) -> Json:
        """An argument that is an object; empty if absent."""
        value = self.args.get(name) or {}
        if not isinstance(value, dict):
            raise ControlError("invalid_argument", f"{name} must be an object")
        return value

    def number(self, name: str, default: int) -> int:
        """An argument that is a whole number."""
        try:
            value = int(self.args.get(name, default))
        except (TypeError, ValueError) as error:
            raise ControlError("invalid_argument", f"{name} must be a whole number") from error
        if abs(value) > LARGEST_INTEGER:
            raise ControlError("invalid_argument", f"{name} is too large")
        return value

    def flag(self, name: str) -> bool:
        """An argument that is true or false, in JSON or as 0 and 1 in a query."""
        return self.args.get(name) in (True, "1", "true")

    def workspace(self) -> Workspace:
        """The workspace named by `workspace`; without it the first."""
        wanted = self.text("workspace", "")
        if not wanted:
            return self.sandbox.workspace
        found = self.store.workspaces.get(wanted)
        if found is None:
            raise ControlError("workspace_not_found", f"there is no workspace {wanted}", status=404)
        return found

    def person(self, name: str = "user") -> tuple[Workspace, User]:
        """The person named by an argument, and their workspace."""
        wanted = self.text(name)
        for workspace in self.store.workspaces.values():
            if user := workspace.users.get(wanted):
                return workspace, user
        raise ControlError("user_not_found", f"there is no person {wanted}", status=404)

    def acting(self, name: str = "user") -> tuple[Workspace, User]:
        """The person who acts: neither a bot nor deactivated."""
        workspace, user = self.person(name)
        if user.is_bot:
            raise ControlError("user_is_bot", f"{user.real_name} is an app, not a person")
        if user.deleted:
            raise ControlError("user_deactivated", f"{user.real_name} is deactivated and cannot act")
        return workspace, user

    def conversation(self, name: str = "channel") -> tuple[Workspace, Conversation]:
        """The conversation named by an argument, and its workspace."""
        wanted = self.text(name)
        for workspace in self.store.workspaces.values():
            if found := workspace.conversations.get(wanted):
                return workspace, found
        raise ControlError("channel_not_found", f"there is no conversation {wanted}", status=404)

    def visible(self, workspace: Workspace, user: User, name: str = "channel") -> Conversation:
        """A conversation that the person can see: theirs, or a public channel."""
        found = workspace.conversations.get(self.text(name))
        if found is None or (found.kind != "channel" and user.id not in found.members):
            raise ControlError(
                "channel_not_found", f"{user.real_name} sees no conversation {self.text(name)}", status=404
            )
        return found


Handler = Callable[[Call], Awaitable[Json] | Json]


def route(control: Control, method: str, path: str, handler: Handler) -> Route:
    """A route whose handler takes a `Call` and returns the reply without its `ok`."""

    async def endpoint(request: Request) -> JSONResponse:
        try:
            _check_origin(request)
            call = Call(control, await _arguments(request))
            reply = handler(call)
            return JSONResponse({"ok": True, **(reply if isinstance(reply, dict) else await reply)})
        except ControlError as error:
            return JSONResponse(error.body(), status_code=error.status)
        except ClockError as error:
            return JSONResponse(ControlError("invalid_clock", str(error)).body(), status_code=400)

    return Route(f"/control/{path}", endpoint, methods=[method])


def _check_origin(request: Request) -> None:
    """Another site in the same browser must not act here: only the sandbox's own page sends its own origin."""
    origin = request.headers.get("origin")
    if origin and origin != f"http://{request.headers.get('host')}":
        raise ControlError("cross_origin", f"{origin} may not use this sandbox", status=403)


async def _arguments(request: Request) -> Json:
    args: Json = dict(request.query_params)
    if body := await request.body():
        try:
            given = parsed(body)
        except UnclearError as error:
            raise ControlError("invalid_json", f"the body is not JSON: {error}") from error
        if not isinstance(given, dict):
            raise ControlError("invalid_json", "the body must be a JSON object")
        args |= given
    return args | request.path_params
