"""What a program starts with: four presets as data. Everything in them can be changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COFFEE_CHAT = "coffee_chat"  # in every catalogue: meeting the buddy counts as one
SMALL_STEPS = ("follow_up", "reconnect", "reach_out")  # a line to somebody, the smallest first


@dataclass(frozen=True)
class OfferWeeks:
    """In which weeks the Monday prompt offers a default goal.

    `round_week` None means each week; a number means that week of a round (the last one where rounds are shorter), and
    then only in every `every_rounds`-th round, the first of the program included.
    """

    round_week: int | None = None
    every_rounds: int = 1

    def falls_in(self, *, round_number: int, week: int, round_weeks: int) -> bool:
        """Whether it is offered in week `week` (1, 2, …) of round `round_number` (1, 2, …)."""
        if (round_number - 1) % self.every_rounds:
            return False
        return self.round_week is None or week == min(self.round_week, round_weeks)


@dataclass(frozen=True)
class PresetGoal:
    """A default goal of a preset; `target` is a count."""

    activity: str
    target: int = 1
    offer: OfferWeeks = OfferWeeks()


@dataclass(frozen=True)
class Preset:
    """A kind of program. `activities` is {stable key: name that people read}, in order."""

    key: str
    title: str
    summary: str
    round_weeks: int
    activities: Mapping[str, str]
    goals: tuple[PresetGoal, ...]
    has_councils: bool = False  # instead of buddy rounds


JOB_SEEKERS = Preset(
    key="job_seekers",
    title="Job-seeker cohort",
    summary="A buddy for four weeks, and one small step a week to begin with.",
    round_weeks=4,
    activities={
        COFFEE_CHAT: "Coffee chat",
        "reach_out": "Message to someone I know",
        "prepared_chat": "Prepared conversation",
        "follow_up": "Follow-up or thank-you",
        "event": "Event or group",
        "stranger": "Talk with a stranger",
        "introduction": "Introduction asked or given",
        "lead": "Lead passed to a peer",
    },
    goals=(
        PresetGoal(COFFEE_CHAT, offer=OfferWeeks(round_week=1)),
        PresetGoal("reach_out", offer=OfferWeeks(round_week=2)),
        PresetGoal("prepared_chat", offer=OfferWeeks(round_week=3)),
        PresetGoal("follow_up", offer=OfferWeeks(round_week=4)),
    ),
)

ALUMNI_GROUP = Preset(
    key="alumni_group",
    title="Alumni group",
    summary="A new buddy every two weeks, one chat a round, an event a month.",
    round_weeks=2,
    activities={
        COFFEE_CHAT: "Coffee chat",
        "event": "Event or meet-up",
        "reconnect": "Message to someone I lost touch with",
        "introduction": "Introduction given",
        "lunch": "Lunch in person",
        "advice": "Advice given",
    },
    goals=(
        PresetGoal(COFFEE_CHAT, offer=OfferWeeks(round_week=1)),
        PresetGoal("event", offer=OfferWeeks(round_week=2, every_rounds=2)),
    ),
)

CAREER_PROGRAM = Preset(
    key="career_program",
    title="Career program",
    summary="A new buddy every two weeks, one event and two coffee chats a week.",
    round_weeks=2,
    activities={
        COFFEE_CHAT: "Coffee chat",
        "event": "Event",
        "reach_out": "Message to a new contact",
        "follow_up": "Follow-up or thank-you",
        "introduction": "Introduction asked or given",
        "group": "Group or community joined",
        "field": "Post or comment in my field",
    },
    goals=(PresetGoal("event"), PresetGoal(COFFEE_CHAT, target=2)),
)

COUNCILS = Preset(
    key="councils",
    title="Councils",
    summary="The same four to six people throughout, an hour every second week.",
    round_weeks=2,
    activities={
        COFFEE_CHAT: "Coffee chat",
        "reach_out": "Message to someone I know",
        "follow_up": "Follow-up or thank-you",
        "event": "Event or group",
        "stranger": "Talk with a stranger",
        "introduction": "Introduction asked or given",
        "advice": "Advice given",
    },
    goals=(PresetGoal("reach_out"),),
    has_councils=True,
)

PRESETS: Mapping[str, Preset] = {preset.key: preset for preset in (JOB_SEEKERS, ALUMNI_GROUP, CAREER_PROGRAM, COUNCILS)}
