"""openid.connect.*: a code from the sign-in page for tokens, and who their bearer is."""

from sandbox import identity
from sandbox.errors import SlackError
from sandbox.model import Json, Token
from sandbox.webapi.call import Call, Method
from sandbox.webapi.oauth import check_client


def token(call: Call) -> Json:
    """Exchange a code for an access token of the person and an id_token."""
    check_client(call)
    if call.text("grant_type", "authorization_code") != "authorization_code":
        raise SlackError("invalid_grant_type")
    code = call.sandbox.codes.exchange(call.text("code"), call.text("redirect_uri"), signs_in=True)
    workspace = code.workspaces[0]
    user = workspace.users[code.user_id]
    if user.deleted:
        raise SlackError("account_inactive")
    value = call.store.ids.secret("xoxp-", 40)
    call.store.tokens[value] = Token(value, "user", code.scopes, workspace.id, workspace.enterprise_id, user.id)
    signed = call.sandbox.signer.id_token(
        identity.claims(user, workspace, code.scopes),
        issuer=call.sandbox.url,
        client_id=call.store.app.client_id,
        nonce=code.nonce or "",
        access_token=value,
    )
    return {"access_token": value, "token_type": "Bearer", "id_token": signed}


def user_info(call: Call) -> Json:
    """Who the token's person is."""
    user = call.workspace.users[call.token.user_id]
    if user.deleted:
        raise SlackError("account_inactive")
    return identity.claims(user, call.workspace, call.token.scopes)


METHODS = {
    "openid.connect.token": Method(token, tier=4, by="none"),
    "openid.connect.userInfo": Method(user_info, ("openid",), tier=3, by="user"),
}
