"""What a person sees: conversations with unread counts, messages with their product time, the Home tab, modals."""

from sandbox import messages, serializers
from sandbox.control.call import Call, ControlError
from sandbox.model import Conversation, Json, Message, User, Workspace


def title_of(workspace: Workspace, conversation: Conversation, viewer: User) -> str:
    """What a conversation is called on the viewer's screen: people first, then the app."""
    if not conversation.is_direct:
        return f"#{conversation.name}" if conversation.kind == "channel" else conversation.name
    others = [workspace.users[user] for user in conversation.members if user != viewer.id] or [viewer]
    return ", ".join(user.real_name for user in sorted(others, key=lambda user: (user.is_bot, user.real_name)))


def described(call: Call, workspace: Workspace, conversation: Conversation, viewer: User) -> Json:
    """A conversation as the viewer's list shows it."""
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "name": conversation.name,
        "title": title_of(workspace, conversation, viewer),
        "topic": conversation.topic,
        "members": list(conversation.members),
        "is_member": viewer.id in conversation.members,
        "is_archived": conversation.is_archived,
        "is_open": bool(conversation.messages) or conversation.creator == viewer.id,
        "unread": call.control.memory.unread(viewer, conversation) if viewer.id in conversation.members else 0,
        "latest": next(reversed(conversation.messages), None),
    }


def list_conversations(call: Call) -> Json:
    """Every conversation the person is in, and the public channels."""
    workspace, user = call.person()
    return {
        "conversations": [
            described(call, workspace, conversation, user)
            for conversation in workspace.conversations.values()
            if conversation.kind == "channel" or user.id in conversation.members
        ]
    }


def list_messages(call: Call) -> Json:
    """The last `limit` (200) messages the person sees in a conversation, oldest first."""
    workspace, user = call.person()
    conversation = call.visible(workspace, user)
    limit = max(call.number("limit", 200), 1)
    visible = messages.visible_to(conversation, user.id)[-limit:]
    return {"messages": [_message(call, workspace, message, user) for message in visible]}


def _message(call: Call, workspace: Workspace, message: Message, user: User) -> Json:
    shape = serializers.message_object(message, workspace)
    for file in shape.get("files", []):
        file["url_private"] = f"/control/files/{workspace.id}/{file['id']}"
    return shape | {
        "at": call.control.memory.arrived(message),
        "inputs": message.inputs.get(user.id, {}),
    }


def mark_read(call: Call) -> Json:
    """The person has looked at a conversation."""
    workspace, user = call.person()
    conversation = call.visible(workspace, user)
    if call.control.memory.mark_read(user, conversation):
        call.store.emit("conversation_read", workspace.id, conversation=conversation, user=user)
    return {}


def show_home(call: Call) -> Json:
    """The person's Home tab as last published, or null."""
    workspace, user = call.person()
    view = workspace.homes.get(user.id)
    return {"view": serializers.view_object(view) | {"errors": view.errors} if view else None}


def show_modals(call: Call) -> Json:
    """The modals open for the person, the undermost first, each with the errors shown beside its fields."""
    workspace, user = call.person()
    stack = workspace.modals.get(user.id, [])
    return {"views": [serializers.view_object(view) | {"errors": view.errors} for view in stack]}


def find_file(call: Call) -> tuple[bytes, str, str]:
    """A file's content, media type and name."""
    workspace = call.workspace()
    file = workspace.files.get(call.text("file"))
    if file is None:
        raise ControlError("file_not_found", f"there is no file {call.text('file')}", status=404)
    return file.content, file.mimetype, file.name
