"""Sign in with Slack: the way to Slack's consent page, and who came back from it, proven.

Nothing of what Slack hands out is kept: the access token is never used, the id_token is read once.
"""

from __future__ import annotations

import hmac
import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, RSAKey
from slack_sdk import WebClient
from slack_sdk.oauth import OpenIDConnectAuthorizeUrlGenerator

from bot.clock import real_now
from bot.domain.errors import KithError
from bot.oauth.provider import PATIENCE_SECONDS, Provider, ProviderError
from bot.slack.errors import DoubtfulError, LimitedError, RefusedError, UnreachedError, translate_errors

SCOPES = ("openid",)  # who it is and where; neither name nor e-mail address is asked for
LEEWAY_SECONDS = 60
_CODE = re.compile(r"[\w.-]{1,255}", re.ASCII)
_KEPT = re.compile(r"([\w-]{43})\.([\w-]{43})", re.ASCII)
_NAME = re.compile(r"[a-z_]{1,60}")
_ID = re.compile(r"[A-Z][A-Z0-9]{1,30}")
# The SDK writes answers to its log at DEBUG, and those it cannot read as an error: tokens stand in them
_SILENT = logging.getLogger(f"{__name__}.sdk")
_SILENT.setLevel(logging.CRITICAL + 1)


class SignInError(KithError):
    """Somebody was not signed in."""


class DeclinedError(SignInError):
    """The person said no on Slack's page."""


class StaleSignInError(SignInError):
    """What came back belongs to no sign-in that this browser began, or was used, or is too old."""


class SlackRefusedError(SignInError):
    """Slack signs nobody in like this. The name is Slack's."""


class SlackSilentError(SignInError):
    """Slack could not be asked."""


class UnprovenError(SignInError):
    """The proof that came with it does not hold."""


@dataclass(frozen=True)
class Identity:
    """Who somebody is at Slack."""

    slack_team_id: str
    slack_user_id: str


@dataclass(frozen=True)
class Begun:
    """A sign-in on its way: where the browser goes, and what it keeps until it is back."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)

    @property
    def kept(self) -> str:
        """For a cookie."""
        return f"{self.state}.{self.nonce}"


class SignIn:
    """Signs people in with one app's client id and secret."""

    def __init__(
        self, *, client_id: str, client_secret: str, back_url: str, api_url: str, authorize_url: str, provider: Provider
    ) -> None:
        self._client_id, self._client_secret, self._back = client_id, client_secret, back_url
        self._provider = provider
        self._slack = WebClient(base_url=api_url, timeout=int(PATIENCE_SECONDS), retry_handlers=[], logger=_SILENT)
        self._generator = OpenIDConnectAuthorizeUrlGenerator(
            client_id=client_id, redirect_uri=back_url, scopes=SCOPES, authorization_url=authorize_url
        )

    def begin(self) -> Begun:
        """The way to Slack's page."""
        state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        return Begun(self._generator.generate(state, nonce), state, nonce)

    def finish(self, came: Mapping[str, str], *, kept: str) -> Identity:
        """Who came back with this query, to a browser that kept this. Raises a SignInError for what is not right."""
        found = _KEPT.fullmatch(kept)
        if found is None or not hmac.compare_digest(found[1].encode(), came.get("state", "").encode()):
            raise StaleSignInError("state")
        if error := came.get("error"):
            raise DeclinedError if error == "access_denied" else SlackRefusedError(_name(error))
        if not _CODE.fullmatch(came.get("code", "")):
            raise StaleSignInError("code")
        return self._proven(self._exchanged(came["code"]), nonce=found[2])

    def _exchanged(self, code: str) -> str:
        """The id_token for a code."""
        try:
            with translate_errors():
                answer = self._slack.openid_connect_token(
                    client_id=self._client_id, client_secret=self._client_secret, code=code, redirect_uri=self._back
                )
        except RefusedError as error:
            if error.name in ("invalid_code", "code_already_used", "code_expired"):
                raise StaleSignInError(error.name) from None
            raise SlackRefusedError(_name(error.name)) from None
        except (LimitedError, DoubtfulError, UnreachedError) as error:
            raise SlackSilentError(type(error).__name__) from None
        id_token = answer.get("id_token")
        if not isinstance(id_token, str):
            raise UnprovenError("no id_token")
        return id_token

    def _proven(self, id_token: str, *, nonce: str) -> Identity:
        try:
            claims: object = jwt.decode(id_token, self._key, algorithms=["RS256"]).claims
            if not isinstance(claims, dict):
                raise UnprovenError("no claims")
            self._wanted().validate(claims)
        except (JoseError, ValueError) as error:
            raise UnprovenError(type(error).__name__) from None
        except ProviderError as error:
            raise SlackSilentError(str(error)) from None
        if claims["aud"] not in (self._client_id, [self._client_id]):
            raise UnprovenError("for others too")
        if not hmac.compare_digest(str(claims.get("nonce")).encode(), nonce.encode()):
            raise UnprovenError("nonce")
        return Identity(_id(claims, "team_id"), _id(claims, "user_id"))

    def _key(self, token: GuestProtocol) -> RSAKey:
        kid = token.headers().get("kid")
        key = self._provider.key(kid) if isinstance(kid, str) else None
        if key is None:
            raise UnprovenError("no such key")
        return key

    def _wanted(self) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(real_now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._provider.issuer},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
        )


def _name(error: str) -> str:
    """Slack's name for what is wrong, if it is one: it is logged."""
    return error if _NAME.fullmatch(error) else "unnamed"


def _id(claims: Mapping[str, Any], name: str) -> str:
    """Slack's own claims are named so at every address, a sandbox's too."""
    value = claims.get(f"https://slack.com/{name}")
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise UnprovenError(name)
    return value
