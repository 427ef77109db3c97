"""The worksheet of a meeting, word by word."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.worksheets import Lines, Worksheet, Written
from bot.views.rounds import worksheets

Golden = Callable[[str, dict[str, object]], None]

BEN = Written("U0BEN", Lines(stuck="No answers so far", will_try="Ask Grace what she reads"))
ADA = Written("U0ADA", Lines(will_try="Write to one person a day"))


def test_the_form_opens_with_what_was_to_be_tried(golden: Golden) -> None:
    sheet = Worksheet(3, mine=Lines(worked="Short messages"), others=(BEN,), before=(ADA, BEN))
    golden("rounds/worksheet", worksheets.form(sheet, metadata="3"))


def test_the_first_form_has_four_lines_alone(golden: Golden) -> None:
    golden("rounds/worksheet_first", worksheets.form(Worksheet(3, Lines()), metadata="3"))


def test_after_saving_each_is_named_with_their_lines(golden: Golden) -> None:
    golden("rounds/worksheet_saved", worksheets.saved(Worksheet(3, ADA.lines, (BEN,)), "U0ADA"))


def test_with_nothing_written_it_says_that_it_can_wait() -> None:
    assert "It can wait" in str(worksheets.saved(Worksheet(3, Lines()), "U0ADA"))
