"""Channels and direct messages as people change them. `by` is who does it: an admin or the first person if absent."""

from sandbox import conversations
from sandbox.control.call import Call, ControlError
from sandbox.control.read_routes import described
from sandbox.model import Conversation, Json, User, Workspace


def _actor(call: Call, workspace: Workspace) -> User:
    if "by" in call.args:
        found = workspace.users.get(call.text("by"))
        if found is None:
            raise ControlError("user_not_found", f"there is no person {call.text('by')}", status=404)
        return found
    living = [user for user in workspace.people if not user.deleted]
    if not living:
        raise ControlError("user_not_found", "the workspace has no people")
    return next((user for user in living if user.is_admin), living[0])


def _users(call: Call, workspace: Workspace, name: str) -> list[User]:
    found = []
    for wanted in call.words(name):
        user = workspace.users.get(wanted)
        if user is None:
            raise ControlError("user_not_found", f"{name}: there is no person {wanted}", status=404)
        found.append(user)
    return found


def create_channel(call: Call) -> Json:
    """A new channel with `by` and `members` in it."""
    workspace = call.workspace()
    actor = _actor(call, workspace)
    name = call.text("name").strip().lstrip("#")
    if not name:
        raise ControlError("invalid_argument", "name must not be empty")
    if any(one.name == name and not one.is_direct for one in workspace.conversations.values()):
        raise ControlError("name_taken", f"there is already a channel {name}")
    members = dict.fromkeys([actor.id, *(user.id for user in _users(call, workspace, "members"))])
    created = conversations.create(
        call.store,
        workspace,
        name,
        members=members,
        private=call.flag("private"),
        topic=call.text("topic", ""),
        creator=actor.id,
    )
    return {"conversation": described(call, workspace, created, actor)}


def _channel(call: Call) -> tuple[Workspace, Conversation]:
    workspace, found = call.conversation()
    if found.is_direct:
        raise ControlError("method_not_supported_for_channel_type", "a direct message cannot be changed")
    return workspace, found


def change_channel(call: Call) -> Json:
    """Rename (`name`), archive or bring back (`archived`)."""
    workspace, channel = _channel(call)
    actor = _actor(call, workspace)
    if "name" not in call.args and "archived" not in call.args:
        raise ControlError("missing_argument", "nothing to change; known are name and archived")
    if "name" in call.args:
        conversations.rename(call.store, channel, call.text("name"), actor=actor.id)
    if "archived" in call.args and call.flag("archived") != channel.is_archived:
        change = conversations.archive if call.flag("archived") else conversations.unarchive
        change(call.store, channel, actor=actor.id)
    return {"conversation": described(call, workspace, channel, actor)}


def change_members(call: Call) -> Json:
    """Take people, or the app's bot user, into a channel (`add`) or out of it (`remove`).

    Somebody else than `by` is invited or removed; `by` themselves joins or leaves.
    """
    workspace, channel = _channel(call)
    actor = _actor(call, workspace)
    if channel.is_archived:
        raise ControlError("is_archived", f"{channel.name} is archived")
    for user in _users(call, workspace, "add"):
        inviter = actor.id if "by" in call.args and actor is not user else None
        conversations.join(call.store, channel, user, inviter=inviter)
    for user in _users(call, workspace, "remove"):
        conversations.leave(call.store, channel, user, actor=actor.id if "by" in call.args else user.id)
    return {"conversation": described(call, workspace, channel, actor)}


def open_direct(call: Call) -> Json:
    """The person's DM or group DM with `users`; the same set gives the same one."""
    workspace, user = call.acting()
    others = _users(call, workspace, "users")
    if not others:
        raise ControlError("missing_argument", "users is missing")
    everyone = dict.fromkeys([user.id, *(other.id for other in others)])
    if len(everyone) > 9:
        raise ControlError("too_many_users", "a group DM holds at most nine people")
    found, _ = conversations.open_direct(call.store, workspace, everyone)
    return {"conversation": described(call, workspace, found, user)}
