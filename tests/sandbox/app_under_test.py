"""A small Bolt app with every kind of surface, for the tests of the control API and of the page."""

import json
import time
from pathlib import Path
from typing import Any

from slack_bolt import Ack, App

from sandbox.manifest import permissive
from tests.sandboxes import Handle

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(label: str, value: str, description: str | None = None) -> Json:
    shape: Json = {"text": plain(label), "value": value}
    return shape | ({"description": plain(description)} if description else {})


def button(label: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(label), **more}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "it"} | element,
    } | more


PLACES = [option("Café Central", "cafe"), option("Library", "library", "quiet"), option("Park", "park")]
# one of every kind of input: label, element
INPUTS = [
    field(
        "what",
        "What",
        {"type": "plain_text_input", "placeholder": plain("In a few words")},
        hint=plain("Small is fine."),
    ),
    field("notes", "Notes", {"type": "plain_text_input", "multiline": True}, optional=True),
    field(
        "count", "How many", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}
    ),
    field("email", "Email", {"type": "email_text_input"}),
    field("url", "Link", {"type": "url_text_input"}, optional=True),
    field("place", "Place", {"type": "static_select", "options": PLACES}),
    field("places", "Other places", {"type": "multi_static_select", "options": PLACES}, optional=True),
    field("who", "With", {"type": "users_select"}),
    field("more", "And with", {"type": "multi_users_select"}, optional=True),
    field("where", "Announce in", {"type": "conversations_select"}, optional=True),
    field(
        "wheres", "Copy to", {"type": "multi_conversations_select", "filter": {"include": ["public"]}}, optional=True
    ),
    field("channel", "Channel", {"type": "channels_select"}, optional=True),
    field("day", "Day", {"type": "datepicker"}),
    field("time", "Time", {"type": "timepicker"}),
    field("moment", "Exact moment", {"type": "datetimepicker"}, optional=True),
    field(
        "how",
        "How",
        {"type": "checkboxes", "options": [option("In person", "person", "counts too"), option("By video", "video")]},
        optional=True,
    ),
    field("alum", "Alum", {"type": "external_select", "min_query_length": 1}, optional=True),
    field("went", "How it went", {"type": "radio_buttons", "options": [option("Well", "well"), option("So so", "so")]}),
]
FORM: Json = {
    "type": "modal",
    "callback_id": "plan",
    "title": plain("Plan your week"),
    "submit": plain("Save"),
    "close": plain("Not now"),
    "notify_on_close": True,
    "blocks": [*INPUTS, {"type": "actions", "block_id": "more_views", "elements": [button("Help", "help")]}],
}
HELP: Json = {
    "type": "modal",
    "title": plain("Help"),
    "blocks": [{"type": "section", "block_id": "text", "text": {"type": "mrkdwn", "text": "Any *small* step counts."}}],
}
HOME: Json = {
    "type": "home",
    "blocks": [
        {"type": "header", "block_id": "title", "text": plain("Your week")},
        {
            "type": "section",
            "block_id": "goal",
            "text": {"type": "mrkdwn", "text": "Coffee chats: *0 of 2*"},
            "accessory": button("Add one", "add_one", value="coffee"),
        },
        {
            "type": "section",
            "block_id": "events",
            "text": {"type": "mrkdwn", "text": "Events: *0 of 1*"},
            "accessory": button("Add one", "add_one", value="event"),
        },
        field("note", "A note", {"type": "plain_text_input"}, dispatch_action=True),
    ],
}
CHOICES: list[Json] = [
    {"type": "section", "block_id": "ask", "text": {"type": "mrkdwn", "text": "Did you *meet*, <@{user}>?"}},
    {
        "type": "actions",
        "block_id": "answers",
        "elements": [
            button("We met", "met", style="primary", value="7"),
            button(
                "It won't happen",
                "wont",
                style="danger",
                confirm={
                    "title": plain("Sure?"),
                    "text": plain("You can change it later."),
                    "confirm": plain("Yes"),
                    "deny": plain("No"),
                },
            ),
            {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick a place"), "options": PLACES},
            {"type": "datepicker", "action_id": "pick_day"},
            {
                "type": "overflow",
                "action_id": "rest",
                "options": [option("Change my buddy", "change"), option("Pause", "pause")],
            },
        ],
    },
]


def blocks_for(user: str) -> list[Json]:
    """The message with buttons, for one person."""
    ask, answers = CHOICES
    return [ask | {"text": {"type": "mrkdwn", "text": ask["text"]["text"].replace("{user}", user)}}, answers]


class UnderTest:
    """The app, and what it heard: payloads by type, newest last."""

    def __init__(self, handle: Handle) -> None:
        self.handle = handle
        self.heard: list[Json] = []
        self.app = App(client=handle.client(), signing_secret="unused", process_before_response=True)
        self.app.middleware(self._note)
        self.app.event("app_home_opened")(self._home)
        self.app.command("/plan")(self._open_form)
        self.app.command("/echo")(self._echo)
        self.app.command("/slow")(self._open_slowly)
        self.app.command("/silent")(lambda: None)
        self.app.shortcut("plan_week")(self._open_form)
        self.app.action("help")(self._push_help)
        for action in ("met", "wont", "pick", "pick_day", "rest"):
            self.app.action(action)(self._answer)
        self.app.action("add_one")(self._add_one)
        self.app.action("it")(self._typed)
        self.app.options("it")(self._suggest)
        self.app.view("plan")(self._planned)
        self.app.view_closed("plan")(_acknowledge)
        for event in ("message", "member_joined_channel", "member_left_channel", "user_change", "team_join"):
            self.app.event(event)(_acknowledge)

    def of(self, kind: str) -> list[Json]:
        """The payloads of one type."""
        return [
            body
            for body in self.heard
            if kind in (body.get("type"), body.get("event", {}).get("type"), body.get("command"))
        ]

    def dm(self, user: str) -> str:
        """The app's DM with a person."""
        return str(self.app.client.conversations_open(users=user)["channel"]["id"])

    def ask(self, user: str) -> None:
        """Post the message with buttons to a person."""
        self.app.client.chat_postMessage(channel=self.dm(user), text="Did you meet?", blocks=blocks_for(user))

    def _note(self, body: Json, next: Any) -> None:  # noqa: A002  # Bolt finds its arguments by name
        self.heard.append(body)
        next()

    def _home(self, event: Json, client: Any) -> None:
        client.views_publish(user_id=event["user"], view=HOME)

    def _open_form(self, ack: Ack, body: Json, client: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    def _open_slowly(self, ack: Ack, body: Json, client: Any) -> None:
        ack()
        waiting: Json = {"type": "modal", "title": plain("One moment"), "blocks": HELP["blocks"]}
        opened = client.views_open(trigger_id=body["trigger_id"], view=waiting)["view"]
        time.sleep(0.2)
        client.views_update(view_id=opened["id"], hash=opened["hash"], view=FORM)

    def _push_help(self, ack: Ack, body: Json, client: Any) -> None:
        client.views_push(trigger_id=body["trigger_id"], view=HELP)
        ack()

    def _echo(self, ack: Ack, body: Json) -> None:
        ack(f"You said: {body['text']}")

    def _answer(self, ack: Ack, body: Json, action: Json, respond: Any) -> None:
        ack()
        chosen = (
            action.get("selected_option", {}).get("value") or action.get("selected_date") or action.get("value", "")
        )
        respond(replace_original=True, text=f"Thank you: {action['action_id']} {chosen}".strip())

    def _add_one(self, ack: Ack, body: Json, client: Any) -> None:
        done = [
            block | {"text": {"type": "mrkdwn", "text": "Coffee chats: *1 of 2*"}}
            if block["block_id"] == "goal"
            else block
            for block in HOME["blocks"]
        ]
        client.views_publish(user_id=body["user"]["id"], view=HOME | {"blocks": done})
        ack()

    def _suggest(self, ack: Ack, payload: Json) -> None:
        ack(
            options=[
                option(name, name.lower()) for name in ("Hedy", "Grace") if payload["value"].lower() in name.lower()
            ]
        )

    def _typed(self, ack: Ack) -> None:
        ack()

    def _planned(self, ack: Ack, body: Json, view: Json, client: Any) -> None:
        values = view["state"]["values"]
        if values["day"]["it"]["selected_date"] < "2027-01-04":
            ack(response_action="errors", errors={"day": "Choose a day from 4 January on."})
            return
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Planned: {values['what']['it']['value']}")


def _acknowledge(ack: Ack) -> None:
    ack()


def write_manifest(folder: Path) -> Path:
    """The app's manifest: three commands and a shortcut."""
    described = permissive()
    described["display_information"]["name"] = "Planner"
    described["features"]["bot_user"]["display_name"] = "Planner"
    described["features"]["slash_commands"] = [
        {"command": "/plan", "description": "Plan your week"},
        {"command": "/echo", "description": "Say it again", "usage_hint": "[text]"},
        {"command": "/slow", "description": "Looks things up first"},
        {"command": "/silent", "description": "Never answers"},
    ]
    described["features"]["shortcuts"] = [
        {"name": "Plan my week", "type": "global", "callback_id": "plan_week", "description": "Opens the form"}
    ]
    path = folder / "manifest.json"
    path.write_text(json.dumps(described))
    return path
