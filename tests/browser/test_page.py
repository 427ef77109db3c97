"""Every page of the organizers' room, reached by its links as an organizer and as a viewer, in every way of reading."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Window
from starlette.routing import compile_path

from bot.db.models import Member, Viewer
from bot.web.rows import Page, Who
from bot.web.table import ROWS
from tests.browser.conftest import WAYS, OpenPage, serving
from tests.factories import make_member, make_organizer
from tests.lived import live
from tests.web.conftest import Site, _recorder, clock, context, context_of_handlers, kith, site, slack, workspace

__all__ = ["_recorder", "clock", "context", "context_of_handlers", "kith", "site", "slack", "workspace"]
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
# Whose pages each may read
READ_BY = {
    Who.ORGANIZER: (Who.SIGNED_IN, Who.READER, Who.ORGANIZER),
    Who.READER: (Who.SIGNED_IN, Who.READER),
    Who.ADMIN: (Who.SIGNED_IN, Who.ADMIN),
}
FILES = (".csv", ".xlsx", ".png")
PATTERNS = [(row, compile_path(row.path)[0]) for row in ROWS if isinstance(row, Page)]


@pytest.fixture
def people(site: Site) -> dict[Who, Member]:
    """An organizer and a viewer of a program that was lived for some weeks, and an admin of the workspace."""
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        program = live(session, people=40)
        organizer, viewer = make_member(session, name="Olga"), make_member(session, name="Vivian")
        make_organizer(session, program, member=organizer)
        session.add(Viewer(program_id=program.id, member_id=viewer.id))
        admin = make_member(session, name="Amara", is_admin=True)
        session.flush()
        session.expunge_all()
    return {Who.ORGANIZER: organizer, Who.READER: viewer, Who.ADMIN: admin}


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Where browsers reach the page."""
    with serving(site.app) as url:
        yield url


def row_of(path: str) -> Page | None:
    return next((row for row, pattern in PATTERNS if pattern.match(path)), None)


def walked(window: Window, address: str, look: Any) -> set[str]:
    """Follow links from the first page on: each row's first one, and its first that asks something; the rows' paths.

    `look` is told each page's name.
    """
    waiting, seen = ["/programs"], set[tuple[str, bool]]()
    while waiting:
        link = waiting.pop(0)
        path, asks, _ = link.partition("?")
        row = row_of(path)
        assert row is not None, f"{link} leads nowhere"
        if (row.path, bool(asks)) in seen:
            continue
        seen.add((row.path, bool(asks)))
        if path.endswith(FILES):
            assert window.request.get(address + link).status == 200, link
            continue
        answer = window.goto(address + link)
        assert answer is not None
        assert answer.status == 200, link
        look(re.sub(r"\W+", "-", path).strip("-") + ("-asked" if asks else ""))
        links = window.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        here = [one if one.startswith("/") else path + one for one in links if one.startswith(("/", "?"))]
        waiting += [one for one in here if not one.startswith("/static/")]
    return {path for path, _ in seen}


def sound(window: Window, way: str, name: str) -> None:
    """No finding of axe, nothing beside the screen's edge, one heading that says where one is."""
    if way != "without scripts":
        found = Axe().run(window)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert window.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    assert window.locator("h1").count() == 1, name
    if folder := os.environ.get("KITH_SCREENSHOTS"):
        window.screenshot(path=Path(folder) / f"page-{name}-{way.replace(' ', '-')}.png", full_page=True)


def signed_in(open_page: OpenPage, address: str, token: str, way: str) -> Window:
    window = open_page("about:blank", **WAYS[way])
    window.context.add_cookies([{"name": "kith", "value": token, "url": address}])
    return window


@pytest.mark.parametrize("way", WAYS)
def test_an_organizer_reaches_every_page_by_its_links(
    site: Site, people: dict[Who, Member], address: str, open_page: OpenPage, way: str
) -> None:
    window = signed_in(open_page, address, site.visitor(people[Who.ORGANIZER]).token, way)

    seen = walked(window, address, lambda name: sound(window, way, name))

    assert seen == {row.path for row, _ in PATTERNS if row.who in READ_BY[Who.ORGANIZER]}


@pytest.mark.parametrize("who", [Who.READER, Who.ADMIN], ids=["a viewer", "an admin"])
def test_others_reach_theirs_and_no_link_that_they_see_is_refused(
    site: Site, people: dict[Who, Member], address: str, open_page: OpenPage, who: Who
) -> None:
    window = signed_in(open_page, address, site.visitor(people[who]).token, "wide")

    seen = walked(window, address, lambda name: sound(window, "wide", f"{who.name.lower()}-{name}"))

    assert seen == {row.path for row, _ in PATTERNS if row.who in READ_BY[who]}


@pytest.mark.parametrize("way", WAYS)
def test_the_ways_in_are_sound(
    site: Site, people: dict[Who, Member], address: str, open_page: OpenPage, way: str
) -> None:
    window = open_page(f"{address}/sign-in", **WAYS[way])
    sound(window, way, "sign-in")
    window.goto(address + site.link(people[Who.ORGANIZER]))
    sound(window, way, "link")
    window.get_by_role("button", name="Continue").click()
    assert window.url == f"{address}/programs"
