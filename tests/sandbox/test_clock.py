"""Product time: how the clock moves, and that it waits for the apps that follow it."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.clock import Clock, ClockError, duration, instant, next_weekday, target_of

START = datetime(2027, 1, 4, 8, 10, tzinfo=UTC)


class RealTime:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def real() -> RealTime:
    return RealTime()


@pytest.fixture
def clock(real: RealTime) -> Clock:
    return Clock(START, monotonic=real)


def told(clock: Clock, app: str = "kit", *, busy: bool = False) -> datetime:
    return datetime.fromisoformat(clock.poll(app, busy=busy)["now"])


def test_it_runs_with_real_time(clock: Clock, real: RealTime) -> None:
    real.seconds += 90
    assert clock.now() == START + timedelta(seconds=90)


def test_with_nobody_following_it_jumps_and_runs_on(clock: Clock, real: RealTime) -> None:
    clock.travel(START + timedelta(weeks=1))
    assert not clock.travelling
    real.seconds += 5
    assert clock.now() == START + timedelta(weeks=1, seconds=5)


def test_a_follower_is_led_through_every_step_and_none_is_skipped(clock: Clock) -> None:
    told(clock)
    target = START + timedelta(hours=2)
    clock.travel(target)
    seen = []
    while clock.travelling:
        seen.append(told(clock))
    assert seen[0] == START
    assert seen[1:5] == [
        datetime(2027, 1, 4, hour, minute, tzinfo=UTC) for hour, minute in ((8, 30), (9, 0), (9, 30), (10, 0))
    ]
    assert seen[5] == target
    assert clock.now() == target


def test_a_busy_follower_holds_the_clock_still(clock: Clock, real: RealTime) -> None:
    told(clock)
    clock.travel(START + timedelta(hours=1))
    told(clock)
    standing = told(clock)
    for _ in range(3):
        real.seconds += 1
        assert told(clock, busy=True) == standing
    assert clock.waiting_for() == ["kit"]
    assert told(clock) > standing


def test_the_first_poll_after_setting_out_is_not_taken_for_an_answer(clock: Clock) -> None:
    told(clock)
    clock.travel(START + timedelta(hours=1))
    assert told(clock) == START


def test_every_follower_is_waited_for(clock: Clock) -> None:
    told(clock, "web")
    told(clock, "worker")
    clock.travel(START + timedelta(hours=1))
    told(clock, "web")
    told(clock, "worker")
    assert told(clock, "web") == START
    assert clock.waiting_for() == ["worker"]
    assert told(clock, "worker") > START


def test_a_follower_that_has_gone_is_no_longer_waited_for(clock: Clock, real: RealTime) -> None:
    told(clock)
    clock.travel(START + timedelta(days=1))
    assert clock.status()["travelling"]
    real.seconds += 16
    clock.advance()
    assert not clock.status()["travelling"]
    assert clock.now() == START + timedelta(days=1)


def test_a_follower_that_stood_still_for_a_while_is_waited_for(clock: Clock, real: RealTime) -> None:
    told(clock)
    clock.travel(START + timedelta(days=1))
    real.seconds += 14
    clock.advance()
    assert clock.waiting_for() == ["kit"]


def test_a_follower_that_was_killed_can_be_forgotten(clock: Clock) -> None:
    told(clock)
    clock.travel(START + timedelta(days=1))
    clock.forget("somebody else")
    assert clock.waiting_for() == ["kit"]
    clock.forget("kit")
    assert clock.now() == START + timedelta(days=1)


def test_stopping_stays_where_it_got_to(clock: Clock) -> None:
    told(clock)
    clock.travel(START + timedelta(days=1))
    told(clock)
    reached = told(clock)
    clock.stop()
    assert clock.now() == reached
    assert not clock.travelling
    assert clock.status()["target"] is None


def test_it_never_goes_back(clock: Clock) -> None:
    with pytest.raises(ClockError, match="only moves forward"):
        clock.travel(START - timedelta(seconds=1))


def test_changes_are_told() -> None:
    changes: list[bool] = []
    clock = Clock(START, changed=lambda: changes.append(True))
    clock.travel(START + timedelta(hours=1))
    assert changes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1w", timedelta(weeks=1)),
        ("2d12h", timedelta(days=2, hours=12)),
        ("30m", timedelta(minutes=30)),
        ("5s", timedelta(seconds=5)),
    ],
)
def test_a_length_is_read(text: str, expected: timedelta) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize("text", ["", "1", "w", "1y", "-1d", 7, None])
def test_what_is_not_a_length_is_refused(text: object) -> None:
    with pytest.raises(ClockError, match="not a length"):
        duration(text)


@pytest.mark.parametrize(
    ("text", "why"), [("yesterday", "not an ISO"), (None, "not an ISO"), ("2027-01-04T09:00", "no offset")]
)
def test_what_is_not_an_instant_is_refused(text: object, why: str) -> None:
    with pytest.raises(ClockError, match=why):
        instant(text)


@pytest.mark.parametrize(
    ("now", "weekday", "at", "zone", "expected"),
    [
        ("2027-01-04T08:10+00:00", "friday", "10:00", "Europe/Berlin", "2027-01-08T09:00+00:00"),
        ("2027-01-04T07:59+00:00", "Monday", "09:00", "Europe/Berlin", "2027-01-04T08:00+00:00"),
        ("2027-01-04T08:00+00:00", "monday", "09:00", "Europe/Berlin", "2027-01-11T08:00+00:00"),
        # Sunday evening in UTC is Monday in Tokyo
        ("2027-01-03T20:00+00:00", "monday", "09:00", "Asia/Tokyo", "2027-01-04T00:00+00:00"),
        # summer time starts between the two
        ("2027-03-26T12:00+00:00", "monday", "09:00", "Europe/Berlin", "2027-03-29T07:00+00:00"),
    ],
)
def test_the_next_weekday_is_found_in_its_zone(now: str, weekday: str, at: str, zone: str, expected: str) -> None:
    assert next_weekday(instant(now), weekday, at, zone) == instant(expected)


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({}, "say where to"),
        ({"advance": "900000w"}, "past the year 9999"),
        ({"advance": "99999999999w"}, "longer than time lasts"),
        ({"to_weekday": "someday"}, "not one of"),
        ({"to_weekday": "monday", "time": "25:00"}, "not a time of day"),
        ({"to_weekday": "monday", "zone": "Mars/Base"}, "not an IANA"),
    ],
)
def test_a_wish_that_makes_no_sense_is_explained(wish: dict[str, str], why: str) -> None:
    with pytest.raises(ClockError, match=why):
        target_of(wish, START)
