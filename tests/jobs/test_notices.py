"""What a notice says of somebody is true when it goes out: each state a person can be in, lived for two weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.context import AppContext
from bot.db.models import Delivery, Member, Participant, Program, Waiting
from bot.domain.participants import NotPaired
from bot.domain.states import Frequency, Joining, ParticipantState, WaitingWhy
from bot.services import participants, programs
from jobs.schedule import tick
from tests.factories import (
    LONG_AGO,
    make_group,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_round,
    make_workspace,
)

MONDAY = date(2026, 3, 9)  # the last week of a round of two
DAYS = [MONDAY + timedelta(days=days) for days in range(12)]
HOURS = (9, 13)
BEFORE = datetime.combine(MONDAY, time(8), UTC)
LATER = datetime(2026, 4, 30, tzinfo=UTC)  # Slack is not asked about anybody here


@dataclass(frozen=True)
class Truth:
    """How somebody stands when a message goes out: why they are not in the next round, or in this one, if so."""

    why: NotPaired | None
    why_now: NotPaired | None
    participant: Participant

    @property
    def is_in(self) -> bool:
        return self.why is None and self.participant.asked_at is None

    @property
    def has_read_welcome_back(self) -> bool:
        return self.participant.paused_until_on is None


Claim = Callable[[Truth], bool]
# What a notice says of the person who reads it, and when that is so
CLAIMS: Mapping[str, Claim] = {
    "You take part; there is nothing to do for it": lambda truth: truth.is_in,
    "You are among the first to be matched": lambda truth: truth.is_in,
    "Kith is looking for a buddy for you": lambda truth: truth.why_now is None and truth.has_read_welcome_back,
    "You take part in": lambda truth: truth.why in (None, NotPaired.SKIPS),
    "Welcome back": lambda truth: truth.participant.state is ParticipantState.ACTIVE,
    "Kith matches you again": lambda truth: truth.is_in,
    "Kith matches you once you say that you stay": lambda truth: truth.why is NotPaired.LEFT_CHANNEL,
    "You sit out the round that starts": lambda truth: truth.why is NotPaired.SKIPS,
    "Your next buddy comes with the round that starts": lambda truth: truth.why in (None, NotPaired.BY_FREQUENCY),
    "as often as you wished": lambda truth: truth.why is NotPaired.BY_FREQUENCY,
    "You sit it out, as you wished": lambda truth: truth.why is NotPaired.SKIPS,
    "once you say so, as you left the channel": lambda truth: truth.why is NotPaired.LEFT_CHANNEL,
    "once you say so, as it has been a while": lambda truth: truth.participant.asked_at is not None,
    "Until you say so, Kith does not match you": lambda truth: truth.why is NotPaired.LEFT_CHANNEL,
    "Until you answer, Kith does not pair you": lambda truth: truth.participant.asked_at is not None,
    "As things stand you are not in it": lambda truth: not truth.is_in,
    "paused until": lambda truth: truth.why is NotPaired.PAUSED,
}
WEEK_OF_THEIRS = ("What will you do this week", "How was your week?")
STATES: Mapping[str, dict[str, Any]] = {
    "active": {},
    "asked": {"asked_at": BEFORE},
    "asked long ago": {"asked_at": LONG_AGO},
    "unheard of": {"last_active_at": LONG_AGO},
    "paused": {"state": ParticipantState.PAUSED, "paused_until_on": date(2026, 5, 1)},
    "back this week": {"state": ParticipantState.PAUSED, "paused_until_on": date(2026, 3, 11)},
    "back this week, outside the channel": {
        "state": ParticipantState.PAUSED,
        "paused_until_on": date(2026, 3, 11),
        "channel_left_at": BEFORE,
    },
    "back this week, skipping": {
        "state": ParticipantState.PAUSED,
        "paused_until_on": date(2026, 3, 11),
        "skips_round": 2,
    },
    "account opened again": {
        "state": ParticipantState.PAUSED,
        "paused_until_on": date(2026, 3, 23),
        "account_reopened_at": BEFORE,
    },
    "resting": {"state": ParticipantState.RESTING},
    "landed": {"state": ParticipantState.LANDED},
    "left": {"state": ParticipantState.LEFT},
    "outside the channel": {"channel_left_at": BEFORE},
    "outside the channel, asked": {
        "channel_left_at": BEFORE,
        "asked_at": BEFORE,
    },
    "stays outside": {"stays_outside_at": LONG_AGO},
    "skips the next round": {"skips_round": 2},
    "every second round, had the last one": {"frequency": Frequency.EVERY_SECOND, "last_round": 1},
    "every second round, new": {"frequency": Frequency.EVERY_SECOND},
    "back this week, once a month": {
        "state": ParticipantState.PAUSED,
        "paused_until_on": date(2026, 3, 11),
        "frequency": Frequency.MONTHLY,
        "last_round": 1,
    },
    "not welcomed": {"welcomed_at": None},
    "not welcomed, outside the channel": {
        "welcomed_at": None,
        "channel_left_at": BEFORE,
    },
    "not welcomed, skipping": {"welcomed_at": None, "skips_round": 2},
    "not welcomed, a guest": {"welcomed_at": None, "is_guest": True},
    "a guest": {"is_guest": True},
}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # it is about words, not about queries
@pytest.mark.parametrize("state", STATES)
def test_each_notice_is_true_of_whoever_reads_it(context: AppContext, state: str) -> None:
    people, seen, wrong = _people(context, state), 0, []
    for now in (datetime.combine(on, time(hour), UTC) for on in DAYS for hour in HOURS):
        tick(context, now)
        for placed, participant_id in people.items():
            truth, messages = _now(context, participant_id, now=now, after=seen)
            for said in messages:
                false = [claim for claim, is_so in CLAIMS.items() if claim in said and not is_so(truth)]
                if truth.participant.state is not ParticipantState.ACTIVE:
                    false += [asks for asks in WEEK_OF_THEIRS if asks in said]
                wrong += [f"{placed}, {now:%a %d %H:%M}: {claim!r}" for claim in false]
        with context.database.unit_of_work() as session:
            seen = session.scalar(select(func.max(Delivery.id))) or 0
    assert wrong == []


def _people(context: AppContext, state: str) -> dict[str, int]:
    """Three participants in this state, among others: in a group, waiting for one, or neither."""
    flags = {"is_guest": "is_guest" in STATES[state]}
    values = {"welcomed_at": LONG_AGO, "last_active_at": BEFORE, **STATES[state]}
    values.pop("is_guest", None)
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(
            session,
            starts_on=MONDAY - timedelta(weeks=1),
            joining=Joining.EVERYONE,
            channel_read_at=LATER,
            due_checked_at=BEFORE,
        )
        make_organizer(session, program, member=make_member(session, seen_in_slack_at=LATER))

        def join(**own: Any) -> Participant:
            member = make_member(session, seen_in_slack_at=LATER, **(flags if own else {}))
            return make_participant(session, program, member=member, **{"welcomed_at": LONG_AGO, **own})

        grouped, waits, alone = (join(**values) for _ in range(3))
        started_at = datetime.combine(program.starts_on, time(9), UTC)
        running = make_round(session, program, started_at=started_at, matched_at=started_at)
        for group in ((grouped, join()), (join(), join())):
            make_group(session, running, *group)
        session.add(
            Waiting(
                round_id=running.id,
                participant_id=waits.id,
                why=WaitingWhy.SITS_OUT,
                help=[],
                since_at=started_at,
                tell_at=BEFORE,
            )
        )
        return {"in a group": grouped.id, "waiting": waits.id, "alone": alone.id}


def _now(context: AppContext, participant_id: int, *, now: datetime, after: int) -> tuple[Truth, list[str]]:
    """How they stand, and what was decided to be sent to them alone since the delivery `after`."""
    with context.database.unit_of_work() as session:
        participant = session.get_one(Participant, participant_id)
        member, program = (
            session.get_one(Member, participant.member_id),
            session.get_one(Program, participant.program_id),
        )
        number = participants.next_round_numbers(session, [program.id])[program.id]
        on = programs.next_round_on(session, program, now=now)
        why, why_now = (
            participants.why_not_paired(program, participant, member, round_number=round_number, on=day)
            for round_number, day in ((number, on), (number - 1, now.date()))
        )
        rows = session.scalars(select(Delivery).where(Delivery.id > after).order_by(Delivery.id))
        own = [str(row.payload) for row in rows if row.target.get("users") == [member.slack_user_id]]
        return Truth(why, why_now, participant), own
