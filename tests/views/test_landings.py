"""A landing's words: the form, the trail, what others read, what App Home says, the figure. Read them aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.domain.figures import Landings
from bot.domain.landings import (
    Came,
    Landing,
    LandingKind,
    MyLanding,
    Offered,
    Shared,
    SharedTrail,
    Source,
)
from bot.domain.messages import Message
from bot.domain.trails import SharedStep, Step, StepKind, Trail
from bot.domain.week_messages import WeekMessageKind
from bot.views import landings as view
from bot.views.blocks import home
from bot.views.figures import landings as figure
from tests.views.test_programs import MINE
from tests.views.weeks import FRIDAY, week_message

Golden = Callable[[str, Message | dict[str, Any]], None]
AT = week_message(WeekMessageKind.HOME, FRIDAY)
OFFERED = Offered(((4, "Grace Hopper", False), (5, "Lin", True)), ((31, "Meet-up", date(2026, 2, 16)),))
SAID = Landing(LandingKind.STUDY, "Data science, <!here>", date(2026, 9, 1), Came(contact_id=4), "Grace")
LANDED = MyLanding(7, "Spring cohort", date(2026, 3, 6), SAID)
TRAIL = Trail(
    (
        Step(StepKind.EVENT, date(2026, 2, 16), "Meet-up", 7),
        Step(StepKind.NAME, date(2026, 2, 16), whom="Bo <!channel>"),
        Step(StepKind.ACT, date(2026, 2, 22), "Coffee chat", 7, "Bo"),
        Step(StepKind.MORE, date(2026, 2, 25), count=4),
        Step(StepKind.FOLLOW_UP, date(2026, 2, 26), whom="Grace"),
        Step(StepKind.LANDING, date(2026, 3, 6)),
    ),
    acts=12,
    new_names=3,
)
OTHERS = (
    SharedStep(StepKind.EVENT, "Meet-up", 0),
    SharedStep(StepKind.NAME, "", 0),
    SharedStep(StepKind.ACT, "", 6),
    SharedStep(StepKind.LANDING, "", 12),
)


SIX = (
    "six: four employed and two who stopped looking. How it came: five by a contact and one otherwise. Half took "
    "41 days or less from their first step to it."
)


def test_the_form_offers_ones_own_people_and_events(golden: Golden) -> None:
    golden("landings/form", view.form([MINE], OFFERED, chosen=7))
    golden("landings/form_again", view.form([MINE], OFFERED, chosen=7, before=SAID))
    assert "None of these" in str(view.form([MINE], Offered(), chosen=7))


@pytest.mark.parametrize("shared", [None, *Shared])
def test_ones_own_trail(shared: Shared | None, golden: Golden) -> None:
    golden(f"landings/trail_{shared or 'kept'}", view.screen(7, TRAIL, shared))


def test_what_is_said_first_fits_how_it_ended() -> None:
    assert "Congratulations" in str(view.saved(LandingKind.STUDY, []))
    assert "Congratulations" not in str(view.saved(LandingKind.STOPPED, []))


def test_a_landing_without_anything_recorded_is_one_step() -> None:
    bare = Trail((Step(StepKind.LANDING, FRIDAY),))
    assert "Friday 6 March: the landing" in str(view.screen(7, bare, None))


def test_app_home_asks_nothing_of_somebody_who_has_landed(golden: Golden) -> None:
    rooms = [view.week_blocks([LANDED], AT), view.people_blocks([LANDED]), view.me_blocks([LANDED])]
    golden("landings/home", home([block for room in rooms for block in room]))
    asked = str(view.week_blocks([replace(LANDED, may_be_asked=True)], AT))
    assert "Kith asks nothing of you there but whether you can help somebody: here" in asked
    assert view.week_blocks([], AT) == view.people_blocks([]) == view.me_blocks([]) == []


def test_what_newcomers_read(golden: Golden) -> None:
    told = [
        SharedTrail("Spring cohort", LandingKind.EMPLOYED, OTHERS, "U2"),
        SharedTrail("Spring cohort", LandingKind.STOPPED, OTHERS),
    ]
    golden("landings/others", home(view.others_blocks(told)))
    assert view.others_blocks([]) == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Landings(), "nobody has said so yet."),
        (Landings(2), "two. What it ended in and how it came are told from five on, or of those who pass it on."),
        (
            Landings(2, {LandingKind.EMPLOYED: 1}, {Source.BUDDY: 1}),
            "two. Of those who passed it on: one employed. How it came: one by a buddy.",
        ),
        (
            Landings(6, {LandingKind.EMPLOYED: 4, LandingKind.STOPPED: 2}, {Source.CONTACT: 5, Source.NONE: 1}, 41),
            SIX,
        ),
    ],
)
def test_the_figure_in_words(told: Landings, words: str) -> None:
    assert figure(told) == words
