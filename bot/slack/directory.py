"""Reads people and channels from Slack. Plain values out; errors are Slack's, by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

PAGE = 200
LIST_PAGE = 500  # of users.list, which Slack answers twenty times a minute


@dataclass(frozen=True)
class ChannelInfo:
    """What Slack says of a channel."""

    id: str
    name: str
    is_archived: bool
    is_member: bool
    is_private: bool
    people: int | None  # in it, without Kith


def person(client: WebClient, slack_user_id: str) -> dict[str, Any]:
    """users.info's user, as the keyword values of `services.members.SlackPerson`."""
    return person_values(client.users_info(user=slack_user_id)["user"])


def person_values(user: dict[str, Any]) -> dict[str, Any]:
    """Slack's user object as the keyword values of `services.members.SlackPerson`."""
    profile = user.get("profile") or {}
    return {
        "slack_user_id": user["id"],
        "name": user.get("real_name") or profile.get("display_name") or user.get("name") or "",
        "zone": user.get("tz") or "UTC",
        "is_bot": bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        "is_guest": bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        "is_deactivated": bool(user.get("deleted")),
        "is_admin": bool(user.get("is_admin") or user.get("is_owner")),
    }


def admins(client: WebClient, *, most: int) -> list[dict[str, Any]]:
    """The first so many admins and owners of the workspace, as `person_values`; users.list is read no further."""
    found: list[dict[str, Any]] = []
    for page in client.users_list(limit=PAGE):
        people = [person_values(user) for user in page.get("members") or ()]
        found += [one for one in people if one["is_admin"] and not one["is_bot"] and not one["is_deactivated"]]
        if len(found) >= most:
            break
    return found[:most]


def everyone(client: WebClient, *, most: int) -> Iterator[dict[str, Any]]:
    """The first so many users as Slack describes them, page by page; addresses only with `users:read.email`."""
    found = 0
    for page in client.users_list(limit=LIST_PAGE):
        for user in page.get("members") or ():
            found += 1
            if found > most:
                return
            yield user


def handles(user: dict[str, Any]) -> tuple[str, ...]:
    """What somebody may be called with an @."""
    profile = user.get("profile") or {}
    return tuple(filter(None, (user.get("name"), profile.get("display_name"))))


def channel(client: WebClient, channel_id: str) -> ChannelInfo:
    """conversations.info."""
    found = client.conversations_info(channel=channel_id, include_num_members=True)["channel"]
    is_member, number = bool(found.get("is_member")), found.get("num_members")
    return ChannelInfo(
        id=found["id"],
        name=found.get("name", ""),
        is_archived=bool(found.get("is_archived")),
        is_member=is_member,
        is_private=bool(found.get("is_private")),
        people=None if number is None else number - is_member,
    )


def channel_members(client: WebClient, channel_id: str) -> Iterator[str]:
    """The Slack user ids in a channel, page by page."""
    cursor = ""
    while True:
        page = client.conversations_members(channel=channel_id, limit=PAGE, cursor=cursor or None)
        yield from page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return


def channels_of(client: WebClient, slack_user_id: str) -> Iterator[tuple[str, str]]:
    """The id and name of each channel that somebody is in, page by page; of private ones those that Kith is in, too."""
    for page in client.users_conversations(
        user=slack_user_id, types="public_channel,private_channel", exclude_archived=True, limit=PAGE
    ):
        yield from ((one["id"], one.get("name", "")) for one in page.get("channels") or ())
