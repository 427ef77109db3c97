"""Which events a change becomes: by kind of conversation, by what the bot may see, by subscription."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox import conversations, events, installs, messages, people
from sandbox.core import Options, Sandbox
from sandbox.model import Change, Conversation, User


@dataclass
class Watched:
    """A sandbox without a server, and the events its changes would be sent as."""

    sandbox: Sandbox = field(default_factory=lambda: Sandbox(Options(limits=None)))
    events: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sandbox.store.subscribe(self.note)

    def note(self, change: Change) -> None:
        self.events += [envelope["event"] for envelope in events.envelopes(self.sandbox.store, change)]

    @property
    def bot(self) -> User:
        bot = self.sandbox.workspace.bot
        assert bot is not None
        return bot

    @property
    def person(self) -> User:
        return self.sandbox.workspace.people[0]

    def channel(self, *, private: bool, with_bot: bool = True) -> Conversation:
        members = [self.person.id, self.bot.id] if with_bot else [self.person.id]
        workspace = self.sandbox.workspace
        made = conversations.create(self.sandbox.store, workspace, "team", members=members, private=private)
        self.events.clear()
        return made

    def types(self) -> list[str]:
        return [event["type"] for event in self.events]


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.mark.parametrize(("private", "prefix"), [(False, "channel"), (True, "group")])
def test_what_happens_to_a_channel_is_told_by_its_kind(watched: Watched, prefix: str, *, private: bool) -> None:
    store, channel, actor = watched.sandbox.store, watched.channel(private=private), watched.person.id
    conversations.rename(store, channel, "crew", actor=actor)
    conversations.archive(store, channel, actor=actor)
    conversations.unarchive(store, channel, actor=actor)
    conversations.leave(store, channel, watched.bot, actor=actor)
    expected = [f"{prefix}_{what}" for what in ("rename", "archive", "unarchive", "left")]
    assert watched.types() == expected
    assert watched.events[0]["channel"]["name"] == "crew"
    assert {event["channel"] for event in watched.events[1:]} == {channel.id}


def test_of_a_private_channel_without_it_the_app_hears_nothing(watched: Watched) -> None:
    store, channel = watched.sandbox.store, watched.channel(private=True, with_bot=False)
    other = watched.sandbox.workspace.people[1]
    conversations.join(store, channel, other)
    messages.post(store, channel, other, f"psst <@{watched.bot.id}>")
    conversations.leave(store, channel, other)
    conversations.archive(store, channel, actor=other.id)
    assert watched.events == []


def test_of_a_public_channel_without_it_the_app_hears_only_what_concerns_the_channel(watched: Watched) -> None:
    store, channel = watched.sandbox.store, watched.channel(private=False, with_bot=False)
    conversations.join(store, channel, watched.sandbox.workspace.people[1])
    messages.post(store, channel, watched.person, "hello")
    conversations.delete(store, channel, actor=watched.person.id)
    assert watched.types() == ["channel_deleted"]


def test_a_message_its_edit_and_its_deletion_are_told(watched: Watched) -> None:
    store, channel = watched.sandbox.store, watched.channel(private=False)
    message = messages.post(store, channel, watched.person, f"hi <@{watched.bot.id}>")
    messages.change(store, channel, message, text="bye")
    messages.delete(store, channel, message)
    assert watched.types() == ["message", "app_mention", "message", "message"]
    edit, deletion = watched.events[2:]
    assert (edit["subtype"], edit["message"]["text"]) == ("message_changed", "bye")
    assert edit["previous_message"]["text"].startswith("hi")
    assert (deletion["subtype"], deletion["deleted_ts"]) == ("message_deleted", message.ts)


def test_an_ephemeral_message_is_no_event(watched: Watched) -> None:
    channel = watched.channel(private=False)
    messages.post(watched.sandbox.store, channel, watched.bot, "only you", only_for=watched.person.id)
    assert watched.events == []


def test_people_and_the_app_itself_are_told(watched: Watched) -> None:
    store, workspace = watched.sandbox.store, watched.sandbox.workspace
    watched.events.clear()
    people.add(store, workspace, {"name": "New Comer"})
    people.change(store, watched.person, deleted=True)
    installs.uninstall(store, workspace)
    assert watched.types() == ["team_join", "user_change", "tokens_revoked", "app_uninstalled"]
    assert watched.events[1]["user"]["deleted"] is True


def test_an_app_that_is_nowhere_installed_hears_nothing() -> None:
    watched = Watched(Sandbox(Options(limits=None, installed=False)))
    people.change(watched.sandbox.store, watched.person, tz="Asia/Tokyo")
    assert watched.events == []
