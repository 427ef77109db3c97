"""One member's path in a real browser, from the first chat to a landing; every room is looked at, wide and on a phone.

With `KITH_SCREENSHOTS=/some/folder` the pictures stay there, to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.demo.stage import Stage
from sandbox.client import Person
from sandbox.http_client import wait_until
from tests.browser.conftest import OpenPage
from tests.browser.test_kith import close_form, form_of, message, open_messages, photograph, type_command
from tests.stories.test_chats import takes_time
from tests.stories.town import Town, town

pytestmark = [pytest.mark.browser, pytest.mark.story]
FRIDAY_BEFORE = datetime(2027, 1, 8, 15, tzinfo=UTC)
MONDAY, TUESDAY, WEDNESDAY, FRIDAY = (date(2027, 1, day) for day in (11, 12, 13, 15))
LONDON = "Europe/London"
SIZES = {"wide": (1280, 900), "phone": (390, 844)}
# What stands in each room once Ada has been through it
BEFORE = {"Week": "Ben", "People": "Grace Hopper", "Events": "Product talk", "Me": "spring"}
AFTER = {"Week": "You landed", "People": "Grace Hopper", "Me": "Work-search record"}


@pytest.fixture
def there() -> Iterator[tuple[Stage, Town]]:
    with town(FRIDAY_BEFORE) as (on, here):
        yield on, here


def open_home(page: Page, ada: Person) -> Locator:
    return drawn_anew(page, ada, page.get_by_role("link", name="Kith · Home"))


def drawn_anew(page: Page, ada: Person, press: Locator) -> Locator:
    """App Home, once what Kith drew after the press is what the page shows."""
    before = view_hash(ada)
    press.click()
    after = wait_until(lambda: now if (now := view_hash(ada)) != before else "", "App Home to be drawn anew")
    expect(page.locator("#home")).to_have_attribute("data-hash", after)
    return page.locator("#home")


def view_hash(ada: Person) -> str:
    return str((ada.get("home")["view"] or {}).get("hash", ""))


def group_message(page: Page, buddy: str, words: str) -> Locator:
    page.get_by_role("link", name=buddy).click()
    expect(message(page, words)).to_be_visible()
    return message(page, words)


def looks_at_rooms(page: Page, ada: Person, rooms: dict[str, str], *, when: str) -> None:
    """On a wide window and on a phone: what is there, and nothing to the side of it."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for room, words in rooms.items():
            home = drawn_anew(page, ada, page.locator("#home").get_by_role("button", name=room, exact=True))
            expect(home).to_contain_text(words)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            photograph(page, f"path-{when}-{room.lower()}-{size}")
    width, height = SIZES["wide"]
    page.set_viewport_size({"width": width, "height": height})


def test_a_member_goes_from_the_first_chat_to_a_landing(there: tuple[Stage, Town], open_page: OpenPage) -> None:
    on, here = there
    olga, ada, ben = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben"))
    here.starts(olga, "spring", ada, ben)
    here.lives_until(MONDAY, "10:00", LONDON, step="30m")
    on.settle()
    width, height = SIZES["wide"]
    page = open_page(f"{on.url}/#/{ada.shape['workspace']}/{ada.id}/{ada.dm().id}", width=width, height=height)
    page.wait_for_selector("body[data-ready]")
    meets_somebody_new(page, ada)
    prepares(page, ada)
    here.lives_until(TUESDAY, "09:30", LONDON, step="30m")
    follows_up(page, ada)
    brings_an_event(page, ada)
    here.lives_until(WEDNESDAY, "17:00", LONDON, step="1h")
    on.settle()
    writes_a_worksheet(page, ada)
    here.lives_until(FRIDAY, "11:00", LONDON, step="3h")
    on.settle()
    went(page, ada)
    open_home(page, ada)
    looks_at_rooms(page, ada, BEFORE, when="search")
    lands(page, ada)
    open_home(page, ada)
    looks_at_rooms(page, ada, AFTER, when="landed")


def meets_somebody_new(page: Page, ada: Person) -> None:
    """One more, with a name and a next step: two taps and a line."""
    message(page, "What will you do this week").get_by_role("button", name="Take these goals").click()
    expect(message(page, "Which day?")).to_be_visible()
    type_command(page, "/kith goals")
    message(page, "0 of").get_by_role("button", name="Add one").first.click()
    counted = message(page, "If you like, one more thing")
    counted.get_by_role("button", name="Somebody new").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Who is it?").fill("Grace Hopper, Navy, compilers")
    photograph(page, "path-somebody-new")
    form.get_by_role("button", name="Save").click()
    expect(message(page, "one new contact")).to_be_visible()
    ada.dm().wait_for("one new contact").press("after_add.follow_up", "Tuesday 12 January")
    expect(message(page, "one new contact")).to_contain_text("12 January")


def prepares(page: Page, ada: Person) -> None:
    takes_time(ada, "Wed 13 Jan")
    group_message(page, "Ben", "wrote down a time for you").get_by_role("button", name="Prepare").click()
    form = form_of(page, "Before the chat")
    photograph(page, "path-prepare")
    form.get_by_label("Three lines about me").fill("I keep clocks right, and would like to work on compilers.")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#modal")).to_be_hidden()


def follows_up(page: Page, ada: Person) -> None:
    open_messages(page, ada)
    message(page, "Be in touch with Grace Hopper").get_by_role("button", name="Done").click()
    form = page.get_by_role("dialog")
    form.get_by_label("About what?").fill("her compiler")
    form.get_by_label("Be in touch again on").fill("2027-01-21")
    photograph(page, "path-next-step")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#modal")).to_be_hidden()


def brings_an_event(page: Page, ada: Person) -> None:
    home = drawn_anew(page, ada, open_home(page, ada).get_by_role("button", name="Events", exact=True))
    home.get_by_role("button", name="Add an event").click()
    form = form_of(page, "Add an event")
    form.get_by_label("What is it?").fill("Product talk")
    form.get_by_label("Which day?").fill("2027-01-14")
    form.get_by_label("At what time").fill("18:30")
    form.get_by_label("Where?").fill("https://meet.example.org/7")
    form.get_by_label("How often?").select_option(label="Every week")
    photograph(page, "path-event")
    form.get_by_role("button", name="Add", exact=True).click()
    drawn_anew(page, ada, home.get_by_role("button", name="I'm going"))
    expect(home).to_contain_text("You go.")


def writes_a_worksheet(page: Page, ada: Person) -> None:
    open_messages(page, ada)
    message(page, "You have a time with").get_by_role("button", name="We met").click()
    met = group_message(page, "Ben", "You have met")
    met.get_by_role("button", name="Write ours").click()
    form = form_of(page, "Our worksheet")
    form.get_by_label("Where I am stuck").fill("No answers to my letters")
    form.get_by_label("What I'll try").fill("Write to Grace")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("What I'll try: Write to Grace")
    photograph(page, "path-worksheet")
    close_form(page)


def went(page: Page, ada: Person) -> None:
    open_messages(page, ada)
    asked = message(page, "How was your week?")
    expect(asked).to_contain_text("Did you go to Product talk")
    photograph(page, "path-friday")
    asked.get_by_role("button", name="Yes", exact=True).click()
    expect(asked).not_to_contain_text("Did you go to Product talk")


def lands(page: Page, ada: Person) -> None:
    """The search ends, the way to it is shown and passed on, and the record of it comes as a file."""
    open_messages(page, ada)
    type_command(page, "/kith landed")
    form = page.get_by_role("dialog")
    form.get_by_label("Role, and where").fill("Compiler engineer, Navy")
    form.get_by_label("How did it come about?").select_option(label="Grace Hopper")
    photograph(page, "path-landed")
    form.get_by_role("button", name="Save").click()
    expect(form_of(page, "My trail")).to_contain_text("with Grace Hopper")
    photograph(page, "path-trail")
    page.locator("#modal").get_by_role("button", name="Pass it on with my name").click()
    expect(page.locator("#modal")).to_contain_text("You passed it on with your name")
    close_form(page)
    type_command(page, "/kith record")
    form = page.get_by_role("dialog")
    expect(form).to_be_visible()
    photograph(page, "path-record")
    ada.modal.submit({"From the week of": MONDAY.isoformat(), "To the week of": MONDAY.isoformat()})
    expect(form).to_contain_text("on its way")
    close_form(page)
    expect(message(page, "Only you get it")).to_be_visible()
    photograph(page, "path-record-file")
