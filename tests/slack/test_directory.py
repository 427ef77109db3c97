"""What Slack says of people, over real HTTP: the sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.slack import directory
from tests.sandboxes import Handle, start_sandbox


@pytest.fixture(scope="module")
def slack() -> Iterator[Handle]:
    with start_sandbox(people=450) as handle:  # three pages of users.list
        yield handle


def test_admins_and_owners_are_found_on_any_page_and_so_many_of_them(slack: Handle) -> None:
    people = slack.sandbox.workspace.users
    admins = [user.id for user in people.values() if (user.is_admin or user.is_owner) and not user.is_bot]
    found = directory.admins(slack.client(), most=100)
    assert sorted(one["slack_user_id"] for one in found) == sorted(admins)
    assert all(one["is_admin"] for one in found)
    last = [user for user in people.values() if not user.is_bot][-1]
    last.is_admin = True
    assert last.id in {one["slack_user_id"] for one in directory.admins(slack.client(), most=100)}
    assert len(directory.admins(slack.client(), most=1)) == 1


def test_a_channel_tells_how_many_are_in_it_but_for_kith(slack: Handle) -> None:
    found = slack.sandbox.workspace
    channel = next(one for one in found.conversations.values() if one.kind == "channel")
    read = directory.channel(slack.client(), channel.id)
    assert read.people == len(channel.members) - read.is_member
    slack.client().conversations_join(channel=channel.id)
    assert directory.channel(slack.client(), channel.id).people == len(channel.members) - 1
