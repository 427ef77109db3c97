"""A report of any days, through Bolt: for organizers and viewers who have no page."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.db.models import Member, Program
from bot.views import reports as view
from tests.factories import make_organizer, make_program, make_viewer
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.lived import live


@pytest.fixture
def program(kith: Kith) -> Program:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return live(session)


@pytest.fixture
def viewer(kith: Kith, program: Program) -> Member:
    member = kith.member()
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        make_viewer(session, program, member=member)
    return member


def fields(kind: str = "xlsx", **values: Any) -> dict[str, Any]:
    return {
        "from_on": payloads.on_date("2026-01-05"),
        "until_on": payloads.on_date("2026-02-15"),
        "layout": payloads.choice("quarterly"),
        "kind": payloads.choice(kind),
        **values,
    }


def test_a_viewer_gets_the_report_that_they_asked_for_once(kith: Kith, program: Program, viewer: Member) -> None:
    kith.command(viewer, "report")
    (opened,) = kith.slack.of("views.open")
    assert opened["view"]["private_metadata"] == str(program.id)
    assert "2026-01-05" in str(opened["view"])
    for _ in range(2):
        said = kith.submit(viewer, view.FORM, fields(), remembers=program.id)
        assert "on its way" in str(said.body)
    kith.submit(kith.member(), view.FORM, fields(), remembers=program.id)
    (sent,) = kith.deliveries()
    assert sent.member_id == viewer.id
    (file,) = sent.payload["files"]
    assert file["name"] == "kith-report-quarterly-2026-01-05-2026-02-15.xlsx"
    book = load_workbook(io.BytesIO(base64.b64decode(file["content"])))
    assert "Carried over" in [cell.value for cell in book["Report"]["A"]]


def test_it_comes_as_a_table_or_as_pictures(kith: Kith, program: Program, viewer: Member) -> None:
    for kind in ("csv", "pictures"):
        kith.submit(viewer, view.FORM, fields(kind), remembers=program.id)
    table, pictures = kith.deliveries()
    assert [file["name"].rpartition(".")[2] for file in table.payload["files"]] == ["csv"]
    assert [file["name"].split("-")[2] for file in pictures.payload["files"]] == ["participation"]


def test_days_the_wrong_way_round_are_said_beside_the_field(kith: Kith, program: Program, viewer: Member) -> None:
    wrong = fields(until_on=payloads.on_date("2026-01-01"))
    answer = kith.submit(viewer, view.FORM, wrong, remembers=program.id)
    assert answer.body["errors"] == {"until_on": "Choose a last day that is not before the first."}
    assert kith.deliveries() == []


def test_who_reads_several_programs_chooses_unless_it_is_this_channels(
    kith: Kith, program: Program, viewer: Member
) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        other = make_program(session, name="Autumn")
        make_organizer(session, other, member=viewer)
    kith.command(viewer, "report")
    (asked,) = kith.slack.of("response_url")
    assert "A report of which program?" in asked["text"]
    assert {str(program.id), str(other.id)} <= {
        block["accessory"]["value"] for block in asked["blocks"] if "accessory" in block
    }
    kith.command(viewer, "report", channel=program.slack_channel_id)
    (opened,) = kith.slack.of("views.open")
    assert opened["view"]["private_metadata"] == str(program.id)


def test_who_reads_no_program_is_told_how_to_start_one(kith: Kith, program: Program) -> None:
    kith.command(kith.member(), "report")
    assert "/kith setup" in kith.slack.of("response_url")[0]["text"]
