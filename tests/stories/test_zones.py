"""Wall times over the wire: people all over the world, and the weekends on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import instant, is_daytime
from sandbox.client import Person
from tests.stories.town import DIGEST, PROMPT, SUMMARY, letters, posts, together, town, wall

pytestmark = pytest.mark.story


def _introduced(person: Person, zone: str, monday: str) -> list[str]:
    """The hours of that Monday at which they were introduced to somebody."""
    met = (wall(message, zone) for message, _ in together(person))
    return [at[15:] for at in met if at[:14] == f"Mon {monday}"]


@pytest.mark.parametrize(
    ("friday", "mondays"),
    [
        # New York goes forward on 14 March, Berlin on 28 March, Sydney back on 4 April.
        (date(2027, 3, 5), ("2027-03-08", "2027-03-15", "2027-03-22", "2027-03-29", "2027-04-05")),
        # Sydney goes forward on 3 October, Berlin back on 31 October, New York on 7 November.
        (date(2027, 10, 22), ("2027-10-25", "2027-11-01", "2027-11-08")),
    ],
    ids=["spring", "autumn"],
)
def test_when_clocks_change_everything_keeps_its_wall_time(friday: date, mondays: tuple[str, ...]) -> None:
    with town(datetime(friday.year, friday.month, friday.day, 15, tzinfo=UTC)) as (_, here):
        zones = {"Otto": "Europe/Berlin", "Nina": "America/New_York", "Sid": "Australia/Sydney", "Asha": "Asia/Kolkata"}
        otto, *others = (here.moves_in(name, zone) for name, zone in zones.items())
        here.starts(otto, "spring", otto, *others)
        for monday in map(date.fromisoformat, mondays):
            here.lives_until(monday, "08:30", "Australia/Sydney")
            here.lives_until(monday, "12:00", "America/New_York", step="30m")

        for name, zone in zones.items():
            prompts = [wall(prompt, zone) for prompt in letters(here.people[name], PROMPT)]
            assert [prompt[:14] for prompt in prompts] == [f"Mon {first}" for first in mondays], name
            for prompt, first in zip(prompts, mondays, strict=True):
                # in the morning; where the round begins later in their day, with it or with the buddy it brings
                begins = instant(date.fromisoformat(first), time(9), "Europe/Berlin").astimezone(ZoneInfo(zone))
                assert prompt[15:] in ("09:00", f"{begins:%H:%M}", *_introduced(here.people[name], zone, first)), name
                assert all(at <= prompt[15:] for at in _introduced(here.people[name], zone, first)), name
        closed = mondays[1:]
        summaries = [wall(summary, "Europe/Berlin") for summary in posts(otto, "spring", SUMMARY)]
        assert summaries == [f"Mon {monday} 10:00" for monday in closed]
        digests = [wall(digest, "Europe/Berlin") for digest in letters(otto, DIGEST)]
        assert digests == [f"Mon {monday} 10:30" for monday in closed]


def test_in_twelve_zones_nobody_hears_from_kith_by_night_or_at_the_weekend() -> None:
    zones = (
        "Pacific/Honolulu", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "Europe/London",
        "Africa/Lagos", "Europe/Helsinki", "Asia/Dubai", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Adelaide",
        "Pacific/Auckland",
    )  # fmt: skip
    with town(datetime(2027, 1, 8, 15, tzinfo=UTC)) as (_, here):
        people = {zone: here.moves_in(zone.partition("/")[2], zone) for zone in zones}
        organizer = people["Europe/London"]
        here.starts(organizer, "world", *people.values())
        here.lives_until(date(2027, 1, 12), "00:00", "UTC", step="30m")
        here.lives_until(date(2027, 1, 17), "19:00", "UTC", step="1h")

        zone_of = {person.id: zone for zone, person in people.items()}
        for zone, person in people.items():
            received = [letter for letter in letters(person) if letter.at > datetime(2027, 1, 10, tzinfo=UTC)]
            prompts = [wall(prompt, zone)[:17] for prompt in received if PROMPT in prompt.words]
            assert [prompt[:14] for prompt in prompts] == ["Mon 2027-01-11"], zone
            assert all(at[:2] <= prompts[0][15:] for at in _introduced(person, zone, "2027-01-11")), zone
            assert all(is_daytime(letter.at, zone) for letter in received), (zone, [wall(x, zone) for x in received])
            introductions = together(person)
            assert introductions, f"{zone} has no buddy"
            for introduction, members in introductions:
                assert all(is_daytime(introduction.at, zone_of[member]) for member in members), [
                    wall(introduction, zone_of[member]) for member in members
                ]
