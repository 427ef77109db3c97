"""The report's page in a real browser: read without scripts, on a phone, by a screen reader, and printed.

With `KITH_SCREENSHOTS=/some/folder` the pictures and PDFs stay there, to be looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bot.db.models import Member
from bot.views.report_layouts import Layout
from tests.browser.conftest import WAYS, OpenPage, serving
from tests.factories import make_member, make_organizer
from tests.lived import MONDAYS, live
from tests.web.conftest import Site, _recorder, clock, context, context_of_handlers, kith, site, slack, workspace

__all__ = ["_recorder", "clock", "context", "context_of_handlers", "kith", "site", "slack", "workspace"]
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]


@pytest.fixture
def served(site: Site) -> Iterator[tuple[str, str]]:
    """The address of the report of a program that was lived, and the session of its organizer."""
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        program = live(session, people=40)
        organizer: Member = make_member(session, name="Olga")
        make_organizer(session, program, member=organizer)
        session.expunge(organizer)
    with serving(site.app) as url:
        yield f"{url}/programs/{program.id}/report", site.visitor(organizer).token


def opened(open_page: OpenPage, address: str, token: str, query: str = "", **options: Any) -> Page:
    page = open_page("about:blank", **options)
    page.context.add_cookies([{"name": "kith", "value": token, "url": address}])
    page.goto(f"{address}?{query}")
    return page


def kept(page: Page, name: str) -> None:
    if folder := os.environ.get("KITH_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"report-{name}.png", full_page=True)


@pytest.mark.parametrize("size", WAYS)
def test_the_report_is_read_in_every_way(open_page: OpenPage, served: tuple[str, str], size: str) -> None:
    address, token = served
    page = opened(open_page, address, token, f"from_on={MONDAYS[0]}&until_on=2026-02-15", **WAYS[size])
    assert "Buddy groups introduced" in page.inner_text("main")
    assert page.locator("figure img").count() == 3
    if "scripts" not in size:
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth === 1600)")
    kept(page, size)


def test_the_form_asks_again_for_days_that_are_the_wrong_way_round(
    open_page: OpenPage, served: tuple[str, str]
) -> None:
    page = opened(open_page, *served)
    page.get_by_label("From").fill("2026-02-15")
    page.get_by_label("Until").fill("2026-01-05")
    page.get_by_role("button", name="Show the report").click()
    assert "Choose a last day that is not before the first." in page.inner_text("main")
    assert Axe().run(page).response["violations"] == []
    page.get_by_label("Until").fill("2026-02-20")
    page.get_by_label("Layout").select_option("grant")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Placements").wait_for()
    assert "People served" in page.inner_text("main")


@pytest.mark.parametrize("layout", Layout)
def test_a_report_is_printed_on_a_few_pages_without_what_is_for_the_screen(
    open_page: OpenPage, served: tuple[str, str], layout: Layout
) -> None:
    address, token = served
    page = opened(open_page, address, token, f"from_on={MONDAYS[0]}&until_on=2026-02-15&layout={layout}")
    page.emulate_media(media="print")
    for hidden in ("nav", "form.card", "text=Save as CSV", "figcaption"):
        assert not page.locator(hidden).first.is_visible()
    for shown in ("h1", "figure img", "text=What the figures count"):
        assert page.locator(shown).first.is_visible()
    pdf = page.pdf(format="A4", margin={"top": "15mm", "right": "15mm", "bottom": "15mm", "left": "15mm"})
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 2 <= pages <= 6
    if folder := os.environ.get("KITH_SCREENSHOTS"):
        (Path(folder) / f"report-{layout}.pdf").write_bytes(pdf)
