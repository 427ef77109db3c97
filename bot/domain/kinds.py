"""Every kind of due or sent message, one row each: how it counts under the cap, and when it is due by the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import Enum, StrEnum, auto
from typing import Self

MONDAY, THURSDAY, FRIDAY, SATURDAY = 0, 3, 4, 5


class Cap(Enum):
    """How a message counts under the cap on unprompted messages, see `services.message_cap`."""

    FREE = auto()  # not counted: somebody asked for it, or it goes to a channel
    ROOM = auto()  # it goes out where the day and the week have room
    KEPT = auto()  # as ROOM, and the other kinds keep a place of the week free for it
    SECOND = auto()  # as ROOM; it may be the second of a day, and may take the week's last place
    EXEMPT = auto()  # a report that comes with somebody's role: it goes out in any case, beside the day's message


@dataclass(frozen=True)
class Moment:
    """A weekday (0 = Monday) and a wall time; `on` is False where the organizer switched it off."""

    weekday: int
    at: time
    on: bool = True


@dataclass(frozen=True)
class Weekly:
    """Due by the calendar: the usual moment, which organizers may change, and how late it still makes sense.

    Work that is later than that is skipped, with a record.
    """

    moment: Moment
    catch_up: timedelta
    label: str = ""  # in a program's settings; without one it cannot be moved
    is_personal: bool = False  # the wall time counts in each member's own zone
    of_week_before: bool = False  # it speaks of the week that has just closed
    can_be_off: bool = True


class MessageKind(StrEnum):
    """A kind of message, or of due work. The value is what is stored; the order is that of one instant's work."""

    cap: Cap
    weekly: Weekly | None

    CLOSE = "close", Cap.FREE, Weekly(Moment(MONDAY, time(8)), timedelta(days=365), of_week_before=True)
    ROUND = (
        "round",
        Cap.FREE,
        Weekly(Moment(MONDAY, time(9)), timedelta(days=3), "New round and introductions", can_be_off=False),
    )
    PROMPT = (
        "prompt",
        Cap.ROOM,
        Weekly(Moment(MONDAY, time(9)), timedelta(hours=30), "Goals for the week", is_personal=True),
    )
    NUDGE = (
        "nudge",
        Cap.ROOM,
        Weekly(
            Moment(THURSDAY, time(12)),
            timedelta(hours=20),
            "Private word to members we have not heard from",
            is_personal=True,
        ),
    )
    CHECKIN = (
        "checkin",
        Cap.KEPT,
        Weekly(Moment(FRIDAY, time(10)), timedelta(hours=48), "Check-in", is_personal=True),
    )
    SUMMARY = (
        "summary",
        Cap.FREE,
        Weekly(Moment(MONDAY, time(10)), timedelta(days=3), "Summary in the channel", of_week_before=True),
    )
    DIGEST = (
        "digest",
        Cap.EXEMPT,
        Weekly(Moment(MONDAY, time(10, 5)), timedelta(days=6), "Digest to the organizers", of_week_before=True),
    )
    FEW_JOINED = (
        "few_joined",
        Cap.EXEMPT,
        Weekly(Moment(FRIDAY, time(10)), timedelta(days=2)),  # its day goes by that of rounds, see `calendar.Rhythm`
    )

    # Due by a row of its own: see the sweeps in jobs/
    INTRODUCTION = "introduction", Cap.SECOND
    COUNCIL = "council", Cap.SECOND  # a council reads of its next meeting; its place of the week is kept
    COMPANY = "company", Cap.SECOND  # two or three who would like to go to an event together
    WARM_INTRODUCTION = "warm_introduction", Cap.SECOND  # asker and knower, once the other side has said yes
    MENTOR_PAIR = "mentor_pair", Cap.SECOND  # mentor and mentee, once the mentor has said yes
    UNPAIRED = "unpaired", Cap.FREE  # `rounds.tell` counts it as the introduction that it replaces
    PLAN = "plan", Cap.ROOM
    PREVIEW = "preview", Cap.EXEMPT
    QUESTION = "question", Cap.ROOM
    RETURN = "return", Cap.ROOM
    WELCOME = "welcome", Cap.ROOM
    MENTOR_ASKED = "mentor_asked", Cap.ROOM
    INVITED = "invited", Cap.ROOM
    PLACE_CHANGED = "place_changed", Cap.ROOM  # an organizer took them out, or lets them pause
    BROADCAST = "broadcast", Cap.ROOM  # an organizer writes to the people of a program
    THANKS = "thanks", Cap.ROOM
    FAREWELL = "farewell", Cap.ROOM
    LOST_CHANNEL = "lost_channel", Cap.ROOM
    CONTACT = "contact", Cap.EXEMPT
    NEWS = "news", Cap.EXEMPT
    ORPHANED = "orphaned", Cap.EXEMPT

    # Follows from what somebody did
    CHANNEL_NOTICE = "channel_notice", Cap.FREE
    MEETING = "meeting", Cap.FREE  # what a buddy wrote down, passed on to the group
    HELP = "help", Cap.FREE  # that somebody can help with what another asked for
    EVENT = "event", Cap.FREE  # that an event somebody goes to is another time, or off
    SHARED = "shared", Cap.FREE  # a link that somebody passes on to a person or a channel
    ORGANIZER_NAMED = "organizer_named", Cap.FREE
    VIEWER_NAMED = "viewer_named", Cap.FREE
    NOTE = "note", Cap.FREE
    DATA = "data", Cap.FREE

    def __new__(cls, value: str, cap: Cap = Cap.FREE, weekly: Weekly | None = None) -> Self:
        kind = str.__new__(cls, value)
        kind._value_, kind.cap, kind.weekly = value, cap, weekly
        return kind


BY_CALENDAR: Mapping[MessageKind, Weekly] = {kind: kind.weekly for kind in MessageKind if kind.weekly}
