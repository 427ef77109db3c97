"""apps.*: open a Socket Mode connection, and uninstall the app."""

from sandbox import installs
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.socketmode import MAX_CONNECTIONS
from sandbox.webapi.call import Call, Method


def connections_open(call: Call) -> Json:
    """Give the address for one Socket Mode connection."""
    if call.sandbox.options.http_url or not call.store.app.socket_mode:
        raise SlackError("socket_mode_not_enabled")
    if call.sandbox.hub.connections >= MAX_CONNECTIONS:
        raise SlackError("too_many_websockets")
    return {"url": call.sandbox.hub.ticket()}


def uninstall(call: Call) -> Json:
    """Remove the app from the token's workspace."""
    app = call.store.app
    if call.text("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")
    installs.uninstall(call.store, call.workspace)
    return {}


METHODS = {
    "apps.connections.open": Method(connections_open, ("connections:write",), tier=3, by="app"),
    "apps.uninstall": Method(uninstall, tier=1),
}
