"""The report on the page: what stands there is what was lived, its files open, and odd addresses break nothing."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from bot.clock import real_now
from bot.db.models import Member
from bot.services import reports
from tests.factories import make_member, make_organizer
from tests.lived import AFTER, MONDAYS, live
from tests.web.conftest import Site, Visitor

LAST = MONDAYS[-1] + timedelta(days=6)


@pytest.fixture
def lived(site: Site) -> tuple[int, Visitor]:
    """A program that was lived for six weeks, and its organizer's browser."""
    database = site.kith.context.database
    with database.unit_of_work(site.kith.workspace.id) as session:
        program = live(session)
        organizer: Member = make_member(session)
        make_organizer(session, program, member=organizer)
        session.expunge(organizer)
    return program.id, site.visitor(organizer)


def address(program_id: int, what: str = "", layout: str = "plain") -> str:
    return f"/programs/{program_id}/report{what}?from_on={MONDAYS[0]}&until_on={LAST}&layout={layout}"


def test_the_page_says_the_services_numbers(site: Site, lived: tuple[int, Visitor]) -> None:
    program_id, visitor = lived
    with site.kith.context.database.unit_of_work(site.kith.workspace.id, read_only=True) as session:
        report = reports.whole(session, program_id, now=AFTER)
    said = visitor.read(address(program_id))
    assert f"Things done {report.total('acts')}" in said
    assert f"Buddy groups introduced {report.groups.number}" in said
    assert f"Met {report.groups.met.part} {report.groups.number} {report.groups.met.percent} %" in said
    assert "What the figures count" in said
    assert "all of the program" in said


def test_each_layout_is_a_choice_of_the_form(lived: tuple[int, Visitor]) -> None:
    program_id, visitor = lived
    assert "Career outcomes rate" in visitor.read(address(program_id, layout="career_centre"))
    assert "Carried over" in visitor.read(address(program_id, layout="quarterly"))
    assert "People served" in visitor.read(address(program_id, layout="grant"))
    assert "Buddy groups introduced" in visitor.read(address(program_id, layout="of another kind"))


def test_files_and_pictures_are_there(lived: tuple[int, Visitor]) -> None:
    program_id, visitor = lived
    table = visitor.get(address(program_id, "/table.csv"))
    assert table.content.decode("utf-8-sig").startswith("layout,section,figure")
    assert "attachment" in table.headers["content-disposition"]
    workbook = visitor.get(address(program_id, "/workbook.xlsx"))
    assert load_workbook(io.BytesIO(workbook.content)).sheetnames == ["Report", "By week", "Definitions"]
    picture = visitor.get(address(program_id, "/groups.png"))
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert "inline" in picture.headers["content-disposition"]
    saved = visitor.get(address(program_id, "/groups.png") + "&save=1")
    assert "attachment" in saved.headers["content-disposition"]


@pytest.mark.parametrize(
    ("from_on", "until_on", "said"),
    [
        (MONDAYS[1], MONDAYS[0], "Choose a last day that is not before the first."),
        (real_now().date() + timedelta(days=800), "2199-01-01", "Choose a first day that is not after"),
        ("2026-02-30", LAST, "Write the day as 2026-03-02."),
        ("<b>", LAST, "Write the day as 2026-03-02."),
        ("0001-01-01", LAST, "Choose a day of these years."),
    ],
)
def test_days_that_make_no_report_are_named_and_stay_in_the_form(
    lived: tuple[int, Visitor], from_on: object, until_on: object, said: str
) -> None:
    program_id, visitor = lived
    page = visitor.get(f"/programs/{program_id}/report", params={"from_on": str(from_on), "until_on": str(until_on)})
    assert page.status_code == 200
    assert said in page.text
    assert 'aria-invalid="true"' in page.text
    assert "<b>" not in page.text
    file = visitor.get(f"/programs/{program_id}/report/table.csv", params={"from_on": str(from_on), "until_on": "x"})
    assert file.status_code == 400


def test_one_day_alone_is_enough(lived: tuple[int, Visitor]) -> None:
    program_id, visitor = lived
    said = visitor.read(f"/programs/{program_id}/report?from_on={MONDAYS[2]}")
    assert "Things done" in said
