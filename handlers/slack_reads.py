"""What Slack has to be asked about people and channels. Only after the ack, and never inside a transaction."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.errors import ChannelClosedError, NotAChannelError, NotInChannelError, NotInvitedError
from bot.services.members import SlackPerson
from bot.slack import directory
from bot.slack.directory import ChannelInfo

_ABSENT = {"channel_not_found": NotInvitedError, "is_archived": ChannelClosedError}


def describe(client: WebClient, slack_user_id: str) -> SlackPerson:
    """What Slack says of a person."""
    return SlackPerson(**directory.person(client, slack_user_id))


def enter_channel(client: WebClient, slack_channel_id: str, *, slack_user_id: str | None = None) -> ChannelInfo:
    """The channel, with Kith in it: it joins a public one, and people there see that. Raises as `find_channel`."""
    info = find_channel(client, slack_channel_id, slack_user_id=slack_user_id)
    if not info.is_member:
        client.conversations_join(channel=slack_channel_id)
    return info


def find_channel(client: WebClient, slack_channel_id: str, *, slack_user_id: str | None = None) -> ChannelInfo:
    """The channel, if Kith is in it or can join it.

    Raises NotInvitedError for a private channel without Kith, ChannelClosedError, NotAChannelError for a direct
    message, and NotInChannelError where the person (if one is named) is not in it.
    """
    info = read_channel(client, slack_channel_id)
    if info.is_private and not info.is_member:
        raise NotInvitedError(slack_channel_id)
    if slack_user_id and slack_user_id not in directory.channel_members(client, slack_channel_id):
        raise NotInChannelError(slack_channel_id)
    return info


def read_channel(client: WebClient, slack_channel_id: str) -> ChannelInfo:
    """The channel as it is. Raises NotInvitedError, ChannelClosedError or NotAChannelError."""
    if not slack_channel_id.startswith(("C", "G")):
        raise NotAChannelError(slack_channel_id)
    try:
        info = directory.channel(client, slack_channel_id)
    except SlackApiError as error:
        named = _ABSENT.get(error.response.get("error", ""))
        if named is None:
            raise
        raise named(slack_channel_id) from error
    if info.is_archived:
        raise ChannelClosedError(slack_channel_id)
    if info.name.startswith("mpdm-"):
        raise NotAChannelError(slack_channel_id)
    return info
