"""The provider that says who somebody is: Slack, by OpenID Connect. Its address, and the keys that it signs with."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException, HTTPResponse
from typing import Any, TypeVar
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from pydantic import BaseModel

KEYS_KEPT_SECONDS = 3600.0
PATIENCE_SECONDS = 5.0
MOST_BYTES = 64 * 1024
D = TypeVar("D", bound=BaseModel)


class ProviderError(Exception):
    """Slack does not answer, or not as a provider of identities does."""


class _Configuration(BaseModel):
    issuer: str
    jwks_uri: str


class _Key(BaseModel):
    kty: str
    use: str = "sig"
    kid: str = ""
    n: str = ""
    e: str = ""


class _KeySet(BaseModel):
    keys: list[_Key]


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """No other address than the one that was asked gives keys: a redirection is an error."""


class Provider:
    """The provider at the host of Slack's API. Its keys are fetched when they are needed, and kept for an hour."""

    def __init__(self, api_url: str, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        given = urlsplit(api_url)
        self.issuer = f"{given.scheme}://{given.netloc}"
        self._patience = patience_seconds
        self._opener = urllib.request.build_opener(_StayHere)
        # Replaced as a whole: two threads that fetch at once do no harm
        self._kept: tuple[float, Mapping[str, RSAKey]] = (0.0, {})

    def key(self, kid: str) -> RSAKey | None:
        """The key of this id; None where the provider, asked anew, has none. Raises ProviderError."""
        until, keys = self._kept
        if time.monotonic() >= until or kid not in keys:
            keys = self._fetched()
            self._kept = (time.monotonic() + KEYS_KEPT_SECONDS, keys)
        return keys.get(kid)

    def _fetched(self) -> Mapping[str, RSAKey]:
        described = self._read(f"{self.issuer}/.well-known/openid-configuration", _Configuration)
        if described.issuer != self.issuer or not described.jwks_uri.startswith(f"{self.issuer}/"):
            raise ProviderError("the configuration is of another issuer")
        found = self._read(described.jwks_uri, _KeySet)
        try:
            return {
                key.kid: RSAKey.import_key({"kty": "RSA", "n": key.n, "e": key.e})
                for key in found.keys
                if key.kty == "RSA" and key.use == "sig" and key.kid
            }
        except (JoseError, ValueError):
            raise ProviderError("a key cannot be read") from None

    def _read(self, url: str, shape: type[D]) -> D:
        try:
            with self._opener.open(url, timeout=self._patience) as answer:
                return shape.model_validate_json(self._body(answer))
        except (OSError, HTTPException, ValueError) as error:
            raise ProviderError(type(error).__name__) from None

    def _body(self, answer: HTTPResponse) -> bytes:
        """All of it, if it is neither long nor slow. Raises TimeoutError or ValueError."""
        until, body = time.monotonic() + self._patience, b""
        while part := answer.read1(MOST_BYTES):
            body += part
            if len(body) > MOST_BYTES:
                raise ValueError("too long")
            if time.monotonic() > until:
                raise TimeoutError
        return body
