"""An organizer arranges the next round on the page: by drag, by keys, without a script, and sends it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from bot.demo.stage import Stage, free_port, stage
from sandbox.client import Person
from tests.browser.conftest import OpenPage
from tests.stories.town import PATIENCE, Town, together

pytestmark = [pytest.mark.browser, pytest.mark.story]
FRIDAY = datetime(2027, 1, 8, 9, tzinfo=UTC)
ZONE = "Europe/London"
MEMBERS = ("Amara Okafor", "Lena Vogt", "Ahmed Mansour", "Clara Dubois", "Tom Whitfield", "Ben Carter", "Nikhil Shah")


@pytest.fixture
def on() -> Iterator[Stage]:
    """Kith with its page, and a program of seven that Marcus Bell started in #spring."""
    with stage(start=FRIDAY, patience=PATIENCE, web_port=free_port()) as running:
        everybody = [running.client.as_person(name) for name in ("Marcus Bell", *MEMBERS)]
        for person in everybody:
            person.change(tz=ZONE)
        marcus, *members = everybody
        Town(running.client).starts(marcus, "spring", *members)
        yield running


def sign_in(on: Stage, open_page: OpenPage, **options: object) -> Page:
    page = open_page(f"{on.kith.context.settings.page_url}/", **options)
    page.get_by_role("button", name="Sign in with Slack").click()
    page.get_by_label("You are").select_option(label="Marcus Bell")
    page.get_by_role("button", name="Allow").click()
    page.get_by_role("main").get_by_role("link").first.click()
    page.get_by_role("link", name="Pairs", exact=True).click()
    page.get_by_role("link", name="The next round").click()
    return page


def group_of(page: Page, name: str) -> Locator:
    return page.locator(".group").filter(has_text=name)


def people(page: Page) -> list[list[str]]:
    """Who is with whom, by name."""
    groups = page.locator(".group").all()
    return [[str(one.get_attribute("data-name")) for one in group.locator(".person").all()] for group in groups]


def drag(page: Page, name: str, onto: Locator) -> None:
    before = page.locator("main").inner_text()
    page.locator(f'.person[data-name="{name}"]').drag_to(onto)
    page.wait_for_function("before => document.querySelector('main').innerText !== before", arg=before)


def drag_out(page: Page, name: str) -> None:
    """Onto the bar that is there while somebody is dragged."""
    page.locator(f'.person[data-name="{name}"] .name').hover()
    page.mouse.down()
    page.mouse.move(300, 300, steps=3)
    bar = page.locator(".out-bar")
    expect(bar).to_be_visible()
    bar.hover()
    page.mouse.up()


def tab_to(page: Page, label: str) -> None:
    """Press the tab key until what is called so has the focus."""
    focused = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
    for _ in range(200):
        if page.evaluate(focused) == label:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no {label!r} within reach of the tab key")


def is_sound(page: Page) -> bool:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    return True


def photograph(page: Page, name: str) -> None:
    if folder := os.environ.get("KITH_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"pairs-{name}.png", full_page=True)


def introduced(person: Person) -> list[set[str]]:
    return [set(others) for _, others in together(person)]


def test_an_organizer_arranges_a_round_by_drag_and_by_keys_and_sends_it(on: Stage, open_page: OpenPage) -> None:
    page = sign_in(on, open_page)
    assert is_sound(page)
    page.get_by_role("button", name="Plan the next round").click()
    expect(page.get_by_role("status").first).to_contain_text("is planned")
    assert is_sound(page)
    photograph(page, "planned")
    assert sorted(map(len, people(page))) == [2, 2, 3]
    by_drag(page)
    by_keys(page)
    groups = people(page)
    sent(on, page, groups)
    a_repeat_wants_a_reason(on, page, groups)


def by_drag(page: Page) -> None:
    """Somebody of the three joins a pair; out of a pair it is said first what that costs, and it is left as it is."""
    one = next(group[0] for group in people(page) if len(group) == 3)
    pair = next(group for group in people(page) if len(group) == 2)
    drag(page, one, group_of(page, pair[0]).locator(".because").first)
    assert sorted([*pair, one]) in [sorted(group) for group in people(page)]
    expect(page.get_by_role("status").first).to_contain_text("The groups fit")
    expect(group_of(page, one)).to_contain_text("Locked")

    alone = next(group for group in people(page) if len(group) == 2)
    before = people(page)
    drag_out(page, alone[0])
    expect(page.locator(".asked")).to_contain_text(f"{alone[1]} would have no buddy in this round.")
    assert is_sound(page)
    photograph(page, "costs")
    page.get_by_role("link", name="Leave it as it is").click()
    assert people(page) == before


def by_keys(page: Page) -> None:
    """Two trade places; one of their groups is unlocked, and what is not locked is matched anew."""
    first, second = (group for group in people(page) if len(group) == 2)
    tab_to(page, f"Move {second[0]}")
    page.keyboard.press("Enter")
    expect(page.locator("#places")).to_contain_text(f"Where does {second[0]} go?")
    assert is_sound(page)
    photograph(page, "places")
    tab_to(page, f"Trade places: {first[0]}")
    page.keyboard.press("Enter")
    expect(page.locator("#places")).to_have_count(0)
    assert sorted([first[0], second[1]]) in [sorted(group) for group in people(page)]

    traded = sorted([first[0], second[1]])
    tab_to(page, f"Unlock {' and '.join(next(g for g in people(page) if sorted(g) == traded))}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("may be matched anew")
    page.get_by_role("button", name="Match the unlocked anew").click()
    expect(page.get_by_role("status").first).to_contain_text("is matched anew")
    assert sorted(name for group in people(page) for name in group) == sorted(MEMBERS)


def sent(on: Stage, page: Page, groups: list[list[str]]) -> None:
    """Once it was said to whom; each group is introduced."""
    page.get_by_text("Send it now …").click()
    expect(page.locator(".send")).to_contain_text("Seven people are introduced in three groups")
    page.get_by_role("button", name="Send it now", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("The round has begun")
    assert is_sound(page)
    on.client.clock.to_weekday("friday", "16:00", ZONE)
    for group in groups:
        persons = [on.client.as_person(name) for name in group]
        assert all({one.id for one in persons} in introduced(person) for person in persons)
    page.reload()
    photograph(page, "running")


def a_repeat_wants_a_reason(on: Stage, page: Page, groups: list[list[str]]) -> None:
    """Two weeks on, two who were together; the reason stands beside the group."""
    on.client.clock.to(datetime(2027, 1, 21, 12, tzinfo=UTC), step="12h")
    page.get_by_role("link", name="The next round").click()
    page.get_by_role("button", name="Plan the next round").click()
    old = next(group for group in groups if len(group) == 2)
    with_first = next(group for group in people(page) if old[0] in group)
    goes = next(name for name in with_first if name != old[0])
    drag(page, old[1], page.locator(f'.person[data-name="{goes}"] .name'))
    expect(page.locator(".asked")).to_contain_text("were introduced in round 1.")
    photograph(page, "repeat")
    page.get_by_role("button", name="Move anyway").click()
    assert page.locator(".asked").count() == 1  # the browser asks for the reason
    page.get_by_label("Why it is right all the same").fill("They are in the middle of something")
    page.get_by_role("button", name="Move anyway").click()
    expect(group_of(page, old[0])).to_contain_text("Marcus Bell, for organizers: They are in the middle of something")
    photograph(page, "repeat-done")


def test_it_works_on_a_phone_without_a_script(on: Stage, open_page: OpenPage) -> None:
    page = sign_in(on, open_page, width=390, height=800, color_scheme="dark", java_script_enabled=False)
    page.get_by_role("button", name="Plan the next round").click()
    three = next(group for group in people(page) if len(group) == 3)
    pair = next(group for group in people(page) if len(group) == 2)
    page.get_by_role("link", name=f"Move {three[0]}").click()
    photograph(page, "phone")
    group_of(page, pair[0]).get_by_role("button", name="Move here").click()
    assert sorted([*pair, three[0]]) in [sorted(group) for group in people(page)]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
