"""The control API and the page: what tests, scripted people and a browser use to act in a sandbox (docs/sandbox.md)."""

from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from sandbox.control import acts, channels, clockwork, failing, feed, people, seen, traffic
from sandbox.control.call import Call, ControlError, Handler, route
from sandbox.control.kept import Control
from sandbox.model import Json

STATIC = Path(__file__).parent.parent / "static"
_HEADERS = [
    (b"cache-control", b"no-cache"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'self'; img-src * data:; object-src 'none'; base-uri 'none'"),
]

ROUTES: list[tuple[str, str, Handler]] = [
    ("GET", "workspaces", people.list_workspaces),
    ("GET", "people", people.list_people),
    ("POST", "people", people.add_person),
    ("POST", "people/{user}", people.change_person),
    ("GET", "people/{user}/conversations", seen.list_conversations),
    ("GET", "people/{user}/conversations/{channel}/messages", seen.list_messages),
    ("GET", "people/{user}/home", seen.show_home),
    ("GET", "people/{user}/modal", seen.show_modals),
    ("POST", "people/{user}/read", seen.mark_read),
    ("POST", "people/{user}/direct", channels.open_direct),
    ("POST", "people/{user}/messages", acts.say),
    ("POST", "people/{user}/press", acts.press),
    ("POST", "people/{user}/fill", acts.fill),
    ("POST", "people/{user}/submit", acts.submit),
    ("POST", "people/{user}/close", acts.close),
    ("POST", "people/{user}/command", acts.command),
    ("POST", "people/{user}/shortcut", acts.shortcut),
    ("POST", "people/{user}/suggest", acts.suggest),
    ("POST", "people/{user}/home", acts.open_home),
    ("POST", "channels", channels.create_channel),
    ("POST", "channels/{channel}", channels.change_channel),
    ("POST", "channels/{channel}/members", channels.change_members),
    ("GET", "clock", clockwork.show_clock),
    ("POST", "clock", clockwork.move_clock),
    ("DELETE", "clock/travel", clockwork.stop_clock),
    ("DELETE", "clock/followers/{app}", clockwork.forget_follower),
    ("GET", "traffic", traffic.list_traffic),
    ("GET", "stats", traffic.show_stats),
    ("DELETE", "stats", traffic.clear_stats),
    ("GET", "faults", failing.list_faults),
    ("POST", "faults", failing.set_fault),
    ("DELETE", "faults", failing.clear_faults),
    ("DELETE", "faults/{fault}", failing.remove_fault),
    ("POST", "limits", failing.set_limits),
    ("POST", "app/disconnect", failing.disconnect),
    ("POST", "app/uninstall", failing.uninstall),
    ("POST", "app/revoke", failing.revoke),
]


def routes(control: Control) -> list[BaseRoute]:
    """Everything people and their page need; the page itself is under ``/`` and so must come last."""

    async def poll(request: Request) -> JSONResponse:
        return JSONResponse(clockwork.poll(Call(control, dict(request.query_params))))

    def file(request: Request) -> Response:
        return _file(Call(control, dict(request.path_params)))

    return [
        *(route(control, method, path, handler) for method, path, handler in ROUTES),
        Route("/control/feed", lambda request: feed.follow(control, request)),
        Route("/control/files/{workspace}/{file}", file),
        Route("/clock", poll),
        Mount("/", app=_Page(directory=STATIC, html=True)),
    ]


def _file(call: Call) -> Response:
    try:
        content, kind, name = seen.find_file(call)
    except ControlError as error:
        return JSONResponse(error.body(), error.status)
    shown = kind in ("image/png", "image/jpeg", "image/gif", "image/webp")
    disposition = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=kind, headers=headers)


class _Page(StaticFiles):
    """The page's files: never from a stale cache, and never with scripts or styles of elsewhere."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Json) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await super().__call__(scope, receive, with_headers)  # type: ignore[arg-type]
