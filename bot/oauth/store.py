"""Keeps what Bolt's install flow gets in our tables, encrypted. bot/app.py uses it."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.oauth import InstallationStore, OAuthStateStore
from slack_sdk.oauth.installation_store import Bot, Installation

from bot.clock import real_now
from bot.db.session import Database
from bot.services import workspaces
from bot.services.workspaces import Install


class KithInstallationStore(InstallationStore):
    """Saves what OAuth gives. `bot.oauth.tokens` reads it; Bolt's own look-ups are not used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, installation: Installation) -> None:
        """Keep an install of a workspace or of an organization."""
        with self._database.unit_of_work() as session:
            workspaces.install(session, self._install(installation), now=real_now())

    def save_bot(self, bot: Bot) -> None:
        """Nothing of its own: `save` keeps the bot's token."""

    def _install(self, given: Installation) -> Install:
        if given.bot_token is None:
            raise ValueError("the install gave no bot token: ask for bot scopes")
        expires_at: Any = given.bot_token_expires_at
        return Install(
            slack_enterprise_id=given.enterprise_id or "",
            slack_team_id="" if given.is_enterprise_install else given.team_id or "",
            slack_app_id=given.app_id or "",
            name=given.team_name or given.enterprise_name or "",
            bot_user_id=given.bot_user_id or "",
            scopes=",".join(given.bot_scopes or []),
            bot_token=given.bot_token,
            refresh_token=given.bot_refresh_token or None,
            expires_at=datetime.fromtimestamp(int(expires_at), UTC) if expires_at else None,
        )


STATES_A_MINUTE = 60  # nobody installs that often: a page fetched again and again leaves no more rows than this
_STATE = re.compile(r"[\w-]{1,64}", re.ASCII)


class TooManyInstallsError(Exception):
    """Too many people ask to install Kith just now: wait a minute, and try again."""

    def __str__(self) -> str:
        return self.__doc__ or ""


class KithStateStore(OAuthStateStore):
    """The `state` parameter: issued once, used once, in any process."""

    def __init__(self, database: Database, *, lives: timedelta = timedelta(minutes=10)) -> None:
        self._database, self._lives = database, lives

    def issue(self, *args: Any, **kwargs: Any) -> str:
        """A new state. Raises TooManyInstallsError if this minute has had its most."""
        state = secrets.token_urlsafe(24)
        with self._database.unit_of_work() as session:
            is_issued = workspaces.issue_state(
                session, state=state, lives=self._lives, most_a_minute=STATES_A_MINUTE, real_now=real_now()
            )
        if not is_issued:
            raise TooManyInstallsError
        return state

    def consume(self, state: str) -> bool:
        """Whether the state is ours and unused; it is used up."""
        if not _STATE.fullmatch(state):
            return False
        with self._database.unit_of_work() as session:
            return workspaces.consume_state(session, state=state, real_now=real_now())
