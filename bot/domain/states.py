"""The words of the product that are stored: states, kinds, choices."""

from __future__ import annotations

from enum import StrEnum


class WorkspaceState(StrEnum):
    """Whether Kith may speak in a workspace."""

    ACTIVE = "active"
    REVOKED = "revoked"
    UNINSTALLED = "uninstalled"
    MOVED = "moved"  # to another database: nothing is done here any more


class ProgramState(StrEnum):
    """Where a program is in its life."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class ParticipantState(StrEnum):
    """A member's state in one program."""

    ACTIVE = "active"
    PAUSED = "paused"
    RESTING = "resting"
    LANDED = "landed"
    LEFT = "left"


class Joining(StrEnum):
    """How people come into a program."""

    BY_CHOICE = "by_choice"
    EVERYONE = "everyone"


class OddOne(StrEnum):
    """What happens with the one over."""

    TRIO = "trio"
    SITS_OUT = "sits_out"


class Role(StrEnum):
    """A participant's side in mentor rounds."""

    PEER = "peer"
    MENTOR = "mentor"
    MENTEE = "mentee"


class RoundState(StrEnum):
    """A round is proposed while organizers may still edit it, then running, then closed."""

    PROPOSED = "proposed"
    RUNNING = "running"
    CLOSED = "closed"


class WaitingWhy(StrEnum):
    """Why somebody has no buddy at present. The first seven are pairing's own words."""

    NOBODY_ELSE = "nobody_else"
    NO_COMMON_HOURS = "no_common_hours"
    KEPT_APART = "kept_apart"
    NO_MENTOR = "no_mentor"
    NO_MENTEE = "no_mentee"
    PARTNERS_TAKEN = "partners_taken"
    SITS_OUT = "sits_out"
    JOINED_LATE = "joined_late"
    REGROUPED = "regrouped"


class MeetingAnswer(StrEnum):
    """What a participant said of their buddy group's meeting."""

    HAVE_TIME = "have_time"
    MET = "met"
    NOT_YET = "not_yet"
    WONT_HAPPEN = "wont_happen"


class OccurrenceState(StrEnum):
    """A due moment is done, or skipped with a reason."""

    DONE = "done"
    SKIPPED = "skipped"


class DeliveryState(StrEnum):
    """Where a message is on its way to Slack."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (DeliveryState.QUEUED, DeliveryState.SENDING)
