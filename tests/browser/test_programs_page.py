"""The page's first screen for an admin, and a copy of a program, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.demo.stage import Stage, free_port, stage
from tests.browser.conftest import OpenPage
from tests.stories.town import PATIENCE, Town

pytestmark = [pytest.mark.browser, pytest.mark.story]
START = datetime(2027, 1, 8, 9, tzinfo=UTC)
WAYS = pytest.mark.parametrize("options", [{}, {"width": 390, "color_scheme": "dark"}], ids=("wide", "a phone, dark"))


@pytest.fixture
def on() -> Iterator[Stage]:
    """Kith with its page, and a program that Marcus Bell started in #spring, with Lena in it."""
    with stage(start=START, patience=PATIENCE, web_port=free_port()) as running:
        town = Town(running.client)
        town.starts(running.client.as_person("Marcus Bell"), "spring", running.client.as_person("Lena Vogt"))
        yield running


def sign_in(on: Stage, open_page: OpenPage, name: str, **options: object) -> Page:
    page = open_page(f"{on.kith.context.settings.page_url}/", **options)
    page.get_by_role("button", name="Sign in with Slack").click()
    page.get_by_label("You are").select_option(label=name)
    page.get_by_role("button", name="Allow").click()
    return page


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@WAYS
def test_an_admin_takes_over_what_nobody_organizes_and_sets_who_may_start(
    on: Stage, open_page: OpenPage, options: dict[str, object]
) -> None:
    amara = on.client.add_person("Amara Stein", is_admin=True)
    amara.open_home()
    on.client.as_person("Marcus Bell").change(deleted=True)
    page = sign_in(on, open_page, "Amara Stein", **options)
    main = page.get_by_role("main")
    on.client.clock.advance("10m")  # meanwhile Kith asks Slack who signed in
    page.reload()
    expect(main).to_contain_text("Nobody organizes it now.")
    check(page)
    page.get_by_role("button", name="Take over spring").click()
    expect(page.get_by_role("status")).to_contain_text("You organize it now")
    page.goto(f"{on.kith.context.settings.page_url}/programs")
    expect(main).to_contain_text("Organized by @Amara Stein")
    page.get_by_role("link", name="Change who may start a program").click()
    check(page)
    page.get_by_label("Admins and owners of the workspace").check()
    page.get_by_role("button", name="Save").click()
    expect(main).to_contain_text("Who may start a program: admins.")


@WAYS
def test_an_organizer_copies_a_program_to_another_channel(
    on: Stage, open_page: OpenPage, options: dict[str, object]
) -> None:
    marcus = on.client.as_person("Marcus Bell")
    on.client.create_channel("summer", by=marcus.id, members=[marcus.id])
    page = sign_in(on, open_page, "Marcus Bell", **options)
    page.get_by_role("main").get_by_role("link").first.click()
    page.get_by_role("link", name="Settings", exact=True).click()
    check(page)
    page.get_by_role("link", name="Copy it to another channel").click()
    check(page)
    page.get_by_label("To which channel?").fill("#summer")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("main")).to_contain_text("The one person in its channel, #summer")
    check(page)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("status")).to_contain_text("The copy starts.")
    marcus.channel("summer").wait_for("you are warmly invited")
