"""Kith goes away and comes back, and runs twice at once: real processes over one sandbox and one database."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.models import Delivery, Occurrence
from bot.db.session import Database
from bot.domain.kinds import MessageKind
from bot.domain.states import DeliveryState, OccurrenceState
from tests.conftest import KEYS
from tests.stories.town import CHECKIN, DIGEST, PROMPT, SUMMARY, Computer, computer, letters, posts, together, wall

pytestmark = [pytest.mark.story, pytest.mark.process]
FRIDAY = datetime(2027, 1, 8, 15, tzinfo=UTC)
MONDAY = date(2027, 1, 11)
UTC_ZONE = "Etc/UTC"


def occurrences(here: Computer, state: OccurrenceState) -> Counter[tuple[MessageKind, str]]:
    """The program's moments that were done or skipped."""
    database = Database(f"sqlite:///{here.database}", keys=KEYS)
    with database.unit_of_work(read_only=True) as session:
        rows = session.execute(select(Occurrence.kind, Occurrence.local_on).where(Occurrence.state == state))
        found = Counter((kind, f"{on:%d %b}") for kind, on in rows)
    database.dispose()
    return found


def undelivered(here: Computer) -> list[str]:
    """What was decided and did not arrive."""
    database = Database(f"sqlite:///{here.database}", keys=KEYS)
    with database.unit_of_work(read_only=True) as session:
        keys = list(session.scalars(select(Delivery.key).where(Delivery.state != DeliveryState.SENT)))
    database.dispose()
    return keys


def test_after_an_hour_a_day_and_three_weeks_down_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    with computer(tmp_path, FRIDAY) as here:
        kith, town = here.starts_kith(), here.town
        olga, ada, ben = (town.moves_in(name, UTC_ZONE) for name in ("Olga", "Ada", "Ben"))
        town.starts(olga, "spring", ada, ben)

        town.lives_until(MONDAY, "08:30", UTC_ZONE, step="12h")
        here.kills(kith)
        town.lives_until(MONDAY, "09:30", UTC_ZONE)
        kith = here.starts_kith()
        town.lives_until(MONDAY, "12:00", UTC_ZONE, step="30m")
        for person in (ada, ben):
            assert [wall(prompt, UTC_ZONE)[:17] for prompt in letters(person, PROMPT)] == ["Mon 2027-01-11 09"]
            assert len(together(person)) == 1

        town.lives_until(MONDAY + timedelta(days=3), "18:00", UTC_ZONE, step="6h")
        here.kills(kith)
        town.lives_until(MONDAY + timedelta(days=4), "18:00", UTC_ZONE)
        kith = here.starts_kith()
        town.lives_until(MONDAY + timedelta(days=5), "12:00", UTC_ZONE, step="6h")
        for person in (ada, ben):
            assert [wall(checkin, UTC_ZONE)[:17] for checkin in letters(person, CHECKIN)] == ["Fri 2027-01-15 18"]

        here.kills(kith)
        town.lives_until(MONDAY + timedelta(weeks=4, days=2), "12:00", UTC_ZONE)
        here.starts_kith()
        town.lives_until(MONDAY + timedelta(weeks=4, days=2), "13:00", UTC_ZONE, step="30m")
        for person in (ada, ben):
            assert len(letters(person, PROMPT)) == 1
            assert len(letters(person, CHECKIN)) == 1
        assert len(posts(olga, "spring", SUMMARY)) == 1  # of the week that has just closed; the others came too late
        assert len(letters(olga, DIGEST)) == 1
        assert undelivered(here) == []

        skipped = occurrences(here, OccurrenceState.SKIPPED)
        mondays = ("18 Jan", "25 Jan", "01 Feb", "08 Feb")
        assert {on for kind, on in skipped if kind is MessageKind.PROMPT} == set(mondays)
        assert {on for kind, on in skipped if kind is MessageKind.SUMMARY} == set(mondays[:3])
        done = occurrences(here, OccurrenceState.DONE)
        assert [done[MessageKind.CLOSE, on] for on in mondays] == [1, 1, 1, 1]
        assert set(done.values()) | set(skipped.values()) == {1}


def test_two_processes_on_one_database_do_everything_once(tmp_path: Path) -> None:
    with computer(tmp_path, FRIDAY) as here:
        both, town = [here.starts_kith(), here.starts_kith()], here.town
        olga, *others = (town.moves_in(name, UTC_ZONE) for name in ("Olga", "Ada", "Ben", "Cho", "Dan"))
        town.starts(olga, "spring", *others)
        town.lives_until(MONDAY, "08:00", UTC_ZONE, step="12h")
        town.lives_until(MONDAY + timedelta(days=1), "08:00", UTC_ZONE, step="1h")
        town.lives_until(MONDAY + timedelta(days=7), "11:00", UTC_ZONE, step="4h")

        assert all(process.poll() is None for process in both)
        for person in others:
            assert len(letters(person, PROMPT)) == 2
            assert len(letters(person, CHECKIN)) == 1
            assert len(together(person)) == 1
        assert len(posts(olga, "spring", SUMMARY)) == 1
        assert len(letters(olga, DIGEST)) == 1
        assert undelivered(here) == []
        assert set(occurrences(here, OccurrenceState.DONE).values()) == {1}
