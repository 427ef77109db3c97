"""What a digest asks organizers to act on: each thing in words, and who has it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping

from bot.domain.digests import Digest, Item, ItemKind
from bot.domain.figures import Outcome
from bot.domain.kinds import BY_CALENDAR
from bot.domain.messages import Block, Message
from bot.views.blocks import button, context, message, section
from bot.views.rounds.unmatched_reasons import unmatched_reason
from bot.views.text import code, counted, in_words, listed, mention, plain, sentence, sentence_start
from bot.views.times import day
from bot.views.undelivered import UNDELIVERED

TAKE = "digests.take"
ITEM_BLOCK = "digests.item:"


def items(told: Digest) -> Iterator[Block]:
    """All of them, or that there is nothing to act on."""
    if not told.items:
        yield section(f"*{_nothing(told)}* The numbers are below.")
        return
    yield section(f"*{sentence_start(counted(len(told.items), 'thing'))} to act on*")
    for item in told.items:
        yield _item(item)
    if told.further_items:
        yield context(f"{sentence_start(in_words(told.further_items))} more will be listed once these are taken.")


def _nothing(told: Digest) -> str:
    """Nothing needs an organizer only where somebody did something."""
    if told.week.acts:
        return "Nothing needs you this week."
    return "It was a week without messages." if not told.working_days else "Nothing was recorded last week."


def _item(item: Item) -> Block:
    text = "*{}*\n{}".format(*_WORDS[item.kind](item))
    if item.id is None:
        return section(text)
    block = section(text + (_taken(item.taken_by) if item.taken_by else ""))
    block["block_id"] = f"{ITEM_BLOCK}{item.id}"
    if not item.taken_by:
        block["accessory"] = button("I've got this", action_id=TAKE, value=str(item.id))
    return block


def heading(item: Item) -> str:
    """What it is, in a line; an item without people names nobody."""
    return sentence_start(_WORDS[item.kind](item)[0])


def _taken(slack_user_id: str) -> str:
    return f"\n:white_check_mark: {mention(slack_user_id)} has this."


def _people(item: Item) -> str:
    if not item.people:
        return counted(item.count, "person", "people")
    more = item.count - len(item.people)
    return listed([*map(mention, item.people), *([f"{in_words(more)} more"] if more > 0 else [])])


def _has(item: Item) -> str:
    return "has" if item.count == 1 else "have"


def _contact(item: Item) -> tuple[str, str]:
    return (
        f"{_people(item)} asked for someone to get in touch",
        "They pressed the button after a hard week. A short note does it.",
    )


def _unreadable(item: Item) -> tuple[str, str]:
    labels = {
        "zone": "Time zone",
        "rhythm": "Days and times",
        **{kind.value: weekly.label for kind, weekly in BY_CALENDAR.items()},
    }
    what = listed([labels.get(name) or code(name) for name in item.reason.split()])
    return (
        "Some of this program's settings cannot be read",
        f"{what}. Until you set it anew in the settings, UTC and the usual days and times count.",
    )


def _undelivered(item: Item) -> tuple[str, str]:
    why = UNDELIVERED.get(item.reason, f"Slack said {code(item.reason)}")
    return sentence_start(f"{counted(item.count, 'message')} did not arrive"), sentence(why)


def _waiting(item: Item) -> tuple[str, str]:
    why = [f"{mention(one.slack_user_id)}: {unmatched_reason(one.why, one.help)}\n" for one in item.lacks]
    return (
        f"{_people(item)} {_has(item)} no buddy right now",
        f"{''.join(why)}{_from_now_on(item)}",
    )


def _from_now_on(item: Item) -> str:
    if item.next_round_on is None:
        return "Kith goes on looking."
    return f"This round is nearly over: Kith looks again for the next, on {day(item.next_round_on)}."


def _unmet(item: Item) -> tuple[str, str]:
    return (
        f"{_people(item)} {_has(item)} not met a buddy yet",
        "They had buddies for two rounds or more. An introduction that you make yourself often helps.",
    )


def _no_council(item: Item) -> tuple[str, str]:
    return (
        f"{_people(item)} {_has(item)} no council right now",
        "Kith goes on looking. *Settings*, *See the councils* says what would help.",
    )


def _inactive(item: Item) -> tuple[str, str]:
    return (
        f"We have not heard from {_people(item)} for a while",
        "Kith pairs them again once they say so, with one click. A personal note is kinder than another one from Kith.",
    )


def _quiet(item: Item) -> tuple[str, str]:
    silent = item.groups.outcomes.get(Outcome.SILENT, 0) if item.groups else 0
    groups = f"{sentence_start(counted(silent, 'buddy group has', 'buddy groups have'))} said nothing so far. "
    return (
        f"None of {counted(item.count, 'person', 'people')} recorded anything last week",
        f"{groups if silent else ''}Two lines of your own in the channel help more than another message from Kith.",
    )


def _dropped(item: Item) -> tuple[str, str]:
    return (
        sentence_start(f"{counted(item.count, 'thing')} done last week, where {item.before:.0f} are usual"),
        "Half of what is usual, or less. Holidays or exams? A break in the settings spares people messages.",
    )


def _few(item: Item) -> tuple[str, str]:
    who = "Nobody takes" if not item.count else "One person takes"
    return f"{who} part right now", "A round needs two people. In App Home, *Programs* has *Invite again*."


_WORDS: Mapping[ItemKind, Callable[[Item], tuple[str, str]]] = {
    ItemKind.CONTACT: _contact,
    ItemKind.UNREADABLE: _unreadable,
    ItemKind.UNDELIVERED: _undelivered,
    ItemKind.WAITING: _waiting,
    ItemKind.NO_COUNCIL: _no_council,
    ItemKind.NEVER_MET: _unmet,
    ItemKind.INACTIVE: _inactive,
    ItemKind.QUIET: _quiet,
    ItemKind.DROP: _dropped,
    ItemKind.FEW: _few,
}


def with_takers(blocks: Iterable[Block], takers: Mapping[int, str]) -> list[Block]:
    """A digest's blocks as they were sent, now saying who took which item (row id -> Slack id)."""
    shown = [copy.deepcopy(block) for block in blocks]
    for block in shown:
        name, _, item_id = str(block.get("block_id", "")).partition(":")
        taker = next((whose for row_id, whose in takers.items() if item_id == str(row_id)), None)
        match block:
            case {"accessory": _, "text": {"text": str(said)}} if f"{name}:" == ITEM_BLOCK and taker:
                del block["accessory"]
                block["text"]["text"] = said + _taken(taker)
    return shown


def contact_wished(program: str, slack_user_id: str, *, item_id: int) -> Message:
    """To an organizer at once: a member would like to hear from someone. Whoever has it says so to the others."""
    said = (
        f"{mention(slack_user_id)} ({plain(program, 150)}) would like someone to get in touch. "
        "They asked for this themselves; a short, kind message is enough."
    )
    take = button("I've got this", action_id=TAKE, value=str(item_id))
    return message(said, [{**section(said, accessory=take), "block_id": f"{ITEM_BLOCK}{item_id}"}])
