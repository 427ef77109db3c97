"""Kith itself in a real browser: two members and an organizer live through the first week of a program."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.demo.stage import Stage, stage
from sandbox.client import Person
from tests.browser.conftest import OpenPage
from tests.stories.town import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.story]
FRIDAY_BEFORE = datetime(2027, 1, 8, 9, tzinfo=UTC)
CHANNEL = "job-seekers"
ZONE = "Europe/Berlin"
JOURNEY = 60_000  # milliseconds: the clock takes a step only when Kith is done with the one before
SeeAs = Callable[..., Page]


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage(start=FRIDAY_BEFORE, patience=PATIENCE) as running:
        yield running


@pytest.fixture
def people(on: Stage) -> dict[str, Person]:
    """An organizer and two members, in one zone and in one channel."""
    found = {name: on.client.as_person(name) for name in ("Marcus Bell", "Amara Okafor", "Lena Vogt")}
    for person in found.values():
        person.change(tz=ZONE)
    marcus, amara, lena = found.values()
    on.client.create_channel(CHANNEL, by=marcus.id, members=[marcus.id, amara.id, lena.id])
    return found


@pytest.fixture
def see_as(on: Stage, open_page: OpenPage, people: dict[str, Person]) -> SeeAs:
    """The page as somebody sees it, at a channel's id or "home"; without a place at their messages from Kith."""

    def see(name: str, place: str | None = None, **options: object) -> Page:
        person = people[name]
        where = place or person.dm().id
        page = open_page(f"{on.url}/#/{person.shape['workspace']}/{person.id}/{where}", **options)
        page.wait_for_selector("body[data-ready]")
        return page

    return see


def photograph(page: Page, name: str) -> None:
    """Keep a picture where `KITH_SCREENSHOTS` says, to be looked at."""
    if folder := os.environ.get("KITH_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"kith-{name}.png")


def message(page: Page, words: str) -> Locator:
    """The latest message with these words."""
    return page.locator("#messages .message").filter(has_text=words).last


def type_command(page: Page, command: str) -> None:
    box = page.get_by_role("textbox", name="Write a message")
    box.fill(command)
    box.press("Enter")


def open_messages(page: Page, person: Person) -> None:
    """What Kith wrote to this person alone."""
    page.locator(f'#rail-list [data-place="{person.dm().id}"]').click()


def form_of(page: Page, title: str) -> Locator:
    expect(page.locator("#modal").get_by_role("heading", name=title)).to_be_visible()
    return page.locator("#modal")


def close_form(page: Page) -> None:
    page.locator("#modal").get_by_role("button", name="Close").last.click()
    expect(page.locator("#modal")).to_be_hidden()


def join(page: Page) -> None:
    message(page, "you are warmly invited").get_by_role("button", name="Join").click()
    form = form_of(page, "Join")
    photograph(page, "join")
    form.get_by_role("button", name="Join").click()
    expect(form).to_contain_text("Welcome to")
    close_form(page)


def test_two_members_and_an_organizer_live_through_the_first_week(
    on: Stage, people: dict[str, Person], see_as: SeeAs
) -> None:
    channel = people["Marcus Bell"].channel(CHANNEL).id
    marcus = see_as("Marcus Bell", channel, width=1400)
    type_command(marcus, "/kith setup")
    form = form_of(marcus, "Start a program")
    photograph(marcus, "setup")
    form.get_by_label("Job-seeker cohort").check()
    form.get_by_role("button", name="Next").click()
    expect(form).to_contain_text("What the channel reads")
    photograph(marcus, "before-start")
    form.get_by_role("button", name="Start").click()
    expect(form).to_contain_text("starts in")
    photograph(marcus, "started")
    close_form(marcus)

    amara, lena = see_as("Amara Okafor", channel), see_as("Lena Vogt", channel)
    for page in (amara, lena):
        join(page)
    photograph(amara, "invitation")
    on.client.clock.to_weekday("monday", "09:05", ZONE)
    for page, buddy in ((amara, "Lena"), (lena, "Amara")):
        page.get_by_role("link", name=re.compile(buddy)).click()
        expect(message(page, "Meet your buddy")).to_contain_text("you are buddies")
    photograph(amara, "introduction")
    message(amara, "Meet your buddy").get_by_role("button", name="We have a time").click()
    expect(message(lena, "Meet your buddy")).to_contain_text("You have a time")
    photograph(lena, "has-time")

    set_a_goal(amara, people["Amara Okafor"])
    amara.get_by_role("link", name="Kith · Home").click()
    expect(amara.locator("#home")).to_contain_text("Café Nero")
    photograph(amara, "home-monday")

    marcus.get_by_role("button", name="To Friday 10:00").click()
    expect(marcus.locator("#clock-now")).to_contain_text("Fri 15 Jan, 10:00", timeout=JOURNEY)
    open_messages(amara, people["Amara Okafor"])
    friday = message(amara, "How was your week?")
    photograph(amara, "friday")
    friday.get_by_role("button", name="We met").click()
    expect(friday).to_contain_text("You and @Lena Vogt have met.")
    expect(message(lena, "Meet your buddy")).to_contain_text("You have met")
    expect(friday).to_contain_text("The chat with your buddy is counted here.")
    photograph(amara, "friday-met")
    log_with_an_error(amara)

    marcus.get_by_role("button", name="To Monday 09:00").click()
    expect(marcus.locator("#clock-now")).to_contain_text("Mon 18 Jan, 09:00", timeout=JOURNEY)
    marcus.get_by_role("button", name="One day on").click()
    expect(message(marcus, "the week of")).to_be_visible(timeout=JOURNEY)
    photograph(marcus, "summary")
    open_messages(marcus, people["Marcus Bell"])
    expect(message(marcus, "Who takes part")).to_contain_text("2")
    photograph(marcus, "digest")
    marcus.get_by_role("link", name="Kith · Home").click()
    expect(marcus.locator("#home")).to_contain_text("Two people taking part")
    photograph(marcus, "home-organizer")


def set_a_goal(page: Page, person: Person) -> None:
    """A goal of one's own, with day, time and place."""
    open_messages(page, person)
    prompt = message(page, "What will you do this week")
    photograph(page, "prompt")
    prompt.get_by_role("button", name="Choose my own").click()
    form = form_of(page, "A goal for this week")
    form.get_by_label("Which day?").select_option("Wednesday 13 January")
    form.get_by_label("At what time").fill("15:00")
    form.get_by_label("Where?").fill("Café Nero")
    photograph(page, "goal-form")
    form.get_by_role("button", name="Save").click()
    expect(prompt).to_contain_text("Wednesday 13 January, 15:00 (Central European Time), Café Nero")
    photograph(page, "goal-set")


def log_with_an_error(page: Page) -> None:
    """A day that is still to come is said beside the field; put right, it is saved."""
    message(page, "How was your week?").get_by_role("button", name="Log something else").click()
    form = form_of(page, "Log what you did")
    form.get_by_label("What did you do?").select_option("Event or group")
    form.get_by_label("When?").fill("2027-01-29")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_have_text("This day is still to come. Choose today or an earlier day.")
    photograph(page, "log-error")
    form.get_by_label("When?").fill("2027-01-14")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    expect(message(page, "How was your week?")).to_contain_text("one event or group")


def test_a_message_is_saved_from_its_own_menu(people: dict[str, Person], see_as: SeeAs) -> None:
    lena, amara = people["Lena Vogt"], people["Amara Okafor"]
    lena.group(amara.id).say("I can show you how SAP hires")
    page = see_as("Amara Okafor", amara.group(lena.id).id)
    said = message(page, "how SAP hires")
    said.hover()
    said.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Save with Kith").click()
    form = page.get_by_role("dialog")
    expect(form.get_by_label("What to keep")).to_have_value("I can show you how SAP hires")
    photograph(page, "save")
    form.get_by_label("With whom?").fill("Lena Vogt")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("is in your people")
