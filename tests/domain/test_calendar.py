"""What is due when: local dates and wall times, right in gaps and folds."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import (
    DEFAULT_MOMENTS,
    Due,
    ProgramDates,
    Rhythm,
    dues,
    instant,
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


def test_break_days_have_no_personal_moment_and_move_the_round_to_the_next_monday() -> None:
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
