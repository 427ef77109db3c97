"""The codes that a person's permission on the authorize page gives, to be exchanged for tokens."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.errors import SlackError
from sandbox.model import Workspace

CODE_SECONDS = 600


@dataclass(slots=True)
class Code:
    """A person's permission, to be exchanged for a token once within ten minutes."""

    workspaces: list[Workspace]
    org_wide: bool
    scopes: tuple[str, ...]
    redirect_uri: str
    user_id: str
    nonce: str | None  # of a sign-in; None where the app is installed
    expires: float
    used: bool = False


class Codes:
    """The codes that were issued."""

    def __init__(self) -> None:
        self._issued: dict[str, Code] = {}

    def issue(
        self,
        workspaces: list[Workspace],
        *,
        org_wide: bool = False,
        asked: Mapping[str, str],
        user_id: str,
        signs_in: bool = False,
    ) -> str:
        """A new code: to install the app, or (`signs_in`) to tell it who somebody is."""
        scopes = tuple(scope for scope in asked.get("scope", "").replace(",", " ").split() if scope)
        number = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(32)}"
        expires = time.monotonic() + CODE_SECONDS
        nonce = asked.get("nonce", "") if signs_in else None
        back = asked.get("redirect_uri", "")
        self._issued[number] = Code(workspaces, org_wide, scopes, back, user_id, nonce, expires)
        return number

    def exchange(self, number: str, redirect_uri: str, *, signs_in: bool = False) -> Code:
        """Use a code up. Raises `SlackError` if it is unknown, for something else, used or too old."""
        code = self._issued.get(number)
        if code is None or code.expires < time.monotonic() or signs_in is (code.nonce is None):
            raise SlackError("invalid_code")
        if code.used:
            raise SlackError("code_already_used")
        if code.redirect_uri != redirect_uri:
            raise SlackError("bad_redirect_uri")
        code.used = True
        return code
