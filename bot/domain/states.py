"""The words of the product that are stored: states, kinds, choices."""

from __future__ import annotations

from enum import StrEnum


class WorkspaceState(StrEnum):
    """Whether Kith may speak in a workspace."""

    ACTIVE = "active"
    REVOKED = "revoked"
    UNINSTALLED = "uninstalled"
    MOVED = "moved"  # to another database: nothing is done here any more


class Starters(StrEnum):
    """Who may start programs in a workspace. Admins may in any case."""

    EVERYONE = "everyone"
    ADMINS = "admins"
    NAMED = "named"


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

    @property
    def takes_part(self) -> bool:
        """Whether they are in the program: whoever pauses, rests or has landed takes part, too."""
        return self is not ParticipantState.LEFT


class Joining(StrEnum):
    """How people come into a program."""

    BY_CHOICE = "by_choice"
    EVERYONE = "everyone"


class OddOne(StrEnum):
    """What happens with the odd one when people do not divide into groups of the wanted size."""

    TRIO = "trio"
    """They join a group, which then has one more."""
    SITS_OUT = "sits_out"
    """They wait this round, and nobody waits twice before everyone has waited once."""


class Frequency(StrEnum):
    """How often somebody would like a buddy. Whoever sits out by it is not missed."""

    EVERY_ROUND = "every_round"
    EVERY_SECOND = "every_second"
    MONTHLY = "monthly"

    def every(self, round_weeks: int) -> int:
        """In every how-many-th round of so many weeks they have a buddy; a month has four, and is not undercut."""
        return {Frequency.EVERY_ROUND: 1, Frequency.EVERY_SECOND: 2}.get(self, -(-4 // round_weeks))

    def sits_out(self, number: int, *, last: int | None, round_weeks: int) -> bool:
        """Whether they sit out the round of this number; `last` is the one in which they were last introduced."""
        return last is not None and last < number < last + self.every(round_weeks)


class Role(StrEnum):
    """Whether a participant is there as a mentor. Whoever did not choose is a peer, and can ask for one, too."""

    PEER = "peer"
    MENTOR = "mentor"
    MENTEE = "mentee"


class RoundState(StrEnum):
    """A round is proposed while organizers may still edit it, then running, then closed."""

    PROPOSED = "proposed"
    RUNNING = "running"
    CLOSED = "closed"


class WaitingWhy(StrEnum):
    """Why somebody has no buddy at present. The first seven are what pairing says; the others are what people did."""

    NOBODY_ELSE = "nobody_else"
    """Nobody else takes part."""
    NO_COMMON_HOURS = "no_common_hours"
    """With nobody are there enough common half-hours."""
    KEPT_APART = "kept_apart"
    """Do-not-pair entries (and hours) rule out everyone. Entries are private: views name no other side."""
    OUT_OF_CIRCLE = "out_of_circle"
    """The program goes only across or only within a circle, and that leaves nobody for them."""
    NO_MENTEE = "no_mentee"
    """There is a mentor already wherever this one could be."""
    PARTNERS_TAKEN = "partners_taken"
    """There are possible partners, but each is the only one possible for somebody else."""
    SITS_OUT = "sits_out"
    """The odd one of this round, by the program's choice."""
    JOINED_LATE = "joined_late"
    CAME_BACK = "came_back"
    """They paused, rested or had landed when the round began."""
    REGROUPED = "regrouped"
    BY_ORGANIZER = "by_organizer"
    """An organizer took them out of the round before it began: nothing matches them into it by itself."""


class MeetingAnswer(StrEnum):
    """What a participant said of their buddy group's meeting."""

    HAVE_TIME = "have_time"
    MET = "met"
    NOT_YET = "not_yet"
    WONT_HAPPEN = "wont_happen"


DID_NOT_MEET = frozenset({MeetingAnswer.NOT_YET, MeetingAnswer.WONT_HAPPEN})


class MeetingOutcome(StrEnum):
    """What became of a meeting of a buddy group."""

    MET = "met"
    CALLED_OFF = "called_off"


class OccurrenceState(StrEnum):
    """A due moment is done, or skipped with a reason."""

    DONE = "done"
    SKIPPED = "skipped"


class DeliveryRole(StrEnum):
    """What a member is to a message."""

    AUTHOR = "author"
    TARGET = "target"
    MENTIONED = "mentioned"


class DeliveryState(StrEnum):
    """Where a message is on its way to Slack."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (DeliveryState.QUEUED, DeliveryState.SENDING)
