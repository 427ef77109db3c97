"""The acts of the players: they get a message and press its buttons, as people do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.demo.cast import CHANNEL, Part, Player, profile
from sandbox.client import Conversation, Message
from sandbox.http_client import wait_until

WHICH_DAY = "goals.plan_day"
MORE = "profiles.more"
FOLLOW_UP = "after_add.follow_up"
STRANGERS = (
    "Ines Moreau, North Clinic, data",
    "Jonas Lind from Nordbank",
    "Keiko Abe, City Transport",
    "Luca Ferri",
    "Maya Stone at Greenfield",
    "Noor Haddad, Harbour Labs, lab work",
)
KEEN = {Part.DILIGENT: 0.95, Part.BUSY: 0.55, Part.PAUSES: 0.8, Part.LANDS: 0.85, Part.LATE: 0.9, Part.INACTIVE: 0.0}


@dataclass
class Script:
    """Remembers which messages each player has read, and which was the last in each of their conversations."""

    settle: Callable[[], None]  # returns when Kith has nothing on its way: what others see is then up to date
    read: set[tuple[str, str, str]] = field(default_factory=set)
    latest: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def react(self, player: Player) -> None:
        """Read what is new in the DM with the app and in group DMs, and answer it or not."""
        if player.part is Part.INACTIVE:
            return
        for conversation in self._with_news(player):
            for message in self._unread(player, conversation):
                if _answer(player, conversation, message):
                    self.settle()

    def _with_news(self, player: Player) -> list[Conversation]:
        """The DM with the app, then group DMs, as far as something came since the player last looked."""
        mine = [one for one in player.person.conversations() if player.person.bot in one.shape["members"]]
        found = []
        for conversation in sorted(mine, key=lambda one: str(one.shape["kind"])):
            place, latest = (player.person.id, conversation.id), conversation.shape["latest"]
            if conversation.shape["kind"] in ("im", "mpim") and self.latest.get(place) != latest:
                self.latest[place] = latest
                found.append(conversation)
        return found

    def _unread(self, player: Player, conversation: Conversation) -> list[Message]:
        fresh = []
        for message in conversation.messages():
            seen = (player.person.id, conversation.id, message.ts)
            if seen not in self.read and not message.is_ephemeral and message.user == player.person.bot:
                self.read.add(seen)
                fresh.append(message)
        return fresh


def set_up(organizer: Player, *, preset: str) -> None:
    """Two clicks in the channel: which kind, and start, having read what is posted."""
    channel = organizer.person.channel(CHANNEL)
    channel.command("/kith", "setup")
    organizer.person.modal.submit({"Kind of program": preset})
    wait_until(lambda: organizer.person.modal.title == "Start the program", "what would be posted")
    organizer.person.modal.submit()
    channel.wait_for("you are warmly invited")
    wait_until(lambda: organizer.person.modal.title == "It's on", "the program to be on")
    organizer.person.modal.close(everything=True)


def join(player: Player) -> None:
    """The button in the channel, the screen that says who sees what, and the profile."""
    invitation = player.person.channel(CHANNEL).wait_for("you are warmly invited")
    invitation.press("Join")
    named = ["Name me in the channel's summary for what I did"] if player.feels_like(0.6) else []
    _send(player, {"Your choice": named})
    if player.feels_like(0.8):
        player.person.command("/kith", "profile")
        player.person.modal.press(MORE)
        wait_until(lambda: "School" in str(player.person.modal.view["blocks"]), "the rest of the profile")
        _send(player, profile(player.person))


def pause(player: Player, *, until: str) -> None:
    """`/kith pause`, with a day on which it ends by itself."""
    player.person.command("/kith", "pause")
    _send(player, {"The day I'm back": until})


def land(player: Player) -> None:
    """`/kith landed`: a role, how it came as the first thing that is offered, and the trail is passed on."""
    player.person.command("/kith", "landed")
    blocks = player.person.modal.view["blocks"]
    came = next(block["element"] for block in blocks if block.get("block_id") == "came")
    offered = [option for group in came.get("option_groups", [came]) for option in group["options"]]
    player.person.modal.submit(
        {"Role, and where": "Data analyst", "How did it come about?": offered[0]["text"]["text"]}
    )
    wait_until(lambda: player.person.modal.title == "My trail", "the trail")
    player.person.modal.press("Pass it on with my name")
    player.person.modal.close(everything=True)


def _send(player: Player, values: dict[str, Any] | None = None) -> None:
    """Fill in the form that opens, send it, and close whatever it leaves on the screen."""
    player.person.modal.submit(values)
    if left_open := player.person.modals():
        left_open[-1].close(everything=True)


def _answer(player: Player, conversation: Conversation, message: Message) -> bool:
    """Press what the player feels like, if anything."""
    keen = KEEN[player.part]
    for label, chance, then in _WISHES:
        if label in message.buttons and player.feels_like(chance * keen):
            block_id = player.whims.choice(_blocks_with(message, label))
            answered = _press(conversation, message, label, None, block_id=block_id)
            if then:
                then(player, conversation, answered)
            return True
    return False


def _choose_days(player: Player, conversation: Conversation, message: Message) -> None:
    """Even the one-click way asks which day."""
    number = 0
    while number < len(pickers := _day_pickers(message)):
        block_id, days = pickers[number]
        others = [option for option in days["options"] if option != days.get("initial_option")]
        chosen = player.whims.choice(others[:-1] or others)
        message = _press(conversation, message, WHICH_DAY, chosen["value"], block_id=block_id)
        number += 1


def _add_more(player: Player, conversation: Conversation, message: Message) -> None:
    if player.feels_like(0.5) and (blocks := _blocks_with(message, "We met")):
        _press(conversation, message, "We met", None, block_id=blocks[0])


def _after_adding(player: Player, conversation: Conversation, message: Message) -> None:
    """Somebody new was there, and some people say so: the name, then when to be in touch again."""
    if player.feels_like(0.5) and (blocks := _blocks_with(message, "Somebody new")):
        message.press("Somebody new", block_id=blocks[0])
        _send(player, {"Who is it?": player.whims.choice(STRANGERS)})
        message = wait_until(lambda: _changed(conversation, message), "the new contact to be counted")
        if picker := next((block for block in message.blocks if FOLLOW_UP in str(block)), None):
            days = next(one for one in picker["elements"] if one["action_id"] == FOLLOW_UP)["options"]
            day = player.whims.choice(days[:-1])["value"]
            message = _press(conversation, message, FOLLOW_UP, day, block_id=picker["block_id"])
    _add_more(player, conversation, message)


def _close_form(player: Player, _conversation: Conversation, _message: Message) -> None:
    """What comes next is asked; nobody has to answer."""
    player.person.modal.close(everything=True)


def _press(conversation: Conversation, message: Message, what: str, value: str | None, *, block_id: str) -> Message:
    """Press, and give the message as it stands once it was replaced."""

    message.press(what, value, block_id=block_id)
    return wait_until(lambda: _changed(conversation, message), f"{what!r} to change {message!r}")


def _changed(conversation: Conversation, message: Message) -> Message | None:
    now = next((one for one in conversation.messages() if one.ts == message.ts), message)
    return now if now.blocks != message.blocks else None


def _blocks_with(message: Message, label: str) -> list[str]:
    """The ids of the blocks in which a button has this label."""
    return [
        block["block_id"]
        for block in message.blocks
        for element in (block.get("accessory"), *block.get("elements", []))
        if element and element.get("type") == "button" and element["text"]["text"] == label
    ]


def _day_pickers(message: Message) -> list[tuple[str, dict[str, Any]]]:
    """The selects that ask which day, each with its block's id."""
    return [
        (block["block_id"], element)
        for block in message.blocks
        for element in block.get("elements", [])
        if element.get("action_id") == WHICH_DAY
    ]


# Button, how often a keen member presses it, and what they do next. The first that fits is pressed.
_WISHES: tuple[tuple[str, float, Callable[[Player, Conversation, Message], None] | None], ...] = (
    ("Same as last week", 0.4, _choose_days),
    ("Take these goals", 0.9, _choose_days),
    ("Take this goal", 0.9, _choose_days),
    ("I did it", 0.8, None),
    ("Hard week", 0.06, None),
    ("Done", 0.7, _close_form),
    ("Add one", 0.9, _after_adding),
    ("We have a time", 0.6, None),
    ("We met", 0.5, None),
)
