"""The page on which somebody begins to install Kith: Slack's flow, and our words."""

from __future__ import annotations

from slack_bolt import BoltRequest
from slack_bolt.oauth import OAuthFlow

from bot.views import install


class InstallFlow(OAuthFlow):
    """Slack's own, but for the page."""

    def build_install_page_html(self, url: str, request: BoltRequest) -> str:
        """What Kith is, what it asks for and why, and the way to Slack's consent."""
        return install.page(url, scopes=self.settings.scopes or [])
