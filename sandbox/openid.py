"""Sign in with Slack, which is OpenID Connect: the page where a person says who they are, and the provider's documents.

https://docs.slack.dev/authentication/sign-in-with-slack. `openid.connect.*` is in `webapi/openid.py`.
"""

import html

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox import consent, identity
from sandbox.core import Sandbox
from sandbox.errors import SlackError
from sandbox.model import User, Workspace

_ASKED = ("client_id", "response_type", "scope", "state", "nonce", "redirect_uri", "team")
_SEEN = {
    "openid": "who you are, and in which workspace",
    "profile": "your name, and your workspace's",
    "email": "your e-mail address",
}
_PAGE = """{head}<h1>Sign in to {app} with Slack</h1>
<form method="post">{hidden}
<p><label>You are <select name="user">{people}</select></label></p>
<p>{app} will see:</p>
<ul>{seen}</ul>
{decision}
</form></html>"""


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """The consent page (GET shows it, POST with `user` and `decision` decides), the keys and the discovery document."""

    def authorize(asked: dict[str, str]) -> Response:
        consent.check_app(sandbox.store.app, asked)
        if asked.get("response_type") != "code":
            raise SlackError("invalid_response_type")
        scopes = _scopes(asked)
        if "openid" not in scopes or not set(scopes) <= set(identity.SCOPES):
            raise SlackError("invalid_scope")
        return _decide(sandbox, asked) if "decision" in asked else HTMLResponse(_page(sandbox, asked))

    def keys(_request: Request) -> Response:
        return JSONResponse(sandbox.signer.key_set())

    def configuration(_request: Request) -> Response:
        return JSONResponse(identity.configuration(sandbox.url))

    return [
        Route("/openid/connect/authorize", consent.endpoint(authorize), methods=["GET", "POST"]),
        Route("/openid/connect/keys", keys),
        Route("/.well-known/openid-configuration", configuration),
    ]


def _scopes(asked: dict[str, str]) -> list[str]:
    return asked.get("scope", "").replace(",", " ").split()


def _decide(sandbox: Sandbox, asked: dict[str, str]) -> Response:
    app = sandbox.store.app
    if asked["decision"] != "allow":
        return consent.back(app, asked, error="access_denied")
    workspace, user = _person(sandbox, asked)
    if user.is_restricted or user.is_ultra_restricted:
        raise SlackError("user_is_restricted")
    code = sandbox.codes.issue([workspace], asked=asked, user_id=user.id, signs_in=True)
    return consent.back(app, asked, code=code)


def _person(sandbox: Sandbox, asked: dict[str, str]) -> tuple[Workspace, User]:
    """Who says that they are it."""
    for space in _spaces(sandbox, asked):
        user = space.users.get(asked.get("user", ""))
        if user and not user.is_bot and not user.deleted:
            return space, user
    raise SlackError("user_not_found")


def _spaces(sandbox: Sandbox, asked: dict[str, str]) -> list[Workspace]:
    """The workspace that was asked for, if it is here, else all."""
    spaces = sandbox.store.workspaces
    team = asked.get("team", "")
    return [spaces[team]] if team in spaces else list(spaces.values())


def _page(sandbox: Sandbox, asked: dict[str, str]) -> str:
    people = (
        f'<optgroup label="{html.escape(space.name)}">{"".join(map(_option, space.people))}</optgroup>'
        for space in _spaces(sandbox, asked)
    )
    seen = (f"<li>{_SEEN[scope]}</li>" for scope in identity.SCOPES if scope in _scopes(asked))
    app = html.escape(sandbox.store.app.name)
    return _PAGE.format(
        head=consent.HEAD.format(title=f"Sign in to {app}"),
        app=app,
        hidden=consent.hidden(asked, _ASKED),
        people="".join(people),
        seen="".join(seen),
        decision=consent.DECISION,
    )


def _option(user: User) -> str:
    if user.deleted:  # nobody who is deactivated gets as far as this page
        return ""
    guest = " (guest)" if user.is_restricted or user.is_ultra_restricted else ""
    return f'<option value="{user.id}">{html.escape(user.real_name)}{guest}</option>'
