"""The Roster tab: a file with faults, looked over, invited, undone; and the table out."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.db.models import Member, Program, ProgramInvitation
from tests.web.conftest import Site, Visitor, words


@pytest.fixture
def program(site: Site) -> Program:
    return site.kith.program(name="Spring")


@pytest.fixture
def visitor(site: Site, program: Program) -> Visitor:
    return site.visitor(site.kith.organizer(program))


def slack_has(site: Site, *people: dict[str, object]) -> None:
    site.kith.slack.answers["users.list"] = {"members": list(people)}


def user(slack_user_id: str, name: str, handle: str, **profile: str) -> dict[str, object]:
    return {"id": slack_user_id, "name": handle, "real_name": name, "tz": "UTC", "profile": profile}


ANA, BO, OTHER_BO = user("UANA", "Ana Ruiz", "ana"), user("UBO", "Bo Li", "bo"), user("UBO2", "Bo Li", "boli")
FILE = b'name;e-mail;city;link\r\nAna Ruiz;;"<b>Bonn</b>";none\r\nBo Li;;;\r\nCleo;cleo@kith.example;;\r\n'


def send_file(visitor: Visitor, program: Program, content: bytes) -> str:
    answer = visitor.send(f"/programs/{program.id}/roster", files={"file": ("people.csv", content)})
    assert answer.status_code == 200, words(answer.text)
    return answer.text


def invited(site: Site) -> set[str]:
    with site.kith.context.database.unit_of_work() as session:
        asked = select(Member.slack_user_id).join(ProgramInvitation, ProgramInvitation.member_id == Member.id)
        return set(session.scalars(asked))


def test_a_file_with_faults_is_looked_over_invited_and_taken_back(
    site: Site, visitor: Visitor, program: Program
) -> None:
    slack_has(site, ANA, BO, OTHER_BO)

    page = send_file(visitor, program, FILE)

    shown = words(page)
    for said in (
        "Nobody is asked anything yet.",
        "Found: 1",
        "Ana Ruiz Ana Ruiz @ana city: <b>Bonn</b>",
        "Line 3: Bo Li",
        "Not found in this workspace: 1 Slack tells Kith no e-mail addresses here",
        "Line 2: link: Write a whole address, beginning with https:// It is left out.",
    ):
        assert said in shown, said
    assert "<b>Bonn" not in page
    assert invited(site) == set()
    action = re.search(r'action="(/programs/\d+/roster/\d+/invite)"', page)
    chosen = re.search(r'value="(\d+)">Bo Li \(@boli\)', page)
    assert action
    assert chosen

    said = visitor.follow(action[1], {"line_3": chosen[1]})

    assert "They are asked now" in said
    assert "Two people were invited" in said
    assert invited(site) == {"UANA", "UBO2"}

    said = visitor.follow(action[1].replace("invite", "undo"))

    assert "The roster is taken back." in said
    assert "were invited" not in said
    assert invited(site) == set()


def test_an_address_is_matched_where_slack_tells_it(site: Site, visitor: Visitor, program: Program) -> None:
    slack_has(site, user("UCLEO", "C. Diaz", "cd", email="Cleo@kith.example"))
    said = words(send_file(visitor, program, FILE))
    assert "Cleo C. Diaz @cd" in said
    assert "no e-mail addresses" not in said


def test_it_is_said_that_addresses_are_not_told_only_where_a_line_that_was_not_found_has_one(
    site: Site, visitor: Visitor, program: Program
) -> None:
    slack_has(site, ANA)
    said = "Slack tells Kith no e-mail addresses here, so nobody was found by theirs."
    assert said in words(send_file(visitor, program, FILE))
    assert said not in words(send_file(visitor, program, b"name,email\nAna Ruiz,ana@kith.example\n"))
    assert said not in words(send_file(visitor, program, b"name\nNobody Here\n"))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "Choose a file."), (b"\x00\x01", "no table that Kith can read"), (b"city\nBonn\n", "one of them name")],
)
def test_what_is_no_roster_is_refused_beside_the_field(
    site: Site, visitor: Visitor, program: Program, content: bytes, said: str
) -> None:
    slack_has(site)
    answer = visitor.send(f"/programs/{program.id}/roster", files={"file": ("people.csv", content)})
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert site.kith.slack.of("users.list") == []


def test_when_slack_does_not_answer_it_is_said(site: Site, visitor: Visitor, program: Program) -> None:
    site.kith.slack.answers["users.list"] = {"ok": False, "error": "internal_error"}
    answer = visitor.send(f"/programs/{program.id}/roster", files={"file": ("people.csv", b"name\nAna\n")})
    assert (answer.status_code, "Slack gives Kith no answer" in answer.text) == (422, True)


def test_the_roster_goes_out_as_a_table_without_formulas(site: Site, visitor: Visitor, program: Program) -> None:
    site.kith.participant(program, member=site.kith.member(name="=1+1", city="Köln"))

    answer = visitor.get(f"/programs/{program.id}/roster.csv")

    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbfname,slack_user_id,state,role,joined_on,school")
    assert "'=1+1," in answer.content.decode("utf-8-sig")
    assert "Köln" in answer.content.decode("utf-8-sig")
