"""Scripted people act through the control API, and a real Bolt app answers over Socket Mode."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.client import Person, SandboxClient, SandboxError, ViewError
from tests.sandbox.app_under_test import UnderTest, write_manifest
from tests.sandbox.bolts import over_socket
from tests.sandboxes import Handle, start_sandbox

FILLED: dict[str, Any] = {
    "What": "Coffee with an alum",
    "How many": 2,
    "Email": "ada@example.org",
    "Place": "Library",
    "Other places": ["Park"],
    "With": "Lena Vogt",
    "And with": ["Diego Salazar"],
    "Copy to": ["#general"],
    "Day": "2027-01-07",
    "Time": "15:30",
    "Exact moment": 1799334000,
    "How": ["In person"],
    "How it went": "Well",
}


@pytest.fixture(scope="module")
def handle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Handle]:
    path = write_manifest(tmp_path_factory.mktemp("manifest"))
    with start_sandbox(manifest=path) as running:
        yield running


@pytest.fixture(scope="module")
def under_test(handle: Handle) -> Iterator[UnderTest]:
    made = UnderTest(handle)
    with over_socket(handle, made.app):
        yield made


@pytest.fixture(scope="module")
def client(handle: Handle) -> Iterator[SandboxClient]:
    with SandboxClient(handle.url) as made:
        yield made


@pytest.fixture
def amara(client: SandboxClient, under_test: UnderTest) -> Iterator[Person]:
    person = client.as_person("Amara Okafor")
    yield person
    if person.modals():
        person.act("close", all=True)


def test_a_press_by_label_reaches_the_app_and_its_answer_is_seen(amara: Person, under_test: UnderTest) -> None:
    under_test.ask(amara.id)
    amara.dm().wait_for("Did you").press("We met")
    assert amara.dm().wait_for("Thank you: met 7").shape["edited"]
    acted = under_test.of("block_actions")[-1]
    assert acted["user"]["id"] == amara.id
    assert acted["actions"][0]["block_id"] == "answers"


@pytest.mark.parametrize(
    ("what", "value", "answer"),
    [
        ("pick", "cafe", "Thank you: pick cafe"),
        ("Pick a place", "Café Central", "Thank you: pick cafe"),
        ("pick_day", "2027-01-07", "Thank you: pick_day 2027-01-07"),
        ("rest", "pause", "Thank you: rest pause"),
        ("Change my buddy", None, "Thank you: rest change"),
    ],
)
def test_pickers_are_used_by_label_or_value(
    amara: Person, under_test: UnderTest, what: str, value: str | None, answer: str
) -> None:
    under_test.ask(amara.id)
    message = amara.dm().last
    message.press(what, value)
    assert amara.dm().wait_for(answer).ts == message.ts


def test_a_form_is_filled_by_its_labels_and_submitted(
    amara: Person, client: SandboxClient, under_test: UnderTest
) -> None:
    amara.command("/plan")
    assert amara.modal.title == "Plan your week"
    amara.fill(FILLED)
    amara.submit()
    assert amara.modals() == []
    assert amara.dm().wait_for("Planned: Coffee with an alum")
    values = under_test.of("view_submission")[-1]["view"]["state"]["values"]
    assert values["place"]["it"]["selected_option"]["value"] == "library"
    assert values["count"]["it"]["value"] == "2"
    assert (
        values["who"]["it"]["selected_user"]
        == amara.act("direct", users=[values["who"]["it"]["selected_user"]])["conversation"]["members"][1]
    )
    assert values["how"]["it"]["selected_options"][0]["value"] == "person"
    assert values["moment"]["it"]["selected_date_time"] == 1799334000
    assert values["notes"]["it"] == {"type": "plain_text_input", "value": None}


def test_what_is_required_is_asked_for_before_the_app_hears_of_it(amara: Person, under_test: UnderTest) -> None:
    amara.command("/plan")
    before = len(under_test.of("view_submission"))
    with pytest.raises(ViewError) as refused:
        amara.submit(FILLED | {"Email": "nobody", "What": ""})
    assert set(refused.value.errors) == {"what", "email"}
    assert amara.modal.errors == refused.value.errors
    assert len(under_test.of("view_submission")) == before


def test_the_apps_own_errors_are_shown_beside_the_field_and_then_go(amara: Person) -> None:
    amara.command("/plan")
    with pytest.raises(ViewError) as refused:
        amara.submit(FILLED | {"Day": "2026-12-31"})
    assert refused.value.errors == {"day": "Choose a day from 4 January on."}
    amara.submit({"Day": "2027-01-05"})
    assert amara.modals() == []


def test_a_pushed_view_stands_on_the_first_and_is_closed_alone(amara: Person) -> None:
    amara.command("/plan")
    amara.modal.press("Help")
    assert [modal.title for modal in amara.modals()] == ["Plan your week", "Help"]
    amara.close()
    assert amara.modal.title == "Plan your week"


def test_closing_is_told_to_an_app_that_asked_for_it(amara: Person, under_test: UnderTest) -> None:
    amara.command("/plan")
    amara.close()
    assert under_test.of("view_closed")[-1]["view"]["callback_id"] == "plan"


def test_a_shortcut_is_run_by_its_name(amara: Person) -> None:
    amara.shortcut("Plan my week")
    assert amara.modal.title == "Plan your week"


def test_a_command_answered_at_once_is_seen_by_that_person_alone(amara: Person, client: SandboxClient) -> None:
    amara.channel("general").command("/echo", "hello")
    seen = amara.channel("general").wait_for("You said: hello")
    assert seen.is_ephemeral
    assert client.as_person("Lena Vogt").channel("general").find("You said: hello") is None


def test_the_home_tab_is_opened_pressed_and_published_anew(amara: Person, under_test: UnderTest) -> None:
    home = amara.open_home()
    assert "0 of 2" in home.words
    assert home.buttons == ["Add one", "Add one"]
    with pytest.raises(SandboxError, match="beside which text"):
        home.press("Add one")
    home.press("Add one", beside="Coffee chats")
    assert under_test.of("block_actions")[-1]["actions"][0]["value"] == "coffee"
    assert "1 of 2" in amara.home().words


def test_a_field_that_tells_the_app_at_once_does_so(amara: Person, under_test: UnderTest) -> None:
    amara.open_home().press("A note", "typed")
    assert under_test.of("block_actions")[-1]["actions"][0]["value"] == "typed"


def test_an_app_that_does_not_answer_is_named(client: SandboxClient, amara: Person) -> None:
    with pytest.raises(SandboxError, match="timeout"):
        amara.command("/silent")


@pytest.mark.parametrize(
    ("what", "name"),
    [("Nothing like it", "element_not_found"), ("answers", "element_ambiguous")],
)
def test_pressing_what_is_not_there_is_an_error_that_says_what_is(
    amara: Person, under_test: UnderTest, what: str, name: str
) -> None:
    under_test.ask(amara.id)
    with pytest.raises(SandboxError, match=r"We met|say beside") as refused:
        amara.dm().last.press(what)
    assert refused.value.name == name


def test_a_choice_that_is_not_offered_is_refused_and_the_app_hears_nothing(
    amara: Person, under_test: UnderTest
) -> None:
    under_test.ask(amara.id)
    before = len(under_test.heard)
    with pytest.raises(SandboxError, match="Library") as refused:
        amara.dm().last.press("pick", "The moon")
    assert refused.value.name == "option_not_found"
    assert len(under_test.heard) == before


def test_an_unknown_command_is_refused(amara: Person) -> None:
    with pytest.raises(SandboxError, match="not a valid command"):
        amara.command("/unknown")


def test_without_a_modal_there_is_nothing_to_submit(amara: Person) -> None:
    with pytest.raises(SandboxError) as refused:
        amara.submit(seconds=0)
    assert refused.value.name == "no_modal"


def test_submitting_waits_for_the_form_that_the_app_is_still_looking_up(amara: Person) -> None:
    amara.command("/slow")
    amara.submit(FILLED)
    assert amara.modals() == []


def test_nobody_acts_on_a_message_they_cannot_see(amara: Person, client: SandboxClient, under_test: UnderTest) -> None:
    under_test.ask(amara.id)
    message = amara.dm().last
    with pytest.raises(SandboxError) as refused:
        client.as_person("Lena Vogt").act("press", channel=message.channel, ts=message.ts, action_id="met")
    assert refused.value.name == "channel_not_found"
