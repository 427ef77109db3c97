"""Councils before they are introduced: composed anew where something changed, swapped by organizers within rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest

from bot.db.models import Participant
from bot.domain.errors import ClosedError, InvalidInputError, NotAllowedError
from bot.domain.pairing import Breach
from bot.domain.states import ParticipantState, Role
from bot.services import do_not_pair
from bot.services.councils import composing
from bot.services.members import Actor
from tests.factories import actor_of, make_apart, make_member
from tests.services.councils.conftest import LATER, NOW, Scene


def compose(scene: Scene) -> None:
    composing.refresh(scene.session, scene.program.id, now=NOW)


def of_others(scene: Scene) -> tuple[str, str]:
    """Two people of different councils (Slack ids)."""
    first, second = scene.councils()
    one = next(place for place in scene.people if place.id in first)
    other = next(place for place in scene.people if place.id in second)
    return scene.user(one), scene.user(other)


def swap(scene: Scene, one: str, other: str) -> None:
    composing.swap(scene.session, scene.organizer, scene.program.id, one=one, other=other, now=NOW)


def refusal(scene: Scene, one: str, other: str) -> str:
    before = scene.councils()
    with pytest.raises(InvalidInputError) as refused:
        swap(scene, one, other)
    assert refused.value.field == "other"
    assert scene.councils() == before
    return refused.value.message


def test_everybody_is_in_one_council_of_four_to_six_and_the_same_seed_composes_the_same(proposed: Scene) -> None:
    for _ in range(11):
        proposed.joins()
    compose(proposed)
    found = proposed.councils()
    assert sorted(map(len, found)) == [5, 6]
    assert set.union(*found) == {one.id for one in proposed.people}
    proposed.plan.basis = "of before"
    compose(proposed)
    assert proposed.councils() == found


@pytest.mark.parametrize(
    "change",
    [
        lambda scene: scene.joins(),
        lambda scene: setattr(scene.people[0], "state", ParticipantState.LEFT),
        lambda scene: setattr(scene.member(scene.people[0]), "works_from", scene.member(scene.people[0]).works_until),
        lambda scene: setattr(scene.program, "circle_rule", "within:school"),
        lambda scene: setattr(scene.program, "min_common_half_hours", 2),
        lambda scene: setattr(scene.plan, "size", 4),
        lambda scene: do_not_pair.add_do_not_pair(
            scene.session, scene.actor(scene.people[0]), [scene.user(scene.people[1])], now=NOW
        ),
    ],
)
def test_what_they_rest_on_has_changed_so_they_are_composed_anew_once(
    proposed: Scene, change: Callable[[Scene], object]
) -> None:
    for _ in range(9):
        proposed.joins(school="North")
    compose(proposed)
    assert not composing.refresh(proposed.session, proposed.program.id, now=LATER)
    change(proposed)
    proposed.session.flush()
    assert composing.refresh(proposed.session, proposed.program.id, now=LATER)
    assert not composing.refresh(proposed.session, proposed.program.id, now=LATER)


def test_a_swap_locks_the_two_councils_and_what_else_changes_leaves_them(proposed: Scene) -> None:
    for _ in range(9):
        proposed.joins()
    compose(proposed)
    one, other = of_others(proposed)
    before = proposed.councils()
    swap(proposed, one, other)
    swapped = proposed.councils()
    assert swapped != before
    assert all(min(len(then ^ now) for now in swapped) == 2 for then in before)
    composing.anew(proposed.session, proposed.organizer, proposed.program.id, now=NOW)
    assert proposed.councils() == swapped
    for place in proposed.people:
        composing.lock(proposed.session, proposed.organizer, proposed.council_of(place).id, locked=False, now=NOW)
    seed = proposed.plan.seed
    composing.anew(proposed.session, proposed.organizer, proposed.program.id, now=NOW)
    assert proposed.plan.seed == seed + 1


def test_each_rule_that_a_swap_would_break_has_words_of_its_own(proposed: Scene) -> None:
    assert set(composing._RULES) == set(Breach) - {Breach.KEPT_APART, Breach.TWICE, Breach.SIZE}
    said = list(composing._RULES.values())
    assert len(set(said)) == len(said)
    assert composing._CANNOT not in said


def beside(scene: Scene, one: Participant) -> str:
    """Somebody else of that council (a Slack id), and no mentor."""
    there = next(found for found in scene.councils() if one.id in found)
    mates = (mate for mate in scene.people if mate.id in there and mate is not one and mate.role is not Role.MENTOR)
    return scene.user(next(mates))


def keep_apart(scene: Scene) -> None:
    make_apart(scene.session, scene.program, *scene.people[:2])


def avoid(scene: Scene) -> None:
    one, other = scene.people[:2]
    do_not_pair.add_do_not_pair(scene.session, scene.actor(other), [scene.user(one)], now=NOW)


def be_mentors(scene: Scene) -> None:
    for one in scene.people[:2]:
        one.role = Role.MENTOR


def have_no_hour_in_common(scene: Scene) -> None:
    scene.program.lowers_hours, scene.program.min_common_half_hours = False, 4
    for number, one in enumerate(scene.people):
        begins = 6 if number % 2 else 14
        scene.member(one).works_from, scene.member(one).works_until = time(begins), time(begins + 6)


def be_of_two_schools(scene: Scene) -> None:
    scene.program.circle_rule = "within:school"
    for number, one in enumerate(scene.people):
        scene.member(one).school = f"School {number % 2}"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (keep_apart, "keeps two of these people apart"),
        (avoid, composing._CANNOT),  # whatever is personal reads the same
        (be_mentors, "one mentor at most"),
        (have_no_hour_in_common, "“Working hours that buddies share, at least”"),
        (be_of_two_schools, "“Who is matched with whom”"),
    ],
)
def test_a_swap_against_a_rule_is_refused_by_the_name_of_the_rule(
    proposed: Scene, rule: Callable[[Scene], None], words: str
) -> None:
    for _ in range(8):
        proposed.joins()
    rule(proposed)
    proposed.session.flush()
    compose(proposed)
    one, other = proposed.people[:2]
    assert proposed.council_of(one) is not proposed.council_of(other)
    assert words in refusal(proposed, proposed.user(one), beside(proposed, other))


def test_somebody_who_does_not_take_part_at_present_comes_into_no_council(proposed: Scene) -> None:
    for _ in range(8):
        proposed.joins()
    away = proposed.joins(state=ParticipantState.PAUSED)
    compose(proposed)
    assert "does not take part at present" in refusal(proposed, proposed.user(away), proposed.user(proposed.people[0]))


@pytest.mark.parametrize(
    "act",
    [
        lambda scene, who: composing.anew(scene.session, who, scene.program.id, now=NOW),
        lambda scene, who: composing.send_now(scene.session, who, scene.program.id, now=NOW),
        lambda scene, who: composing.lock(
            scene.session, who, scene.council_of(scene.people[0]).id, locked=True, now=NOW
        ),
        lambda scene, who: composing.swap(
            scene.session, who, scene.program.id, one=scene.user(scene.people[0]), other="U0", now=NOW
        ),
    ],
)
def test_organizers_alone_change_them_and_nobody_once_they_are_introduced(
    proposed: Scene, act: Callable[[Scene, Actor], object]
) -> None:
    for _ in range(8):
        proposed.joins()
    compose(proposed)
    before = proposed.councils()
    for stranger in (proposed.actor(proposed.people[0]), actor_of(make_member(proposed.session))):
        with pytest.raises(NotAllowedError):
            act(proposed, stranger)
    proposed.plan.launched_at = NOW
    with pytest.raises(ClosedError):
        act(proposed, proposed.organizer)
    assert proposed.councils() == before
