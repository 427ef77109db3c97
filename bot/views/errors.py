"""What a person reads when something cannot be done: what was wrong, and what to do."""

from __future__ import annotations

from bot.domain.errors import (
    AlreadyRunningError,
    ChannelClosedError,
    ClosedError,
    EndedError,
    GroupOverError,
    GuestsNotPairedError,
    HasOrganizersError,
    InvalidInputError,
    KithError,
    LastOrganizerError,
    LinkOverError,
    MayNotStartError,
    MentorFullError,
    NoProgramError,
    NoRoomError,
    NotAChannelError,
    NotAdminError,
    NotAllowedError,
    NotFoundError,
    NotFullMemberError,
    NotInChannelError,
    NotInProgramError,
    NotInvitedError,
    ProgramOverError,
    TooEarlyError,
    TooOftenError,
)
from bot.domain.messages import Message, View
from bot.views.blocks import modal, section
from bot.views.text import plain

_SAID: dict[type[KithError], str] = {
    NotAllowedError: "That is not yours to change. An organizer of the program can help; `/kith help` names them.",
    NotFoundError: "This is no longer there. Open Kith's Home tab to see how things stand now.",
    NoProgramError: "You are in no program yet. In a channel that has one, type `/kith join`.",
    NotInProgramError: "This is for the people of the program. To take part, type `/kith join` in its channel.",
    NotFullMemberError: (
        "Programs are started and organized by full members of a workspace. Ask a full member of this channel to do it."
    ),
    NotAdminError: "That is for admins of this Slack workspace. Ask one of them to do it.",
    MayNotStartError: (
        "The admins of this workspace chose who starts programs. Ask one of them to start it, or to add you."
    ),
    HasOrganizersError: "This program has an organizer, so nothing was changed. `/kith programs` shows who that is.",
    NotInChannelError: "You are not in that channel. Join it first, then start the program there.",
    GuestsNotPairedError: "This program is for full members of the workspace. Its organizers can open it to guests.",
    NotInvitedError: (
        "Kith is not in that private channel yet. Type `/invite @Kith` there, then try again: nothing was changed."
    ),
    ChannelClosedError: "That channel is archived or gone. Choose another one, or open it again first.",
    NotAChannelError: "A program is at home in a channel. Choose one, or type `/kith setup` there.",
    AlreadyRunningError: "A program is at home in that channel already. Its organizers can change it in Kith's Home.",
    TooOftenError: "That was a lot at once, and the last one is not in. Wait half a minute, then do it again.",
    NoRoomError: (
        "Kith's disk is full, so this is not saved yet. Please tell whoever runs Kith, and do it again once there is"
        " room. What you write in a form stays in it while it is open."
    ),
    TooEarlyError: "The next round can be planned from a week before it begins. Kith's Home tab says when that is.",
    GroupOverError: (
        "The groups have changed since this message came, so there is nothing to answer here any more. "
        "Kith's Home tab shows your buddy now; a chat you had is added with *Log what you did*."
    ),
    LinkOverError: "This link was used already, or is older than ten minutes. Kith's Home tab makes a new one.",
    MentorFullError: (
        "You have as many mentees as you take, so nothing was changed. With `/kith role` you can take one more."
    ),
    ProgramOverError: (
        "This program has ended, so there is nothing to answer here any more. What you arrange with each other "
        "is yours, and your people stay in Kith's Home tab."
    ),
    EndedError: (
        "This program has ended, so it stays as it is, to read. To go on, copy it to another channel: a new program "
        "with the same settings, and nobody in it yet."
    ),
    ClosedError: "That time is over, so nothing was changed. Kith's Home tab shows what is open now.",
}
_OTHERWISE = "That did not go through, and nothing was changed. Please try again from Kith's Home tab."


def error(raised: KithError) -> Message:
    """The words for a named error; of an input, its own."""
    said = _words(raised)
    return Message(text=said, blocks=(section(said),))


def _words(raised: KithError) -> str:
    if isinstance(raised, InvalidInputError):
        return plain(raised.message) or _OTHERWISE
    if isinstance(raised, LastOrganizerError):
        names = ", ".join(plain(name) for name in raised.names)
        return f"You are the only organizer of {names}. Name another one in its settings, or end it; then try again."
    return _SAID.get(type(raised), _OTHERWISE)


def notice(message: Message) -> View:
    """The same words as a small modal, for where no message can be answered."""
    return modal("Kith", message.blocks, callback_id="errors.notice")
