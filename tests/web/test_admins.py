"""An admin of the workspace on the page: which programs there are, taking one over, who may start one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db.models import Member, Organizer, OrganizerAct, Program, Workspace
from bot.domain.organizer_acts import Act
from bot.domain.states import Starters
from tests.web.conftest import Site, Visitor, words


@pytest.fixture
def admin(site: Site) -> Member:
    return site.kith.member(name="Amara", slack_user_id="UADMIN", is_admin=True)


@pytest.fixture
def visitor(site: Site, admin: Member) -> Visitor:
    return site.visitor(admin)


@pytest.fixture
def orphan(site: Site) -> Program:
    return site.kith.program(name="Left <alone>", slack_channel_id="C3")


def organized(site: Site) -> Program:
    program = site.kith.program(name="Spring", slack_channel_id="C1")
    olga = site.kith.organizer(program)
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        session.get_one(Member, olga.id).name = "Olga"
    return program


def test_an_admin_reads_names_states_and_organizers_and_nothing_of_a_program(
    site: Site, visitor: Visitor, orphan: Program
) -> None:
    program = organized(site)
    said = visitor.read("/programs")
    assert "Left <alone> It runs. Nobody organizes it now. Take it over Spring It runs. Organized by @Olga ." in said
    assert "Who may start a program: everyone. Change" in said
    assert visitor.get(f"/programs/{program.id}").status_code == 403
    assert visitor.get(f"/programs/{program.id}/people").status_code == 403


def test_others_read_nothing_of_the_workspaces_programs(site: Site, orphan: Program) -> None:
    program = organized(site)
    said = site.visitor(site.kith.organizer(program)).read("/programs")
    assert "Left" not in said
    assert "Who may start" not in said


def test_what_nobody_organizes_is_taken_over_and_the_channel_reads_so(
    site: Site, admin: Member, visitor: Visitor, orphan: Program
) -> None:
    said = visitor.follow(f"/programs/{orphan.id}/take-over")
    assert "You organize it now, and its channel reads so." in said
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        assert session.scalars(select(Organizer.member_id).where(Organizer.program_id == orphan.id)).all() == [admin.id]
        assert session.scalars(select(OrganizerAct.act)).all() == [Act.TOOK_OVER]
    (delivery,) = site.kith.deliveries()
    assert "looks after" in str(delivery.payload)


def test_what_somebody_organizes_is_not_taken_over(site: Site, visitor: Visitor) -> None:
    program = organized(site)
    answer = visitor.send(f"/programs/{program.id}/take-over")
    assert answer.status_code == 403
    assert site.kith.deliveries() == []


def test_who_is_no_admin_any_more_takes_nothing_over(site: Site, visitor: Visitor, orphan: Program) -> None:
    site.kith.slack.answers["users.info"] = lambda args: {"user": {"id": args["user"], "is_admin": False}}
    assert visitor.send(f"/programs/{orphan.id}/take-over").status_code == 403
    assert site.kith.deliveries() == []


def test_who_may_start_programs_is_set_by_the_same_form_as_in_slack(site: Site, visitor: Visitor) -> None:
    ben = site.kith.member(name="Ben", slack_user_id="UBEN")
    assert "Programs that run already stay as they are." in visitor.read("/starters")
    refused = visitor.send("/starters", {"starters": "named"})
    assert refused.status_code == 422
    assert "Name one or more people" in words(refused.text)
    assert 'value="named" checked' in refused.text
    assert "Who may start a program: admins, @Ben ." in visitor.follow(
        "/starters", {"starters": "named", "people_added": f"Ben ({ben.slack_user_id})"}
    )
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        assert session.get_one(Workspace, site.kith.workspace.id).starters is Starters.NAMED
        assert session.get_one(Member, ben.id).may_start


@pytest.mark.parametrize("entered", [{}, {"starters": "nobody"}, {"starters": "named", "people": "UNOBODY"}])
def test_a_form_that_makes_no_sense_changes_nothing(site: Site, visitor: Visitor, entered: dict[str, str]) -> None:
    assert visitor.send("/starters", entered).status_code == 422
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        assert session.get_one(Workspace, site.kith.workspace.id).starters is Starters.EVERYONE
