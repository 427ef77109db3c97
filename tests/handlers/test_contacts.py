"""The room People through Bolt: add, look, change, erase, find, paste, take along; nobody else sees any of it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.home import Room
from bot.views import contact_forms as forms
from bot.views import contacts as view
from tests.factories import make_organizer
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith
from tests.people import Person, make_person
from tests.views.limits import check_limits


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session)


def save(kith: Kith, who: Person, remembers: object = 0, **fields: Any) -> Answer:
    entered = {forms.NAME: payloads.text("Ana Ruiz"), forms.CLOSENESS: payloads.choice("close"), **fields}
    return kith.submit(who, forms.FORM, entered, remembers=remembers)


def room(kith: Kith, who: Person) -> dict[str, Any]:
    shown = kith.home(who, Room.PEOPLE)
    check_limits(shown)
    return shown


def opened(kith: Kith) -> dict[str, Any]:
    view: dict[str, Any] = kith.slack.of("views.open")[-1]["view"]
    check_limits(view)
    return view


def ids(shown: dict[str, Any], action_id: str) -> list[str]:
    """The values of these buttons."""
    elements = [
        element for block in shown["blocks"] for element in [*block.get("elements", ()), block.get("accessory", {})]
    ]
    return [element["value"] for element in elements if element.get("action_id") == action_id]


def test_somebody_is_added_changed_and_erased_in_app_home(kith: Kith, ada: Person) -> None:
    assert "The people you meet stand here" in str(room(kith, ada))
    kith.press(ada, view.ADD, where="home")
    assert opened(kith)["callback_id"] == forms.FORM
    save(kith, ada, organisation=payloads.text("Stripe"))
    assert "*Ana Ruiz*, Stripe" in str(kith.slack.of("views.publish")[-1])
    (contact_id,) = ids(room(kith, ada), view.OPEN)
    kith.press(ada, view.OPEN, contact_id, where="home")
    assert "Stripe" in str(opened(kith))
    save(kith, ada, opened(kith)["private_metadata"], organisation=payloads.text("Adyen"))
    assert "*Ana Ruiz*, Adyen" in str(kith.slack.of("views.publish")[-1])
    kith.press(ada, forms.ERASE, contact_id, where="modal")
    assert "no longer in your book" in str(kith.slack.of("views.update")[-1])
    assert "Ana Ruiz" not in str(kith.slack.of("views.publish")[-1])


def test_a_name_that_is_missing_is_said_beside_its_field(kith: Kith, ada: Person) -> None:
    answer = save(kith, ada, name=payloads.text(" "))
    assert answer.body["errors"] == {forms.NAME: "Write a name."}


def test_a_list_is_drawn_anew_below_the_form_that_was_opened_from_it(kith: Kith, ada: Person) -> None:
    save(kith, ada)
    (contact_id,) = ids(room(kith, ada), view.OPEN)
    kith.press(ada, view.FIND, where="home")
    answer = kith.submit(ada, view.FIND_FORM, {view.WORDS: payloads.text("ruiz"), view.ONLY: payloads.choice("all")})
    found = answer.body["view"]
    check_limits(found)
    assert ids(found, view.OPEN) == [contact_id]
    by = kith.workspace.slack_team_id, ada.member.slack_user_id
    pressed = payloads.action(view.OPEN, contact_id)
    kith.send(payloads.view_click(*by, pressed, private_metadata=found["private_metadata"]))
    form = kith.slack.of("views.push")[-1]["view"]
    fields = {forms.NAME: payloads.text("Ana R. Ruiz"), forms.CLOSENESS: payloads.choice("known")}
    kith.submit(ada, forms.FORM, fields, remembers=form["private_metadata"], over="VLIST")
    (drawn,) = kith.slack.of("views.update")
    assert (drawn["view_id"], drawn["view"]["private_metadata"]) == ("VLIST", "all:0:ruiz")
    assert "Ana R. Ruiz" in str(drawn["view"])


def test_more_shows_the_next_page_of_the_same_search(kith: Kith, ada: Person) -> None:
    written = "\n".join(f"Person {number:02}" for number in range(12)).replace("Person ", "Person N")
    kith.submit(ada, forms.PASTE_YES, {forms.PASTED: payloads.text(written)})
    by = kith.workspace.slack_team_id, ada.member.slack_user_id
    kith.send(payloads.view_click(*by, payloads.action(view.MORE, "1"), private_metadata="all:0:person"))
    shown = kith.slack.of("views.update")[-1]["view"]
    assert "11 to 12 of 12 people" in str(shown)
    assert shown["private_metadata"] == "all:1:person"


def test_a_pasted_list_is_looked_at_then_added_and_a_wrong_line_named(kith: Kith, ada: Person) -> None:
    lines = {forms.PASTED: payloads.text("Ana Ruiz, Stripe\n???\nBo")}
    preview = kith.submit(ada, forms.PASTE_FORM, lines).body["view"]
    check_limits(preview)
    assert "Line 2 is left out" in str(preview)
    assert "The people you meet" in str(room(kith, ada))  # nothing was added yet
    done = kith.submit(ada, forms.PASTE_YES, lines).body["view"]
    assert "Two people added" in str(done)
    assert "Line 2 is left out" in str(done)
    assert len(ids(room(kith, ada), view.OPEN)) == 2
    many = {forms.PASTED: payloads.text("\n".join(["Ana"] * 31))}
    assert "too many" in kith.submit(ada, forms.PASTE_FORM, many).body["errors"][forms.PASTED]


@pytest.mark.parametrize(("answer", "people"), [(view.SAME, 1), (view.OTHER, 2)])
def test_who_may_be_one_person_is_asked_first(kith: Kith, ada: Person, answer: str, people: int) -> None:
    save(kith, ada)
    save(kith, ada)
    shown = room(kith, ada)
    assert "once more" in str(shown["blocks"][2])
    assert len(ids(shown, view.OPEN)) == 1
    (asked,) = ids(shown, answer)
    kith.press(ada, answer, asked, where="home")
    shown = kith.slack.of("views.publish")[-1]["view"]
    assert "once more" not in str(shown)
    assert len(ids(shown, view.OPEN)) == people


def test_any_two_are_made_one_from_the_form_of_one_and_the_list_below_it_remembers(kith: Kith, ada: Person) -> None:
    save(kith, ada, organisation=payloads.text("Stripe"))
    save(kith, ada, name=payloads.text("Ana R."), works_on=payloads.text("fraud"))
    save(kith, ada, name=payloads.text("Bo"))
    ana, short = (int(one) for one in sorted(ids(room(kith, ada), view.OPEN), key=int)[:2])
    by = kith.workspace.slack_team_id, ada.member.slack_user_id
    kith.send(payloads.view_click(*by, payloads.action(forms.SAME, str(ana)), private_metadata=f"{ana} all:0:an"))
    asked = kith.slack.of("views.push")[-1]["view"]
    check_limits(asked)
    assert ids(asked, forms.SAME_YES) == [f"{ana}:{short}"]
    answer = kith.submit(ada, forms.SAME_FORM, {view.WORDS: payloads.text("nobody")}, remembers=str(ana))
    assert "Nobody found" in str(answer.body["view"])
    chosen = payloads.action(forms.SAME_YES, f"{ana}:{short}")
    kith.send(payloads.view_click(*by, chosen, private_metadata=asked["private_metadata"]))
    (here, *_) = kith.slack.of("views.update")
    assert "The two are one" in str(here)
    shown = room(kith, ada)
    assert ids(shown, view.OPEN) == sorted(ids(shown, view.OPEN), key=int, reverse=True)
    assert ("fraud" in str(shown), "Ana R." in str(shown).replace("Also: Ana R.", "")) == (True, False)
    kith.send(payloads.view_click(*by, payloads.action(forms.SAME_YES, f"{ana}:{ana}"), private_metadata=f"{ana}"))
    assert "one person already" in str(kith.slack.of("views.update")[-1])


def test_the_table_comes_by_direct_message(kith: Kith, ada: Person) -> None:
    save(kith, ada)
    kith.press(ada, view.TAKE, where="home")
    assert "on its way" in str(kith.slack.of("views.open")[-1])
    (sent,) = kith.deliveries()
    assert (sent.kind, sent.member_id) == ("data", ada.member.id)


def test_an_organizer_sees_nothing_of_it(kith: Kith, ada: Person) -> None:
    save(kith, ada, notes=payloads.text("Zebra"), name=payloads.text("Zebrana"))
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        olga = make_person(session, session.merge(ada.program))
        make_organizer(session, session.merge(ada.program), member=olga.member)
    kith.slack.calls.clear()
    for shown in Room:
        kith.home(olga, shown)
    for words in ("digest", "data", "week", "programs", "log"):
        kith.command(olga, words)
    kith.submit(olga, view.FIND_FORM, {view.WORDS: payloads.text("zebra"), view.ONLY: payloads.choice("all")})
    said = f"{[call.args for call in kith.slack.calls]} {[row.payload for row in kith.deliveries()]}"
    assert "Programs I organize" in said
    assert "Zebra" not in said
