"""Installing by OAuth v2: the page where a person allows the app.

https://docs.slack.dev/authentication/installing-with-oauth. `oauth.v2.access` is in `webapi/oauth.py`.
"""

import html
import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.core import Sandbox
from sandbox.errors import SlackError
from sandbox.guard import UnclearError, form_of
from sandbox.model import App, User, Workspace

_SCOPES = re.compile(r"[a-z0-9_:., -]+")
_ASKED = ("client_id", "scope", "user_scope", "state", "redirect_uri", "team")
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Install {app}</title>
<style>body{{font:1rem/1.5 system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}}
select,button{{font:inherit;padding:.5rem .8rem;margin:.3rem .4rem .3rem 0}}code{{white-space:nowrap}}</style>
<h1>{app} wants to join a workspace</h1>
<form method="post">{hidden}
<p><label>Install in <select name="workspace">{places}</select></label></p>
<p>It will be able to use: {scopes}</p>
<p><button name="decision" value="allow">Allow</button><button name="decision" value="deny">Cancel</button></p>
</form></html>"""

_INSTALLED = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{app} is installed</title>
<style>body{{font:1rem/1.5 system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}}</style>
<h1>{app} is installed in</h1>
<ul>{places}</ul>
<p><a href="/">Go to the workspaces</a></p></html>"""


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """The authorize page: GET shows it, POST (`workspace`, `decision`, perhaps `user`) decides. The page of an
    organization's app, to which Slack's SDK leads after an org-wide install.
    """
    return [
        Route("/oauth/v2/authorize", _endpoint(sandbox), methods=["GET", "POST"]),
        Route("/manage/organization/apps/profile/{app_id}/workspaces/add", _installed(sandbox)),
    ]


def _installed(sandbox: Sandbox) -> Callable[[Request], Response]:
    def show(request: Request) -> Response:
        app = sandbox.store.app
        if request.path_params["app_id"] != app.id:
            return HTMLResponse("<h1>There is no such app here</h1>", 404)
        places = (space.name for space in sandbox.store.workspaces.values() if space.bot and not space.bot.deleted)
        items = "".join(f"<li>{html.escape(name)}</li>" for name in places)
        return HTMLResponse(_INSTALLED.format(app=html.escape(app.name), places=items))

    return show


def _endpoint(sandbox: Sandbox) -> Callable[[Request], Awaitable[Response]]:
    async def authorize(request: Request) -> Response:
        asked = dict(request.query_params)
        try:
            if request.method == "POST":
                asked |= {name: value for name, value in (await form_of(request)).items() if isinstance(value, str)}
            _check(sandbox.store.app, asked)
            return _decide(sandbox, asked) if "decision" in asked else HTMLResponse(_page(sandbox, asked))
        except (SlackError, UnclearError) as error:
            return HTMLResponse(f"<h1>Something went wrong</h1><p>{html.escape(str(error))}</p>", 400)

    return authorize


def _check(app: App, asked: dict[str, str]) -> None:
    if asked.get("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if not _SCOPES.fullmatch(asked.get("scope", "")):
        raise SlackError("invalid_scope")
    registered = app.manifest.get("oauth_config", {}).get("redirect_urls") or []
    if not asked.get("redirect_uri") and not registered:
        raise SlackError("bad_redirect_uri")
    if asked.get("redirect_uri") and registered and not asked["redirect_uri"].startswith(tuple(registered)):
        raise SlackError("bad_redirect_uri")


def _decide(sandbox: Sandbox, asked: dict[str, str]) -> Response:
    registered = sandbox.store.app.manifest.get("oauth_config", {}).get("redirect_urls") or [""]
    back = asked.get("redirect_uri") or registered[0]
    answer = {"state": asked.get("state", "")}
    if asked["decision"] != "allow":
        answer["error"] = "access_denied"
    else:
        workspaces, org_wide = _chosen(sandbox, asked.get("workspace", ""))
        installer = _installer(workspaces[0], asked.get("user", ""))
        answer["code"] = sandbox.codes.issue(workspaces, org_wide=org_wide, asked=asked, user_id=installer.id)
    return RedirectResponse(f"{back}{'&' if '?' in back else '?'}{urlencode(answer)}", 302)


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


def _page(sandbox: Sandbox, asked: dict[str, str]) -> str:
    spaces = list(sandbox.store.workspaces.values())
    places = [(space.id, space.name) for space in spaces]
    if sandbox.store.app.manifest.get("settings", {}).get("org_deploy_enabled"):
        places += {(space.enterprise_id, sandbox.organisation) for space in spaces if space.enterprise_id}
    hidden = (
        f'<input type="hidden" name="{name}" value="{html.escape(asked.get(name, ""))}">'
        for name in _ASKED
        if asked.get(name)
    )
    options = (
        f'<option value="{html.escape(str(place))}"{" selected" if place == asked.get("team") else ""}>'
        f"{html.escape(name)}</option>"
        for place, name in places
    )
    scopes = (f"<code>{html.escape(scope)}</code>" for scope in asked["scope"].replace(",", " ").split())
    return _PAGE.format(
        app=html.escape(sandbox.store.app.name),
        hidden="".join(hidden),
        places="".join(options),
        scopes=", ".join(scopes),
    )
