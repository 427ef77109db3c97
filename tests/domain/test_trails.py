"""The trail is walked back through what was recorded, and tells others nobody's name."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.trails import MOST, SharedStep, StepKind, Touch, Trail, for_others, walk_back

START = date(2026, 3, 2)
NAMES = {"grace": "Grace", "bo": "Bo", "lin": "Lin"}
PROGRAM = 5


def day(number: int) -> date:
    return START + timedelta(days=number)


def touch(number: int, kind: StepKind, *people: str, new: tuple[str, ...] = (), checkin_id: int = 0) -> Touch:
    activity = {StepKind.EVENT: "Meet-up", StepKind.ACT: "Coffee chat"}.get(kind, "")
    return Touch(day(number), kind, activity, PROGRAM, frozenset(people), frozenset(new), checkin_id)


def trail(*touches: Touch, person: str = "", checkin_id: int = 0, through: dict[str, str] | None = None) -> Trail:
    return walk_back(
        touches, landed_on=day(60), person=person, checkin_id=checkin_id, names=NAMES, through=through or {}
    )


def told(found: Trail) -> list[tuple[StepKind, int, str]]:
    return [(step.kind, (step.on - START).days, step.whom) for step in found.steps]


EVENT = touch(0, StepKind.EVENT, new=("bo",), checkin_id=1)
CHAT = touch(6, StepKind.ACT, "bo", new=("grace",), checkin_id=2)
FOLLOW_UP = touch(20, StepKind.FOLLOW_UP, "grace")
ELSEWHERE = touch(8, StepKind.ACT, "lin")
EXPECTED = [
    (StepKind.EVENT, 0, ""),
    (StepKind.NAME, 0, "Bo"),
    (StepKind.ACT, 6, "Bo"),
    (StepKind.NAME, 6, "Grace"),
    (StepKind.FOLLOW_UP, 20, "Grace"),
    (StepKind.LANDING, 60, ""),
]


def test_from_the_offer_back_over_the_name_to_the_event() -> None:
    found = trail(ELSEWHERE, FOLLOW_UP, CHAT, EVENT, person="grace")
    assert told(found) == EXPECTED
    assert (found.days, found.acts, found.new_names) == (60, 4, 2)


def test_from_an_event_over_the_people_met_there_who_were_met_again() -> None:
    event = touch(0, StepKind.EVENT, new=("bo", "lin"), checkin_id=1)
    found = trail(event, touch(6, StepKind.ACT, "bo"), person="", checkin_id=1)
    assert told(found) == [*EXPECTED[:3], EXPECTED[-1]]


def test_a_buddy_begins_with_the_introduction() -> None:
    met = touch(3, StepKind.ACT, "lin")
    found = trail(touch(1, StepKind.INTRODUCTION, "lin"), met, person="lin")
    assert [kind for kind, _, _ in told(found)] == [StepKind.INTRODUCTION, StepKind.ACT, StepKind.LANDING]


def test_through_whom_somebody_is_known_leads_on() -> None:
    found = trail(
        touch(1, StepKind.ACT, "bo"), touch(9, StepKind.ACT, "grace"), person="grace", through={"grace": "bo"}
    )
    assert told(found)[0] == (StepKind.ACT, 1, "Bo")


def test_a_circle_of_people_comes_to_an_end() -> None:
    found = trail(
        touch(1, StepKind.ACT, "grace", new=("bo",)), touch(2, StepKind.ACT, "bo", new=("grace",)), person="grace"
    )
    assert told(found)[-1] == (StepKind.LANDING, 60, "")


def test_with_none_of_these_it_begins_at_the_first_thing_done_and_without_any_at_the_landing() -> None:
    assert [kind for kind, _, _ in told(trail(ELSEWHERE, FOLLOW_UP))] == [StepKind.ACT, StepKind.LANDING]
    nothing = trail()
    assert (told(nothing), nothing.days) == ([(StepKind.LANDING, 60, "")], 0)


def test_what_was_done_after_the_landing_is_not_on_the_way() -> None:
    assert told(trail(CHAT, touch(61, StepKind.ACT, "grace"), person="grace"))[-1][1] == 60


def test_a_long_trail_shows_its_first_and_last_steps_and_counts_those_in_between() -> None:
    chats = [touch(number, StepKind.ACT, "grace") for number in range(20)]
    found = trail(*chats, person="grace")
    assert len(found.steps) == MOST
    assert [(step.kind, step.count) for step in found.steps if step.count] == [(StepKind.MORE, 12)]


def test_others_read_days_and_this_programs_activities_and_no_name() -> None:
    found = trail(FOLLOW_UP, CHAT, EVENT, person="grace")
    steps = for_others(found, program_id=PROGRAM)
    assert steps[:3] == (
        SharedStep(StepKind.EVENT, "Meet-up", 0),
        SharedStep(StepKind.NAME, "", 0),
        SharedStep(StepKind.ACT, "Coffee chat", 6),
    )
    assert sum(step.days for step in steps) == 60
    assert not any(name in str(steps) for name in NAMES.values())
    assert {step.activity for step in for_others(found, program_id=6)} == {""}
