"""Programs over the wire: one from set-up to its fourth digest, and one member in two of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.calendar import week_of
from tests.stories.town import CHECKIN, DIGEST, PROMPT, SUMMARY, answers, by_day, letters, posts, together, town, wall

pytestmark = pytest.mark.story
FRIDAY = datetime(2027, 1, 8, 15, tzinfo=UTC)
MONDAYS = [date(2027, 1, 11) + timedelta(weeks=week) for week in range(5)]
LONDON = "Europe/London"


def test_a_program_runs_from_two_clicks_to_its_fourth_digest() -> None:
    with town(FRIDAY) as (_, here):
        olga, *others = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben", "Cho"))
        here.starts(olga, "spring", olga, *others)
        for monday in MONDAYS[:4]:
            here.lives_until(monday, "09:00", LONDON)
            for person in others:
                answers(letters(person, PROMPT)[-1], "Take these goals")
            here.lives_until(monday + timedelta(days=4), "10:00", LONDON)
            for person in others:
                answers(letters(person, CHECKIN)[-1], "Add one")
        here.lives_until(MONDAYS[4], "10:05", LONDON, step="1h")

        introductions = [wall(message, LONDON) for message, _ in together(others[0])]
        assert introductions == [f"Mon {monday} 09:00" for monday in MONDAYS[::2]]  # rounds of two weeks
        summaries = posts(olga, "spring", SUMMARY)
        assert [wall(summary, LONDON)[:14] for summary in summaries] == [f"Mon {monday}" for monday in MONDAYS[1:]]
        digests = letters(olga, DIGEST)
        assert [wall(digest, LONDON)[:14] for digest in digests] == [f"Mon {monday}" for monday in MONDAYS[1:]]
        assert "Things done, week by week: 3, 3, 3, 3 · Since the start: 12 things done" in summaries[-1].words
        assert "4 in the program · 4 taking part" in digests[-1].words
        assert "Goals: 3 met of 6 set\nThings done: 3, by three people" in digests[-1].words


def test_a_member_of_two_programs_gets_one_message_a_day_and_five_a_week() -> None:
    with town(FRIDAY) as (_, here):
        olga, ada, *others = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben", "Cho", "Dan"))
        here.starts(olga, "spring", ada, *others)
        here.starts(olga, "alumni", ada, *others, preset="Alumni group")
        for monday in MONDAYS[:2]:
            here.lives_until(monday, "09:00", LONDON)
            answers(letters(ada, PROMPT)[-1], "Take these goals")
        here.lives_until(MONDAYS[2] - timedelta(days=1), "12:00", LONDON)

        unprompted = [letter for letter in letters(ada) if letter.at > FRIDAY + timedelta(days=1)]
        introductions = [message for message, _ in together(ada)]
        assert len(introductions) == 2
        assert len({frozenset(people) for _, people in together(ada)}) == 2  # the programs know of each other
        unprompted += introductions
        for prompt in letters(ada, PROMPT):
            assert "Spring" in prompt.words, prompt.words
            assert "Alumni" in prompt.words
        for day, count in by_day(unprompted, LONDON).items():
            assert count <= (2 if day == MONDAYS[0] else 1), day
        for monday in MONDAYS[:2]:
            assert sum(week_of(letter.at.date()) == monday for letter in unprompted) <= 5
