"""A program's people as organizers read them in Slack, word by word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.pairing.plan import Help, HelpKind
from bot.domain.participants import NotPaired
from bot.domain.people import (
    Asked,
    HeardFrom,
    Invited,
    KeptApart,
    PastGroup,
    PeoplePage,
    PersonLine,
    PersonPage,
)
from bot.domain.rounds import WithoutBuddy
from bot.domain.states import ParticipantState, WaitingWhy
from bot.views import program_people, program_people_forms
from tests.views.limits import check_limits
from tests.views.weeks import ODD

Golden = Callable[[str, dict[str, Any]], None]
ADA = PersonLine(
    participant_id=11,
    member_id=1,
    slack_user_id="UADA",
    name="Ada Lovelace",
    state=ParticipantState.ACTIVE,
    paused_until_on=None,
    joined_on=date(2026, 2, 2),
    started_on=date(2026, 2, 9),
    heard_from=HeardFrom.THIS_WEEK,
    buddies=("Ben Okafor", "Chloé Martin"),
    met=False,
)
WAITS = replace(
    ADA,
    participant_id=12,
    slack_user_id="UBEN",
    name="Dana Li",
    started_on=None,
    heard_from=HeardFrom.NOT_LATELY,
    buddies=(),
    met=None,
    lacks=WithoutBuddy("UBEN", WaitingWhy.NO_COMMON_HOURS, (Help(HelpKind.LOWER_MINIMUM_HOURS, 2),)),
)
PAUSED = replace(
    ADA,
    participant_id=13,
    slack_user_id="UEVE",
    name="Eve",
    state=ParticipantState.PAUSED,
    paused_until_on=date(2026, 4, 6),
    buddies=(),
    met=None,
    not_paired=NotPaired.PAUSED,
)
PAGE = PeoplePage(
    program_id=4,
    program_name="Spring cohort",
    lines=(ADA, WAITS, PAUSED),
    count=23,
    total=41,
    page=0,
    pages=3,
    round_runs=True,
    invited=(Invited("Ina Novak", date(2026, 3, 3)),),
    has_mentors=True,
)
PAST = (
    PastGroup(2, date(2026, 3, 2), date(2026, 3, 15), ("Ben Okafor", "Chloé Martin"), met=False, is_now=True),
    PastGroup(1, date(2026, 2, 9), date(2026, 3, 1), ("Dana Li",), met=True, is_now=False),
)
PERSON = PersonPage(
    program_id=4,
    line=ADA,
    past=PAST,
    may_mentor=True,
    apart=(KeptApart(14, "Farid", date(2026, 3, 15), in_council=True), KeptApart(15, "Gus")),
    together=("Hana",),
    next_round_on=date(2026, 3, 16),
)


def test_the_list(golden: Golden) -> None:
    golden("program_people/list", program_people.people(PAGE, Asked()))
    later = replace(PAGE, page=1, has_mentors=False)
    golden("program_people/list_page_two", program_people.people(later, Asked(find="a", without=True, page=1)))


def test_nobody_takes_part_nobody_is_like_that_and_a_program_that_is_over(golden: Golden) -> None:
    empty = replace(PAGE, lines=(), count=0, total=0, pages=1, invited=(), round_runs=False)
    golden("program_people/nobody", program_people.people(empty, Asked()))
    golden("program_people/nobody_found", program_people.people(replace(empty, total=41), Asked(find="zzz")))
    over = replace(PAGE, count=3, total=3, pages=1, invited=(), goes_on=False)
    golden("program_people/over", program_people.people(over, Asked()))


def test_a_person(golden: Golden) -> None:
    golden("program_people/person", program_people.person(PERSON, Asked(find="ada", page=1), "apart_later"))


def test_somebody_without_a_buddy_and_without_a_past(golden: Golden) -> None:
    found = PersonPage(program_id=4, line=WAITS, past=(), is_mentor=True, council=("Hana", "Ivo"))
    golden("program_people/person_waits", program_people.person(found, Asked()))


def test_a_pause_by_an_organizer_and_one_of_their_own(golden: Golden) -> None:
    given = PersonPage(program_id=4, line=PAUSED, past=(), own_pause=False)
    golden("program_people/person_paused", program_people.person(given, Asked(), "person_paused"))
    golden("program_people/person_own_pause", program_people.person(replace(given, own_pause=True), Asked()))


def test_nothing_can_be_done_for_somebody_of_a_program_that_is_over() -> None:
    shown = program_people.person(replace(PERSON, goes_on=False, apart=(), together=(), may_mentor=False), Asked())
    assert [block["type"] for block in shown["blocks"]] == ["section", "section"]


def test_the_forms(golden: Golden) -> None:
    golden("program_people/add", program_people_forms.add_form(4, Asked(find="a")))
    golden("program_people/choose", program_people_forms.choose_form(PERSON, Asked()))
    golden("program_people/pause", program_people_forms.pause_form(replace(PERSON, line=PAUSED), Asked(page=2)))


def test_who_is_asked_and_who_is_not(golden: Golden) -> None:
    golden("program_people/invited", program_people_forms.invited(["UADA", "UBEN"], ["UEVE"]))
    golden("program_people/nobody_invited", program_people_forms.invited([], ["UEVE"]))


def test_odd_names_and_a_long_past_break_no_limit() -> None:
    line = replace(ADA, name=ODD, buddies=(ODD,) * 4)
    past = tuple(replace(PAST[0], number=number, buddies=(ODD,) * 3) for number in range(100))
    apart = tuple(KeptApart(number, ODD) for number in range(200))
    found = replace(PERSON, line=line, past=past, apart=apart, together=(ODD,) * 3)
    check_limits(program_people.person(found, Asked()))
    many = replace(PAGE, program_name=ODD, lines=(line,) * 10, invited=(Invited(ODD, date(2026, 3, 3)),) * 500)
    check_limits(program_people.people(many, Asked(find=ODD[:100], page=1)))
