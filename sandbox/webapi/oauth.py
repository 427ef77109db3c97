"""oauth.v2.access: a code, or a refresh token, for a token."""

import hmac
import time

from sandbox import installs
from sandbox.errors import SlackError
from sandbox.model import Json, Token, Workspace
from sandbox.webapi.call import Call, Method


def check_client(call: Call) -> None:
    """Refuse whoever does not know the app's secret."""
    app = call.store.app
    if call.text("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if not hmac.compare_digest(call.text("client_secret").encode(), app.client_secret.encode()):
        raise SlackError("bad_client_secret")


def access(call: Call) -> Json:
    """Exchange a code from the authorize page, or (`grant_type=refresh_token`) a refresh token."""
    check_client(call)
    grant = call.text("grant_type", "authorization_code")
    if grant == "refresh_token":
        return _refreshed(call)
    if grant != "authorization_code":
        raise SlackError("invalid_grant_type")
    code = call.sandbox.codes.exchange(call.text("code"), call.text("redirect_uri"))
    rotating = bool(call.store.app.manifest.get("settings", {}).get("token_rotation_enabled"))
    token = installs.install(call.store, code.workspaces, org_wide=code.org_wide, scopes=code.scopes, rotating=rotating)
    return _described(call, token, code.workspaces[0]) | {"authed_user": {"id": code.user_id}}


def _refreshed(call: Call) -> Json:
    """A new token for a refresh token, which works once; the old token lives on until its time is up."""
    old = next((t for t in call.store.tokens.values() if t.refresh and t.refresh == call.text("refresh_token")), None)
    if old is None or old.revoked:
        raise SlackError("invalid_refresh_token")
    old.refresh = None
    token = installs.issue(
        call.store, old.scopes, old.team_id, old.enterprise_id, old.user_id, old.bot_id, rotating=True
    )
    workspace = next(space for space in call.store.workspaces.values() if old.user_id in space.users)
    return _described(call, token, workspace)


def _described(call: Call, token: Token, workspace: Workspace) -> Json:
    reply: Json = {
        "app_id": call.store.app.id,
        "access_token": token.value,
        "token_type": "bot",
        "scope": ",".join(token.scopes),
        "bot_user_id": token.user_id,
        "team": {"id": workspace.id, "name": workspace.name} if token.team_id else None,
        "enterprise": {"id": workspace.enterprise_id, "name": call.sandbox.organisation}
        if workspace.enterprise_id
        else None,
        "is_enterprise_install": token.team_id is None,
    }
    if token.refresh and token.expires_at:
        reply |= {"refresh_token": token.refresh, "expires_in": round(token.expires_at - time.time())}
    return reply


METHODS = {"oauth.v2.access": Method(access, tier=4, by="none")}
