"""What keeps the page's doors: cookies, headers, the token in every form, and whose site a request comes from."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.services.page_access import SESSION_LASTS

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
TRIP_SECONDS = 600
HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def is_secure(url: str) -> bool:
    """Whether browsers reach the page by https."""
    return url.startswith("https://")


def cookie_name(url: str) -> str:
    """The session cookie's name: over https one that browsers take from this host alone."""
    return "__Host-kith" if is_secure(url) else "kith"


def keep(response: Response, token: str, *, url: str) -> None:
    """Let the browser hold the token of a session; an empty one takes it away."""
    response.set_cookie(
        cookie_name(url),
        token,
        max_age=int(SESSION_LASTS.total_seconds()) if token else 0,
        path="/",
        secure=is_secure(url),
        httponly=True,
        samesite="lax",  # so that the way back from Slack's consent page finds it
    )


def trip_name(url: str) -> str:
    """The name of the cookie of a sign-in that is on its way to Slack and back."""
    return f"{cookie_name(url)}-trip"


def keep_trip(response: Response, trip: str, *, url: str) -> None:
    """Let the browser hold it for as long as Slack takes a sign-in; an empty one takes it away."""
    response.set_cookie(
        trip_name(url),
        trip,
        max_age=TRIP_SECONDS if trip else 0,
        path="/",
        secure=is_secure(url),
        httponly=True,
        samesite="lax",
    )


def guard(response: Response, *, url: str) -> Response:
    """The response with every header that a page of ours has."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if is_secure(url):
        response.headers["strict-transport-security"] = "max-age=31536000"
    return response


def csrf(token: str) -> str:
    """What each form of a session holds: only a page that this session was shown knows it."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def is_right_csrf(given: str, token: str) -> bool:
    """Whether a form holds that."""
    return hmac.compare_digest(given.encode(), csrf(token).encode())


def is_own_host(request: Request, url: str) -> bool:
    """Whether the page was asked by its own name: no other site's name may be pointed at it."""
    asked = request.headers.get("host", "")
    return asked == urlsplit(url).netloc or asked.rpartition(":")[0] in LOOPBACK or asked in LOOPBACK


def is_own_site(request: Request) -> bool:
    """Whether a form was sent off from a page of this site, as browsers say."""
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return False
    return fetched in ("same-origin", "none")
