"""What a workspace's admins read. Read the golden files aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.admins import OverseenProgram, Overview
from bot.domain.messages import Message
from bot.domain.states import ProgramState, Starters
from bot.views import admins as view
from bot.views import home
from tests.views.limits import check_limits
from tests.views.test_programs import NEWS

Golden = Callable[[str, Message | dict[str, Any]], None]

RUNS = OverseenProgram(7, "Spring cohort", "C1", ProgramState.RUNNING, ("UOLGA", "UOMAR"))
ORPHAN = OverseenProgram(8, "Alumni <!here>", "C2", ProgramState.PAUSED, ())
SEEN = Overview((RUNS, ORPHAN), Starters.NAMED, ("UANA",))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("overview", view.overview(SEEN)),
        ("overview_of_nothing", view.overview(Overview((), Starters.EVERYONE, ()))),
        ("starters_form", view.starters_form(SEEN)),
        ("orphaned", view.orphaned(NEWS)),
        ("orphaned_in_channel", view.orphaned_in_channel(NEWS)),
        ("taken_over", view.taken_over(NEWS)),
        ("new_organizer", view.new_organizer(NEWS, slack_user_id="UANA")),
    ],
)
def test_admins_and_members_read(golden: Golden, name: str, shown: Message | dict[str, Any]) -> None:
    golden(f"admins/{name}", shown)


def test_a_hundred_programs_fit_and_who_has_nobody_comes_first() -> None:
    many = replace(SEEN, programs=(*(replace(RUNS, program_id=number) for number in range(100)), ORPHAN))
    blocks = view.home_blocks(many)
    check_limits(home.home([blocks]))
    assert "Nobody organizes it" in str(blocks[2])
    assert "81 more programs" in str(blocks)
