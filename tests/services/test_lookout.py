"""The lookout of the sweeps: it knows each of them, and sees what it would find."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.domain.states import ParticipantState, WorkspaceState
from bot.services import lookout
from jobs.schedule import GIVING_WORK, SWEEPS
from tests.conftest import NOW
from tests.factories import make_member, make_participant, make_program, make_workspace


def test_every_sweep_has_its_look() -> None:
    assert lookout.LOOKOUT.names == set(SWEEPS)
    assert set(SWEEPS) > GIVING_WORK


def test_where_nothing_is_to_be_done_no_sweep_has_work(session: Session) -> None:
    program = make_program(session, channel_read_at=NOW)
    make_participant(session, program, member=make_member(session, seen_in_slack_at=NOW))
    assert lookout.with_work(session, now=NOW) == frozenset()


def test_what_waits_is_found_at_its_hour(session: Session) -> None:
    program = make_program(session, channel_read_at=NOW)
    member = make_member(session, seen_in_slack_at=NOW)
    back_on = NOW.date() + timedelta(days=3)
    make_participant(session, program, member=member, state=ParticipantState.PAUSED, paused_until_on=back_on)
    assert lookout.with_work(session, now=NOW) == frozenset()
    assert lookout.with_work(session, now=NOW + timedelta(days=1)) == {"channels"}
    assert lookout.with_work(session, now=NOW + timedelta(days=3)) == {"channels", "returns"}
    assert lookout.with_work(session, now=NOW + timedelta(days=4)) == {"channels", "returns", "people"}


def test_a_workspace_that_left_is_erased_after_thirty_days(session: Session) -> None:
    make_workspace(session, state=WorkspaceState.UNINSTALLED, state_changed_at=NOW)
    assert "left_workspaces" not in lookout.with_work(session, now=NOW + timedelta(days=29))
    assert "left_workspaces" in lookout.with_work(session, now=NOW + timedelta(days=30))
