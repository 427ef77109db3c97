"""The rows of due work: each kind has its job, each sweep its query, and one query sees which would find something."""

from __future__ import annotations

from datetime import timedelta

from bot.context import AppContext
from bot.domain.kinds import BY_CALENDAR
from bot.domain.states import ParticipantState, WorkspaceState
from jobs import schedule
from jobs.schedule import JOBS, SWEEPS, waiting
from tests.conftest import NOW
from tests.factories import make_member, make_organizer, make_participant, make_program, make_workspace


def test_every_kind_of_the_calendar_has_one_job_and_every_sweep_its_own_name_and_place() -> None:
    jobs = [job for module in schedule.MODULES for job in getattr(module, "JOBS", ())]
    sweeps = [sweep for module in schedule.MODULES for sweep in getattr(module, "SWEEPS", ())]
    assert JOBS.keys() == BY_CALENDAR.keys()
    assert len(jobs) == len(JOBS)
    assert len(sweeps) == len(SWEEPS) == len({sweep.order for sweep in sweeps})


def test_where_nothing_is_to_be_done_no_sweep_has_work(context: AppContext) -> None:
    with context.database.unit_of_work(_workspace(context)) as session:
        program = make_program(session, channel_read_at=NOW)
        make_organizer(session, program, member=make_member(session, seen_in_slack_at=NOW))
        make_participant(session, program, member=make_member(session, seen_in_slack_at=NOW))
    assert waiting(context, now=NOW) == frozenset()


def test_what_waits_is_found_at_its_hour(context: AppContext) -> None:
    back_on = NOW.date() + timedelta(days=3)
    with context.database.unit_of_work(_workspace(context)) as session:
        program = make_program(session, channel_read_at=NOW)
        make_organizer(session, program, member=make_member(session, seen_in_slack_at=NOW))
        member = make_member(session, seen_in_slack_at=NOW)
        make_participant(session, program, member=member, state=ParticipantState.PAUSED, paused_until_on=back_on)
    assert waiting(context, now=NOW) == frozenset()
    assert waiting(context, now=NOW + timedelta(days=1)) == {"channels"}
    assert waiting(context, now=NOW + timedelta(days=3)) == {"channels", "pauses"}
    assert waiting(context, now=NOW + timedelta(days=4)) == {"channels", "pauses", "people"}


def test_a_workspace_that_left_is_erased_after_thirty_days(context: AppContext) -> None:
    _workspace(context, state=WorkspaceState.UNINSTALLED, state_changed_at=NOW)
    assert "left_workspaces" not in waiting(context, now=NOW + timedelta(days=29))
    assert "left_workspaces" in waiting(context, now=NOW + timedelta(days=30))


def _workspace(context: AppContext, **values: object) -> int:
    with context.database.unit_of_work() as session:
        return make_workspace(session, **values).id
