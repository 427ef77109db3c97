"""Who I already know through Bolt: a card, the next, skip and later; an organizer sees nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.home import Room
from bot.views import known as view
from tests.factories import make_organizer
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith
from tests.people import Person, make_person
from tests.views.limits import check_limits


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session)


def save(kith: Kith, who: Person, remembers: object, *names: str) -> Answer:
    fields: dict[str, Any] = {view.field(number): payloads.text(name) for number, name in enumerate(names, start=1)}
    return kith.submit(who, view.FORM, {**fields, view.CLOSENESS: payloads.choice("known")}, remembers=remembers)


def test_a_card_leads_to_the_next_and_the_room_says_how_far_one_is(kith: Kith, ada: Person) -> None:
    kith.press(ada, view.OPEN, where="home")
    card = kith.slack.of("views.open")[-1]["view"]
    check_limits(card)
    assert "Your family" in str(card)
    following = save(kith, ada, card["private_metadata"], "Ana Ruiz", "Bo").body["view"]
    assert "Former colleagues" in str(following)
    kith.press(ada, view.SKIP, following["private_metadata"], where="modal")
    following = kith.slack.of("views.update")[-1]["view"]
    assert "Your teachers" in str(following)
    kith.press(ada, view.LATER, following["private_metadata"], where="modal")
    assert "Your neighbours" in str(kith.slack.of("views.update")[-1])
    room = str(kith.home(ada, Room.PEOPLE))
    assert "two of six cards looked at, two people named" in room
    assert "family · known" in room


def test_the_last_card_put_off_waits_in_people(kith: Kith, ada: Person) -> None:
    for number in range(5):
        save(kith, ada, number, "Ana N" + "abcde"[number])
    kith.press(ada, view.LATER, "5", where="modal")
    assert "waits for you" in str(kith.slack.of("views.update")[-1])
    done = save(kith, ada, 5, "Zoe").body["view"]
    assert "all six cards looked at" in str(done)


def test_a_card_without_a_name_says_so_beside_the_field(kith: Kith, ada: Person) -> None:
    assert save(kith, ada, 0, " ").body["errors"] == {"name_1": "Write one name, or press Skip."}


def test_a_card_that_does_not_exist_is_refused(kith: Kith, ada: Person) -> None:
    kith.press(ada, view.SKIP, "6", where="modal")
    assert kith.slack.of("views.update") == []


def test_an_organizer_sees_nothing_of_it(kith: Kith, ada: Person) -> None:
    save(kith, ada, 0, "Zebrana")
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        olga = make_person(session, session.merge(ada.program))
        make_organizer(session, session.merge(ada.program), member=olga.member)
    kith.slack.calls.clear()
    for shown in Room:
        kith.home(olga, shown)
    for words in ("digest", "data", "week", "programs", "log"):
        kith.command(olga, words)
    said = f"{[call.args for call in kith.slack.calls]} {[row.payload for row in kith.deliveries()]}"
    assert "Programs I organize" in said
    assert "Zebra" not in said
    assert "six cards" not in said
