"""What `kith demo` prints of Slack's messages in a terminal."""

from __future__ import annotations

import pytest

from bot.demo.show import as_read

NAMES = {"U1": "Ada Byron"}


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Thanks to <@U1> and <@U2>", "Thanks to @Ada Byron and @U2"),
        ("*Met*, of all groups: *9*", "Met, of all groups: 9"),
        ("Q&amp;A with [the] team, 2 * 3", "Q&A with [the] team, 2 * 3"),
        ("&lt;@U1&gt; [bold]", "<@U1> [bold]"),
        ("a *star\nand* another", "a *star\nand* another"),
    ],
)
def test_a_message_is_printed_as_people_see_it(words: str, read: str) -> None:
    assert as_read(words, NAMES).plain == read


def test_what_stands_between_stars_is_bold() -> None:
    assert [(span.start, span.end, span.style) for span in as_read("*Met*: 9", {}).spans] == [(0, 3, "bold")]
