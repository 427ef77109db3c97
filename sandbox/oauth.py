"""Installing by OAuth v2: the page where a person allows the app.

https://docs.slack.dev/authentication/installing-with-oauth. `oauth.v2.access` is in `webapi/oauth.py`.
"""

import html
import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox import consent
from sandbox.core import Sandbox
from sandbox.errors import SlackError
from sandbox.model import App, User, Workspace

_SCOPES = re.compile(r"[a-z0-9_:., -]+")
_ASKED = ("client_id", "scope", "user_scope", "state", "redirect_uri", "team")
_WITHOUT = "without:"  # what the box of a scope that is left out is called
_PAGE = """{head}<h1>{app} wants to join a workspace</h1>
<form method="post">{hidden}
<p><label>Install in <select name="workspace">{places}</select></label></p>
<p>It will be able to use: {scopes}</p>
{optional}{decision}
</form></html>"""

_INSTALLED = """{head}<h1>{app} is installed in</h1>
<ul>{places}</ul>
<p><a href="/">Go to the workspaces</a></p></html>"""


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """The authorize page: GET shows it, POST (`workspace`, `decision`, perhaps `user`) decides. The page of an
    organization's app, to which Slack's SDK leads after an org-wide install.
    """

    def authorize(asked: dict[str, str]) -> Response:
        consent.check_app(sandbox.store.app, asked)
        if not _SCOPES.fullmatch(asked.get("scope", "")):
            raise SlackError("invalid_scope")
        return _decide(sandbox, asked) if "decision" in asked else HTMLResponse(_page(sandbox, asked))

    return [
        Route("/oauth/v2/authorize", consent.endpoint(authorize), methods=["GET", "POST"]),
        Route("/manage/organization/apps/profile/{app_id}/workspaces/add", _installed(sandbox)),
    ]


def _installed(sandbox: Sandbox) -> Callable[[Request], Response]:
    def show(request: Request) -> Response:
        app = sandbox.store.app
        if request.path_params["app_id"] != app.id:
            return HTMLResponse("<h1>There is no such app here</h1>", 404)
        places = (space.name for space in sandbox.store.workspaces.values() if space.bot and not space.bot.deleted)
        items = "".join(f"<li>{html.escape(name)}</li>" for name in places)
        name = html.escape(app.name)
        return HTMLResponse(
            _INSTALLED.format(head=consent.HEAD.format(title=f"{name} is installed"), app=name, places=items)
        )

    return show


def _decide(sandbox: Sandbox, asked: dict[str, str]) -> Response:
    app = sandbox.store.app
    if asked["decision"] != "allow":
        return consent.back(app, asked, error="access_denied")
    workspaces, org_wide = _chosen(sandbox, asked.get("workspace", ""))
    installer = _installer(workspaces[0], asked.get("user", ""))
    granted = " ".join(one for one in _scopes(asked) if f"{_WITHOUT}{one}" not in asked or not _may_go(app, one))
    asked = asked | {"scope": granted}
    code = sandbox.codes.issue(workspaces, org_wide=org_wide, asked=asked, user_id=installer.id)
    return consent.back(app, asked, code=code)


def _chosen(sandbox: Sandbox, place: str) -> tuple[list[Workspace], bool]:
    """The workspaces to install in: one, or all of an organisation by its id."""
    spaces = sandbox.store.workspaces
    if place in spaces:
        return [spaces[place]], False
    members = [space for space in spaces.values() if place and space.enterprise_id == place]
    if not members or not sandbox.store.app.manifest.get("settings", {}).get("org_deploy_enabled"):
        raise SlackError("invalid_team_for_non_distributed_app")
    return members, True


def _installer(workspace: Workspace, user_id: str) -> User:
    """Who allows it: the person named, else the first administrator, else the first person."""
    if user_id in workspace.users:
        return workspace.users[user_id]
    people = workspace.people
    return next((user for user in people if user.is_owner or user.is_admin), people[0])


def _scopes(asked: dict[str, str]) -> list[str]:
    return asked["scope"].replace(",", " ").split()


def _may_go(app: App, scope: str) -> bool:
    return scope in app.optional_scopes


def _page(sandbox: Sandbox, asked: dict[str, str]) -> str:
    spaces = list(sandbox.store.workspaces.values())
    places = [(space.id, space.name) for space in spaces]
    if sandbox.store.app.manifest.get("settings", {}).get("org_deploy_enabled"):
        places += {(space.enterprise_id, sandbox.organisation) for space in spaces if space.enterprise_id}
    options = (
        f'<option value="{html.escape(str(place))}"{" selected" if place == asked.get("team") else ""}>'
        f"{html.escape(name)}</option>"
        for place, name in places
    )
    scopes = (f"<code>{html.escape(scope)}</code>" for scope in _scopes(asked))
    optional = (
        f'<p><label><input type="checkbox" name="{_WITHOUT}{html.escape(scope)}" value="1"> Without '
        f"<code>{html.escape(scope)}</code>, which is optional</label></p>"
        for scope in _scopes(asked)
        if _may_go(sandbox.store.app, scope)
    )
    app = html.escape(sandbox.store.app.name)
    return _PAGE.format(
        head=consent.HEAD.format(title=f"Install {app}"),
        app=app,
        hidden=consent.hidden(asked, _ASKED),
        places="".join(options),
        scopes=", ".join(scopes),
        optional="".join(optional),
        decision=consent.DECISION,
    )
