"""The way to a landing, walked back through what one recorded: event, chat, name, follow-up, offer. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MOST = 10  # steps of one trail that are shown
DEEP = 5  # people through whom somebody was met


class StepKind(StrEnum):
    """What a step was."""

    INTRODUCTION = "introduction"  # of buddies, by Kith
    EVENT = "event"
    ACT = "act"
    NAME = "name"  # somebody new was noted
    FOLLOW_UP = "follow_up"
    MORE = "more"  # further steps in between
    LANDING = "landing"


@dataclass(frozen=True)
class Touch:
    """Something that the member recorded. People are keys of names: it was with `people`, and left `new` ones."""

    on: date
    kind: StepKind
    activity: str = ""
    program_id: int = 0
    people: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    checkin_id: int = 0


@dataclass(frozen=True)
class Step:
    """One step: its day, the activity's name (of that program), and with whom."""

    kind: StepKind
    on: date
    activity: str = ""
    program_id: int = 0
    whom: str = ""
    count: int = 0  # of further steps


@dataclass(frozen=True)
class Trail:
    """The steps from the first to the landing; what else was done in that time, in counts."""

    steps: tuple[Step, ...]
    acts: int = 0
    new_names: int = 0

    @property
    def days(self) -> int:
        """From the first step to the landing."""
        return (self.steps[-1].on - self.steps[0].on).days if self.steps else 0


@dataclass(frozen=True)
class SharedStep:
    """A step as others read it: nobody is named, and days are counted from the step before."""

    kind: StepKind
    activity: str
    days: int
    count: int = 0


@dataclass
class _Walk:
    """What was found so far, each touch once."""

    touches: Sequence[Touch]
    names: Mapping[str, str]
    through: Mapping[str, str]
    steps: dict[int | str, Step] = field(default_factory=dict)

    def take(self, touch: Touch, whom: str = "") -> None:
        shown = self.names.get(whom, "")
        step = Step(touch.kind, touch.on, touch.activity, touch.program_id, shown)
        self.steps.setdefault(id(touch), step)

    def back(self, person: str, *, until: date, deep: int = DEEP) -> None:
        """Everything with this person by that day, the moment they were noted, and how that came about."""
        if not person or not deep or f"name {person}" in self.steps:
            return
        known = [touch for touch in self.touches if touch.on <= until]
        first = next((touch for touch in known if person in touch.new), None)
        for touch in known:
            if person in touch.people and (first is None or touch.on >= first.on):
                self.take(touch, person)
        if first is not None:
            self.steps[f"name {person}"] = Step(StepKind.NAME, first.on, whom=self.names.get(person, ""))
            self.take(first, min(first.people, default=""))
            for other in sorted(first.people - {person}):
                self.back(other, until=first.on, deep=deep - 1)
        elif person in self.through:
            self.back(self.through[person], until=until, deep=deep - 1)


def walk_back(
    touches: Iterable[Touch],
    *,
    landed_on: date,
    person: str = "",
    checkin_id: int = 0,
    names: Mapping[str, str],
    through: Mapping[str, str],
) -> Trail:
    """The trail to a landing that came through a person (the key of a name) or an event; else its first step alone.

    `names`: how each key is written; `through`: by whom somebody is known.
    """
    known = sorted((touch for touch in touches if touch.on <= landed_on), key=lambda touch: touch.on)
    walk = _Walk(known, names, through)
    walk.back(person, until=landed_on)
    for event in (touch for touch in known if checkin_id and touch.checkin_id == checkin_id):
        walk.take(event)
        for new in sorted(event.new):
            if any(new in touch.people for touch in known):
                walk.back(new, until=landed_on)
    if not walk.steps and known:
        walk.take(known[0], min(known[0].people, default=""))
    order = list(StepKind)
    steps = sorted(walk.steps.values(), key=lambda step: (step.on, order.index(step.kind)))
    since = [touch for touch in known if steps and touch.on >= steps[0].on]
    return Trail(
        (*_fitting(steps), Step(StepKind.LANDING, landed_on)),
        acts=sum(touch.kind is not StepKind.INTRODUCTION for touch in since),
        new_names=sum(len(touch.new) for touch in since),
    )


def for_others(trail: Trail, *, program_id: int) -> tuple[SharedStep, ...]:
    """The trail without a name; activities by name where they are of this program."""
    before, shared = trail.steps[0].on, []
    for step in trail.steps:
        activity = step.activity if step.program_id == program_id else ""
        shared.append(SharedStep(step.kind, activity, (step.on - before).days, step.count))
        before = step.on
    return tuple(shared)


def _fitting(steps: Sequence[Step]) -> Sequence[Step]:
    """All of them, or the first and the last with a count in between."""
    if len(steps) < MOST:
        return steps
    left = steps[3:-5]
    return [*steps[:3], Step(StepKind.MORE, left[-1].on, count=len(left)), *steps[-5:]]
