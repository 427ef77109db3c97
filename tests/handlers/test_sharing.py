"""A link typed to Kith, kept by the shortcut or put into the room's form is shared, added as an event or let go."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Delivery, Event, Help, Share, TypedProposal
from bot.domain.kinds import MessageKind
from bot.views import event_forms, saving
from bot.views import sharing as view
from tests.factories import make_group, make_round
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith
from tests.handlers.test_saving import initial
from tests.handlers.test_typed import say
from tests.people import Person, make_person
from tests.views.limits import check_limits

LINK = "https://example.org/talk?a=1&b=2"
TYPED = "<https://example.org/talk?a=1&amp;b=2>"


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session, name="Ada")


@pytest.fixture
def ben(kith: Kith, ada: Person) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        ben = make_person(session, ada.program, name="Ben")
        make_group(session, make_round(session, ada.program), ada.participant, ben.participant)
        return ben


def rows(kith: Kith, kind: Any) -> list[Any]:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def types(kith: Kith, who: Person, text: str) -> str:
    """The answer, and with it the id that its buttons carry."""
    say(kith, who.member, text, event_id=f"Ev{text}")
    return str(kith.slack.of("chat.postMessage")[-1])


def opens(kith: Kith, who: Person, action_id: str, value: str = "") -> dict[str, Any]:
    kith.press(who, action_id, value)
    opened: dict[str, Any] = kith.slack.of("views.open")[-1]["view"]
    check_limits(opened)
    return opened


def shares(kith: Kith, who: Person, *to: str, link: str = LINK, words: str = "") -> Answer:
    fields = {view.LINK: payloads.text(link), view.TO: payloads.choices(*to), view.WORDS: payloads.text(words)}
    return kith.submit(who, view.FORM, fields)


def test_a_typed_link_is_shown_by_its_host_with_what_can_be_done(kith: Kith, ada: Person) -> None:
    said = types(kith, ada, TYPED)
    for action_id in (view.OPEN_TYPED, view.EVENT_TYPED, view.SAVE_TYPED, "typed.no"):
        assert action_id in said
    assert "|example.org>" in said
    (kept,) = rows(kith, TypedProposal)
    assert (kept.link, kept.words) == (LINK, "")


def test_somebody_in_no_program_can_keep_it(kith: Kith) -> None:
    say(kith, kith.member(), TYPED)
    said = str(kith.slack.of("chat.postMessage")[-1])
    assert view.SAVE_TYPED in said
    assert view.OPEN_TYPED not in said


def test_what_can_be_logged_is_logged_and_a_link_beside_it_can_be_shared(kith: Kith, ada: Person) -> None:
    said = types(kith, ada, f"coffee with Ana Ruiz yesterday {TYPED}")
    assert "Shall I log this?" in said
    assert "I did not understand" not in said
    (kept,) = rows(kith, TypedProposal)
    opened = opens(kith, ada, view.OPEN_TYPED, str(kept.id))
    assert initial(opened, view.LINK) == LINK
    kith.press(ada, "typed.no", str(kept.id))
    assert rows(kith, TypedProposal) == []


def test_an_event_is_added_of_a_link_with_its_name_beside_it(kith: Kith, ada: Person) -> None:
    types(kith, ada, f"{TYPED} data meet-up on Tuesday")
    (kept,) = rows(kith, TypedProposal)
    assert kept.entries  # it may have been, and is to be logged
    opened = opens(kith, ada, view.EVENT_TYPED, str(kept.id))
    assert (initial(opened, event_forms.TITLE), initial(opened, event_forms.PLACE)) == ("data meet-up on Tuesday", LINK)


def test_from_a_typed_link_to_the_buddy_in_two_taps(kith: Kith, ada: Person, ben: Person) -> None:
    types(kith, ada, f"So good {TYPED}!")
    (kept,) = rows(kith, TypedProposal)
    opened = opens(kith, ada, view.OPEN_TYPED, str(kept.id))
    assert (initial(opened, view.LINK), initial(opened, view.WORDS)) == (LINK, "So good !")
    chosen = [option["value"] for option in opened["blocks"][1]["element"]["initial_options"]]
    answer = shares(kith, ada, *chosen, words="So good")
    assert "Kith passes it on to Ben" in str(answer.body)
    (waits,) = rows(kith, Share)
    assert (waits.receiver_id, waits.link) == (ben.member.id, LINK)


def test_a_typed_link_becomes_an_event(kith: Kith, ada: Person) -> None:
    types(kith, ada, f"Product talk {TYPED}")
    (kept,) = rows(kith, TypedProposal)
    opened = opens(kith, ada, view.EVENT_TYPED, str(kept.id))
    assert opened["callback_id"] == event_forms.FORM
    assert (initial(opened, event_forms.TITLE), initial(opened, event_forms.PLACE)) == ("Product talk", LINK)
    assert rows(kith, Event) == []


def test_a_typed_link_is_saved_with_its_words(kith: Kith, ada: Person) -> None:
    types(kith, ada, f"Posting at Stripe {TYPED}")
    (kept,) = rows(kith, TypedProposal)
    opened = opens(kith, ada, view.SAVE_TYPED, str(kept.id))
    assert initial(opened, saving.WORDS) == f"Posting at Stripe {LINK}"


def test_the_shortcut_shares_the_first_link_of_a_message(kith: Kith, ada: Person) -> None:
    fields = {saving.KIND: payloads.choice(saving.SHARE), saving.WORDS: payloads.text(f"Look: {LINK}.")}
    opened = kith.submit(ada, saving.FORM, fields).body
    assert opened["view"]["callback_id"] == view.FORM
    assert initial(opened["view"], view.LINK) == LINK
    without = {**fields, saving.WORDS: payloads.text("no link")}
    assert kith.submit(ada, saving.FORM, without).body["errors"] == {
        saving.WORDS: "There is no link in it that could be shared."
    }


def test_the_channel_reads_who_shares_it_and_the_form_says_how_many_that_are(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        session.merge(ada.program).channel_people = 24
    assert "the 24 people in its channel" in str(opens(kith, ada, view.OPEN))
    answer = shares(kith, ada, f"{ada.program.id}:0", words="Just <!here> what we spoke of")
    assert "for the 24 people in its channel" in str(answer.body)
    (post,) = [one for one in rows(kith, Delivery) if one.kind == MessageKind.SHARED]
    assert post.target == {"channel": ada.program.slack_channel_id}
    said = str(post.payload)
    assert f"Shared by <@{ada.member.slack_user_id}>" in said
    assert "<!here>" not in said
    assert [(one.receiver_id, one.member_id) for one in rows(kith, Help)] == [(None, ada.member.id)]


def test_what_is_no_link_is_said_beside_the_field(kith: Kith, ada: Person) -> None:
    answer = shares(kith, ada, f"{ada.program.id}:0", link="https://bank.example@evil.example")
    assert "Copy it from your browser" in answer.body["errors"][view.LINK]
    assert rows(kith, Help) == []
