"""The page on which a workspace begins to install Kith."""

from __future__ import annotations

import json

from bot.settings import MANIFEST
from bot.views import install
from bot.views.privacy import WHO_SEES_WHAT

SCOPES = json.loads(MANIFEST.read_text())["oauth_config"]["scopes"]["bot"]


def test_every_scope_has_its_reason_and_no_other() -> None:
    assert set(install.WHY) == set(SCOPES)


def test_it_says_what_kith_is_what_it_asks_for_and_who_sees_what() -> None:
    page = install.page("https://slack.example/oauth?state=a&client_id=1", scopes=SCOPES)
    assert '<a class="deed" href="https://slack.example/oauth?state=a&amp;client_id=1">Add Kith to Slack</a>' in page
    assert [scope for scope in SCOPES if f"<code>{scope}</code>" not in page] == []
    assert [reader for reader, _ in WHO_SEES_WHAT if f"<dt>{reader}</dt>" not in page] == []
    assert "*" not in page.partition("<body>")[2]


def test_it_fetches_nothing() -> None:
    page = install.page("https://slack.example/", scopes=SCOPES)
    assert page.count("https://") == page.count("://") == 1
    assert "<script" not in page


def test_an_address_that_is_no_address_stays_text() -> None:
    assert '"><script>' not in install.page('"><script>', scopes=SCOPES)
