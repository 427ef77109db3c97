"""team.* and bots.*: the workspace, and the app's bot in it."""

from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.webapi.call import Call, Method


def info(call: Call) -> Json:
    """Describe the workspace."""
    workspace = call.workspace
    team: Json = {
        "id": workspace.id,
        "name": workspace.name,
        "domain": workspace.domain,
        "email_domain": f"{workspace.domain}.example",
        "url": f"{call.sandbox.url}/",
        "icon": {"image_default": True},
    }
    if workspace.enterprise_id:
        team |= {"enterprise_id": workspace.enterprise_id, "enterprise_name": call.sandbox.organisation}
    return {"team": team}


def bots_info(call: Call) -> Json:
    """Describe the app's bot."""
    bot = call.workspace.bot
    if bot is None or call.text("bot") not in ("", bot.bot_id):
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": bot.bot_id,
            "deleted": bot.deleted,
            "name": bot.real_name,
            "app_id": call.store.app.id,
            "user_id": bot.id,
            "updated": bot.updated,
        }
    }


METHODS = {
    "team.info": Method(info, ("team:read",), tier=3),
    "bots.info": Method(bots_info, ("users:read",), tier=3),
}
