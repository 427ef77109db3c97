"""Programs over the wire: one from set-up to its fourth digest, and one member in two of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.calendar import week_of
from sandbox.http_client import wait_until
from tests.stories.town import (
    CHECKIN,
    DIGEST,
    PROMPT,
    SUMMARY,
    answers,
    by_day,
    letters,
    opens_programs,
    posts,
    together,
    town,
    wall,
)

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
        assert "4 in the program, all of them taking part" in digests[-1].words
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


def test_a_program_ends_by_itself_after_its_round_and_its_organizer_erases_it() -> None:
    with town(FRIDAY) as (on, here):
        olga, *others = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben", "Cho"))
        here.starts(olga, "spring", olga, *others, ends="After one round")
        here.lives_until(MONDAYS[1] + timedelta(days=4), "15:00", LONDON)
        ada = others[0]
        last = letters(ada, CHECKIN)[-1]
        assert "This was the last round: the program ends on Sunday 24 January." in last.words
        assert "The next round starts" not in last.words
        here.lives_until(MONDAYS[3], "15:00", LONDON)
        on.settle()

        ended = posts(olga, "spring", "has come to its end")
        assert [wall(post, LONDON)[:17] for post in ended] == [f"Mon {MONDAYS[2]} 09"]
        digests = [wall(digest, LONDON)[:14] for digest in letters(olga, DIGEST)]
        assert digests == [f"Mon {MONDAYS[1]}", f"Mon {MONDAYS[2]}"]
        finals = [wall(final, LONDON)[:14] for final in letters(olga, "Spring: the final report")]
        assert finals == [f"Mon {MONDAYS[2]}"]
        for person in others:
            after = [one for one in letters(person) if one.at.date() >= MONDAYS[2]]
            assert [wall(one, LONDON)[:17] for one in after] == [f"Mon {MONDAYS[2]} 12"], after
            assert "Thank you for taking part" in after[0].words
            assert len(together(person)) == 1

        opens_programs(olga)
        olga.home().press("Table (CSV)")
        olga.dm().wait_for("who took part, as a table")
        olga.modal.close(everything=True)
        olga.home().press("Erase this program")
        wait_until(lambda: "Erase this program" not in olga.home().buttons, "the program to be erased")
        assert "Programs I organize" not in olga.home().words
