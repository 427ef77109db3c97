"""Named errors. The docstring says what was wrong; `views.errors` says it to a person, with what to do."""

from __future__ import annotations


class KithError(Exception):
    """Something that was asked for cannot be done."""

    def __str__(self) -> str:
        return " ".join(str(part) for part in self.args) or (self.__doc__ or "")


class NotAllowedError(KithError):
    """The person may not do this."""


class NotFoundError(KithError):
    """The thing does not exist, or belongs to another workspace, program or person."""


class NoProgramError(KithError):
    """The person takes part in no program."""


class NotInProgramError(NoProgramError):
    """What the person read in a channel is for those who take part in its program."""


class TooOftenError(KithError):
    """The person did this more often than anybody does by hand."""


class NoRoomError(KithError):
    """The database has no room left; nothing was stored."""


class ClosedError(KithError):
    """The thing is over: its round, week or program has ended."""


class EndedError(ClosedError):
    """The program has ended, and an organizer would change something in it."""


class TooEarlyError(KithError):
    """The next round begins more than a week from now."""


class GroupOverError(ClosedError):
    """The buddy group was dissolved: its people have other buddies now."""


class MentorFullError(KithError):
    """The mentor has as many mentees as they take."""


class ProgramOverError(ClosedError):
    """The program has ended: its groups are asked nothing any more."""


class InvalidInputError(KithError):
    """What a person entered cannot be used. `field` names the place, `message` says what to write there."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


class NotFullMemberError(NotAllowedError):
    """Guests, apps and people whom Slack has not described do not start or organize programs."""


class NotAdminError(NotAllowedError):
    """The person is no admin of the workspace."""


class MayNotStartError(NotAllowedError):
    """The workspace's admins chose who may start programs, and the person is not among them."""


class HasOrganizersError(NotAllowedError):
    """The program has somebody who organizes it, so no admin takes it over."""


class NotInChannelError(NotAllowedError):
    """The person is not in the channel that they want to start a program in."""


class GuestsNotPairedError(NotAllowedError):
    """The program pairs full members of the workspace only."""


class NotInvitedError(KithError):
    """Kith is not in this private channel."""


class ChannelClosedError(KithError):
    """The channel is archived or gone."""


class NotAChannelError(KithError):
    """A direct message is no place for a program."""


class LastOrganizerError(KithError):
    """A program would lose its last organizer. `names` are those programs."""

    def __init__(self, *names: str) -> None:
        super().__init__(*names)
        self.names = names


class AlreadyRunningError(KithError):
    """The channel has a program already."""


class LinkOverError(KithError):
    """The link that signs somebody in was used already, or is too old."""
