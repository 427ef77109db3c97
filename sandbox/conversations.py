"""What can happen to a conversation: made, opened, joined, left, archived, renamed."""

import re
import time
from collections.abc import Iterable

from sandbox.model import Conversation, Store, User, Workspace

_NAME = re.compile(r"[^a-z0-9_-]+")


def create(
    store: Store,
    workspace: Workspace,
    name: str,
    *,
    members: Iterable[str] = (),
    private: bool = False,
    topic: str = "",
    creator: str | None = None,
) -> Conversation:
    """A new channel with these members (user ids)."""
    ids = list(members)
    conversation = Conversation(
        id=store.ids.new("C"),
        team_id=workspace.id,
        kind="group" if private else "channel",
        name=_NAME.sub("-", name.lower())[:80],
        creator=creator or (ids[0] if ids else ""),
        created=int(time.time()),
        members=dict.fromkeys(ids),
        topic=topic,
    )
    workspace.conversations[conversation.id] = conversation
    store.emit("conversation_created", workspace.id, conversation=conversation)
    return conversation


def open_direct(store: Store, workspace: Workspace, users: Iterable[str]) -> tuple[Conversation, bool]:
    """The DM (two users) or group DM of exactly these users in any order, and whether it is new."""
    ordered = list(users)
    members = frozenset(ordered)
    if known := workspace.directs.get(members):
        return workspace.conversations[known], False
    direct = len(members) <= 2
    names = sorted(workspace.users[user].name for user in members)
    conversation = Conversation(
        id=store.ids.new("D" if direct else "C"),
        team_id=workspace.id,
        kind="im" if direct else "mpim",
        name="" if direct else f"mpdm-{'--'.join(names)}-1",
        creator=ordered[0],
        created=int(time.time()),
        members=dict.fromkeys(ordered),
    )
    workspace.conversations[conversation.id] = conversation
    workspace.directs[members] = conversation.id
    store.emit("conversation_opened", workspace.id, conversation=conversation)
    return conversation, True


def join(store: Store, conversation: Conversation, user: User, *, inviter: str | None = None) -> bool:
    """Add a member; False if already in it."""
    if user.id in conversation.members:
        return False
    conversation.members[user.id] = None
    store.emit("member_joined", conversation.team_id, conversation=conversation, user=user, inviter=inviter)
    return True


def leave(store: Store, conversation: Conversation, user: User, *, actor: str | None = None) -> bool:
    """Take a member out; `actor` is who removed them. False if not in it."""
    if user.id not in conversation.members:
        return False
    del conversation.members[user.id]
    store.emit("member_left", conversation.team_id, conversation=conversation, user=user, actor=actor or user.id)
    return True


def archive(store: Store, conversation: Conversation, *, actor: str) -> None:
    """Archive a channel: nobody can post in it, its members stay recorded."""
    conversation.is_archived = True
    store.emit("conversation_archived", conversation.team_id, conversation=conversation, actor=actor)


def unarchive(store: Store, conversation: Conversation, *, actor: str) -> None:
    """Undo `archive`."""
    conversation.is_archived = False
    store.emit("conversation_unarchived", conversation.team_id, conversation=conversation, actor=actor)


def delete(store: Store, conversation: Conversation, *, actor: str) -> None:
    """Remove a channel and all that was said in it."""
    del store.workspaces[conversation.team_id].conversations[conversation.id]
    store.emit("conversation_deleted", conversation.team_id, conversation=conversation, actor=actor)


def rename(store: Store, conversation: Conversation, name: str, *, actor: str) -> None:
    """Give a channel another name."""
    conversation.name = _NAME.sub("-", name.lower())[:80]
    store.emit("conversation_renamed", conversation.team_id, conversation=conversation, actor=actor)
