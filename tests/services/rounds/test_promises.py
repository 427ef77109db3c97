"""A promise to a buddy becomes a follow-up of whoever promised, and of nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.errors import InvalidInputError, NotAllowedError
from bot.services import contacts, follow_ups
from bot.services.rounds import promises
from tests.factories import make_group
from tests.services.rounds.conftest import TUESDAY, Scene

FRIDAY = date(2026, 3, 6)


def test_it_is_due_on_its_day_with_the_buddy_of_ones_book(scene: Scene) -> None:
    ada, ben = scene.people(0)
    contacts.add_buddies(scene.session, [ada.member_id, ben.member_id], now=TUESDAY)
    group_id = scene.groups[0].id
    promises.promise(
        scene.session, scene.actor(ada), group_id, to="", what=" The template ", due_on=FRIDAY, now=TUESDAY
    )
    (found,) = follow_ups.due(scene.session, [ada.member_id], on=FRIDAY)[ada.member_id]
    assert (found.note, found.slack_user_id) == ("The template", scene.actor(ben).slack_user_id)
    assert follow_ups.due(scene.session, [ben.member_id], on=FRIDAY) == {}


def test_where_the_buddy_was_erased_from_the_book_it_keeps_the_words_alone(scene: Scene) -> None:
    ada, _ = scene.people(0)
    for known in contacts.everybody(scene.session, scene.actor(ada)):
        contacts.erase(scene.session, scene.actor(ada), known.contact_id)
    group_id, actor = scene.groups[0].id, scene.actor(ada)
    promises.promise(scene.session, actor, group_id, to="", what="The template", due_on=FRIDAY, now=TUESDAY)
    (found,) = follow_ups.open_ones(scene.session, actor)
    assert (found.contact_id, found.whom, found.note) == (None, "", "The template")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"what": "  "}, "follow_up_note"),
        ({"due_on": None}, "follow_up_on"),
        ({"due_on": TUESDAY.date()}, "follow_up_on"),
    ],
)
def test_without_words_or_a_day_to_come_the_form_stays(scene: Scene, more: dict[str, object], field: str) -> None:
    values: dict[str, object] = {"to": "", "what": "The template", "due_on": FRIDAY, **more}
    with pytest.raises(InvalidInputError) as error:
        promises.promise(scene.session, scene.actor(scene.people(0)[0]), scene.groups[0].id, now=TUESDAY, **values)  # type: ignore[arg-type]
    assert error.value.field == field


def test_among_several_buddies_it_says_to_whom(scene: Scene) -> None:
    people = [scene.newcomer() for _ in range(3)]
    group_id = make_group(scene.session, scene.round, *people).id
    actor, carl = scene.actor(people[0]), scene.actor(people[2])
    with pytest.raises(InvalidInputError) as error:
        promises.promise(scene.session, actor, group_id, to="U0", what="x", due_on=FRIDAY, now=TUESDAY)
    assert error.value.field == "to"
    promises.promise(scene.session, actor, group_id, to=carl.slack_user_id, what="x", due_on=FRIDAY, now=TUESDAY)
    assert len(follow_ups.open_ones(scene.session, actor)) == 1


def test_nobody_notes_one_for_a_group_of_others(scene: Scene) -> None:
    stranger = scene.actor(scene.people(1)[0])
    with pytest.raises(NotAllowedError):
        promises.promise(scene.session, stranger, scene.groups[0].id, to="", what="x", due_on=FRIDAY, now=TUESDAY)
