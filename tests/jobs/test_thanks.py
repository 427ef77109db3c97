"""Thanks arrive once wherever somebody can be written to; else whoever thanks hears of it, and keeps the words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import CheckIn, Delivery, Member
from bot.domain.checkins import Act
from bot.domain.kinds import MessageKind
from bot.domain.states import DeliveryState, ParticipantState, ProgramState
from bot.services import checkins, members, privacy
from jobs.schedule import SWEEPS, waiting
from tests.factories import LONG_AGO, make_member, make_participant, make_program, make_workspace
from tests.people import Person, make_person

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 22, tzinfo=UTC)


@pytest.fixture
def ada(context: AppContext) -> Person:
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    with context.database.unit_of_work(workspace.id) as session:
        return make_person(session, slack_user_id="UADA", seen_in_slack_at=NOW)


def somebody(context: AppContext, ada: Person, **values: Any) -> str:
    with context.database.unit_of_work(ada.member.workspace_id) as session:
        return make_member(session, **{"seen_in_slack_at": NOW, **values}).slack_user_id


def thank(context: AppContext, ada: Person, whom: str, *, shared: bool = True, now: datetime = NOW) -> None:
    with context.database.unit_of_work(ada.member.workspace_id) as session:
        act = Act(ada.coffee, MONDAY, thanks="for the *tip*", thanks_to=whom, thanks_shared=shared)
        checkins.record(session, ada.actor, ada.program.id, act, source="form:V1", now=now)


def sweep(context: AppContext, *moments: datetime) -> list[tuple[str, list[str], str]]:
    """What was decided by then: kind, people, text."""
    for now in moments:
        for name in ("thanks", "thanks_back"):
            SWEEPS[name].act(context, now)
    with context.database.unit_of_work() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        return [(row.kind, row.target["users"], str(row.payload["blocks"])) for row in rows]


def test_somebody_in_no_program_reads_them_once(context: AppContext, ada: Person) -> None:
    grace = somebody(context, ada)
    thank(context, ada, grace)
    ((kind, people, said),) = sweep(context, NOW, NOW + timedelta(minutes=1), NOW + timedelta(days=1))
    assert (kind, people) == (MessageKind.THANKS, [grace])
    assert "<@UADA> thanks you: “for the ∗tip∗”" in said


@pytest.mark.parametrize("state", [ParticipantState.LANDED, ParticipantState.PAUSED, ParticipantState.LEFT])
def test_whoever_takes_part_without_a_week_of_their_own_reads_them(
    context: AppContext, ada: Person, state: ParticipantState
) -> None:
    grace = somebody(context, ada)
    with context.database.unit_of_work(ada.member.workspace_id) as session:
        member = session.scalars(select(Member).where(Member.slack_user_id == grace)).one()
        make_participant(session, ada.program, member=member, state=state)
    thank(context, ada, grace)
    assert [kind for kind, *_ in sweep(context, NOW)] == [MessageKind.THANKS]


@pytest.mark.parametrize(("program_state", "told"), [(ProgramState.RUNNING, 0), (ProgramState.ENDED, 1)])
def test_whoever_has_a_week_reads_them_there_and_gets_no_message(
    context: AppContext, ada: Person, program_state: ProgramState, told: int
) -> None:
    grace = somebody(context, ada)
    with context.database.unit_of_work(ada.member.workspace_id) as session:
        member = session.scalars(select(Member).where(Member.slack_user_id == grace)).one()
        make_participant(session, make_program(session, state=program_state), member=member)
    thank(context, ada, grace)
    assert len(sweep(context, NOW)) == told


def test_they_wait_for_daytime(context: AppContext, ada: Person) -> None:
    thank(context, ada, somebody(context, ada), now=NIGHT)
    assert sweep(context, NIGHT) == []
    assert len(sweep(context, NIGHT + timedelta(hours=12))) == 1


def test_without_consent_they_stay_with_their_author(context: AppContext, ada: Person) -> None:
    thank(context, ada, somebody(context, ada), shared=False)
    assert sweep(context, NOW) == []


@pytest.mark.parametrize("gone", [{"deactivated_at": LONG_AGO}, {"is_bot": True}])
def test_where_nobody_can_be_written_to_the_author_is_told_once_and_keeps_the_words(
    context: AppContext, ada: Person, gone: dict[str, Any]
) -> None:
    grace = somebody(context, ada, **gone)
    thank(context, ada, grace, now=NIGHT)
    ((kind, people, said),) = sweep(context, NIGHT, NIGHT + timedelta(hours=12))
    assert (kind, people) == (MessageKind.NOTE, ["UADA"])
    assert f"cannot write to <@{grace}>" in said
    assert "“for the ∗tip∗”" in said
    with context.database.unit_of_work() as session:
        assert session.scalars(select(CheckIn)).one().thanks == "for the *tip*"


def test_somebody_of_whom_kith_knows_nothing_is_asked_about_first(context: AppContext, ada: Person) -> None:
    thank(context, ada, "UNEW")
    assert sweep(context, NOW) == []
    with context.database.unit_of_work() as session:
        assert members.to_describe(session, now=NOW, limit=9) == {ada.member.workspace_id: ["UNEW"]}
    with context.database.unit_of_work(ada.member.workspace_id) as session:
        values: dict[str, Any] = {"is_bot": False, "is_guest": True, "is_deactivated": False}
        members.apply_slack_person(session, members.SlackPerson("UNEW", "Newton", "UTC", **values), now=NOW)
    assert [people for _, people, _ in sweep(context, NOW)] == [["UNEW"]]


def test_what_did_not_arrive_comes_back_to_its_author(
    context: AppContext, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    grace = somebody(context, ada)
    thank(context, ada, grace)
    sweep(context, NOW)
    with context.database.unit_of_work() as session:
        row = session.scalars(select(Delivery)).one()
        row.state, row.error, row.finished_at = DeliveryState.FAILED, "user_not_found", NOW
    described = {"slack_user_id": grace, "name": "Grace", "zone": "UTC", "is_bot": False, "is_guest": False}
    monkeypatch.setattr("bot.slack.directory.person", lambda *_args: {**described, "is_deactivated": True})
    SWEEPS["delivery_failures"].act(context, NOW)
    assert [(kind, people) for kind, people, _ in sweep(context, NOW)][1:] == [(MessageKind.NOTE, ["UADA"])]


def test_what_its_author_took_back_or_erased_is_not_passed_on(context: AppContext, ada: Person) -> None:
    thank(context, ada, somebody(context, ada))
    with context.database.unit_of_work(ada.member.workspace_id) as session:
        privacy.erase(session, ada.actor, now=NOW)
    assert sweep(context, NOW) == []


def test_a_tick_with_nothing_to_pass_on_does_nothing(context: AppContext, ada: Person) -> None:
    assert not waiting(context, now=NOW) & {"thanks", "thanks_back"}
    thank(context, ada, somebody(context, ada))
    assert waiting(context, now=NOW) & {"thanks", "thanks_back"} == {"thanks"}
    assert not waiting(context, now=NOW + timedelta(days=15)) & {"thanks", "thanks_back"}
