"""What an organizer filled in for somebody, as that person reads it; and the roster as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from bot.domain.messages import Block, File, View
from bot.domain.rosters import FIELDS, FilledIn, RosterPerson
from bot.views.blocks import actions, button, modal, section
from bot.views.text import cell, mention, plain

KEEP, CHANGE, ERASE = "rosters.keep", "rosters.change", "rosters.erase"
SAID = "rosters.said"
MOST = 5
COLUMNS = ("name", "slack_user_id", "state", "role", "joined_on", "school", "employer", "field", "city")
_LABELS = {"targeting": "looking for", "offers": "can offer", "asks": "asks for"}


def filled_in(found: Sequence[FilledIn]) -> list[Block]:
    """What stands there for them to keep, change or erase; nothing of it is in their profile before."""
    return [block for one in found[:MOST] for block in _one(one)]


def _one(one: FilledIn) -> list[Block]:
    who, value = mention(one.by) if one.by else "An organizer", str(one.line_id)
    said = "\n".join(f"• {_LABELS.get(name, name)}: {plain(one.values[name])}" for name in FIELDS if name in one.values)
    return [
        section(
            f"*{who} filled in for you, in {plain(one.program_name, 80)}:*\n{said}\n"
            "It is in your profile only if you keep it. What you wrote yourself stays."
        ),
        actions(
            button("Keep it", action_id=KEEP, value=value, style="primary"),
            button("Keep and change it", action_id=CHANGE, value=value),
            button("Erase it", action_id=ERASE, value=value),
        ),
    ]


def kept() -> View:
    """Said in place of what was shown."""
    return modal("Kith", [section("It is in your profile now. Home, under *Me*, changes it.")], callback_id=SAID)


def erased() -> View:
    """Said in place of what was shown."""
    return modal("Kith", [section("It is erased. Nothing of it is in your profile.")], callback_id=SAID)


def table(people: Sequence[RosterPerson], *, on: date) -> File:
    """The roster as UTF-8 with a byte order mark, so that spreadsheets read every alphabet."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows(_row(one) for one in people)
    return File(f"kith-roster-{on}.csv", "Roster", text.getvalue().encode("utf-8-sig"))


def _row(one: RosterPerson) -> tuple[str, ...]:
    circles = (cell(words) for words in (one.school, one.employer, one.field, one.city))
    return (cell(one.name), one.slack_user_id, one.state, one.role, one.joined_on.isoformat(), *circles)
