"""Friday's check-in, the log and its form, word by word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.checkins import Act, Catalogue, LogEntry
from bot.domain.follow_ups import Outcome
from bot.domain.goals import Offer, Week
from bot.domain.messages import Message
from bot.domain.my_log import SHOWN, LogPage, LogSearch
from bot.domain.week_messages import WeekMessageKind
from bot.domain.work_search import Details
from bot.views import checkins, log, my_log, my_week
from bot.views.blocks import home
from tests.views import weeks
from tests.views.limits import check_limits
from tests.views.weeks import (
    BUDDY,
    EVENT_DONE,
    FOLLOW_UP,
    FRIDAY,
    HALF_DONE,
    MONDAY,
    ODD,
    PLANNED,
    THANKS,
    goal,
    section,
    week,
    week_message,
)

Golden = Callable[[str, Message | dict[str, object]], None]
AT = week_message(WeekMessageKind.CHECKIN, FRIDAY)
TODAY = goal(plan=replace(PLANNED.plan, on=FRIDAY))
ENTRY = LogEntry(31, 5, "Spring cohort", "Coffee chat", Act(1, date(2026, 3, 3), with_whom="Grace"))
FULL = Act(
    activity_id=1,
    done_on=date(2026, 3, 3),
    with_whom="Grace",
    in_person=True,
    new_contacts=("Ada", "Lin"),
    companies="Acme",
    advice="Bring cards.",
    thanks="for the tip",
    thanks_to="U8",
    thanks_shared=True,
    follow_up_on=date(2026, 3, 20),
    follow_up_note="her move",
    details=Details(employer="Acme", position="Data engineer", proof_note="an e-mail of 3 March"),
)

FRIDAYS = {
    "goals": week(section(goals=(HALF_DONE, EVENT_DONE), buddies=(BUDDY,), newest=30), on=FRIDAY),
    "back_from_a_pause": week(section(comes_back=True), on=FRIDAY),
    "no_goals": week(section(), on=FRIDAY),
    "no_goals_but_an_act": week(section(others=(Offer(2, "Event", 1), Offer(3, "Tour", 2))), on=FRIDAY),
    "nothing_on_offer": week(section(offers=(), activities=()), on=FRIDAY),
    "planned_today": week(section(goals=(TODAY,)), on=FRIDAY),
    "chat_today": week(section(goals=(replace(TODAY, is_chat=True),)), on=FRIDAY),
    "two_programs": week(
        section(goals=(HALF_DONE,)), section(program_id=6, program="Alumni", goals=(EVENT_DONE,)), on=FRIDAY
    ),
    "hard_week": week(section(goals=(HALF_DONE,), is_hard_week=True), on=FRIDAY),
    "contact_wanted": week(section(goals=(HALF_DONE,), is_hard_week=True, contact_wanted=True), on=FRIDAY),
    "hard_week_in_two_programs": week(
        section(is_hard_week=True, contact_wanted=True),
        section(program_id=6, program="Alumni", is_hard_week=True),
        on=FRIDAY,
    ),
    "thanks_and_follow_up": week(
        section(goals=(HALF_DONE,), others=(Offer(2, "Event", 1),)),
        on=FRIDAY,
        follow_ups=(FOLLOW_UP,),
        thanks=(THANKS,),
    ),
}


@pytest.mark.parametrize("name", FRIDAYS)
def test_the_friday_check_in(name: str, golden: Golden) -> None:
    golden(f"checkins/friday_{name}", checkins.friday(FRIDAYS[name], AT))


def test_a_week_with_nothing_to_press_for_speaks_of_no_buttons() -> None:
    said = str(checkins.friday(week(section(offers=(), goals=()), on=FRIDAY), AT).blocks)
    assert "Press a button" not in said
    assert "Log something" in said
    assert "something else" not in said


def test_the_blocks_of_other_nouns_stand_in_their_program() -> None:
    extra = {"type": "section", "text": {"type": "mrkdwn", "text": "Did you meet?"}}
    blocks = checkins.friday(FRIDAYS["two_programs"], AT, extras={5: [extra]}).blocks
    titles = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    assert titles.index("*Spring cohort*") < titles.index("Did you meet?") < titles.index("*Alumni*")


def test_the_second_hard_week_within_four_offers_a_pause_and_a_person(golden: Golden) -> None:
    hard = week(section(is_hard_week=True), on=FRIDAY, hard_lately=2)
    told = checkins.hard_week_answer(hard, week_message(WeekMessageKind.HARD_WEEK, FRIDAY))
    golden("checkins/second_hard_week", told)
    assert "Take a pause" in str(told.blocks)
    assert "get in touch" in str(told.blocks)


def test_the_answer_to_a_hard_week(golden: Golden) -> None:
    golden(
        "checkins/hard_week",
        checkins.hard_week_answer(FRIDAYS["hard_week"], week_message(WeekMessageKind.HARD_WEEK, FRIDAY)),
    )


def catalogues(week: Week) -> list[Catalogue]:
    return [Catalogue(part.program_id, part.program, part.activities) for part in week.sections if part.activities]


@pytest.mark.parametrize(("name", "shown"), [("one_program", "goals"), ("two_programs", "two_programs")])
def test_the_form_for_an_act(name: str, shown: str, golden: Golden) -> None:
    week = FRIDAYS[shown]
    golden(f"checkins/form_{name}", log.new_form(catalogues(week), today=week.today, metadata="0:checkin:2026-03-06 x"))


def test_the_whole_form_for_an_act_keeps_what_was_entered(golden: Golden) -> None:
    own, act = catalogues(FRIDAYS["goals"]), Act(2, MONDAY, with_whom="Grace")
    form = log.new_form(own, today=FRIDAY, metadata="0:alone:2026-03-06 ", act=act, program_id=5, is_whole=True)
    golden("checkins/form_whole", form)


def test_the_form_that_corrects_an_act_is_filled_in(golden: Golden) -> None:
    own = catalogues(FRIDAYS["two_programs"])
    entry = LogEntry(31, 5, "Spring cohort", "Tour", replace(FULL, activity_id=99))
    golden("checkins/form_edit", log.edit_form(entry, own, metadata="31:home:2026-03-06 "))
    short = replace(entry, act=Act(99, MONDAY, with_whom="Grace"))
    golden("checkins/form_edit_short", log.edit_form(short, own, metadata="31:home:2026-03-06 "))


def test_the_log(golden: Golden) -> None:
    full = LogEntry(32, 5, "Spring cohort", "Coffee chat", FULL, Outcome.DONE)
    entries = (ENTRY, LogEntry(30, 6, "Alumni", "Event", Act(2, FRIDAY)), full)
    golden("checkins/log", my_log.log(LogPage(LogSearch("gra", MONDAY), entries, has_more=True), AT, origin="x"))
    golden("checkins/log_empty", my_log.log(LogPage(LogSearch(), ()), AT))
    assert "Nothing found" in str(my_log.log(LogPage(LogSearch("zz"), ()), AT))


def test_odd_texts_break_no_limit_and_mention_nobody() -> None:
    odd = weeks.odd_week(on=FRIDAY)
    act = replace(
        FULL,
        with_whom=ODD,
        new_contacts=(ODD,) * 20,
        companies=ODD,
        advice=ODD,
        thanks=ODD,
        follow_up_note=ODD,
        activity_id=1,
    )
    entry = LogEntry(31, 5, ODD, ODD, act)
    check_limits(checkins.friday(odd, AT))
    check_limits(checkins.hard_week_answer(odd, AT))
    check_limits(log.new_form(catalogues(odd), today=FRIDAY, metadata="x"))
    check_limits(log.edit_form(entry, catalogues(odd), metadata="x"))
    check_limits(my_log.log(LogPage(LogSearch(ODD), (entry,) * SHOWN, has_more=True), AT))


MY_WEEKS = {
    "goals": week(section(goals=(HALF_DONE, EVENT_DONE), buddies=(BUDDY,), others=(Offer(3, "Tour", 1),))),
    "nothing_set_yet": week(),
    "two_programs": week(
        section(goals=(PLANNED,)),
        section(program_id=6, participant_id=8, program="Alumni"),
        follow_ups=(FOLLOW_UP,),
        thanks=(THANKS,),
    ),
    "hard_week": week(section(is_hard_week=True)),
}


@pytest.mark.parametrize("name", MY_WEEKS)
def test_the_week_in_app_home(name: str, golden: Golden) -> None:
    golden(
        f"checkins/home_{name}", home(my_week.home_blocks(MY_WEEKS[name], week_message(WeekMessageKind.HOME, MONDAY)))
    )


def test_odd_texts_break_no_limit_in_app_home() -> None:
    check_limits(home(my_week.home_blocks(weeks.odd_week(on=FRIDAY), week_message(WeekMessageKind.HOME, FRIDAY))))


def test_the_chat_with_the_buddy_is_said_to_be_counted_and_the_button_asks_for_another() -> None:
    told = str(
        checkins.friday(
            week(section(goals=(goal(done=1, met_buddy=True),)), on=FRIDAY),
            week_message(WeekMessageKind.CHECKIN, FRIDAY),
        )
    )
    assert "The chat with your buddy is counted here." in told
    assert "Add another" in told
    assert "Add one" not in told


def test_a_hard_week_is_asked_nothing_more() -> None:
    hard = week(section(goals=(HALF_DONE,), is_hard_week=True), on=FRIDAY)
    told = str(checkins.friday(hard, week_message(WeekMessageKind.CHECKIN, FRIDAY)))
    assert "Add one" not in told
    assert "Press a button" not in told
    assert "This week asks nothing more of you" in told


def test_a_programs_own_first_line_stands_in_place_of_kiths_but_not_in_a_hard_week(golden: Golden) -> None:
    own = section(checkin_line="What *moved* this <!channel> week?")
    shown = checkins.friday(week(own, on=FRIDAY), AT)
    assert shown.blocks[0]["text"]["text"] == "What *moved* this <!channel> week?"  # a header is plain text
    assert "<!channel>" not in shown.text
    hard = checkins.friday(week(replace(own, is_hard_week=True), on=FRIDAY), AT)
    assert "How was your week?" in str(hard.blocks)


def test_of_two_programs_each_has_its_own_first_line_below_its_name() -> None:
    other = replace(section(checkin_line="Well?"), program_id=8, program="Autumn")
    shown = [
        block["text"]["text"]
        for block in checkins.friday(week(section(), other, on=FRIDAY), AT).blocks[:9]
        if "text" in block
    ]
    assert shown[0] == "How was your week?"
    assert shown[shown.index("*Autumn*") + 1] == "Well?"
