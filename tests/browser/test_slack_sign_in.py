"""Signing in to the organizers' page in a real browser, over Slack's consent page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.demo.stage import Stage, free_port, stage
from tests.browser.conftest import OpenPage
from tests.stories.town import PATIENCE, Town

pytestmark = [pytest.mark.browser, pytest.mark.story]
START = datetime(2027, 1, 8, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def on() -> Iterator[Stage]:
    """Kith with its page, and a program that Marcus Bell started in #spring."""
    with stage(start=START, patience=PATIENCE, web_port=free_port()) as running:
        town = Town(running.client)
        town.starts(running.client.as_person("Marcus Bell"), "spring", running.client.as_person("Lena Vogt"))
        yield running


def begin(open_page: OpenPage, on: Stage, **options: Any) -> Page:
    """The page as somebody finds it who is not signed in."""
    page = open_page(f"{on.kith.context.settings.page_url}/", **options)
    expect(page).to_have_title("Sign in · Kith")
    return page


def go_to_slack(page: Page) -> None:
    page.get_by_role("button", name="Sign in with Slack").click()
    expect(page.get_by_role("heading", name="Sign in to Kith with Slack")).to_be_visible()


def allow_as(page: Page, name: str) -> None:
    """What somebody says on Slack's page."""
    page.get_by_label("You are").select_option(label=name)
    page.get_by_role("button", name="Allow").click()


def test_an_organizer_signs_in_with_slack_and_reads_on(on: Stage, open_page: OpenPage) -> None:
    page = begin(open_page, on)
    assert Axe().run(page).violations_count == 0
    go_to_slack(page)
    expect(page.locator("li")).to_have_text(["who you are, and in which workspace"])
    allow_as(page, "Marcus Bell")
    expect(page.get_by_role("heading", name="Programs", exact=True)).to_be_visible()
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page.locator(".who")).to_have_text("Marcus Bell")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def test_it_works_without_javascript(on: Stage, open_page: OpenPage) -> None:
    page = begin(open_page, on, java_script_enabled=False)
    go_to_slack(page)
    allow_as(page, "Marcus Bell")
    expect(page.get_by_role("heading", name="Programs", exact=True)).to_be_visible()


def test_who_says_no_is_back_where_they_began_and_may_begin_again(on: Stage, open_page: OpenPage) -> None:
    page = begin(open_page, on, width=390, height=800, color_scheme="dark")
    go_to_slack(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_contain_text("You chose not to sign in")
    assert Axe().run(page).violations_count == 0
    go_to_slack(page)
    allow_as(page, "Lena Vogt")
    expect(page.get_by_role("main")).to_contain_text("You organize no program yet")
