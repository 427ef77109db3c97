"""A member's data as a page that any browser opens, beside the JSON file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

# The title of each part; one that is not here is called as its table is.
_TITLES = {
    "profile": "Your profile",
    "participants": "Programs you are in",
    "goals": "Your goals",
    "checkins": "What you did",
    "participant_weeks": "Your weeks",
    "contacts": "Your people",
    "follow_ups": "Your follow-ups",
    "known_cards": "Who you already know",
    "preparations": "Your pages before a chat",
    "worksheets": "What you wrote after meetings",
    "paths": "Your path of small steps",
    "path_steps": "Your small steps",
    "buddies": "People you were introduced to",
    "group_members": "What you said about your buddy groups",
    "do_not_pair": "People you'd rather not be paired with",
    "round_wishes": "Whom you wished to meet",
    "wished_people": "People you wished for by name",
    "notices": "Messages Kith sent you",
    "organizers": "Programs you organize",
    "held_prompts": "Questions that wait for your buddy",
    "mentor_pairs": "Mentors you asked for",
    "mentor_agreements": "What you agreed on with your mentor",
    "mentees": "People whose mentor you are or were",
    "mentor_talks": "When you said that you talked with your mentor or mentee",
    "mentor_words": "Your last words to your mentor or mentee",
    "mentor_invitations": "When you were asked to be a mentor",
    "broadcast_readers": "Messages of organizers that were for you",
    "roster_lines": "What an organizer filled in for you",
    "waiting": "When you waited for a buddy",
}


def page(data: Mapping[str, Any]) -> bytes:
    """The page of what `services.export.my_data` found; parts and columns without anything in them are left out."""
    from jinja2 import Environment, PackageLoader  # noqa: PLC0415  # most processes never draw one

    pages = Environment(loader=PackageLoader("bot.views", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return pages.get_template("my_data.html").render(parts=list(_parts(data))).encode()


def _parts(data: Mapping[str, Any]) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    for name in (*_TITLES, *sorted(data.keys() - _TITLES.keys())):
        found = data.get(name) or []
        rows: Sequence[Row] = [found] if isinstance(found, Mapping) else found
        columns = list(dict.fromkeys(key for row in rows for key, value in row.items() if _said(value)))
        if columns:
            title = _TITLES.get(name, _spaced(name))
            yield (
                title,
                [_spaced(column) for column in columns],
                [[_said(row.get(key)) for key in columns] for row in rows],
            )


def _spaced(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Mapping):
        return " · ".join(filter(None, map(_said, value.values())))
    if isinstance(value, list):
        return ("\n" if any(isinstance(one, Mapping) for one in value) else ", ").join(map(_said, value))
    return "" if value is None else str(value)
