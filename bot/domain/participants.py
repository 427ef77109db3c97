"""How a member takes part in a program, as values that views show, and the reasons why somebody is not paired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.programs import ProgramNews
from bot.domain.states import ParticipantState, ProgramState


class NotPaired(StrEnum):
    """Why a participant is not paired in a round. If several reasons hold, the first in this order is given."""

    DEACTIVATED = "deactivated"
    BOT = "bot"
    LEFT = "left"
    LEFT_CHANNEL = "left_channel"  # they left the channel, and have not said yet whether they stay in the program
    PAUSED = "paused"
    RESTING = "resting"
    LANDED = "landed"
    SKIPS = "skips"
    BY_FREQUENCY = "by_frequency"  # they would like a buddy less often than every round
    GUEST = "guest"
    UNKNOWN = "unknown"  # Kith does not have the person's zone and flags from Slack yet
    COUNCIL = "council"  # the program has councils instead of buddies


@dataclass(frozen=True)
class RoleChoice:
    """Mentor of up to `capacity` mentees at once, or mentee. `line`: what a mentor would like to help with."""

    is_mentor: bool
    capacity: int
    line: str = ""


@dataclass(frozen=True)
class MyProgram:
    """A program that a member is in, or organizes without taking part: then `participant_id` and `state` are None.

    `paused_until_on` is the first day back. `skips_next`: they chose to sit out the next round.
    `mentoring` is None if the program has no mentors, or the member takes no part.
    """

    program_id: int
    name: str
    slack_channel_id: str
    zone: str
    program_state: ProgramState
    participant_id: int | None
    state: ParticipantState | None
    paused_until_on: date | None
    skips_next: bool
    name_in_public: bool
    is_organizer: bool
    mentoring: RoleChoice | None = None

    @property
    def takes_part(self) -> bool:
        """Whether the member is in the program: every state counts, except that they left."""
        return self.state is not None and self.state.takes_part

    @property
    def is_under_way(self) -> bool:
        """Whether the member has a week in it: they are active, and it runs."""
        return self.state is ParticipantState.ACTIVE and self.program_state is ProgramState.RUNNING


@dataclass(frozen=True)
class JoinOffer:
    """What the form for joining shows: the program, and what the member chose before. `mentoring` as in `MyProgram`."""

    program: ProgramNews
    name_in_public: bool
    mentoring: RoleChoice | None


@dataclass(frozen=True)
class Place:
    """How a participant takes part after a change. `paused_until_on` is the first day back.

    `was_in`: they took part before the change, too. `round_runs`: a round is running, which they may still join.
    """

    program: ProgramNews
    participant_id: int
    state: ParticipantState
    paused_until_on: date | None
    skips_next: bool
    was_in: bool
    round_runs: bool
    mentoring: RoleChoice | None = None
