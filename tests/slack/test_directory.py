"""What Slack says of people, over real HTTP: the sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.settings import MANIFEST
from bot.slack import directory
from sandbox import conversations, installs
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


@pytest.mark.parametrize("is_granted", [True, False])
def test_addresses_come_where_the_optional_scope_of_the_manifest_was_granted(*, is_granted: bool) -> None:
    with start_sandbox(installed=False, manifest=MANIFEST) as slack:
        app = slack.sandbox.store.app
        assert app.optional_scopes == ("users:read.email",)
        granted = tuple(one for one in app.bot_scopes if is_granted or one not in app.optional_scopes)
        token = installs.install(slack.sandbox.store, [slack.sandbox.workspace], scopes=granted)
        people = list(directory.everyone(slack.client(token.value), most=100))
        found = [one for one in people if (one.get("profile") or {}).get("email")]
        assert bool(found) is is_granted
        assert all(directory.person_values(one)["slack_user_id"] for one in people)


def test_the_channels_of_somebody_are_public_ones_and_those_private_ones_that_kith_is_in() -> None:
    with start_sandbox(people=4) as slack:
        client, somebody = slack.client(), slack.sandbox.workspace.people[0].id
        there = list(slack.sandbox.workspace.conversations.values())
        wanted = {one.id for one in there if one.kind == "channel" and not one.is_archived and somebody in one.members}
        assert wanted <= {channel_id for channel_id, _ in directory.channels_of(client, somebody)}
        workspace = slack.sandbox.workspace
        secret = conversations.create(slack.sandbox.store, workspace, "secret", members=[somebody], private=True)
        assert secret.id not in dict(directory.channels_of(client, somebody))
        assert workspace.bot
        secret.members[workspace.bot.id] = None
        assert dict(directory.channels_of(client, somebody))[secret.id] == "secret"
