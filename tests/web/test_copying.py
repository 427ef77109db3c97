"""A program is copied to another channel from the page: looked over first, and the person has to be in that channel."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db.models import Organizer, Program
from tests.web.conftest import Site, Visitor, words

FIELDS = {"name": "Summer", "starts_on": "2026-03-09", "ends": "3", "announcement": "Come along."}


@pytest.fixture
def program(site: Site) -> Program:
    return site.kith.program(name="Spring", slack_channel_id="C1", round_weeks=3)


@pytest.fixture
def olga(site: Site, program: Program) -> Visitor:
    member = site.kith.organizer(program)
    site.kith.knows_channel("C8", member.slack_user_id, name="summer", num_members=25)
    site.kith.slack.answers["users.conversations"] = {"channels": [{"id": "C8", "name": "summer"}]}
    return site.visitor(member)


def copies(site: Site) -> list[Program]:
    with site.kith.context.database.unit_of_work(read_only=True) as session:
        return list(session.scalars(select(Program).where(Program.slack_channel_id == "C8")))


@pytest.mark.parametrize("written", ["summer", "#Summer ", " # summer"])
def test_what_would_be_posted_is_looked_over_before_anything_is(
    site: Site, program: Program, olga: Visitor, written: str
) -> None:
    assert "Copy it to another channel" in olga.read(f"/programs/{program.id}/settings")
    assert "settings, activities and goals of Spring" in olga.read(f"/programs/{program.id}/copy")
    answer = olga.send(f"/programs/{program.id}/copy", {"channel": written})
    assert answer.status_code == 200
    assert "24 people in its channel, #summer" in words(answer.text)
    assert f'name="remembered" value="{program.id} C8"' in answer.text
    assert (copies(site), site.kith.deliveries()) == ([], [])


def test_the_copy_starts_and_its_channel_reads_so(site: Site, program: Program, olga: Visitor) -> None:
    said = olga.follow(f"/programs/{program.id}/copy", {**FIELDS, "remembered": f"{program.id} C8"})
    assert "The copy starts." in said
    (made,) = copies(site)
    assert (made.name, made.round_weeks, made.last_round) == ("Summer", 3, 3)
    (delivery,) = site.kith.deliveries()
    assert "Come along." in str(delivery.payload)
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        assert len(session.scalars(select(Organizer).where(Organizer.program_id == made.id)).all()) == 1


def test_a_channel_of_others_is_not_found(site: Site, program: Program, olga: Visitor) -> None:
    for written in ("winter", "", "#", "x" * 500):
        answer = olga.send(f"/programs/{program.id}/copy", {"channel": written})
        assert answer.status_code == 422
        assert "You are in no channel of that name" in words(answer.text)
        assert f'value="{written}"' in answer.text


def test_a_channel_that_the_person_is_not_in_is_no_place_however_the_form_is_made_up(
    site: Site, program: Program, olga: Visitor
) -> None:
    site.kith.knows_channel("C9", "USOMEBODY")
    answer = olga.send(f"/programs/{program.id}/copy", {**FIELDS, "remembered": f"{program.id} C9"})
    assert answer.status_code == 403
    with site.kith.context.database.unit_of_work(read_only=True) as session:
        assert len(session.scalars(select(Program)).all()) == 1


def test_what_was_entered_in_a_refused_form_is_still_there(site: Site, program: Program, olga: Visitor) -> None:
    entered = {**FIELDS, "starts_on": "2026-03-10", "remembered": f"{program.id} C8"}
    entered |= {"channel": "summer", "people": "24"}
    answer = olga.send(f"/programs/{program.id}/copy", entered)
    assert answer.status_code == 422
    assert "Monday" in words(answer.text)
    assert "24 people in its channel, #summer" in words(answer.text)
    for value in ("Summer", "2026-03-10", f"{program.id} C8"):
        assert f'value="{value}"' in answer.text
    assert "Come along." in answer.text
    assert copies(site) == []


@pytest.mark.parametrize("remembered", ["x", "1 ", " C8", "9 C8 more", "1 <C8>"])
def test_what_no_form_remembers_copies_nothing(site: Site, program: Program, olga: Visitor, remembered: str) -> None:
    site.kith.slack.answers["conversations.info"] = {"ok": False, "error": "channel_not_found"}
    answer = olga.send(f"/programs/{program.id}/copy", {**FIELDS, "remembered": remembered})
    assert answer.status_code in (400, 403, 404, 422)
    with site.kith.context.database.unit_of_work(read_only=True) as session:
        assert len(session.scalars(select(Program)).all()) == 1
