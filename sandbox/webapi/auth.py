"""auth.*: who am I, and give the token up."""

from sandbox import installs
from sandbox.model import Json
from sandbox.webapi.call import Call, Method


def test(call: Call) -> Json:
    """Whose token this is."""
    if call.token.kind == "app":
        return {"app_id": call.store.app.id, "app_name": call.store.app.name}
    workspace = call.workspace_or_none or next(
        workspace for workspace in call.store.workspaces.values() if call.token.user_id in workspace.users
    )
    bot = workspace.users[call.token.user_id]
    reply: Json = {
        "url": f"{call.sandbox.url}/",
        "team": workspace.name,
        "user": bot.name,
        "team_id": workspace.id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": call.token.team_id is None,
    }
    if call.token.enterprise_id:
        reply["enterprise_id"] = call.token.enterprise_id
    return reply


def revoke(call: Call) -> Json:
    """Give the token up (or, with `test`, only say whether that would do)."""
    if not call.flag("test"):
        installs.revoke(call.store, call.token)
    return {"revoked": not call.flag("test")}


METHODS = {
    "auth.test": Method(test, tier=5, by="any"),
    "auth.revoke": Method(revoke, tier=3, by="any"),
}
