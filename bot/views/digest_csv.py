"""The digest's table: one row a participant, columns that do not change (docs/digest-csv.md)."""

from __future__ import annotations

import csv
import io

from bot.domain.digests import Digest, Person
from bot.domain.messages import File
from bot.views.text import cell

COLUMNS = (
    "week_on",
    "slack_user_id",
    "name",
    "state",
    "joined_on",
    "last_active_on",
    "paired",
    "groups",
    "groups_met",
    "goals_set",
    "goals_met",
    "acts",
    "new_contacts",
    "acts_in_all",
    "new_contacts_in_all",
    "buddies",
    "met",
)


def file(told: Digest) -> File:
    """The table as UTF-8 with a byte order mark, so that spreadsheets read every alphabet."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows(_row(told, person) for person in told.people)
    return File(
        name=f"kith-digest-{told.week_on}.csv",
        title=f"Participation, week of {told.week_on}",
        content=text.getvalue().encode("utf-8-sig"),
    )


def _row(told: Digest, person: Person) -> tuple[str | int, ...]:
    return (
        told.week_on.isoformat(),
        person.slack_user_id,
        cell(person.name),
        person.state.value,
        person.joined_at.date().isoformat(),
        person.last_active_at.date().isoformat(),
        "" if person.sat_out else "yes" if person.was_paired else "no",
        person.groups,
        person.groups_met,
        person.goals_set,
        person.goals_met,
        person.acts,
        person.new_contacts,
        person.acts_in_all,
        person.new_contacts_in_all,
        cell("; ".join(person.buddies)),
        "yes" if person.met else "no",
    )
