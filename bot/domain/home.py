"""App Home: its rooms, and what they show besides each noun's own part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.figures import NO_LANDINGS, Landings
from bot.domain.states import Joining, ParticipantState, ProgramState


class Room(StrEnum):
    """The rooms of App Home, in the order of their buttons. Which one somebody is in is stored with them."""

    WEEK = "week"
    PEOPLE = "people"
    GIVE = "give"  # and ask
    EVENTS = "events"
    ME = "me"
    PROGRAMS = "programs"  # of those who organize or view one, and of admins


@dataclass(frozen=True)
class Organized:
    """A program as its organizer sees it at a glance. `people` counts by state, as the digest does.

    `proposed_round_id`: the next round is there to be looked at before it goes out; `may_plan`: it can be planned now.
    `round_id`: the last that began.
    """

    program_id: int
    name: str
    slack_channel_id: str
    state: ProgramState
    state_reason: str
    next_round_on: date
    people: Mapping[ParticipantState, int]
    proposed_round_id: int | None = None
    may_plan: bool = False
    joining: Joining = Joining.BY_CHOICE
    channel_people: int | None = None
    joined: tuple[str, ...] = ()  # Slack user ids of those who joined in the last two weeks, newest first
    over_on: date | None = None  # the last day of a program that has no further round
    round_id: int | None = None
    landings: Landings = NO_LANDINGS


@dataclass(frozen=True)
class Viewed:
    """A program whose digests and reports the person may read, and nothing more."""

    program_id: int
    name: str
    state: ProgramState


@dataclass(frozen=True)
class OpenProgram:
    """A running program that the person could join: at once if they are in its channel, else from there."""

    program_id: int
    name: str
    slack_channel_id: str
    is_in_channel: bool


@dataclass(frozen=True)
class OpenQuestion:
    """A question about their place that the person has not answered. `left_channel`: whether to stay without it."""

    program_id: int
    name: str
    left_channel: bool
