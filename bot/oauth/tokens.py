"""The bot token of a workspace: decrypted, and renewed two hours before it ends. Slack clients get it from here."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation import TokenRotator

from bot.clock import real_now
from bot.db.models import Installation, Workspace
from bot.db.session import Database
from bot.services import workspaces

log = logging.getLogger(__name__)

RENEW_BEFORE = timedelta(hours=2)
REMEMBERED_SECONDS = 30.0


class NoTokenError(Exception):
    """A workspace has no bot token: Kith was removed there, or SLACK_BOT_TOKEN is missing."""


@dataclass(frozen=True)
class _Stored:
    installation_id: int
    bot_token: str
    refresh_token: str | None
    expires_at: datetime | None
    scopes: str
    team_id: str | None  # the workspace's, if an organization installed Kith


class Tokens:
    """Bot tokens by workspace. A workspace without an install of its own uses the token of the settings."""

    def __init__(
        self,
        database: Database,
        *,
        rotator: TokenRotator | None,
        from_settings: str | None,
    ) -> None:
        self._database, self._rotator = database, rotator
        self._from_settings = from_settings
        self._remembered: dict[int, tuple[float, str, str | None]] = {}

    def of(self, workspace_id: int) -> str:
        """The token that is valid now. Raises NoTokenError where there is none."""
        return self._known(workspace_id)[0]

    def team_of(self, workspace_id: int) -> str | None:
        """The workspace's Slack team id, if its token is the whole organization's. None for a token of its own."""
        return self._known(workspace_id)[1]

    def _known(self, workspace_id: int) -> tuple[str, str | None]:
        until, token, team_id = self._remembered.get(workspace_id, (0.0, "", None))
        if time.monotonic() < until:
            return token, team_id
        token, team_id = self._read(workspace_id)
        self._remembered[workspace_id] = (time.monotonic() + REMEMBERED_SECONDS, token, team_id)
        return token, team_id

    def _read(self, workspace_id: int) -> tuple[str, str | None]:
        stored = self._stored(workspace_id)
        if stored is None:
            if self._from_settings is None:
                raise NoTokenError(f"workspace {workspace_id} has no bot token")
            return self._from_settings, None
        if stored.expires_at and stored.expires_at - real_now() < RENEW_BEFORE:
            return self._renewed(stored), stored.team_id
        return stored.bot_token, stored.team_id

    def _stored(self, workspace_id: int) -> _Stored | None:
        with self._database.unit_of_work(read_only=True) as session:
            workspace = session.get(Workspace, workspace_id)
            row = (
                session.get(Installation, workspace.installation_id)
                if workspace and workspace.installation_id
                else None
            )
            if row is None:
                return None
            return _Stored(
                installation_id=row.id,
                bot_token=row.bot_token,
                refresh_token=row.refresh_token,
                expires_at=row.expires_at,
                scopes=row.scopes,
                team_id=None if row.slack_team_id or workspace is None else workspace.slack_team_id,
            )

    def _renewed(self, stored: _Stored) -> str:
        """A new token from Slack, or the old one if another process is renewing it or Slack does not answer."""
        with self._database.unit_of_work() as session:
            mine = workspaces.begin_renewal(session, installation_id=stored.installation_id, real_now=real_now())
        if not mine or self._rotator is None:
            return stored.bot_token
        try:
            bot = self._rotator.perform_bot_token_rotation(
                bot=_as_bot(stored), minutes_before_expiration=int(RENEW_BEFORE.total_seconds() // 60)
            )
        except (SlackTokenRotationError, OSError) as error:
            log.warning("token not renewed", extra={"action": "token_not_renewed", "error": type(error).__name__})
            return stored.bot_token
        if bot is None:
            return stored.bot_token
        self._keep(stored.installation_id, bot)
        log.info("token renewed", extra={"action": "token_renewed", "installation": stored.installation_id})
        return str(bot.bot_token)

    def _keep(self, installation_id: int, bot: Bot) -> None:
        expires_at = bot.bot_token_expires_at
        with self._database.unit_of_work() as session:
            row = session.get_one(Installation, installation_id)
            row.bot_token = str(bot.bot_token)
            row.refresh_token = bot.bot_refresh_token or None
            row.expires_at = datetime.fromtimestamp(int(expires_at), UTC) if expires_at else None
            row.renewing_until = None


def make_rotator(*, client_id: str, client_secret: str, api_url: str) -> TokenRotator:
    """Slack's own token rotation, against this API address."""
    return TokenRotator(client_id=client_id, client_secret=client_secret, client=WebClient(base_url=api_url))


def _as_bot(stored: _Stored) -> Bot:
    return Bot(
        bot_id="",
        bot_user_id="",
        bot_token=stored.bot_token,
        bot_refresh_token=stored.refresh_token,
        bot_token_expires_at=int(stored.expires_at.timestamp()) if stored.expires_at else None,
        bot_scopes=stored.scopes,
        installed_at=0.0,
    )
