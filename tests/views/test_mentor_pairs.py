"""Mentor pairs, word by word: asking, being asked, the pair and its agendas, the agreement, the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from icalendar import Calendar

from bot.domain.mentor_figures import PairFigures
from bot.domain.mentor_pairs import (
    NO_MENTORING,
    Agreement,
    Asked,
    Asking,
    Ended,
    Mentor,
    MyMentoring,
    Pair,
    Question,
    Signed,
)
from bot.domain.messages import Message
from bot.domain.rounds import Agreed, Buddy
from bot.domain.slots import Hours, Slots, Within
from bot.domain.week_messages import WeekMessageKind
from bot.views import checkins, figures, goals
from bot.views import mentor_forms as forms
from bot.views import mentor_messages as messages
from bot.views import mentor_pairs as views
from bot.views import mentor_times as times
from bot.views.blocks import home
from bot.views.mentor_agendas import AGENDAS, agenda
from tests.views.limits import check_limits
from tests.views.weeks import FRIDAY, MONDAY, ODD, section, week, week_message

Golden = Callable[[str, Message | dict[str, Any]], None]
QUESTION = Question(3, "Spring cohort", "U7", "moving from teaching into learning design", 8, date(2026, 3, 16))
ASKED = Asked(4, "Spring cohort", "U8", date(2026, 3, 16))
FIVE = Agreement(
    "Moving from teaching into learning design",
    "Every second week, three quarters of an hour",
    "A video call",
    "Until Sunday 26 April",
    "What we tell each other stays with the two of us",
)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
STARTS = tuple(NOW + timedelta(days=day, hours=4) for day in (1, 2, 3))
PEOPLE = (Buddy(1, 1, "U9", Hours("Europe/Berlin")), Buddy(2, 2, "U8", Hours("America/New_York")))
AGREED = Agreed(9, STARTS[1], NOW, "Café <!here> *Nero*", changes=1, set_by="U9")
PAIR = Pair(
    pair_id=5,
    program_id=7,
    program="Spring cohort",
    mentor="U8",
    mentee="U9",
    is_mentor=False,
    starts_on=MONDAY,
    ends_on=date(2026, 4, 26),
    weeks=8,
    is_introduced=True,
    what_for="moving from teaching into learning design",
    people=PEOPLE,
    slots=Slots(STARTS, Within.DAYTIME),
)
WITH_TIME = replace(PAIR, agreed=AGREED, slots=Slots((), Within.NOWHERE))
WAITS_FOR_ME = replace(PAIR, signed=Signed(FIVE, 2, by_me=False, by_other=True))
HOLDS = replace(PAIR, signed=Signed(FIVE, 2, by_me=True, by_other=True), talks=1)
LAST_WEEKS = replace(HOLDS, talks=3, is_mentor=True, asks_to_go_on=True)
ENDED = Ended(6, "Spring cohort", "U8", word="Your questions stayed with me")
HOME = week_message(WeekMessageKind.HOME, MONDAY)
EVERYTHING = MyMentoring(
    questions=(QUESTION,),
    asked=(ASKED, replace(ASKED, mentor="")),
    unanswered=("Spring cohort",),
    pairs=(PAIR, replace(WAITS_FOR_ME, agreed=AGREED), LAST_WEEKS, replace(PAIR, is_introduced=False)),
    ended=(ENDED, replace(ENDED, word="", said=True), replace(ENDED, other="", word="")),
    may_ask={7: "Spring cohort"},
)


def test_the_rooms(golden: Golden) -> None:
    golden("mentor_pairs/week_room", home(views.week_room(EVERYTHING, HOME)))
    golden("mentor_pairs/give_room", home(views.give_room(EVERYTHING)))
    assert views.week_room(NO_MENTORING, HOME) == views.give_room(NO_MENTORING) == []


def test_the_week_s_messages(golden: Golden) -> None:
    mine = week(on=FRIDAY, mentoring=EVERYTHING)
    friday = checkins.friday(mine, week_message(WeekMessageKind.CHECKIN, FRIDAY))
    golden("mentor_pairs/friday", friday)
    monday = goals.prompt(week(mentoring=EVERYTHING), week_message(WeekMessageKind.PROMPT, MONDAY))
    assert QUESTION.what_for not in str(monday.blocks)  # what is new is asked on Friday
    assert "Nobody had room for it" in str(monday.blocks)
    old = replace(EVERYTHING, ended=(replace(ENDED, is_news=False),))
    assert ENDED.word not in str(checkins.friday(week(on=FRIDAY, mentoring=old), friday_message()).blocks)


def friday_message() -> Any:
    return week_message(WeekMessageKind.CHECKIN, FRIDAY)


def test_a_hard_week_asks_and_tells_nothing_of_it() -> None:
    hard = week(section(is_hard_week=True), on=FRIDAY, mentoring=EVERYTHING)
    assert "mentor" not in str(checkins.friday(hard, friday_message()).blocks)


def test_what_the_two_read_together(golden: Golden) -> None:
    golden("mentor_pairs/introduction", messages.introduction(PAIR))
    golden("mentor_pairs/introduction_later", messages.introduction(replace(LAST_WEEKS, is_mentor=False)))
    golden("mentor_pairs/written", messages.written(PAIR, "U9"))
    golden("mentor_pairs/goes_on", messages.goes_on(PAIR))
    golden("mentor_pairs/over", messages.over())


def test_the_two_read_their_time_by_each_ones_clock_and_get_it_as_a_file(golden: Golden) -> None:
    golden("mentor_pairs/introduction_with_time", messages.introduction(WITH_TIME))
    no_hour = messages.introduction(replace(HOLDS, slots=Slots((), Within.NOWHERE)))
    golden("mentor_pairs/introduction_without_a_common_hour", no_hour)
    told = times.time_set(WITH_TIME, AGREED, was_set=False, now=NOW)
    golden("mentor_pairs/time_set", told)
    assert "moved your talk" in times.time_set(WITH_TIME, AGREED, was_set=True, now=NOW).text
    golden("mentor_pairs/time_called_off", times.called_off(PAIR, "U9"))
    golden("mentor_pairs/time_form", times.time_form(WITH_TIME, zone="Europe/Berlin", now=NOW, metadata="5"))
    (file,) = told.files
    (event,) = cast("list[Any]", Calendar.from_ical(file.content).walk("VEVENT"))
    assert (event["uid"], event["sequence"]) == ("meeting-9@kith", 1)
    assert (event["dtend"].dt - event["dtstart"].dt, str(event["location"])) == (timedelta(minutes=45), AGREED.place)


def test_the_day_of_a_talk_and_a_hard_week_speak_of_it(golden: Golden) -> None:
    mine = WITH_TIME.time_of("Europe/Berlin")
    assert mine is not None
    today = week(on=mine.on, meetings=(mine,), mentoring=MyMentoring(pairs=(WITH_TIME,)))
    golden("mentor_pairs/today", goals.today(today, week_message(WeekMessageKind.TODAY, mine.on)))
    hard = replace(today, sections=(section(is_hard_week=True),))
    golden("mentor_pairs/today_hard", goals.today(hard, week_message(WeekMessageKind.TODAY, mine.on)))
    friday = checkins.friday(replace(today, on=FRIDAY), friday_message())
    assert "You had a time with <@U8>" in str(friday.blocks)
    assert "Have you talked?" in str(friday.blocks)


def test_it_tells_neither_who_has_not_agreed_nor_a_line_of_what_they_wrote() -> None:
    for by_me in (True, False):
        signed = Signed(FIVE, 2, by_me=by_me, by_other=not by_me)
        said = str(messages.introduction(replace(PAIR, signed=signed)).blocks)
        assert said == str(messages.introduction(WAITS_FOR_ME).blocks)
        assert not any(line in said for line in vars(FIVE).values())
    assert PAIR.what_for not in str(messages.introduction(PAIR).blocks)


def test_the_forms(golden: Golden) -> None:
    mentors = (Mentor(1, "U8", "Mia Berg", "First weeks in a role, changing fields"), Mentor(2, "U6", "Ben Roth"))
    golden("mentor_pairs/ask", forms.ask_form(Asking(7, "Spring cohort", 8, mentors)))
    golden("mentor_pairs/ask_nobody", forms.ask_form(Asking(7, "Spring cohort", 8, ())))
    golden("mentor_pairs/asked", forms.asked())
    golden("mentor_pairs/agreement_begin", forms.agreement_form(PAIR))
    golden("mentor_pairs/agreement_waits", forms.agreement_form(WAITS_FOR_ME))
    golden("mentor_pairs/agreement_holds", forms.agreement_form(HOLDS))
    golden("mentor_pairs/agreed", forms.agreed(HOLDS))
    golden(
        "mentor_pairs/agreed_by_one", forms.agreed(replace(PAIR, signed=Signed(FIVE, 1, by_me=True, by_other=False)))
    )
    golden("mentor_pairs/word", forms.word_form(ENDED))


def test_there_are_three_agendas_each_of_three_quarters_of_an_hour_and_then_they_are_theirs() -> None:
    assert len({agenda(replace(PAIR, talks=talks)) for talks in range(5)}) == 4
    for _, *points in AGENDAS:
        assert sum(int(point.split()[0]) for point in points) == 45


def test_numbers_in_words() -> None:
    assert figures.mentor_pairs(PairFigures()) == "None introduced yet."
    assert figures.mentor_pairs(PairFigures(running=3, introduced=5, talked=4, ended=2)) == (
        "Three run. Of five introduced since the start, four have talked and one has said nothing; two are over."
    )
    assert figures.mentor_pairs(PairFigures(introduced=1, talked=1, ended=1)) == (
        "None runs now. Of one introduced since the start, one has talked; one is over."
    )


def test_whatever_somebody_wrote_fits(golden: Golden) -> None:
    odd = Agreement(*[ODD] * 5)
    place = replace(AGREED, place=ODD)
    pair = replace(PAIR, program=ODD, agreed=place, what_for=ODD, signed=Signed(odd, 1, by_me=False, by_other=True))
    mine = MyMentoring(
        questions=(replace(QUESTION, what_for=ODD, program=ODD),),
        asked=(replace(ASKED, program=ODD),),
        unanswered=(ODD,),
        pairs=(pair,),
        ended=(replace(ENDED, word=ODD, program=ODD),),
        may_ask={7: ODD},
    )
    check_limits(home([*views.week_room(mine, HOME), *views.give_room(mine)]))
    for view in (forms.agreement_form(pair), forms.agreement_form(replace(pair, signed=None)), forms.word_form(ENDED)):
        check_limits(view)
    check_limits(messages.introduction(pair))
    check_limits(times.time_set(pair, place, was_set=True, now=NOW))
    check_limits(times.time_form(pair, zone="Europe/Berlin", now=NOW, metadata="5"))
    check_limits(forms.ask_form(Asking(7, ODD, 8, tuple(Mentor(one, "U8", ODD, ODD) for one in range(150)))))
    check_limits(checkins.friday(week(on=FRIDAY, mentoring=mine), friday_message()))
