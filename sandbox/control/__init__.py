"""The control API and the page: what tests, scripted people and a browser use to act in a sandbox (docs/sandbox.md)."""

from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from sandbox.control import (
    action_routes,
    channel_routes,
    clock_routes,
    fault_routes,
    feed,
    people_routes,
    read_routes,
    traffic_routes,
)
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
    ("GET", "workspaces", people_routes.list_workspaces),
    ("GET", "people", people_routes.list_people),
    ("POST", "people", people_routes.add_person),
    ("POST", "people/{user}", people_routes.change_person),
    ("GET", "people/{user}/conversations", read_routes.list_conversations),
    ("GET", "people/{user}/conversations/{channel}/messages", read_routes.list_messages),
    ("GET", "people/{user}/home", read_routes.show_home),
    ("GET", "people/{user}/modal", read_routes.show_modals),
    ("POST", "people/{user}/read", read_routes.mark_read),
    ("POST", "people/{user}/direct", channel_routes.open_direct),
    ("POST", "people/{user}/messages", action_routes.say),
    ("POST", "people/{user}/press", action_routes.press),
    ("POST", "people/{user}/fill", action_routes.fill),
    ("POST", "people/{user}/submit", action_routes.submit),
    ("POST", "people/{user}/close", action_routes.close),
    ("POST", "people/{user}/command", action_routes.command),
    ("POST", "people/{user}/shortcut", action_routes.shortcut),
    ("POST", "people/{user}/message_shortcut", action_routes.message_shortcut),
    ("POST", "people/{user}/suggest", action_routes.suggest),
    ("POST", "people/{user}/home", action_routes.open_home),
    ("POST", "channels", channel_routes.create_channel),
    ("POST", "channels/{channel}", channel_routes.change_channel),
    ("POST", "channels/{channel}/members", channel_routes.change_members),
    ("GET", "clock", clock_routes.show_clock),
    ("POST", "clock", clock_routes.move_clock),
    ("DELETE", "clock/travel", clock_routes.stop_clock),
    ("DELETE", "clock/followers/{app}", clock_routes.forget_follower),
    ("GET", "traffic", traffic_routes.list_traffic),
    ("GET", "stats", traffic_routes.show_stats),
    ("DELETE", "stats", traffic_routes.clear_stats),
    ("GET", "faults", fault_routes.list_faults),
    ("POST", "faults", fault_routes.set_fault),
    ("DELETE", "faults", fault_routes.clear_faults),
    ("DELETE", "faults/{fault}", fault_routes.remove_fault),
    ("POST", "limits", fault_routes.set_limits),
    ("POST", "app/disconnect", fault_routes.disconnect),
    ("POST", "app/uninstall", fault_routes.uninstall),
    ("POST", "app/revoke", fault_routes.revoke),
]


def routes(control: Control) -> list[BaseRoute]:
    """Everything people and their page need; the page itself is under `/` and so must come last."""

    async def poll(request: Request) -> JSONResponse:
        return JSONResponse(clock_routes.poll(Call(control, dict(request.query_params))))

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
        content, kind, name = read_routes.find_file(call)
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
