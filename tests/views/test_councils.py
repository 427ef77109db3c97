"""What a council, its people and the organizers read, word by word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.domain.council_settings import CouncilSettings, CouncilState
from bot.domain.councils import CouncilList, CouncilTime, Gathering, Line, Meeting, MyCouncil, ProposedCouncil, agenda
from bot.domain.pairing.plan import CommonHours, Help, HelpKind, OfferMeetsAsk, OtherCircle
from bot.domain.rounds import Agreed, Buddy, WithoutBuddy
from bot.domain.slots import Hours, Slots, Within
from bot.domain.states import MeetingOutcome, WaitingWhy
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import checkins, goals
from bot.views.councils import forms, home, messages, organizers
from bot.views.councils import settings as settings_view
from tests.views.test_programs import SETTINGS
from tests.views.weeks import section, week

Golden = Callable[[str, object], None]

BERLIN = Hours("Europe/Berlin", time(9), time(17))
PEOPLE = (
    Buddy(1, 11, "U0ADA", BERLIN, "Ada", targeting="UX research", offers="Portfolio reviews", asks="Public sector"),
    Buddy(2, 12, "U0BEN", BERLIN, "Ben", targeting="Data engineering"),
    Buddy(3, 13, "U0CLEO", BERLIN, "Cleo"),
    Buddy(4, 14, "U0DAN", BERLIN, "Dan", offers="How the public sector hires"),
    Buddy(5, 15, "U0EVE", BERLIN, "Eve"),
)
STARTS = (datetime(2026, 3, 11, 13, tzinfo=UTC), datetime(2026, 3, 12, 9, tzinfo=UTC))
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
AGREED = Agreed(7, STARTS[1], NOW, "Library, room 4", 0, "U0BEN")
FIRST = Gathering(
    council_id=3,
    program_id=1,
    program_name="Spring cohort",
    people=PEOPLE,
    reasons=(OfferMeetsAsk(asker=1, helper=4), OtherCircle("employer"), CommonHours(8)),
    meeting=Meeting(7, 1, date(2026, 3, 9), facilitator_id=2),
    slots=Slots(STARTS, Within.WORKING),
    every_weeks=2,
    has_lines=True,
    asks={1: ("Half an hour with somebody in the public sector",), 3: ("Who reads my résumé?",)},
    is_first=True,
)
AGREED_FIRST = replace(FIRST, meeting=replace(FIRST.meeting or Meeting(7, 1, date(2026, 3, 9)), agreed=AGREED))
THIRD = replace(
    FIRST,
    people=PEOPLE[:4],
    meeting=Meeting(9, 3, date(2026, 4, 6), 4, Agreed(9, datetime(2026, 4, 9, 8, tzinfo=UTC), NOW)),
    lines=(Line("U0ADA", "Write to Grace on Monday"), Line("U0BEN", "Ask two people what they read")),
    unsettled=8,
    changed=True,
    is_first=False,
)


def test_the_introduction_says_who_why_how_and_when(golden: Golden) -> None:
    golden("councils/introduction", messages.introduction(FIRST))


def test_people_who_wrote_nothing_read_well_too(golden: Golden) -> None:
    bare = replace(
        FIRST, people=tuple(Buddy(one.participant_id, one.member_id, one.slack_user_id, BERLIN) for one in PEOPLE[1:4])
    )
    golden("councils/bare", messages.introduction(replace(bare, reasons=(), asks={}, slots=Slots((), Within.NOWHERE))))


def test_somebody_new_is_introduced_and_nobody_is_missed_aloud(golden: Golden) -> None:
    golden("councils/somebody_new", messages.somebody_new(replace(THIRD, newcomers=(3,))))
    between = messages.somebody_new(replace(THIRD, newcomers=(3, 4), meeting=None))
    assert "Kith writes here before your next meeting" in str(between.blocks)
    assert "are new in yours" in between.text


def test_a_meeting_opens_with_what_each_set_out_to_try(golden: Golden) -> None:
    golden("councils/meeting", messages.meeting(THIRD))


def test_a_meeting_without_a_time_asks_for_one(golden: Golden) -> None:
    open_ = replace(THIRD, meeting=Meeting(9, 3, date(2026, 4, 6), 4), changed=False, lines=(), unsettled=None)
    golden("councils/meeting_open", messages.meeting(open_))


def test_the_first_meeting_with_a_time(golden: Golden) -> None:
    golden("councils/first_agreed", messages.standing(AGREED_FIRST))


def test_after_the_meeting_each_may_write_a_line(golden: Golden) -> None:
    met = replace(FIRST, meeting=Meeting(7, 1, date(2026, 3, 9), 2, AGREED, MeetingOutcome.MET))
    golden("councils/met", messages.standing(met))
    assert "Write my line" not in str(messages.standing(replace(met, has_lines=False)))
    assert "Write my line" in str(messages.counted_met(met))
    assert "Write my line" not in str(messages.counted_met(replace(met, has_lines=False)))


@pytest.mark.parametrize("was_set", [False, True])
def test_a_time_is_told_to_the_group_with_a_file(golden: Golden, *, was_set: bool) -> None:
    told = messages.time_set(AGREED_FIRST, AGREED, was_set=was_set, now=NOW)
    golden(f"councils/{'time_moved' if was_set else 'time_set'}", told)
    content = told.files[0].content.decode()
    assert "DTSTART:20260312T090000Z" in content
    assert "DTEND:20260312T100000Z" in content


def test_a_time_that_does_not_hold_is_called_off_without_a_reason(golden: Golden) -> None:
    golden("councils/called_off", messages.called_off(FIRST, "U0CLEO"))


def test_what_is_over_asks_nothing(golden: Golden) -> None:
    golden("councils/withdrawn", messages.withdrawn("Spring cohort"))
    golden("councils/regrouped", messages.regrouped())


def test_who_waits_is_told_kindly(golden: Golden) -> None:
    golden("councils/waiting", messages.waiting("Spring cohort"))


def test_the_forms(golden: Golden) -> None:
    golden("councils/time_form", forms.when(FIRST, zone="Europe/Berlin", now=NOW, metadata="7"))
    golden("councils/line_form", forms.line_form(7, "", [Line("U0BEN", "Ask two people what they read")]))
    golden("councils/change_form", forms.change_form(3, "Spring cohort", ["U0BEN", "U0CLEO"]))
    golden("councils/note", forms.note("Spring cohort", "U0ADA", "The hour <!here> does not suit"))
    golden("councils/changed", forms.changed(found=True, told=None))
    golden("councils/changed_waits", forms.changed(found=False, told=["U0OLGA"]))
    assert "It can wait" in str(forms.line_saved([]))
    assert "nobody has read it" in str(forms.changed(found=True, told=[]))


def mine(gathering: Gathering, **values: object) -> MyCouncil:
    return MyCouncil(1, "Spring cohort", 2, "Europe/Berlin", gathering, **values)  # type: ignore[arg-type]


def test_app_home_shows_the_council_and_its_next_meeting(golden: Golden) -> None:
    golden("councils/home", {"blocks": home.home_blocks([mine(AGREED_FIRST)])})
    open_ = mine(FIRST)
    met = mine(replace(FIRST, meeting=Meeting(7, 1, date(2026, 3, 9), 2, AGREED, MeetingOutcome.MET)), my_line="Call")
    golden("councils/home_several", {"blocks": home.home_blocks([open_, met])})
    to_come = MyCouncil(1, "Spring cohort", 2, "Europe/Berlin", introduce_on=date(2026, 3, 10))
    waits = MyCouncil(2, "Alumni", 3, "Europe/Berlin", waits=True)
    soon = MyCouncil(2, "Alumni", 3, "Europe/Berlin")
    golden("councils/home_to_come", {"blocks": home.home_blocks([to_come, waits, soon])})
    assert home.home_blocks([]) == []


LIST = CouncilList(
    1,
    "Spring cohort",
    "Europe/Berlin",
    NOW,
    launched=False,
    councils=(
        ProposedCouncil(3, 1, PEOPLE, FIRST.reasons),
        ProposedCouncil(4, 2, PEOPLE[:4], (OtherCircle("school"),), is_locked=True),
    ),
    without=(
        WithoutBuddy("U0FAY", WaitingWhy.NO_COMMON_HOURS, (Help(HelpKind.WIDEN_HOURS, 3),), "Fay"),
        WithoutBuddy("U0GUS", WaitingWhy.NO_MENTEE, (Help(HelpKind.MORE_MENTEES),), "Gus"),
        WithoutBuddy("U0HAL", WaitingWhy.KEPT_APART, (Help(HelpKind.REVIEW_KEPT_APART),), "Hal"),
    ),
)


def test_organizers_see_the_councils_before_they_are_introduced(golden: Golden) -> None:
    golden("councils/preview", organizers.preview(LIST))
    golden("councils/swap_form", organizers.swap_form(LIST))
    golden("councils/preview_empty", organizers.preview(replace(LIST, councils=(), without=())))


def test_organizers_see_how_far_each_council_is_and_nothing_of_its_words(golden: Golden) -> None:
    first, second = LIST.councils
    going = (
        replace(first, is_introduced=True, meetings=4, met=3, silent=1),
        replace(second, is_introduced=True),
        replace(second, number=3),
    )
    golden("councils/list", organizers.preview(replace(LIST, launched=True, councils=going)))


@pytest.mark.parametrize("people", range(1, 8))
def test_the_agenda_fits_an_hour(people: int) -> None:
    assert agenda(people).minutes <= 60
    assert agenda(people).turn >= 7


def test_the_settings_say_how_councils_stand(golden: Golden) -> None:
    settings = CouncilSettings(date(2026, 3, 9))
    assert settings_view.stands(None) == "None: people meet as buddies, round by round."
    assert settings_view.stands(CouncilState(settings)) == (
        "About five people, an hour every second week, beside buddy rounds, from the week of Monday 9 March 2026 on. "
        "You see them first."
    )
    golden("councils/settings_form", settings_view.form(replace(SETTINGS, councils_from=date(2026, 3, 9))))
    going = CouncilState(replace(settings, with_rounds=False), launched=True, councils=3, people=14)
    assert settings_view.stands(going) == (
        "Three councils with 14 people: an hour every second week, instead of buddy rounds."
    )
    form = settings_view.form(replace(SETTINGS, councils=going))
    assert "Week of the first meeting" not in str(form)
    assert len(settings_view.row(replace(SETTINGS, councils=going))) == 1


def test_the_week_of_a_member_tells_of_the_council(golden: Golden) -> None:
    meets = CouncilTime(7, ("U0BEN", "U0CLEO"), STARTS[1], "Library", "Europe/Berlin", facilitates=True)
    thursday, friday = date(2026, 3, 12), date(2026, 3, 13)
    here = week(on=thursday, councils=(meets,))
    golden("councils/today", goals.today(here, WeekMessage(WeekMessageKind.TODAY, thursday)))
    hard = replace(here, sections=(section(is_hard_week=True),))
    golden("councils/today_hard", goals.today(hard, WeekMessage(WeekMessageKind.TODAY, thursday)))
    last = week(on=friday, councils=(replace(meets, facilitates=False),))
    golden("councils/friday", checkins.friday(last, WeekMessage(WeekMessageKind.CHECKIN, friday)))
    met = replace(here, councils=(replace(meets, met=True),))
    assert "I was there too" in str(goals.today(met, WeekMessage(WeekMessageKind.TODAY, thursday)))
    to_come = replace(meets, starts_at=datetime(2026, 3, 15, 9, tzinfo=UTC))
    assert "Your council meets on Sunday 15 March" in str(
        checkins.friday(replace(last, councils=(to_come,)), WeekMessage(WeekMessageKind.CHECKIN, friday))
    )
