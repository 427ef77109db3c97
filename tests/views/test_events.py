"""Events, word by word: the room, the forms, and what is written about one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.events import Event, Listed, Repeat
from bot.domain.messages import Message
from bot.domain.programs import ProgramNews
from bot.domain.week_messages import WeekMessageKind
from bot.views import checkins, goals
from bot.views import event_forms as forms
from bot.views import event_messages as messages
from bot.views import events as views
from bot.views.blocks import home
from tests.views.limits import check_limits
from tests.views.weeks import ODD, WEDNESDAY, section, week, week_message

Golden = Callable[[str, Message | dict[str, Any]], None]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROGRAMS = {5: "Spring cohort"}
NEWS = ProgramNews(5, "Spring cohort", "C1", 2, 2, date(2026, 3, 9), channel_people=24)
TALK = Event(
    event_id=3,
    program_id=5,
    program="Spring cohort",
    title="Product talk",
    starts_at=datetime(2026, 3, 10, 17, tzinfo=UTC),
    zone="America/New_York",
    own_zone="Europe/Berlin",
    place="https://meet.example.org/talks/7?x=1&y=2",
    brought_by="U7",
)
LUNCH = replace(
    TALK,
    event_id=4,
    title="Lunch",
    place="Café Nero",
    in_person=True,
    repeats=Repeat.WEEKLY,
    ends_at=datetime(2026, 3, 10, 18, 30, tzinfo=UTC),
    goes=3,
    mine=True,
    company=("U8", "U9"),
    may_edit=True,
    may_announce=True,
)
ODD_EVENT = replace(LUNCH, title=ODD, place=ODD, program=ODD, company=("U8",) * 2)


def test_the_room(golden: Golden) -> None:
    golden("events/home", home(views.home_blocks(Listed((TALK, LUNCH), PROGRAMS, has_more=True))))
    golden("events/home_empty", home(views.home_blocks(Listed((), PROGRAMS))))
    assert views.home_blocks(Listed((), {})) == []


def test_company_in_a_hard_week_is_not_promised() -> None:
    hoping, spared = (
        str(views.home_blocks(Listed((replace(TALK, mine=True, spared=one),), PROGRAMS))) for one in (False, True)
    )
    assert "From two days before, Kith puts you in touch" in hoping
    assert "two days before" not in spared
    assert "In a hard week Kith puts you in touch with nobody" in spared


def test_the_forms(golden: Golden) -> None:
    golden("events/new", forms.new_form(PROGRAMS, zone="Europe/Berlin", today=date(2026, 3, 2)))
    golden("events/edit", forms.edit_form(LUNCH))
    golden("events/announce", forms.announce_form(TALK, NEWS))


def test_in_the_messages_about_a_week(golden: Golden) -> None:
    over = replace(TALK, event_id=9, title="Fair", starts_at=datetime(2026, 3, 3, 17, tzinfo=UTC), is_over=True)
    today = replace(LUNCH, starts_at=datetime(2026, 3, 4, 17, tzinfo=UTC))
    mine = week(events=(over, today), on=WEDNESDAY)
    golden("events/today", goals.today(mine, week_message(WeekMessageKind.TODAY, WEDNESDAY)))
    for kind, drawn in ((WeekMessageKind.PROMPT, goals.prompt), (WeekMessageKind.CHECKIN, checkins.friday)):
        shown = str(drawn(mine, week_message(kind, WEDNESDAY)))
        assert "Did you go to *Fair* (Tuesday 3 March)?" in shown
        assert "You go to *Lunch* today with <@U8> and <@U9>" in shown
    hard = week(section(is_hard_week=True), events=(over, today), on=WEDNESDAY)
    for drawn in (goals.today, checkins.friday):
        assert "Fair" not in str(drawn(hard, week_message(WeekMessageKind.TODAY, WEDNESDAY)))


def test_a_day_with_nothing_left_says_so_though_an_event_is_still_to_come() -> None:
    ahead = replace(TALK, starts_at=datetime(2026, 3, 5, 17, tzinfo=UTC))
    shown = goals.today(
        week(section(goals=()), events=(ahead,), on=WEDNESDAY), week_message(WeekMessageKind.TODAY, WEDNESDAY)
    )
    assert "Nothing more for today." in str(shown)


def test_what_is_written_about_it(golden: Golden) -> None:
    golden("events/announcement", (messages.announcement(TALK)))
    golden("events/company", (messages.company(LUNCH, ["U7", "U8"], now=NOW)))
    golden("events/moved", (messages.moved(LUNCH, "U7", now=NOW)))
    golden("events/cancelled", (messages.cancelled(TALK, "U7")))


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("https://google.com@evil.example/x", "<https://google.com@evil.example/x|evil.example>"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://[", "https://["),
        ("https://a.example/<!channel>", "https://a.example/&lt;!channel&gt;"),
        ("ftp://a.example", "ftp://a.example"),
        ("Café Nero", "Café Nero"),
    ],
)
def test_a_link_says_where_it_leads_and_nothing_else_becomes_one(place: str, shown: str) -> None:
    assert views.where(replace(TALK, place=place)) == shown


def test_an_event_whose_words_were_erased_reads_well() -> None:
    erased = replace(TALK, title="", place="", brought_by="", mine=False)
    assert "*An event*: you go." in views.answered(erased).text.replace("You", "you")


def test_odd_texts_break_no_limit() -> None:
    check_limits(home(views.home_blocks(Listed((ODD_EVENT,) * 10, {5: ODD, 6: ODD}, has_more=True))))
    check_limits(forms.new_form({5: ODD}, zone="UTC", today=date(2026, 3, 2)))
    check_limits(forms.edit_form(ODD_EVENT))
    for said in (
        messages.announcement(ODD_EVENT),
        messages.company(ODD_EVENT, ["U1", "U2"], now=NOW),
        messages.moved(ODD_EVENT, "U7", now=NOW),
        messages.cancelled(ODD_EVENT, "U7"),
    ):
        check_limits(said)
