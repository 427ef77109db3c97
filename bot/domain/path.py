"""A small step a week: a path of ten that a member may take, one step a week. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Step(StrEnum):
    """The ten, in order."""

    KNOWN = "known"
    WRITE = "write"
    STRANGER = "stranger"
    MOVER = "mover"
    ADVICE = "advice"
    HELP = "help"
    EVENT = "event"
    THANKS = "thanks"
    LETTER = "letter"
    PROFILE = "profile"


STEPS = list(Step)  # a step travels as its place among them


@dataclass(frozen=True)
class StepRule:
    """How a step is done. `counts_as`: activities whose goal it is, the first that a program has; without one the
    member says that it is done. `acts`: how many of it. `is_forecast`: the member says beforehand what will happen.
    """

    counts_as: tuple[str, ...] = ()
    acts: int = 1
    is_forecast: bool = False


RULES: Mapping[Step, StepRule] = {
    Step.KNOWN: StepRule(),
    Step.WRITE: StepRule(("reach_out", "reconnect"), acts=2),
    Step.STRANGER: StepRule(("stranger", "reach_out"), is_forecast=True),
    Step.MOVER: StepRule(("field",)),
    Step.ADVICE: StepRule(("prepared_chat", "coffee_chat"), is_forecast=True),
    Step.HELP: StepRule(("lead", "advice", "introduction")),
    Step.EVENT: StepRule(("event", "group")),
    Step.THANKS: StepRule(("follow_up",)),
    Step.LETTER: StepRule(("reach_out", "reconnect")),
    Step.PROFILE: StepRule(),
}


@dataclass(frozen=True)
class Taken:
    """A step that was taken: last in the week of `week_on`, with the goal of `activity` where it is one."""

    step: Step
    week_on: date
    activity: str = ""
    acts: int = 0  # counted since it was first taken
    done_on: date | None = None  # where the member said so
    forecast: str = ""
    result: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was said, or enough was counted."""
        return self.done_on is not None or self.acts >= RULES[self.step].acts

    @property
    def asks_result(self) -> bool:
        """Whether what was forecast has come true or not, and nobody said which."""
        return self.is_done and bool(self.forecast) and not self.result


@dataclass(frozen=True)
class PathNow:
    """A member's path in one week."""

    week_on: date
    taken: Mapping[Step, Taken]
    is_paused: bool = False

    @property
    def done(self) -> int:
        """How many of the ten are done."""
        return sum(one.is_done for one in self.taken.values())

    @property
    def step(self) -> Step | None:
        """The week's step: the one that was taken in it, else the first that is not done; None once all are."""
        this_week = [one.step for one in self.taken.values() if one.week_on == self.week_on]
        is_open = [step for step in STEPS if step not in self.taken or not self.taken[step].is_done]
        return next(iter([*this_week, *is_open]), None)

    @property
    def now(self) -> Taken | None:
        """The week's step as it stands, if it was taken in this week."""
        found = self.taken.get(self.step) if self.step else None
        return found if found and found.week_on == self.week_on else None

    @property
    def asked(self) -> Sequence[Taken]:
        """Steps whose result is asked for."""
        return [one for one in self.taken.values() if one.asks_result]
