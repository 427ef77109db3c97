"""The room Events: what is ahead, by the reader's own clock, and who goes."""

from __future__ import annotations

from bot.domain.calendar import local
from bot.domain.events import Event, Listed, Repeat
from bot.domain.messages import Block, Message, View
from bot.views import calendars
from bot.views.blocks import Element, actions, button, message, modal, section
from bot.views.text import as_host, counted, listed, mention, plain, sentence_start
from bot.views.times import clock, short_day, zone_name

ADD, EDIT, ANNOUNCE = "events.add", "events.edit", "events.announce"
GO, GO_WITH, STAY_AWAY = "events.go", "events.go_with", "events.stay_away"
TAKE, MORE, LIST = "events.take", "events.more", "events.list"

REPEATS = {
    Repeat.WEEKLY: "every week",
    Repeat.MONTHLY: "every month, on the same weekday",
    Repeat.MONTHLY_LAST: "every month, on its last such weekday",
}
_BEGIN = (
    "*Events*\nSomething to go to, alone or with somebody: a meet-up, a talk, a lunch, a call. Nothing is planned yet. "
    "Whoever knows of one adds it, and all of the program see it here."
)
_PLACE = 200


def home_blocks(listed_: Listed) -> list[Block]:
    """The ten soonest, and the ways to more; nothing to somebody who is in no program."""
    add = button("Add an event", action_id=ADD)
    if not listed_.programs:
        return []
    if not listed_.events:
        return [section(_BEGIN), actions({**add, "style": "primary"})]
    return [section("*Events*"), actions(add), *_rows(listed_), *_more(listed_)]


def list_form(listed_: Listed) -> View:
    """Those that the room does not show, ten at a time."""
    blocks = [*_rows(listed_), *_more(listed_)] or [section("There are no more.")]
    return modal("Events", blocks, callback_id=LIST, private_metadata=str(listed_.page))


def answered(event: Event) -> Message:
    """Said to whoever goes, where others read along."""
    said = f"{title(event)}: {_going(event)}"
    return message(said, [section(f"{said}\n{when_and_where(event)}\n{add_to_calendar(event)}"), actions(_no(event))])


def stays_away(event: Event) -> Message:
    """Said to whoever does not go after all."""
    said = f"{title(event)}: you do not go. That's fine."
    return message(said, [section(said), actions(*yes_buttons(event))])


def file_is_coming(event: Event) -> Message:
    """Said at once."""
    said = f"{title(event)}: look for the calendar file in your direct messages with Kith."
    return message(said, [section(said)])


def title(event: Event) -> str:
    """What it is called, in bold."""
    return f"*{plain(event.name, 150)}*"


def when(event: Event) -> str:
    """`Tue 10 Mar, 18:00–20:00 (Central European Time)`, by the reader's clock."""
    return f"{short_day(event.on)}, {hours(event)}"


def hours(event: Event) -> str:
    """The same without the day."""
    until = f"–{clock(event.ends_at, event.zone)}" if event.ends_at else ""
    return f"{clock(event.starts_at, event.zone)}{until} ({zone_name(event.zone)})"


def when_for_all(event: Event) -> str:
    """The same where many read it: Slack shows each of them their own clock."""
    there = short_day(local(event.starts_at, event.own_zone).date())
    begins, zone = clock(event.starts_at, event.own_zone), zone_name(event.own_zone)
    shown = f"<!date^{int(event.starts_at.timestamp())}^{{date_short_pretty}}, {{time}}|{there}, {begins} {zone}>"
    if event.ends_at is None:
        return shown
    plainly = f"{clock(event.ends_at, event.own_zone)} {zone}"
    return f"{shown} – <!date^{int(event.ends_at.timestamp())}^{{time}}|{plainly}>"


def where(event: Event) -> str:
    """The place; of a link the host, so that all can see where it leads."""
    return as_host(event.place, _PLACE)


def when_and_where(event: Event, *, for_all: bool = False) -> str:
    """One line."""
    parts = [when_for_all(event) if for_all else when(event), "in person" if event.in_person else "", where(event)]
    parts.append(REPEATS[event.repeats] if event.repeats else "")
    return " · ".join(part for part in parts if part)


def add_to_calendar(event: Event) -> str:
    """Links that fill in the forms of two calendars."""
    return calendars.links(event.starts_at, title=event.name, place=event.place, length=event.length)


def _rows(listed_: Listed) -> list[Block]:
    is_one = len(listed_.programs) == 1
    return [block for event in listed_.events for block in _row(event, is_one=is_one)]


def _row(event: Event, *, is_one: bool) -> list[Block]:
    brought = f"brought by {mention(event.brought_by)}" if event.brought_by else ""
    goes = f"{counted(event.goes, 'person goes', 'people go')}" if event.goes else ""
    about = [brought, goes, "" if is_one else plain(event.program, 100)]
    lines = [title(event), when_and_where(event), sentence_start(" · ".join(part for part in about if part))]
    lines += [_going(event), add_to_calendar(event)] if event.mine is not None else []
    value = str(event.event_id)
    buttons = [_no(event), button("Calendar file", action_id=TAKE, value=value)]
    buttons = buttons if event.mine is not None else yes_buttons(event)
    buttons += [button("Change", action_id=EDIT, value=value)] if event.may_edit else []
    buttons += [button("Post in the channel", action_id=ANNOUNCE, value=value)] if event.may_announce else []
    return [section("\n".join(line for line in lines if line)), actions(*buttons)]


def _more(listed_: Listed) -> list[Block]:
    return [actions(button("More", action_id=MORE, value=str(listed_.page + 1)))] if listed_.has_more else []


def _going(event: Event) -> str:
    if event.company:
        return f"You go with {listed([mention(one) for one in event.company])}."
    if event.spared:
        return "You go. In a hard week Kith puts you in touch with nobody; go with whom you like."
    if event.mine:
        return "You go. From two days before, Kith puts you in touch with others who would like company."
    return "You go."


def yes_buttons(event: Event) -> list[Element]:
    """To go, alone or with somebody."""
    value = str(event.event_id)
    return [
        button("I'm going", action_id=GO, value=value),
        button("Go with someone", action_id=GO_WITH, value=value),
    ]


def _no(event: Event) -> Element:
    return button("I can't after all", action_id=STAY_AWAY, value=str(event.event_id))
