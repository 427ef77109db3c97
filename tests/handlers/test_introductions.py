"""Introductions through Bolt: companies, the ask, what a knower says, and that nobody else sees any of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db.models import HelpQuestion, KnownPlace, WarmIntroduction
from bot.domain.asks import HelpAnswer
from bot.domain.contacts import Details
from bot.domain.home import Room
from bot.domain.introductions import Way, Written
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import contacts, introduction_knowers
from bot.views import introduction_forms as forms
from bot.views import introductions as view
from tests.conftest import NOW
from tests.factories import make_organizer
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith
from tests.people import Person, make_person
from tests.views.limits import check_limits


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session, name="Ada")


@pytest.fixture
def ben(kith: Kith, ada: Person) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session, ada.program, name="Ben", employer="Alphabet Inc.")
        contacts.add(session, person.actor, Details("Ana Ruiz", organisation="Google"), now=NOW)
        return person


def room(kith: Kith, who: Person) -> str:
    shown = kith.home(who, Room.GIVE)
    check_limits(shown)
    return str(shown)


def asks(kith: Kith, who: Person, company: str = "Google", what_for: str = "twenty minutes about testing") -> Answer:
    entered = {
        forms.COMPANY: payloads.text(company),
        forms.PERSON: payloads.text(None),
        forms.WHAT_FOR: payloads.text(what_for),
    }
    return kith.submit(who, forms.ASK_FORM, entered)


def may_be_asked(kith: Kith, who: Person, companies: str = "", people: str = "", *ticked: str) -> Answer:
    entered = {
        forms.EMPLOYER: payloads.choices(*ticked),
        forms.COMPANIES: payloads.text(companies),
        forms.PEOPLE: payloads.text(people),
    }
    return kith.submit(who, forms.PLACES_FORM, entered)


def is_asked(kith: Kith) -> str:
    """Kith looks for somebody; what the buttons of the question carry in Home."""
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        for _, number in introduction_knowers.OPEN.ask(session, now=NOW).all():
            introduction_knowers.go_on(session, number, now=NOW)
        (question,) = session.scalars(select(HelpQuestion))
        return WeekMessage(WeekMessageKind.HOME, NOW.date()).value(question.id)


def test_what_kith_may_ask_is_said_in_one_form(kith: Kith, ben: Person) -> None:
    may_be_asked(kith, ben, "Stripe\nstripe.com", "Ana Ruiz", forms.YES)
    said = room(kith, ben)
    assert "about stripe.com, Ana Ruiz (Google) and Alphabet Inc. (my employer)." in said
    kith.press(ben, view.PLACES, where="home")
    opened = str(kith.slack.of("views.open")[-1]["view"])
    assert "'initial_value': 'stripe.com'" in opened
    assert "Alphabet Inc., where I work" in opened
    may_be_asked(kith, ben)
    assert "about nothing so far" in room(kith, ben)


def test_what_is_wrong_stands_beside_its_field(kith: Kith, ada: Person) -> None:
    assert list(may_be_asked(kith, ada, people="123").body["errors"]) == [forms.PEOPLE]
    assert list(asks(kith, ada, company="").body["errors"]) == [forms.COMPANY]
    assert list(asks(kith, ada, what_for=" ").body["errors"]) == [forms.WHAT_FOR]
    six = {forms.COMPANIES: payloads.text("\n".join("ABCDEF"))}
    assert list(kith.submit(ada, forms.TARGETS_FORM, six).body["errors"]) == [forms.COMPANIES]


def test_a_slip_is_asked_about_and_put_right_by_one_press(kith: Kith, ada: Person) -> None:
    asked = asks(kith, ada, "Gogle").body["view"]
    assert "Is “Google” the company you mean by “Gogle”?" in str(asked)
    with kith.context.database.unit_of_work() as session:
        number = session.scalars(select(WarmIntroduction.id)).one()
    kith.press(ada, forms.MEANT[Written.ASKED], number, where="modal")
    assert "an introduction at *Google*" in room(kith, ada)
    may_be_asked(kith, ada, "Mircosoft")
    with kith.context.database.unit_of_work() as session:
        place = session.scalars(select(KnownPlace.id)).one()
    kith.press(ada, forms.MEANT[Written.PLACE], place, where="modal")
    assert "about Microsoft." in room(kith, ada)


def test_home_says_first_that_something_waits_and_then_who_asks(kith: Kith, ada: Person, ben: Person) -> None:
    may_be_asked(kith, ben, "", "", forms.YES)
    asks(kith, ada)
    value = is_asked(kith)
    waiting = room(kith, ben)
    assert "you may know the way" in waiting
    assert ada.member.slack_user_id not in waiting
    kith.press(ben, view.READ, value, where="home")
    kith.settle()
    read = room(kith, ben)
    assert f"<@{ada.member.slack_user_id}> would like an introduction at *Google*" in read
    assert "Is *Alphabet Inc.*, about which Kith may ask you, the company that they mean by “Google”?" in read
    kith.press(ben, view.NOTE, value, where="home")
    assert "twenty minutes about testing" in str(kith.slack.of("views.open")[-1]["view"])
    kith.press(ben, view.ANOTHER, value, where="home")
    kith.settle()
    assert "would like an introduction" not in room(kith, ben)


def test_a_yes_and_a_yes_of_the_other_side(kith: Kith, ada: Person, ben: Person) -> None:
    may_be_asked(kith, ben, "", "Ana Ruiz")
    asks(kith, ada)
    value = is_asked(kith)
    kith.press(ben, view.YES, value, where="home")
    assert "Hi Ana Ruiz" in str(kith.slack.of("views.open")[-1]["view"])
    kith.press(ben, view.SAID_YES, value, where="home")
    assert "'initial_value': 'Ana Ruiz'" in str(kith.slack.of("views.open")[-1]["view"])
    entered = {forms.WHOM: payloads.text("Ana Ruiz"), forms.WAY: payloads.choice(Way.EMAIL)}
    told = kith.submit(ben, forms.CAME_ABOUT_FORM, entered, remembers=f"{value} ").body["view"]
    assert "Ana Ruiz, this is Ada" in str(told)
    assert f"<@{ben.member.slack_user_id}> has asked for you, and *Ana Ruiz* at Google said yes" in room(kith, ada)


def test_not_from_this_person_can_be_taken_back_in_the_list(kith: Kith, ada: Person, ben: Person) -> None:
    may_be_asked(kith, ben, "Google")
    asks(kith, ada)
    kith.press(ben, view.NOT_FROM_THEM, is_asked(kith), where="home")
    kith.press(ben, view.REFUSED, where="home")
    assert ada.member.slack_user_id in str(kith.slack.of("views.open")[-1]["view"])
    kith.submit(ben, forms.REFUSED_FORM, {forms.PEOPLE: payloads.people()})
    kith.press(ben, view.REFUSED, where="home")
    assert ada.member.slack_user_id not in str(kith.slack.of("views.open")[-1]["view"])
    with kith.context.database.unit_of_work() as session:
        assert session.scalars(select(HelpQuestion.answer)).one() is HelpAnswer.NOT_THIS_TIME


def test_organizers_and_others_of_the_program_see_none_of_it(kith: Kith, ada: Person, ben: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        olga = make_person(session, ada.program)
        make_organizer(session, ada.program, member=olga.member)
    may_be_asked(kith, ben, "Google")
    asks(kith, ada)
    is_asked(kith)
    for where in Room:
        assert "Google" not in str(kith.home(olga, where))
        assert "testing" not in str(kith.home(olga, where))
    assert "Google" not in room(kith, ada).replace("an introduction at *Google*", "")
