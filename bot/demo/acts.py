"""The acts of the players: they get a message and press its buttons, as people do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.demo.cast import Part, Player
from sandbox.client import Conversation, Message
from sandbox.http_client import SandboxError, wait_until

WHICH_DAY = "goals.plan_day"
FOLLOW_UP = "after_add.follow_up"
STRANGERS = (
    "Ines Moreau, North Clinic, data",
    "Jonas Lind from Nordbank",
    "Keiko Abe, City Transport",
    "Luca Ferri",
    "Maya Stone at Greenfield",
    "Noor Haddad, Harbour Labs, lab work",
)
TAKE = "Take this time"
WENT, MET_SOMEBODY = "events.went", "events.went_and_met"
YES, SAID_YES = "introductions.yes", "introductions.said_yes"
CAN_HELP = "asks.week_can_help"
TELL = "What would you tell somebody who joins today?"
ADVICE = (
    "Write to one person before lunch; the rest of the day is easier.",
    "Ask how they got there, never for a job.",
    "A no is about the week they have, not about you.",
)
PATIENCE = 15.0  # seconds for a form that may not come
OF_BUDDIES = "Meet your budd"  # stands over each introduction of theirs
WORKSHEETS = (
    {"Where I am stuck": "No answers to my letters", "What I'll try": "Ask two people how they read a CV"},
    {"What worked for me": "Writing in the morning", "What I'll try": "One call before noon"},
    {"Advice I got": "Ask about their path first", "What I'll try": "Write to somebody I lost sight of"},
)
LINES = ("One call before noon", "Write to two people I worked with", "Ask how they got there, twice")
KEEN = {Part.DILIGENT: 0.95, Part.BUSY: 0.55, Part.PAUSES: 0.8, Part.LANDS: 0.85, Part.LATE: 0.9, Part.INACTIVE: 0.0}


def send(player: Player, values: dict[str, Any] | None = None) -> None:
    """Fill in the form that opens, send it, and close whatever it leaves on the screen."""
    player.person.modal.submit(values)
    if left_open := player.person.modals():
        left_open[-1].close(everything=True)


def answer(player: Player, conversation: Conversation, message: Message) -> bool:
    """Press what the player feels like, if anything."""
    keen = KEEN[player.part]
    if "Prepare" in message.buttons and player.feels_like(0.5 * keen):
        message = _prepare(player, conversation, message)
    if any(WENT in str(block) for block in message.blocks) and player.feels_like(0.9 * keen):
        message = _went(player, conversation, message)
    if "Not this time" in message.buttons and any(CAN_HELP in str(block) for block in message.blocks):
        message = _helps(player, conversation, message)
    if any(YES in str(block) for block in message.blocks):
        message = _introduces(player, conversation, message)
    if "Hand on a sentence" in message.buttons and player.feels_like(0.7 * keen):
        message.press("Hand on a sentence", block_id=_blocks_with(message, "Hand on a sentence")[0])
        send(player, {TELL: player.whims.choice(ADVICE)})
        message = _now(conversation, message)
    if _is_of_council(message) and conversation.shape["kind"] == "mpim":
        return _in_council(player, conversation, message)
    wishes = _WISHES if conversation.shape["kind"] == "im" else _AMONG_BUDDIES
    for label, chance, then in wishes:
        if (blocks := _of_buddies(message, label)) and player.feels_like(chance * keen):
            block_id = blocks[-1] if label == TAKE else player.whims.choice(blocks)  # the first may be over by now
            answered = _press(conversation, message, label, None, block_id=block_id)
            if then:
                then(player, conversation, answered)
            return True
    return False


def _is_of_council(message: Message) -> bool:
    return "council" in message.words.lower()


def _in_council(player: Player, conversation: Conversation, message: Message) -> bool:
    """Take a time for all; at the next meeting say that the last one took place, and what one will try."""
    keen = KEEN[player.part]
    if TAKE in message.buttons and player.feels_like(0.7 * keen):
        _press(conversation, message, TAKE, None, block_id=_blocks_with(message, TAKE)[-1])
        return True
    if "Did you meet last time?" not in message.words or not player.feels_like(0.6 * keen):
        return False
    message.press("We met", block_id=_blocks_with(message, "We met")[0])
    met = wait_until(
        lambda: next((one for one in reversed(conversation.messages()) if "Write my line" in one.buttons), None),
        "the line of the council",
    )
    if player.feels_like(0.7):
        met.press("Write my line", block_id=_blocks_with(met, "Write my line")[0])
        send(player, {"What I'll try until we meet again": player.whims.choice(LINES)})
    return True


def _prepare(player: Player, conversation: Conversation, message: Message) -> Message:
    """Look at the page, and keep its first question for next time."""
    message.press("Prepare", block_id=_blocks_with(message, "Prepare")[0])
    try:
        page = wait_until(player.person.modals, "the page", PATIENCE)[-1]
    except SandboxError:
        return message  # the chat is off: the group has changed since
    kept = next(block["element"] for block in page.view["blocks"] if block.get("block_id") == "keep")
    send(player, {"Ask again next time": [kept["options"][0]["text"]["text"]]})
    return _now(conversation, message)


def _went(player: Player, conversation: Conversation, message: Message) -> Message:
    """They did go, and some met somebody there."""
    block_id = next(block["block_id"] for block in message.blocks if WENT in str(block))
    met = player.feels_like(0.4)
    message = _press(conversation, message, MET_SOMEBODY if met else WENT, None, block_id=block_id)
    if met:
        send(player, {"Who is it?": player.whims.choice(STRANGERS)})
        message = wait_until(lambda: _changed(conversation, message), "the new contact to be counted")
    return message


def _helps(player: Player, conversation: Conversation, message: Message) -> Message:
    """Kith asks whether they can help: most of the keen ones can."""
    block_id = next(block["block_id"] for block in message.blocks if CAN_HELP in str(block))
    says = "I can help" if player.feels_like(0.8 * KEEN[player.part]) else "Not this time"
    return _press(conversation, message, says, None, block_id=block_id)


def _introduces(player: Player, conversation: Conversation, message: Message) -> Message:
    """They ask whom they know there, who says yes at once."""
    block_id = next(block["block_id"] for block in message.blocks if YES in str(block))
    message.press(YES, block_id=block_id)
    player.person.modal.close(everything=True)  # the note to forward
    promised = wait_until(
        lambda: next((one for one in _now(conversation, message).blocks if SAID_YES in str(one)), None), "the question"
    )
    _now(conversation, message).press(SAID_YES, block_id=promised["block_id"])
    send(player, {"Who said yes?": "Lena Brandt"})
    wait_until(lambda: SAID_YES not in str(_now(conversation, message).blocks), "what came of it to be drawn")
    return _now(conversation, message)


def _is_of_buddies(messages: list[Message]) -> bool:
    return any(OF_BUDDIES in one.words for one in messages)


def _write_ours(player: Player, _conversation: Conversation, _message: Message) -> None:
    """The worksheet stands under the introduction of the latest group, once it reads that they have met."""
    if not player.feels_like(0.6):
        return
    groups = sorted(player.person.groups(), key=lambda one: str(one.shape["latest"]), reverse=True)
    introduced = next(one for one in groups if _is_of_buddies(one.messages()))
    message = wait_until(
        lambda: next((one for one in reversed(introduced.messages()) if "Write ours" in one.buttons), None),
        "the worksheet of the group",
    )
    message.press("Write ours", block_id=_blocks_with(message, "Write ours")[0])
    send(player, player.whims.choice(WORKSHEETS))


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
    if player.feels_like(0.5) and (blocks := _of_buddies(message, "We met")):
        _write_ours(player, conversation, _press(conversation, message, "We met", None, block_id=blocks[0]))


def _after_adding(player: Player, conversation: Conversation, message: Message) -> None:
    """Somebody new was there, and some people say so: the name, then when to be in touch again."""
    if player.feels_like(0.5) and (blocks := _blocks_with(message, "Somebody new")):
        message.press("Somebody new", block_id=blocks[0])
        send(player, {"Who is it?": player.whims.choice(STRANGERS)})
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
    try:
        message.press(what, value, block_id=block_id)
    except SandboxError:  # drawn anew meanwhile, for what a buddy did: its blocks have other ids
        nth = _holding(message, what).index(block_id)
        message = _now(conversation, message)
        message.press(what, value, block_id=_holding(message, what)[nth])
    return wait_until(lambda: _changed(conversation, message), f"{what!r} to change {message!r}")


def _holding(message: Message, what: str) -> list[str]:
    return [block["block_id"] for block in message.blocks if what in str(block)]


def _changed(conversation: Conversation, message: Message) -> Message | None:
    now = _now(conversation, message)
    return now if now.blocks != message.blocks else None


def _now(conversation: Conversation, message: Message) -> Message:
    return next((one for one in conversation.messages() if one.ts == message.ts), message)


def _blocks_with(message: Message, label: str) -> list[str]:
    """The ids of the blocks in which a button has this label."""
    return [
        block["block_id"]
        for block in message.blocks
        for element in (block.get("accessory"), *block.get("elements", []))
        if element and element.get("type") == "button" and element["text"]["text"] == label
    ]


def _of_buddies(message: Message, label: str) -> list[str]:
    """The same without what is about a council."""
    of_council = {block["block_id"] for block in message.blocks if "councils." in str(block)}
    return [block_id for block_id in _blocks_with(message, label) if block_id not in of_council]


def _day_pickers(message: Message) -> list[tuple[str, dict[str, Any]]]:
    """The selects that ask which day, each with its block's id."""
    return [
        (block["block_id"], element)
        for block in message.blocks
        for element in block.get("elements", [])
        if element.get("action_id") == WHICH_DAY
    ]


# Button, how often a keen member presses it, and what they do next. The first that fits is pressed.
Wishes = tuple[tuple[str, float, Callable[[Player, Conversation, Message], None] | None], ...]
_AMONG_BUDDIES: Wishes = ((TAKE, 0.7, None),)
_WISHES: Wishes = (
    ("Same as last week", 0.4, _choose_days),
    ("Take these goals", 0.9, _choose_days),
    ("Take this goal", 0.9, _choose_days),
    ("I did it", 0.8, None),
    ("Hard week", 0.06, None),
    ("Done", 0.7, _close_form),
    ("Add one", 0.9, _after_adding),
    ("We met", 0.5, _write_ours),
)
