"""App Home's own parts, read aloud in the golden files, and what gives way where there is too much."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.domain.figures import Landings
from bot.domain.home import OpenProgram, OpenQuestion, Organized, Room, Viewed
from bot.domain.programs import StopReason
from bot.domain.states import ParticipantState, ProgramState
from bot.views import home as views
from bot.views.blocks import section
from tests.views.limits import check_limits

Golden = Callable[[str, dict[str, Any]], None]
RUNNING = Organized(
    program_id=5,
    name="Spring cohort",
    slack_channel_id="C1",
    state=ProgramState.RUNNING,
    state_reason="",
    next_round_on=date(2026, 3, 16),
    people={ParticipantState.ACTIVE: 22, ParticipantState.PAUSED: 2, ParticipantState.LANDED: 1},
    proposed_round_id=9,
    landings=Landings(2),
    round_id=8,
)
STOPPED = Organized(
    program_id=6,
    name="Alumni <!here>",
    slack_channel_id="C2",
    state=ProgramState.PAUSED,
    state_reason=StopReason.ARCHIVED,
    next_round_on=date(2026, 3, 16),
    people={ParticipantState.ACTIVE: 1},
)


def test_a_newcomer_reads_what_kith_is_and_what_they_can_join(golden: Golden) -> None:
    golden(
        "home/newcomer",
        views.home(
            [
                views.welcome(
                    [OpenProgram(5, "Spring cohort", "C1", True), OpenProgram(6, "Alumni", "C2", False)], may_start=True
                )
            ]
        ),
    )


def test_a_newcomer_where_nothing_is_open(golden: Golden) -> None:
    golden("home/newcomer_nothing_open", views.home([views.welcome([], may_start=True)]))
    golden("home/newcomer_who_may_start_none", views.home([views.welcome([], may_start=False)]))


def test_a_viewer_finds_digests_and_reports_and_nothing_to_change(golden: Golden) -> None:
    read = [Viewed(5, "Spring cohort", ProgramState.RUNNING), Viewed(6, "Alumni <!here>", ProgramState.ENDED)]
    golden("home/viewer", views.home([views.viewed(read)]))
    assert views.viewed([]) == []


def test_an_organizer_sees_how_programs_stand(golden: Golden) -> None:
    golden("home/organizer", views.home([(), views.organized([RUNNING, STOPPED], may_start=True)]))


def test_open_questions_come_with_every_way_out(golden: Golden) -> None:
    asked = [OpenQuestion(5, "Spring cohort", left_channel=False), OpenQuestion(6, "Alumni", left_channel=True)]
    golden("home/questions", views.home([views.questions(asked)]))


def test_a_room_without_content_says_what_will_be_there(golden: Golden) -> None:
    golden("home/empty_people", views.in_room(Room.PEOPLE, (Room.WEEK, Room.PEOPLE, Room.ME), [(), []]))
    assert all(views.EMPTY[room] and views.ROOMS[room] for room in Room)


def test_what_does_not_fit_is_taken_from_the_longest_parts() -> None:
    parts = [[section(f"{name} {number}") for number in range(size)] for name, size in (("a", 70), ("b", 4), ("c", 60))]
    view = views.home(parts)
    shown = [block["text"]["text"] for block in view["blocks"] if block["type"] == "section"]
    assert len(view["blocks"]) == 100
    assert [sum(text.startswith(name) for text in shown) for name in "abc"] == [46, 4, 46]
    assert sum(views.CUT in str(block) for block in view["blocks"]) == 2
    check_limits(view)


def test_what_fits_exactly_is_shown_whole() -> None:
    view = views.home([[section("x")] * 50, [section("y")] * 49])
    assert len(view["blocks"]) == 100
    assert views.CUT not in str(view)
