"""Bolt hears people, over Socket Mode and over signed HTTP, and its answers show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import conversations, installs, interactions, messages, people
from sandbox.elements import InteractionError
from sandbox.http_client import wait_until
from sandbox.model import Conversation, Message, User, View
from sandbox.surfaces import Place
from tests.sandbox.bolts import Heard, bolt, free_listener, over_http, over_socket
from tests.sandboxes import Handle, start_sandbox

MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "plan",
    "title": {"type": "plain_text", "text": "Plan"},
    "submit": {"type": "plain_text", "text": "Save"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "where",
            "label": {"type": "plain_text", "text": "Where"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {
            "type": "input",
            "block_id": "when",
            "optional": True,
            "label": {"type": "plain_text", "text": "When"},
            "element": {"type": "datepicker", "action_id": "date", "initial_date": "2026-01-05"},
        },
    ],
}
ANSWERS: dict[str, dict[str, Any]] = {
    "nowhere": {"response_action": "errors", "errors": {"where": "Say a place."}},
    "more": {"response_action": "push", "view": MODAL | {"callback_id": "second"}},
    "again": {"response_action": "update", "view": MODAL | {"callback_id": "changed"}},
    "enough": {"response_action": "clear"},
}


@dataclass
class World:
    """A sandbox, a Bolt app on it, and a person who acts."""

    handle: Handle
    heard: Heard
    client: WebClient
    person: User
    dm: Conversation

    def post(self, blocks: list[dict[str, Any]]) -> Place:
        """A message of the app in its DM with the person."""
        ts = self.client.chat_postMessage(channel=self.dm.id, text="choose", blocks=blocks)["ts"]
        return Place(conversation=self.dm, message=self.dm.messages[ts])

    def modal(self) -> View:
        """The person's topmost modal."""
        return self.handle.sandbox.workspace.modals[self.person.id][-1]

    def do(self, action: Any, *args: Any, **kwargs: Any) -> Any:
        """Act on the sandbox's event loop."""
        return self.handle.running.run(action(self.handle.sandbox, self.person, *args, **kwargs))


def button(value: str, action_id: str = "go") -> dict[str, Any]:
    return {
        "type": "actions",
        "block_id": "buttons",
        "elements": [
            {"type": "button", "action_id": action_id, "value": value, "text": {"type": "plain_text", "text": "Go"}}
        ],
    }


def listen(app: App) -> None:
    """What the app under test does."""

    @app.action("go")
    def go(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        if body["actions"][0]["value"] == "modal":
            client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        ack()
        if body["actions"][0]["value"] == "replace":
            respond(text="done", replace_original=True)
        if body["actions"][0]["value"] == "delete":
            respond(delete_original=True)

    @app.action("pick")
    def pick(ack: Ack) -> None:
        ack()

    @app.view("plan")
    def plan(ack: Ack, view: dict[str, Any]) -> None:
        answer = ANSWERS.get(view["state"]["values"]["where"]["text"]["value"])
        ack(**answer) if answer else ack()

    @app.view_closed("plan")
    def closed(ack: Ack) -> None:
        ack()

    @app.options("town")
    def towns(ack: Ack, payload: dict[str, Any]) -> None:
        ack(options=[{"text": {"type": "plain_text", "text": payload["value"].title()}, "value": payload["value"]}])

    listen_outside_forms(app)


def listen_outside_forms(app: App) -> None:
    """The command and the shortcuts."""

    @app.command("/kith")
    def kith(ack: Ack, body: dict[str, Any]) -> None:
        ack(text=f"You said {body['text']}", response_type="in_channel" if "all" in body["text"] else "ephemeral")

    @app.shortcut("log_activity")
    def shortcut(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        ack()

    @app.message_shortcut("save_message")
    def save(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"saved: {body['message']['text']}")


@pytest.fixture(scope="module", params=["socket", "http"])
def world(request: pytest.FixtureRequest, manifest: Any) -> Iterator[World]:
    listener, url = free_listener()
    options = {"http_url": url} if request.param == "http" else {}
    with listener, start_sandbox(manifest=manifest, **options) as handle:
        heard = Heard()
        app = bolt(handle, heard)
        listen(app)
        connection = over_http(app, listener) if request.param == "http" else over_socket(handle, app)
        with connection:
            person = handle.sandbox.workspace.people[0]
            dm_id = handle.client().conversations_open(users=person.id)["channel"]["id"]
            dm = handle.sandbox.workspace.conversations[dm_id]
            yield World(handle, heard, handle.client(), person, dm)


def test_a_button_tells_who_pressed_what(world: World) -> None:
    place = world.post([button("x7")])
    assert world.do(interactions.press, place, "buttons", "go").ok
    body = world.heard.wait("block_actions")[-1]
    assert body["user"]["id"] == world.person.id
    assert body["actions"][0]["value"] == "x7"
    assert body["container"]["message_ts"] == body["message"]["ts"] == place.message.ts  # type: ignore[union-attr]
    assert body["channel"] == {"id": world.dm.id, "name": "directmessage"}
    assert body["team"]["id"] == world.person.team_id


def test_response_url_replaces_and_deletes_the_message_acted_on(world: World) -> None:
    place = world.post([button("replace")])
    message: Message = place.message  # type: ignore[assignment]
    assert world.do(interactions.press, place, "buttons", "go").ok
    assert (message.text, message.blocks) == ("done", [])
    place = world.post([button("delete")])
    world.do(interactions.press, place, "buttons", "go")
    assert place.message.ts not in world.dm.messages  # type: ignore[union-attr]


def test_pickers_tell_the_choice_and_the_state_of_all(world: World) -> None:
    other = world.handle.sandbox.workspace.people[1]
    options = [{"text": {"type": "plain_text", "text": word}, "value": word} for word in ("a", "b", "c")]
    elements = {
        "static_select": ({"options": options}, "b", "selected_option", options[1]),
        "multi_static_select": ({"options": options}, ["a", "c"], "selected_options", [options[0], options[2]]),
        "users_select": ({}, other.id, "selected_user", other.id),
        "multi_users_select": ({}, [other.id], "selected_users", [other.id]),
        "conversations_select": ({}, world.dm.id, "selected_conversation", world.dm.id),
        "datepicker": ({}, "2026-03-01", "selected_date", "2026-03-01"),
        "timepicker": ({}, "09:30", "selected_time", "09:30"),
        "datetimepicker": ({}, 1772355600, "selected_date_time", 1772355600),
        "checkboxes": ({"options": options}, ["a"], "selected_options", [options[0]]),
        "radio_buttons": ({"options": options}, "c", "selected_option", options[2]),
        "overflow": ({"options": options}, "a", "selected_option", options[0]),
    }
    blocks = [
        {"type": "actions", "block_id": kind, "elements": [{"type": kind, "action_id": "pick", **extra}]}
        for kind, (extra, _, _, _) in elements.items()
    ]
    place = world.post(blocks)
    for kind, (_, chosen, key, expected) in elements.items():
        assert world.do(interactions.press, place, kind, "pick", chosen).ok
        action = world.heard.of("block_actions")[-1]["actions"][0]
        assert (action["type"], action[key]) == (kind, expected)
    state = world.heard.of("block_actions")[-1]["state"]["values"]
    assert state.keys() == elements.keys() - {"overflow"}
    assert state["static_select"]["pick"]["selected_option"] == options[1]


def test_what_is_not_there_cannot_be_pressed(world: World) -> None:
    place = world.post([button("x")])
    before = len(world.heard.items)
    with pytest.raises(InteractionError, match="no element 'stop'"):
        world.do(interactions.press, place, "buttons", "stop")
    assert len(world.heard.items) == before


def open_form(world: World) -> View:
    assert world.do(interactions.press, world.post([button("modal")]), "buttons", "go").ok
    return world.modal()


def test_a_form_is_submitted_and_closes(world: World) -> None:
    view = open_form(world)
    assert world.do(interactions.submit, view, {"where": {"text": "café"}}).ok
    values = world.heard.wait("view_submission")[-1]["view"]["state"]["values"]
    assert values["where"]["text"] == {"type": "plain_text_input", "value": "café"}
    assert values["when"]["date"] == {"type": "datepicker", "selected_date": "2026-01-05"}
    assert world.person.id not in world.handle.sandbox.workspace.modals


def test_a_required_field_left_empty_is_not_sent(world: World) -> None:
    view = open_form(world)
    before = len(world.heard.of("view_submission"))
    outcome = world.do(interactions.submit, view)
    assert outcome.errors == {"where": "Please complete this required field."}
    assert len(world.heard.of("view_submission")) == before


def test_the_apps_errors_stay_in_the_open_form(world: World) -> None:
    view = open_form(world)
    outcome = world.do(interactions.submit, view, {"where": {"text": "nowhere"}})
    assert outcome.errors == {"where": "Say a place."}
    assert world.modal() is view


def test_forms_are_pushed_updated_and_cleared(world: World) -> None:
    view = open_form(world)
    world.do(interactions.submit, view, {"where": {"text": "more"}})
    pushed = world.modal()
    assert pushed.body["callback_id"] == "second"
    assert (pushed.previous_view_id, pushed.root_view_id) == (view.id, view.id)
    world.do(interactions.close, pushed)
    assert world.modal() is view
    old_hash = view.hash
    world.do(interactions.submit, view, {"where": {"text": "again"}})
    assert (world.modal().body["callback_id"], view.hash != old_hash) == ("changed", True)
    view = open_form(world)
    world.do(interactions.submit, view, {"where": {"text": "enough"}})
    assert world.person.id not in world.handle.sandbox.workspace.modals


def test_closing_a_form_is_told_to_who_asked(world: World) -> None:
    view = open_form(world)
    world.do(interactions.close, view)
    body = world.heard.wait("view_closed")[-1]
    assert (body["view"]["id"], body["is_cleared"]) == (view.id, False)


def test_an_external_select_asks_the_app_for_options(world: World) -> None:
    element = {"type": "external_select", "action_id": "town"}
    place = world.post([{"type": "actions", "block_id": "towns", "elements": [element]}])
    assert world.do(interactions.suggest, place, "towns", "town", "lagos")[0]["text"]["text"] == "Lagos"


def test_a_command_is_answered_to_one_or_to_all(world: World) -> None:
    general = next(c for c in world.handle.sandbox.workspace.conversations.values() if c.name == "general")
    assert world.do(interactions.command, general, "/kith", "hi").ok
    assert world.do(interactions.command, general, "/kith", "hi all").ok
    quiet, loud = list(general.messages.values())[-2:]
    assert (quiet.text, quiet.only_for) == ("You said hi", world.person.id)
    assert (loud.text, loud.only_for) == ("You said hi all", None)
    with pytest.raises(InteractionError, match="not a valid command"):
        world.do(interactions.command, general, "/nothing", "")


def test_a_command_carries_names_as_ids(world: World) -> None:
    general = next(c for c in world.handle.sandbox.workspace.conversations.values() if c.name == "general")
    world.do(interactions.command, general, "/kith", f"with @{world.person.name} in #random, me@x.example")
    text = world.heard.of("command")[-1]["text"]
    assert f"<@{world.person.id}|{world.person.name}>" in text
    assert "|random>" in text
    assert "me@x.example" in text


def test_a_shortcut_opens_a_form(world: World) -> None:
    assert world.do(interactions.shortcut, "log_activity").ok
    assert world.modal().body["callback_id"] == "plan"


def test_a_message_shortcut_brings_the_message(world: World) -> None:
    general = next(one for one in world.handle.sandbox.workspace.conversations.values() if one.name == "general")
    said = world.handle.running.call(messages.post, world.handle.sandbox.store, general, world.person, "hello there")
    assert world.do(interactions.message_shortcut, general, said, "save_message").ok
    dm = world.client.conversations_open(users=world.person.id)["channel"]["id"]
    wait_until(lambda: "saved: hello there" in str(world.client.conversations_history(channel=dm)), "what was saved")
    with pytest.raises(InteractionError, match="no message shortcut"):
        world.do(interactions.message_shortcut, general, said, "log_activity")


def test_home_is_published_when_opened_and_guarded_by_its_hash(world: World) -> None:
    world.handle.running.call(interactions.open_home, world.handle.sandbox, world.person)
    assert world.heard.wait("published")[-1]["user"] == world.person.id
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    current = world.client.views_publish(user_id=world.person.id, view=home)["view"]["hash"]
    assert world.client.views_publish(user_id=world.person.id, view=home, hash=current)["ok"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        world.client.views_publish(user_id=world.person.id, view=home, hash=current)


def test_changes_of_people_and_channels_come_as_events(world: World) -> None:
    sandbox, call = world.handle.sandbox, world.handle.running.call
    workspace = sandbox.workspace
    newcomer = call(people.add, sandbox.store, workspace, {"name": "New Comer"})
    assert world.heard.wait("team_join")[-1]["event"]["user"]["id"] == newcomer.id
    call(people.change, sandbox.store, newcomer, tz="Asia/Tokyo")
    assert world.heard.wait("user_change")[-1]["event"]["user"]["tz"] == "Asia/Tokyo"
    channel = call(conversations.create, sandbox.store, workspace, "news", members=[world.person.id])
    world.client.conversations_join(channel=channel.id)
    call(conversations.join, sandbox.store, channel, newcomer)
    joined = world.heard.wait("member_joined_channel", 2)
    # each comes on a connection of its own, so the second may be there first
    assert {body["event"]["user"] for body in joined[-2:]} == {workspace.bot_user_id, newcomer.id}
    call(conversations.leave, sandbox.store, channel, newcomer)
    assert world.heard.wait("member_left_channel")[-1]["event"]["user"] == newcomer.id
    call(conversations.rename, sandbox.store, channel, "olds", actor=world.person.id)
    assert world.heard.wait("channel_rename")[-1]["event"]["channel"]["name"] == "olds"
    call(conversations.archive, sandbox.store, channel, actor=world.person.id)
    assert world.heard.wait("channel_archive")[-1]["event"]["channel"] == channel.id
    call(conversations.leave, sandbox.store, channel, workspace.bot, actor=world.person.id)
    assert world.heard.wait("channel_left")[-1]["event"]["channel"] == channel.id
    call(conversations.delete, sandbox.store, channel, actor=world.person.id)
    assert world.heard.wait("channel_deleted")[-1]["event"]["channel"] == channel.id


def test_events_the_app_is_not_subscribed_to_are_not_sent(world: World) -> None:
    sandbox = world.handle.sandbox
    world.handle.running.call(messages.post, sandbox.store, world.dm, world.person, "private words")
    before = len(world.heard.of("published"))
    world.handle.running.call(interactions.open_home, sandbox, world.person)
    world.heard.wait("published", before + 1)
    assert world.heard.of("message") == []


def test_who_is_deactivated_cannot_act_and_nobody_can_on_a_removed_app() -> None:
    with start_sandbox() as slack:
        sandbox, call = slack.sandbox, slack.running.call
        person, other = sandbox.workspace.people[:2]
        call(people.change, sandbox.store, person, deleted=True)
        with pytest.raises(InteractionError, match="deactivated"):
            call(interactions.open_home, sandbox, person)
        call(installs.uninstall, sandbox.store, sandbox.workspace)
        with pytest.raises(InteractionError, match="not installed"):
            call(interactions.open_home, sandbox, other)
