"""A meeting for people's own calendars: links that fill in Google's and Outlook's forms, and an .ics file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from icalendar import Calendar, Event

from bot.domain.messages import File
from bot.domain.rounds import Agreed
from bot.domain.slots import MEETING

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.office.com/calendar/0/deeplink/compose"


def google_link(start: datetime, *, title: str, place: str = "") -> str:
    """Opens Google Calendar's form for half an hour from `start` (UTC)."""
    dates = f"{start.astimezone(UTC):%Y%m%dT%H%M%SZ}/{(start + MEETING).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    fields = {"action": "TEMPLATE", "text": title, "dates": dates, **({"location": place} if place else {})}
    return f"{GOOGLE}?{urlencode(fields)}"


def outlook_link(start: datetime, *, title: str, place: str = "") -> str:
    """Opens Outlook's form for half an hour from `start` (UTC)."""
    fields = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{(start + MEETING).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        **({"location": place} if place else {}),
    }
    return f"{OUTLOOK}?{urlencode(fields)}"


def calendar_file(group_id: int, starts: Sequence[datetime], *, title: str, text: str, now: datetime) -> File:
    """An .ics file (RFC 5545) with each of the times as a tentative entry of half an hour."""
    calendar = _calendar()
    for number, start in enumerate(starts, start=1):
        event = Event()
        event.add("uid", f"group-{group_id}-{number}-{start:%Y%m%dT%H%MZ}@kith")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", start.astimezone(UTC))
        event.add("dtend", (start + MEETING).astimezone(UTC))
        event.add("summary", title if len(starts) == 1 else f"{title} (option {number} of {len(starts)})")
        event.add("description", text)
        event.add("status", "TENTATIVE")
        calendar.add_component(event)
    return File(name="buddy-chat.ics", title="Times for your buddy chat", content=calendar.to_ical())


def meeting_file(agreed: Agreed, *, title: str, now: datetime) -> File:
    """An .ics file with the agreed time. Its id stays when the time moves, so that a calendar moves its own entry."""
    calendar, event = _calendar(), Event()
    event.add("uid", f"meeting-{agreed.meeting_id}@kith")
    event.add("sequence", agreed.changes)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", agreed.starts_at.astimezone(UTC))
    event.add("dtend", (agreed.starts_at + MEETING).astimezone(UTC))
    event.add("summary", title)
    if agreed.place:
        event.add("location", agreed.place)
    event.add("status", "CONFIRMED")
    calendar.add_component(event)
    return File(name="buddy-chat.ics", title="Your buddy chat", content=calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Kith//Buddies//EN")
    calendar.add("version", "2.0")
    return calendar
