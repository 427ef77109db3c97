"""An organizer's own message, word by word: the form, how it will read, and what is said of a second one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.broadcasts import LONGEST, Outlook, Whom, Word
from bot.domain.messages import Message
from bot.views import broadcasts
from tests.views.limits import check_limits

Golden = Callable[[str, Message | dict[str, Any]], None]
PEOPLE = {Whom.EVERYBODY: 24, Whom.ACTIVE: 20, Whom.RESTING: 1, Whom.LANDED: 3}
SEEN = Outlook(4, "Spring cohort", "Europe/Berlin", PEOPLE)
SAID = Word("Spring cohort", "UOLGA", "We meet on *Friday*.\nBring a friend, <!channel>.")


def test_the_form(golden: Golden) -> None:
    golden("broadcasts/form", broadcasts.form(SEEN))
    golden("broadcasts/form_again", broadcasts.form(SEEN, SAID.words, Whom.ACTIVE))


def test_this_weeks_went_out(golden: Golden) -> None:
    went = replace(SEEN, sent_at=datetime(2026, 3, 3, 8, 30, tzinfo=UTC))
    golden("broadcasts/went_out", broadcasts.form(went))


def test_how_it_will_read_is_how_it_reads(golden: Golden) -> None:
    shown = broadcasts.preview(SEEN, SAID, Whom.RESTING)
    golden("broadcasts/preview", shown)
    golden("broadcasts/word", broadcasts.word(SAID))
    assert broadcasts.word(SAID).blocks[0] in shown["blocks"]
    assert shown["private_metadata"] == f"4 resting {SAID.words}"


def test_the_longest_message_is_remembered_whole() -> None:
    words = "x" * LONGEST
    shown = broadcasts.preview(replace(SEEN, program_id=999_999_999), replace(SAID, words=words), Whom.EVERYBODY)
    check_limits(shown)
    assert shown["private_metadata"].endswith(f" {words}")
