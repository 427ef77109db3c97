"""A meeting or event for people's own calendars: links that fill in Google's and Outlook's forms, and an .ics file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from icalendar import Calendar, Event

from bot.domain.councils import LENGTH
from bot.domain.events import Event as Going
from bot.domain.mentor_pairs import TALK
from bot.domain.messages import File
from bot.domain.rounds import Agreed
from bot.domain.slots import MEETING

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.office.com/calendar/0/deeplink/compose"


def links(start: datetime, *, title: str, place: str = "", length: timedelta = MEETING) -> str:
    """Links that fill in the forms of two calendars: `length` from `start` (UTC)."""
    google = google_link(start, title=title, place=place, length=length)
    outlook = outlook_link(start, title=title, place=place, length=length)
    return f"Add to {_link('Google', google)} · {_link('Outlook', outlook)}"


def google_link(start: datetime, *, title: str, place: str = "", length: timedelta = MEETING) -> str:
    """Opens Google Calendar's form."""
    dates = f"{start.astimezone(UTC):%Y%m%dT%H%M%SZ}/{(start + length).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    fields = {"action": "TEMPLATE", "text": title, "dates": dates, **({"location": place} if place else {})}
    return f"{GOOGLE}?{urlencode(fields)}"


def outlook_link(start: datetime, *, title: str, place: str = "", length: timedelta = MEETING) -> str:
    """Opens Outlook's form."""
    fields = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{(start + length).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
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
    uid = f"meeting-{agreed.meeting_id}@kith"
    entry = _entry(uid, agreed.changes, agreed.starts_at, MEETING, title=title, place=agreed.place, now=now)
    return File(name="buddy-chat.ics", title="Your buddy chat", content=entry)


def talk_file(agreed: Agreed, *, title: str, now: datetime) -> File:
    """An .ics file with the time of a mentor's and a mentee's talk; as `meeting_file`, it moves with it."""
    uid = f"meeting-{agreed.meeting_id}@kith"
    entry = _entry(uid, agreed.changes, agreed.starts_at, TALK, title=title, place=agreed.place, now=now)
    return File(name="mentor-talk.ics", title="Your talk", content=entry)


def council_file(agreed: Agreed, *, title: str, now: datetime) -> File:
    """An .ics file with a council's agreed time; as `meeting_file`, it moves with the meeting."""
    uid = f"council-{agreed.meeting_id}@kith"
    entry = _entry(uid, agreed.changes, agreed.starts_at, LENGTH, title=title, place=agreed.place, now=now)
    return File(name="council.ics", title="Your council", content=entry)


def event_file(going: Going, *, now: datetime) -> File:
    """An .ics file with an event of a program; as `meeting_file`, it moves with the event."""
    uid = f"event-{going.event_id}@kith"
    entry = _entry(uid, going.changes, going.starts_at, going.length, title=going.name, place=going.place, now=now)
    return File(name="event.ics", title="An event that you go to", content=entry)


def _entry(  # each is a part of the entry; texts by name
    uid: str, changes: int, start: datetime, length: timedelta, *, title: str, place: str, now: datetime
) -> bytes:
    calendar, event = _calendar(), Event()
    event.add("uid", uid)
    event.add("sequence", changes)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", (start + length).astimezone(UTC))
    event.add("summary", title)
    if place:
        event.add("location", place)
    event.add("status", "CONFIRMED")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Kith//Buddies//EN")
    calendar.add("version", "2.0")
    return calendar


def _link(label: str, url: str) -> str:
    return f"<{url.replace('&', '&amp;')}|{label}>"
