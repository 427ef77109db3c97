"""The log of organizers' acts: a line of words for each, for Slack, a file and a page alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.domain.calendar import local
from bot.domain.digests import ItemKind
from bot.domain.kinds import BY_CALENDAR
from bot.domain.messages import File, Message, View
from bot.domain.organizer_acts import Act, ActsPage, Entry
from bot.domain.programs import CIRCLE_RULES, MIXES
from bot.domain.states import Joining, OddOne, Starters
from bot.views.blocks import actions, button, context, message, modal, section
from bot.views.own_texts import NAMES
from bot.views.program_settings import LOG, WEEKDAYS
from bot.views.text import cell, counted, listed, mention, plain
from bot.views.times import short_day, span

TABLE = "organizer_log.table"
COLUMNS = ("at", "slack_user_id", "act", "what")
LONGEST = 600
GONE = "somebody who left"

DID: Mapping[Act, str] = {
    Act.STARTED: "started the program",
    Act.COPIED: "copied the program",
    Act.PAUSED: "paused the program",
    Act.RESUMED: "resumed the program",
    Act.ENDED: "ended the program",
    Act.INVITED_AGAIN: "invited the channel again",
    Act.TOOK_OVER: "took the program over",
    Act.STARTERS: "changed who may start programs in this workspace",
    Act.BASICS: "changed rounds and groups",
    Act.RHYTHM: "changed days and times",
    Act.BREAKS: "changed the breaks",
    Act.HOLIDAYS: "changed whose public holidays are offered",
    Act.JOINING: "changed who takes part",
    Act.ACTIVITIES: "changed the activities",
    Act.GOALS: "changed the default goals",
    Act.CONDUCT: "changed the code of conduct",
    Act.ENDING: "changed how the program ends",
    Act.TEXTS: "changed own texts",
    Act.COUNCILS: "changed the councils",
    Act.ORGANIZERS: "changed who organizes",
    Act.VIEWERS: "changed who reads along",
    Act.DIGEST_PLACE: "changed where the digest goes",
    Act.PLANNED: "planned the next round",
    Act.MOVED: "moved somebody of the next round",
    Act.TAKEN_OUT: "took somebody out of the next round",
    Act.SWAPPED: "swapped two people of the next round",
    Act.LOCKED: "locked a group of the next round",
    Act.UNLOCKED: "unlocked a group of the next round",
    Act.MATCHED_ANEW: "matched the next round anew",
    Act.SENT_NOW: "sent the next round",
    Act.COUNCIL_SWAPPED: "swapped two people of the councils",
    Act.COUNCIL_LOCKED: "locked a council",
    Act.COUNCIL_UNLOCKED: "unlocked a council",
    Act.COUNCILS_ANEW: "composed the councils anew",
    Act.COUNCILS_SENT_NOW: "introduced the councils",
    Act.PERSON_INVITED: "invited somebody",
    Act.PERSON_REMOVED: "took somebody out of the program",
    Act.PERSON_PAUSED: "gave somebody a pause",
    Act.PERSON_RESUMED: "took a pause off",
    Act.KEPT_APART: "keeps two people apart",
    Act.MAY_MEET: "keeps two people apart no more",
    Act.PARTED: "gave two people other buddies",
    Act.BROUGHT_TOGETHER: "brings people together in the next round",
    Act.NOT_TOGETHER: "brings people together no more",
    Act.MENTORS_INVITED: "asked people to be mentors",
    Act.ROSTER_IN: "invited the people of a roster",
    Act.ROSTER_UNDONE: "took a roster back",
    Act.BROADCAST: "wrote to the people of the program",
    Act.ITEM_TAKEN: "took on",
    Act.ADVICE_REMOVED: "took a sentence for newcomers off",
    Act.EVENT_CHANGED: "changed an event",
    Act.EVENT_CALLED_OFF: "called an event off",
    Act.EVENT_ANNOUNCED: "announced an event in the channel",
    Act.POSTED_AGAIN: "posted a message once more",
}
ITEMS: Mapping[ItemKind, str] = {
    ItemKind.CONTACT: "somebody who asked for a word",
    ItemKind.UNREADABLE: "settings that could not be read",
    ItemKind.UNDELIVERED: "messages that did not arrive",
    ItemKind.WAITING: "no buddy",
    ItemKind.NO_COUNCIL: "no council",
    ItemKind.NEVER_MET: "met no buddy yet",
    ItemKind.INACTIVE: "not heard from for a while",
    ItemKind.QUIET: "a quiet week",
    ItemKind.DROP: "less done than usual",
    ItemKind.FEW: "too few people",
}
SETTINGS: Mapping[str, str] = {
    "name": "name",
    "zone": "time zone",
    "starts_on": "first day",
    "round_weeks": "weeks of a round",
    "group_size": "people in a group",
    "odd_one": "one person left over",
    "in_person": "meeting in person",
    "weights": "matching looks for",
    "min_common_half_hours": "shared half hours of the day",
    "lowers_hours": "fewer hours where somebody would have no buddy",
    "circle_rule": "who is matched with whom",
    "preview_hours": "hours of preview",
    "has_mentors": "mentors beside buddies",
    "mentor_weeks": "weeks of a mentor pair",
    "breaks": "breaks",
    "holiday_country": "country",
    "holiday_region": "region",
    "joining": "who takes part",
    "pairs_guests": "guests are matched",
    "activities": "activities",
    "goals": "default goals",
    "ends_on": "last day",
    "last_round": "last round",
    "digest_channel": "channel",
    "councils": "councils",
    "size": "people in a council",
    "every_weeks": "weeks between meetings",
    "has_lines": "a line each after meetings",
    "with_rounds": "buddy rounds beside",
    "starters": "who may",
    **{kind.value: weekly.label for kind, weekly in BY_CALENDAR.items()},
}
TEXTS = {"conduct": "its words", **{kind.value: name[0].lower() + name[1:] for kind, name in NAMES.items()}}
PARTS = {"members": "", "added": "added ", "removed": "took off "}
_NAMED: Mapping[str, Mapping[Any, str]] = {
    "weights": MIXES,
    "circle_rule": CIRCLE_RULES,
    "odd_one": {OddOne.TRIO.value: "joins a group", OddOne.SITS_OUT.value: "waits"},
    "joining": {Joining.BY_CHOICE.value: "by choice", Joining.EVERYONE.value: "everyone in the channel"},
    "starters": {
        Starters.EVERYONE.value: "everyone",
        Starters.ADMINS.value: "admins",
        Starters.NAMED.value: "admins and named people",
    },
}
# What the act says already
_NEEDS_NO_NAME = frozenset({"breaks", "activities", "goals", "digest_channel", "starters"})
_MOMENTS = frozenset(kind.value for kind in BY_CALENDAR)
Words = Callable[[str], str]


def line(
    entry: Entry, *, person: Words = mention, channel: Words = lambda one: f"<#{one}>", text: Words = plain
) -> str:
    """What was done, after the name of whoever did it: `changed rounds and groups: weeks of a round 2 → 3`.

    `person` and `channel` show ids of Slack's, `text` what organizers wrote; each for the place where it is read.
    """
    facts = entry.facts
    parts = [_change(name, pair, channel, text) for name, pair in entry.changes.items()]
    parts += [f"{said}{_people(ids, person)}" for part, said in PARTS.items() if (ids := entry.people.get(part))]
    parts += [TEXTS.get(name) or text(name) for name in entry.texts if entry.act is not Act.CONDUCT]
    did = DID[entry.act]
    did += f" “{ITEMS[ItemKind(facts['item'])]}”" if facts.get("item") in list(ItemKind) else ""
    did += f" to {channel(facts['channel'])}" if "channel" in facts else ""
    return f"{did}{': ' if parts else ''}{'; '.join(parts)}"


def who(entry: Entry, *, person: Words = mention) -> str:
    """Who did it."""
    return person(entry.slack_user_id) if entry.slack_user_id else GONE.capitalize()


def _people(ids: Sequence[str], person: Words) -> str:
    return listed([person(one) if one else GONE for one in ids])


def _change(name: str, pair: tuple[Any, Any], channel: Words, text: Words) -> str:
    before, after = pair
    label = "" if name in _NEEDS_NO_NAME else f"{SETTINGS.get(name) or text(name)} "
    if isinstance(before, list) or isinstance(after, list):
        return f"{label}{'; '.join(_listed(name, before or [], after or [], text)) or 'in another order'}"
    if name == "digest_channel":
        return f"{label}{' → '.join(channel(one) if one else 'direct messages' for one in pair)}"
    return f"{label}{_value(name, before, text)} → {_value(name, after, text)}"


def _listed(name: str, before: list[Any], after: list[Any], text: Words) -> Iterator[str]:
    for said, these in (
        ("with", [one for one in after if one not in before]),
        ("without", [one for one in before if one not in after]),
    ):
        if these:
            yield f"{said} {listed([_row(name, one, text) for one in these])}"


def _row(name: str, one: Any, text: Words) -> str:
    if name == "breaks":
        return span(date.fromisoformat(one[0]), date.fromisoformat(one[1]))
    if name == "goals":
        return f"{one[1]} × {text(one[0])}"
    return text(str(one))


def _value(name: str, value: Any, text: Words) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in _NAMED.get(name, {}):
        return _NAMED[name][value]
    if value is None or value == "":
        return "none"
    day, _, at = str(value).partition(" ")
    if name in _MOMENTS and day.isdigit() and int(day) < len(WEEKDAYS):
        return f"{WEEKDAYS[int(day)]} {at}"
    return text(str(value))


def screen(page: ActsPage) -> View:
    """The newest acts, and all of them as a file."""
    lines = [
        section(f"*{short_day(at.date())}, {at:%H:%M}* {who(entry)} {line(entry)}")
        for entry in page.entries
        for at in [local(entry.at, page.zone)]
    ]
    kept = (
        "Each act of an organizer for 400 days. Nobody can change it; members are named, what they wrote is not in it."
    )
    more = [context("There is more: the file has all of it.")] if page.has_more else []
    file = button("Send me all of it (CSV)", action_id=TABLE, value=str(page.program_id))
    return modal(
        "Who did what",
        [
            section(f"*{plain(page.program_name, 75)}*"),
            *(lines or [section("Nothing has been changed so far.")]),
            *more,
            actions(file),
            context(kept),
        ],
        callback_id=LOG,
    )


def table(page: ActsPage) -> Message:
    """The whole log, to the organizer who asked for it."""
    name = plain(page.program_name, 75)
    said = f"*{name}*: who did what, as a table of {counted(len(page.entries), 'act')}."
    found = message(f"{name}: who did what", [section(said)])
    return Message(found.text, found.blocks, (file(page),))


def table_is_coming() -> Message:
    """Said at once; the table itself comes by direct message."""
    said = "The table is on its way: Kith sends it to you in a direct message."
    return message(said, [section(said)])


def file(page: ActsPage) -> File:
    """The acts as UTF-8 with a byte order mark, the newest first; times in UTC, people by their ids in Slack."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for entry in page.entries:
        what = line(entry, person=str, channel=str, text=str)
        rows.writerow((entry.at.isoformat(), entry.slack_user_id, entry.act.value, cell(what, LONGEST)))
    return File(
        name="kith-who-did-what.csv",
        title=f"Who did what in {page.program_name}"[:150],
        content=written.getvalue().encode("utf-8-sig"),
    )
