"""Where people act; modals and Home tabs opened, pushed, replaced, closed. Every change is emitted."""

import secrets
import time
from dataclasses import dataclass

from sandbox.blocks import with_block_ids
from sandbox.errors import SlackError
from sandbox.model import Conversation, Json, Message, Store, User, View, Workspace

STACK = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person acts: a message in a conversation, or a view (modal or Home)."""

    conversation: Conversation | None = None
    message: Message | None = None
    view: View | None = None

    @property
    def blocks(self) -> list[Json]:
        """The blocks there."""
        if self.view:
            return self.view.blocks
        return self.message.blocks if self.message else []

    def inputs(self, user: User) -> Json:
        """What the person has chosen there so far, to be added to."""
        if self.view:
            return self.view.inputs
        return self.message.inputs.setdefault(user.id, {}) if self.message else {}


def _new_hash() -> str:
    return f"{int(time.time())}.{secrets.token_hex(4)}"


def _new_view(store: Store, workspace: Workspace, user_id: str, body: Json) -> View:
    view_id = store.ids.new("V")
    return View(
        id=view_id,
        team_id=workspace.id,
        user_id=user_id,
        type=body["type"],
        body=body | {"blocks": with_block_ids(body["blocks"])},
        hash=_new_hash(),
        app_id=store.app.id,
        bot_id=(workspace.bot.bot_id or "") if workspace.bot else "",
        root_view_id=view_id,
    )


def open_modal(store: Store, workspace: Workspace, user_id: str, body: Json) -> View:
    """Show a modal, in place of whatever modals the person has open."""
    _check_external_id(workspace, body)
    view = _new_view(store, workspace, user_id, body)
    workspace.modals[user_id] = [view]
    store.emit("view_opened", workspace.id, view=view)
    return view


def push_modal(store: Store, workspace: Workspace, user_id: str, body: Json) -> View:
    """Put a modal on top of the person's; no more than three on each other."""
    stack = workspace.modals.get(user_id) or []
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= STACK:
        raise SlackError("push_limit_reached")
    _check_external_id(workspace, body)
    view = _new_view(store, workspace, user_id, body)
    view.root_view_id, view.previous_view_id = stack[0].id, stack[-1].id
    stack.append(view)
    store.emit("view_opened", workspace.id, view=view)
    return view


def replace(store: Store, view: View, body: Json, *, workspace: Workspace) -> None:
    """Give a view another body; what was chosen stays where block_id and action_id stay."""
    _check_external_id(workspace, body, but=view)
    view.body = body | {"blocks": with_block_ids(body["blocks"])}
    kept = {block["block_id"] for block in view.blocks}
    view.inputs = {block_id: values for block_id, values in view.inputs.items() if block_id in kept}
    view.errors = {}
    view.hash = _new_hash()
    store.emit("view_updated", view.team_id, view=view)


def publish(store: Store, workspace: Workspace, user_id: str, body: Json, expected_hash: str = "") -> View:
    """Set a person's Home tab; `hash_conflict` if it is not the one the caller knows."""
    view = workspace.homes.get(user_id)
    if expected_hash and (view is None or view.hash != expected_hash):
        raise SlackError("hash_conflict")
    if view is None:
        view = workspace.homes[user_id] = _new_view(store, workspace, user_id, body)
    else:
        view.body = body | {"blocks": with_block_ids(body["blocks"])}
        view.inputs, view.hash = {}, _new_hash()
    store.emit("home_published", workspace.id, view=view)
    return view


def close(store: Store, workspace: Workspace, view: View, *, everything: bool = False) -> list[View]:
    """Take a modal off the stack with all above it, or the whole stack. Returns the closed ones."""
    stack = workspace.modals.get(view.user_id, [])
    place = 0 if everything or view not in stack else stack.index(view)
    closed, left = stack[place:], stack[:place]
    if left:
        workspace.modals[view.user_id] = left
    else:
        workspace.modals.pop(view.user_id, None)
    store.emit("view_closed", workspace.id, view=view, closed=closed, left=left)
    return closed


def find(workspace: Workspace, *, view_id: str = "", external_id: str = "") -> View:
    """A view that is being shown, by its id or the app's own; `not_found` otherwise."""
    shown = [view for stack in workspace.modals.values() for view in stack]
    for view in (*shown, *workspace.homes.values()):
        if view_id and view.id == view_id:
            return view
        if external_id and view.body.get("external_id") == external_id:
            return view
    raise SlackError("not_found")


def _check_external_id(workspace: Workspace, body: Json, but: View | None = None) -> None:
    external_id = body.get("external_id")
    for stack in workspace.modals.values() if external_id else ():
        if any(view.body.get("external_id") == external_id and view is not but for view in stack):
            raise SlackError("duplicate_external_id")
