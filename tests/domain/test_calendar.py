"""What is due when: local dates and wall times, right in gaps and folds."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import working_days
from bot.domain.calendar import (
    DEFAULT_MOMENTS,
    ENOUGH_TO_TELL,
    Due,
    ProgramDates,
    Rhythm,
    dues,
    instant,
    preview_wall,
)
from bot.domain.kinds import MessageKind, Moment

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Tokyo",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
)
MONDAY = date(2026, 3, 2)


def program(**values: object) -> ProgramDates:
    defaults = {
        "starts_on": MONDAY,
        "zone": "Europe/Berlin",
        "rhythm": Rhythm({}),
        "next_round_on": MONDAY,
        "breaks": (),
    }
    return ProgramDates(**{**defaults, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "at", "zone", "expected"),
    [
        (date(2026, 3, 29), time(2, 30), "Europe/Berlin", "2026-03-29T01:30+00:00"),  # a gap: 02:30 becomes 03:30
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", "2026-10-25T00:30+00:00"),  # a fold: the first 02:30
        (date(2026, 3, 8), time(2, 30), "America/New_York", "2026-03-08T07:30+00:00"),
        (date(2026, 11, 1), time(1, 30), "America/New_York", "2026-11-01T05:30+00:00"),
        (date(2026, 3, 2), time(9), "Asia/Kathmandu", "2026-03-02T03:15+00:00"),
    ],
)
def test_a_wall_time_in_a_gap_moves_forward_and_in_a_fold_is_the_first(
    on: date, at: time, zone: str, expected: str
) -> None:
    assert instant(on, at, zone) == datetime.fromisoformat(expected)


def test_the_wall_time_stays_when_summer_time_begins() -> None:
    found = list(
        dues(
            MessageKind.SUMMARY,
            program(),
            zones=(),
            after=datetime(2026, 3, 20, tzinfo=UTC),
            until=datetime(2026, 4, 7, tzinfo=UTC),
        )
    )
    assert [due.due_at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%m-%d %H:%M") for due in found] == [
        "03-23 10:00",
        "03-30 10:00",
        "04-06 10:00",
    ]


def test_a_personal_moment_is_due_once_in_each_zone_on_its_own_morning() -> None:
    found = list(
        dues(
            MessageKind.PROMPT,
            program(),
            zones=ZONES,
            after=datetime(2026, 3, 1, tzinfo=UTC),
            until=datetime(2026, 3, 4, tzinfo=UTC),
        )
    )
    assert sorted(due.zone for due in found) == sorted(ZONES)
    assert {due.due_at.astimezone(ZoneInfo(due.zone)).strftime("%a %H:%M") for due in found} == {"Mon 09:00"}


PROMPT, NUDGE, CHECKIN, ROUND = MessageKind.PROMPT, MessageKind.NUDGE, MessageKind.CHECKIN, MessageKind.ROUND
SHORT_WEEKS = {  # the break days of a week, and the weekdays of its messages: 0 is Monday, None: there is none
    "": {ROUND: 0, PROMPT: 0, NUDGE: 3, CHECKIN: 4, "report": 0},
    "Mon": {ROUND: 1, PROMPT: 1, NUDGE: 3, CHECKIN: 4, "report": 1},
    "Mon Tue": {ROUND: 2, PROMPT: 2, NUDGE: 3, CHECKIN: 4, "report": 2},
    "Wed": {ROUND: 0, PROMPT: 0, NUDGE: 3, CHECKIN: 4, "report": 0},
    "Thu": {ROUND: 0, PROMPT: 0, NUDGE: None, CHECKIN: 4, "report": 0},
    "Fri": {ROUND: 0, PROMPT: 0, NUDGE: None, CHECKIN: 3, "report": 0},
    "Thu Fri": {ROUND: 0, PROMPT: 0, NUDGE: None, CHECKIN: 2, "report": 0},
    "Mon Tue Wed": {ROUND: 3, PROMPT: 3, NUDGE: None, CHECKIN: 4, "report": 3},
    "Mon Wed Fri": {ROUND: 1, PROMPT: 1, NUDGE: None, CHECKIN: 3, "report": 1},
    "Tue Wed Thu Fri": {ROUND: None, PROMPT: 0, NUDGE: None, CHECKIN: None, "report": 0},
    "Mon Tue Wed Thu": {ROUND: None, PROMPT: None, NUDGE: None, CHECKIN: 4, "report": 4},
    "Mon Tue Thu Fri": {ROUND: None, PROMPT: 2, NUDGE: None, CHECKIN: None, "report": 2},
    "Mon Tue Wed Thu Fri": {ROUND: None, PROMPT: None, NUDGE: None, CHECKIN: None, "report": None},
}


@pytest.mark.parametrize(("broken", "expected"), SHORT_WEEKS.items())
def test_what_a_break_day_takes_comes_on_another_day_of_the_week(broken: str, expected: dict[str, int | None]) -> None:
    week_on = MONDAY + timedelta(weeks=1)
    days = [week_on + timedelta(days=("Mon", "Tue", "Wed", "Thu", "Fri").index(name)) for name in broken.split()]
    short = program(breaks=tuple((day, day) for day in days))
    kinds = {**expected, MessageKind.SUMMARY: expected["report"], MessageKind.DIGEST: expected["report"]}
    del kinds["report"]
    window = {"after": instant(week_on, time(0), "UTC"), "until": instant(week_on + timedelta(days=6), time(0), "UTC")}
    for kind, weekday in kinds.items():
        found = [due.local_on.weekday() for due in dues(MessageKind(kind), short, zones=("UTC",), **window)]
        assert found == ([] if weekday is None else [weekday]), kind
    closing = [due.local_on for due in dues(MessageKind.CLOSE, short, zones=(), **window)]
    assert closing == [week_on]


def test_a_break_over_a_weekend_costs_neither_week_anything() -> None:
    friday, monday, tuesday = date(2027, 2, 5), date(2027, 2, 8), date(2027, 2, 9)
    start = date(2027, 1, 11)
    cohort = program(starts_on=start, next_round_on=monday, breaks=((friday, friday), (monday, tuesday)))
    window = {"after": instant(date(2027, 2, 1), time(0), "UTC"), "until": instant(date(2027, 2, 15), time(0), "UTC")}
    found = {
        kind: [f"{due.local_on:%a %d}" for due in dues(kind, cohort, zones=("UTC",), **window)]
        for kind in (PROMPT, CHECKIN, ROUND, MessageKind.DIGEST)
    }
    assert found == {
        PROMPT: ["Mon 01", "Wed 10"],
        CHECKIN: ["Thu 04", "Fri 12"],
        ROUND: ["Wed 10"],
        MessageKind.DIGEST: ["Mon 01", "Wed 10"],
    }
    assert cohort.reported_week(date(2027, 2, 10)) == date(2027, 2, 1)


def test_after_two_weeks_of_break_the_week_before_them_is_reported() -> None:
    holidays = program(starts_on=date(2026, 12, 7), breaks=((date(2026, 12, 19), date(2027, 1, 3)),))
    assert holidays.reported_week(date(2027, 1, 4)) == date(2026, 12, 14)
    assert holidays.reported_week(date(2026, 12, 14)) == date(2026, 12, 7)
    assert holidays.reported_week(date(2026, 12, 7)) is None


BREAKS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 18)), max_size=5).map(
    lambda found: tuple(
        (MONDAY + timedelta(days=start), MONDAY + timedelta(days=start + length)) for start, length in found
    )
)
WEEKDAYS = st.integers(0, 4)


@given(breaks=BREAKS, monday=st.integers(0, 11), prompt=WEEKDAYS, nudge=WEEKDAYS, checkin=WEEKDAYS)
def test_whatever_the_breaks_messages_come_on_working_days_in_their_order(
    breaks: tuple[tuple[date, date], ...], monday: int, prompt: int, nudge: int, checkin: int
) -> None:
    moments = {PROMPT: Moment(prompt, time(9)), NUDGE: Moment(nudge, time(12)), CHECKIN: Moment(checkin, time(10))}
    dated, week_on = program(breaks=breaks, rhythm=Rhythm(moments)), MONDAY + timedelta(weeks=monday)
    days = working_days.working_days(week_on, breaks)
    on = {kind: dated.day_of(kind, week_on) for kind in (PROMPT, NUDGE, CHECKIN, ROUND, MessageKind.DIGEST)}
    assert {day for day in on.values() if day} <= set(days)
    asked, looked_back = on[PROMPT], on[CHECKIN]
    assert bool(days) == bool(asked or looked_back) == bool(on[MessageKind.DIGEST])
    if len(days) >= 2 and prompt < checkin and (checkin - prompt == 4 or len(days) == 5):
        assert asked
        assert looked_back or days[-1] < asked + ENOUGH_TO_TELL  # too soon to ask how it was
    if asked and looked_back and prompt < checkin:
        assert asked < looked_back
    assert bool(on[ROUND]) == (len(days) >= 2)


@given(breaks=BREAKS, weeks=st.integers(1, 12))
def test_a_round_has_as_many_weeks_that_run_as_it_was_given_and_ends_the_day_before_the_next(
    breaks: tuple[tuple[date, date], ...], weeks: int
) -> None:
    starts_on = working_days.next_running(MONDAY, breaks)
    ends_on = working_days.end_of_round(starts_on, weeks, breaks)
    assert working_days.weeks_that_run(starts_on, ends_on, breaks) == weeks
    assert ends_on.weekday() == 6
    assert working_days.runs(ends_on + timedelta(days=1), breaks)


@given(breaks=BREAKS)
def test_every_week_with_a_working_day_is_reported_once(breaks: tuple[tuple[date, date], ...]) -> None:
    dated, last = program(breaks=breaks), MONDAY + timedelta(weeks=20)
    window = {"after": instant(MONDAY, time(0), "UTC"), "until": instant(last, time(12), "UTC")}
    reported = [dated.reported_week(due.local_on) for due in dues(MessageKind.DIGEST, dated, zones=(), **window)]
    weeks = [MONDAY + timedelta(weeks=number) for number in range(20)]
    assert reported == [week_on for week_on in weeks if working_days.working_days(week_on, breaks)]


@pytest.mark.parametrize(
    ("last_on", "rounds", "until"),
    [
        (None, ["16 Mar", "23 Mar", "30 Mar"], date(2026, 3, 15)),
        (date(2026, 3, 20), ["16 Mar"], date(2026, 3, 15)),
        (date(2026, 3, 19), [], date(2026, 3, 19)),  # not a whole week: the one before goes on
        (date(2026, 3, 4), [], date(2026, 3, 4)),
    ],
)
def test_after_a_programs_last_day_there_is_nothing_and_no_round_of_less_than_a_week(
    last_on: date | None, rounds: list[str], until: date
) -> None:
    ending = program(last_on=last_on, next_round_on=date(2026, 3, 16))
    window = {"after": datetime(2026, 3, 1, tzinfo=UTC), "until": datetime(2026, 4, 4, tzinfo=UTC)}
    found = [f"{due.local_on:%d %b}" for due in dues(ROUND, ending, zones=(), **window)]
    assert found == rounds
    assert ending.round_lasts_until(date(2026, 3, 15)) == until
    for kind in MessageKind:
        if kind.weekly and last_on:
            assert all(due.local_on <= last_on for due in dues(kind, ending, zones=("UTC",), **window))


def test_a_week_of_break_moves_the_round_to_the_next_week() -> None:
    resting = program(breaks=((MONDAY, MONDAY + timedelta(days=6)),))
    window = {"after": datetime(2026, 3, 1, tzinfo=UTC), "until": datetime(2026, 3, 10, tzinfo=UTC)}
    prompts = list(dues(MessageKind.PROMPT, resting, zones=("UTC",), **window))
    rounds = list(dues(MessageKind.ROUND, resting, zones=(), **window))
    assert [due.local_on for due in prompts] == [MONDAY + timedelta(days=7)]
    assert [due.local_on for due in rounds] == [MONDAY + timedelta(days=7)]


def test_a_round_is_not_due_before_the_running_one_ends() -> None:
    found = dues(
        MessageKind.ROUND,
        program(next_round_on=MONDAY + timedelta(days=14)),
        zones=(),
        after=datetime(2026, 3, 1, tzinfo=UTC),
        until=datetime(2026, 3, 17, tzinfo=UTC),
    )
    assert [due.local_on for due in found] == [MONDAY + timedelta(days=14)]


def test_a_moment_that_is_switched_off_is_never_due() -> None:
    silent = Rhythm({MessageKind.NUDGE: Moment(3, time(12), on=False)})
    window = {"after": datetime(2026, 3, 1, tzinfo=UTC), "until": datetime(2026, 4, 1, tzinfo=UTC)}
    assert list(dues(MessageKind.NUDGE, program(rhythm=silent), zones=("UTC",), **window)) == []


@given(
    kind=st.sampled_from(sorted(DEFAULT_MOMENTS)),
    start=st.datetimes(datetime(2026, 3, 1), datetime(2027, 3, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),  # noqa: DTZ001
    steps=st.lists(st.integers(min_value=1, max_value=24 * 60 * 20), min_size=1, max_size=6),
    zone=st.sampled_from(ZONES),
)
def test_however_time_is_cut_each_moment_is_due_exactly_once(
    kind: MessageKind, start: datetime, steps: list[int], zone: str
) -> None:
    dated = program(zone=zone)
    end = start + timedelta(minutes=sum(steps))
    whole = list(dues(kind, dated, zones=ZONES, after=start, until=end))
    parts: list[Due] = []
    moment = start
    for minutes in steps:
        parts += dues(kind, dated, zones=ZONES, after=moment, until=moment + timedelta(minutes=minutes))
        moment += timedelta(minutes=minutes)
    assert sorted(parts, key=repr) == sorted(whole, key=repr)
    assert len(set(whole)) == len(whole)


def test_a_prompt_on_thursday_is_too_late_and_a_week_still_closes_after_a_month() -> None:
    prompt = Due(MessageKind.PROMPT, MONDAY, instant(MONDAY, time(9), "UTC"), "UTC")
    assert prompt.is_too_late(prompt.due_at + timedelta(days=3))
    assert not prompt.is_too_late(prompt.due_at + timedelta(hours=6))
    closing = Due(MessageKind.CLOSE, MONDAY, instant(MONDAY, time(8), "UTC"))
    assert not closing.is_too_late(closing.due_at + timedelta(days=31))


def test_a_rhythm_survives_being_stored() -> None:
    rhythm = Rhythm(DEFAULT_MOMENTS).with_moment(MessageKind.PROMPT, Moment(1, time(8, 30), on=False))
    assert Rhythm.from_json(rhythm.to_json()) == rhythm


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
MOMENTS = st.fixed_dictionaries({"weekday": ANYTHING, "at": ANYTHING, "on": ANYTHING})


@given(ANYTHING | st.dictionaries(st.sampled_from(sorted(MessageKind)), MOMENTS | ANYTHING, max_size=3))
def test_whatever_was_stored_as_a_rhythm_it_has_a_moment_for_each_kind(stored: object) -> None:
    rhythm = Rhythm.from_json(stored)
    assert all(rhythm[kind].weekday in range(5) for kind in DEFAULT_MOMENTS)
    if isinstance(stored, dict):
        assert {*rhythm.moments, *rhythm.unreadable} == stored.keys()


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "../../etc/passwd", "Europe", "/etc/localtime", "a\0b"])
def test_a_zone_that_is_none_counts_as_utc_and_has_no_personal_moment(zone: str) -> None:
    assert instant(MONDAY, time(9), zone) == datetime(2026, 3, 2, 9, tzinfo=UTC)
    window = {"after": datetime(2026, 3, 1, tzinfo=UTC), "until": datetime(2026, 3, 4, tzinfo=UTC)}
    assert [due.zone for due in dues(MessageKind.PROMPT, program(), zones=(zone, "UTC"), **window)] == ["UTC"]


@pytest.mark.parametrize(
    ("begins", "hours", "shown"),
    [
        ("2026-03-09T09:00", 24, "2026-03-06T09:00"),  # Sunday: on Friday, at the hour of the round
        ("2026-03-09T09:00", 12, "2026-03-06T09:00"),
        ("2026-03-09T09:00", 8, "2026-03-06T09:00"),  # 01:00 on Monday
        ("2026-03-09T14:00", 4, "2026-03-09T10:00"),
        ("2026-03-11T10:00", 24, "2026-03-10T10:00"),
        ("2026-03-11T10:00", 12, "2026-03-10T10:00"),  # 22:00 on Tuesday
    ],
)
def test_a_round_is_shown_first_by_day_and_on_a_working_day(begins: str, hours: int, shown: str) -> None:
    assert preview_wall(datetime.fromisoformat(begins), hours) == datetime.fromisoformat(shown)


def test_a_break_before_a_round_moves_what_is_shown_first_before_it() -> None:
    breaks = ((date(2026, 3, 5), date(2026, 3, 6)),)
    assert str(preview_wall(datetime.fromisoformat("2026-03-09T09:00"), 24, breaks)) == "2026-03-04 09:00:00"
