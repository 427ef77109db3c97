"""What the pages share on which a person allows the app something: what was asked for, and the way back to the app."""

import html
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.errors import SlackError
from sandbox.guard import UnclearError, form_of
from sandbox.model import App

HEAD = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>{title}</title>
<style>body{{font:1rem/1.5 system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}}
select,button{{font:inherit;max-width:100%;padding:.5rem .8rem;margin:.3rem .4rem .3rem 0}}
code{{white-space:nowrap}}</style>
"""
DECISION = (
    '<p><button name="decision" value="allow">Allow</button><button name="decision" value="deny">Cancel</button></p>'
)


def endpoint(answer: Callable[[dict[str, str]], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Answers what is in the address and, once a person decided, in the form; what does not fit with a page that says
    so, as nobody is sent to an address that was not checked.
    """

    async def authorize(request: Request) -> Response:
        asked = dict(request.query_params)
        try:
            if request.method == "POST":
                asked |= {name: value for name, value in (await form_of(request)).items() if isinstance(value, str)}
            return answer(asked)
        except (SlackError, UnclearError) as error:
            return HTMLResponse(f"<h1>Something went wrong</h1><p>{html.escape(str(error))}</p>", 400)

    return authorize


def check_app(app: App, asked: dict[str, str]) -> None:
    """Refuse another app, and a way back that is not the app's."""
    if asked.get("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    registered = _registered(app)
    if not asked.get("redirect_uri") and not registered:
        raise SlackError("bad_redirect_uri")
    if asked.get("redirect_uri") and registered and not asked["redirect_uri"].startswith(tuple(registered)):
        raise SlackError("bad_redirect_uri")


def back(app: App, asked: dict[str, str], **answer: str) -> Response:
    """To the app, with the `state` it sent and the answer."""
    address = asked.get("redirect_uri") or _registered(app)[0]
    query = urlencode({"state": asked.get("state", ""), **answer})
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}{query}", 302)


def hidden(asked: dict[str, str], names: tuple[str, ...]) -> str:
    """What was asked for, as fields of the form."""
    return "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(asked[name])}">' for name in names if asked.get(name)
    )


def _registered(app: App) -> list[str]:
    return list(app.manifest.get("oauth_config", {}).get("redirect_urls") or [])
