"""What a participant's place in a program looks like from outside, and why somebody is not paired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.programs import ProgramNews
from bot.domain.states import ParticipantState, ProgramState


class NotPaired(StrEnum):
    """Why a participant is not paired in a round. The first that holds, in this order, is the one that is told."""

    DEACTIVATED = "deactivated"
    BOT = "bot"
    LEFT = "left"
    LEFT_CHANNEL = "left_channel"  # asked whether to stay, and has not said so yet
    PAUSED = "paused"
    RESTING = "resting"
    LANDED = "landed"
    SKIPS = "skips"
    GUEST = "guest"
    UNKNOWN = "unknown"  # Slack has not described the person yet: zone and flags are not known


@dataclass(frozen=True)
class RoleChoice:
    """How somebody takes part in mentor rounds: as a mentor of up to `capacity` mentees at once, or as a mentee."""

    is_mentor: bool
    capacity: int


@dataclass(frozen=True)
class MyProgram:
    """One program as one member stands to it. `participant_id` and `state` are None for an organizer who takes no part.

    `paused_until_on` is the first day back. `skips_next` says that they sit out the next round by their own wish.
    `mentoring` is None where rounds have no roles, or they take no part.
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
        """Whether they are in the program, in whatever state but left."""
        return self.state is not None and self.state.takes_part


@dataclass(frozen=True)
class JoinOffer:
    """What somebody reads before they join, and what they chose before. `mentoring` as in `MyProgram`."""

    program: ProgramNews
    name_in_public: bool
    mentoring: RoleChoice | None


@dataclass(frozen=True)
class Place:
    """A participant's place after something changed. `paused_until_on` is the first day back.

    `was_in`: they took part before the change. `round_runs`: a round is running that one could still come into.
    """

    program: ProgramNews
    participant_id: int
    state: ParticipantState
    paused_until_on: date | None
    skips_next: bool
    was_in: bool
    round_runs: bool
    mentoring: RoleChoice | None = None
