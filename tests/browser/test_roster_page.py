"""An organizer brings people in by a file with faults, and takes it back; messages as they will read."""

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
FILE = (
    "Name;Handle;City;Link;Role\r\n"
    "Amara Okafor;;Köln;not a link;\r\n"
    "Nobody Known;;;;\r\n"
    ";;Bonn;;\r\n"
    "Lena Vogt;;Bonn;;boss\r\n"
).encode("cp1252")


@pytest.fixture(scope="module")
def on() -> Iterator[Stage]:
    """Kith with its page, and a program that Marcus Bell started in #spring, with Lena in it."""
    with stage(start=START, patience=PATIENCE, web_port=free_port()) as running:
        town = Town(running.client)
        town.starts(running.client.as_person("Marcus Bell"), "spring", running.client.as_person("Lena Vogt"))
        yield running


def sign_in(on: Stage, open_page: OpenPage, tab: str, **options: object) -> Page:
    page = open_page(f"{on.kith.context.settings.page_url}/", **options)
    page.get_by_role("button", name="Sign in with Slack").click()
    page.get_by_label("You are").select_option(label="Marcus Bell")
    page.get_by_role("button", name="Allow").click()
    page.get_by_role("main").get_by_role("link").first.click()
    page.get_by_role("link", name=tab, exact=True).click()
    return page


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("options", [{}, {"width": 390, "color_scheme": "dark"}], ids=("wide", "a phone, dark"))
def test_a_file_with_faults_is_looked_over_invited_and_taken_back(
    on: Stage, open_page: OpenPage, options: dict[str, object]
) -> None:
    page = sign_in(on, open_page, "Roster", **options)
    check(page)
    page.get_by_label("File").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": FILE})
    page.get_by_role("button", name="Look it over").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Nobody is asked anything yet.")
    expect(page.get_by_role("row", name="Amara Okafor")).to_contain_text("city: Köln")
    expect(main).to_contain_text("Line 3: Nobody Known")
    expect(main).to_contain_text("Line 5: Lena Vogt")
    expect(main).to_contain_text("Line 2: link: Write a whole address")
    expect(main).to_contain_text("Line 4: It says nobody")
    expect(main).to_contain_text("Line 5: role: Write mentor, or nothing.")
    check(page)
    page.get_by_role("button", name="Invite them").click()
    expect(page.get_by_role("status")).to_contain_text("They are asked now")
    expect(main).to_contain_text("One person was invited")
    page.get_by_role("button", name="Take this roster back").click()
    expect(page.get_by_role("status")).to_contain_text("The roster is taken back")
    expect(main).not_to_contain_text("was invited")


@pytest.mark.parametrize(
    "options",
    [{}, {"width": 390, "color_scheme": "dark"}, {"java_script_enabled": False}],
    ids=("wide", "a phone, dark", "without JavaScript"),
)
def test_four_weeks_open_by_keys_and_texts_are_shown_before_they_are_saved(
    on: Stage, open_page: OpenPage, options: dict[str, object]
) -> None:
    page = sign_in(on, open_page, "Messages", **options)
    summary = page.locator("summary", has_text="Monday's prompt").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details[open]")).to_contain_text("Your week")
    if options.get("java_script_enabled", True):
        check(page)
    page.get_by_role("link", name="Own texts").click()
    page.get_by_label("First line of Monday's prompt").fill("What will <b>you</b> try?")
    page.locator("#prompt_line").get_by_role("button", name="Show how it reads").click()
    expect(page.locator("#prompt_line")).to_contain_text("What will <b>you</b> try?")
    expect(page.locator("#prompt_line")).to_contain_text("not saved yet")
    if options.get("java_script_enabled", True):
        check(page)
    page.get_by_role("link", name="Messages", exact=True).first.click()
    page.get_by_role("link", name="Write to everybody").click()
    page.get_by_label("Your message").fill("Come on Friday.")
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("This goes to")
    if options.get("java_script_enabled", True):
        check(page)
