"""What people do with the app's surfaces, as Slack tells the app of it, and what the app's answer does.

Each function acts for one person, waits for the app's acknowledgement and gives an `Outcome`. What cannot be
done at all (no such button, option or modal) is an `InteractionError` and the app hears nothing.
"""

from dataclasses import dataclass, field
from typing import Any

from sandbox import answers, elements, payloads, surfaces
from sandbox import conversations as state
from sandbox.core import Sandbox
from sandbox.elements import InteractionError
from sandbox.model import Conversation, Json, Message, User, View, Workspace
from sandbox.surfaces import Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ok` if the app acknowledged and its answer made sense; else `error` is what the person is told.

    `reason` says why the app did not acknowledge (timeout, no_connection, http_error …). `errors` are a form's
    errors by block id. `body` is the app's answer.
    """

    ok: bool
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    body: Any = None
    reason: str | None = None


TROUBLE = "We had some trouble connecting. Try again?"


def _workspace(sandbox: Sandbox, user: User) -> Workspace:
    """The workspace in which the person acts. Only an active person can, while the app is there."""
    workspace = sandbox.store.workspaces[user.team_id]
    if user.deleted:
        raise InteractionError(f"{user.real_name} is deactivated")
    if workspace.bot is None or workspace.bot.deleted:
        raise InteractionError("the app is not installed here")
    return workspace


def choose(sandbox: Sandbox, user: User, place: Place, block_id: str, action_id: str, chosen: Any) -> Json:
    """Fill in one element without sending anything. Returns the state value."""
    _, element = elements.find(place.blocks, block_id, action_id)
    value = elements.value_of(element, chosen, _workspace(sandbox, user))
    kind = elements.ELEMENTS[element["type"]]
    if kind.kept:
        place.inputs(user).setdefault(block_id, {})[action_id] = value
    return value


def fill(sandbox: Sandbox, user: User, place: Place, values: Json) -> None:
    """Fill in several elements: block id -> action id -> what is chosen."""
    for block_id, actions in values.items():
        for action_id, chosen in actions.items():
            choose(sandbox, user, place, block_id, action_id, chosen)


async def press(
    sandbox: Sandbox, user: User, place: Place, block_id: str, action_id: str, chosen: Any = None
) -> Outcome:
    """Press a button, or choose in a picker that tells the app at once (block_actions)."""
    value = choose(sandbox, user, place, block_id, action_id, chosen)
    block, element = elements.find(place.blocks, block_id, action_id)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return Outcome(ok=True)
    payload = payloads.block_actions(sandbox, user, place, payloads.action(block, element, value))
    reply = await sandbox.dispatcher.ask("interactive", payload)
    return Outcome(ok=reply.ok, error=None if reply.ok else TROUBLE, body=reply.body, reason=reply.reason or None)


async def suggest(sandbox: Sandbox, user: User, place: Place, block_id: str, action_id: str, typed: str) -> list[Json]:
    """The options (or option groups) the app suggests for what was typed into an external select."""
    block, element = elements.find(place.blocks, block_id, action_id)
    payload = payloads.block_suggestion(sandbox, user, place, block=block, element=element, typed=typed)
    reply = await sandbox.dispatcher.ask("interactive", payload)
    body = reply.body if isinstance(reply.body, dict) else {}
    options = body.get("options") or body.get("option_groups")
    return options if isinstance(options, list) else []


async def submit(sandbox: Sandbox, user: User, view: View, values: Json | None = None) -> Outcome:
    """Press a modal's submit button, after filling in `values`; the app's answer is carried out."""
    if view not in _workspace(sandbox, user).modals.get(user.id, []):
        raise InteractionError("this modal is not open")
    fill(sandbox, user, Place(view=view), values or {})
    view.errors = answers.missing_inputs(view)
    if view.errors:
        sandbox.store.emit("view_updated", view.team_id, view=view)
        return Outcome(ok=False, errors=view.errors)
    payload = payloads.view_submission(sandbox, user, view)
    reply = await sandbox.dispatcher.ask("interactive", payload)
    if not reply.ok:
        return Outcome(ok=False, error=TROUBLE, reason=reply.reason)
    problem = answers.to_submission(sandbox, user, view, reply.body)
    return Outcome(ok=not (problem or view.errors), error=problem, errors=view.errors, body=reply.body)


async def close(sandbox: Sandbox, user: User, view: View, *, everything: bool = False) -> Outcome:
    """Close a modal (or the whole stack); the app hears of those that asked to (notify_on_close)."""
    workspace = _workspace(sandbox, user)
    if view not in workspace.modals.get(user.id, []):
        raise InteractionError("this modal is not open")
    clear = everything or bool(view.body.get("clear_on_close"))
    for closed in surfaces.close(sandbox.store, workspace, view, everything=clear):
        if closed.body.get("notify_on_close"):
            payload = payloads.view_closed(sandbox, user, closed, is_cleared=clear)
            await sandbox.dispatcher.ask("interactive", payload)
    return Outcome(ok=True)


async def shortcut(sandbox: Sandbox, user: User, callback_id: str) -> Outcome:
    """Run a global shortcut of the manifest."""
    _workspace(sandbox, user)
    known = sandbox.store.app.manifest.get("features", {}).get("shortcuts") or []
    if not any(entry.get("callback_id") == callback_id and entry.get("type") == "global" for entry in known):
        raise InteractionError(f"the app has no global shortcut {callback_id!r}")
    reply = await sandbox.dispatcher.ask("interactive", payloads.shortcut(sandbox, user, callback_id))
    return Outcome(ok=reply.ok, error=None if reply.ok else TROUBLE, body=reply.body, reason=reply.reason or None)


async def message_shortcut(
    sandbox: Sandbox, user: User, conversation: Conversation, message: Message, callback_id: str
) -> Outcome:
    """Run a message shortcut of the manifest, from any conversation that the person is in."""
    _workspace(sandbox, user)
    known = sandbox.store.app.manifest.get("features", {}).get("shortcuts") or []
    if not any(entry.get("callback_id") == callback_id and entry.get("type") == "message" for entry in known):
        raise InteractionError(f"the app has no message shortcut {callback_id!r}")
    payload = payloads.message_action(sandbox, user, conversation, message, callback_id)
    reply = await sandbox.dispatcher.ask("interactive", payload)
    return Outcome(ok=reply.ok, error=None if reply.ok else TROUBLE, body=reply.body, reason=reply.reason or None)


async def command(sandbox: Sandbox, user: User, conversation: Conversation, name: str, text: str = "") -> Outcome:
    """Type a slash command; an answer in the acknowledgement is posted."""
    _workspace(sandbox, user)
    known = sandbox.store.app.manifest.get("features", {}).get("slash_commands") or []
    declared = next((entry for entry in known if entry.get("command") == name), None)
    if declared is None:
        raise InteractionError(f"{name} is not a valid command")
    payload = payloads.command(sandbox, user, conversation, name, text, escape=bool(declared.get("should_escape")))
    reply = await sandbox.dispatcher.ask("slash_commands", payload)
    if not reply.ok:
        failure = f"{name} failed with the error “{reply.reason or 'dispatch_failed'}”"
        return Outcome(ok=False, error=failure, reason=reply.reason)
    problem = answers.to_command(sandbox, payload["response_url"], reply.body)
    return Outcome(ok=problem is None, error=problem, body=reply.body)


def open_home(sandbox: Sandbox, user: User, *, tab: str = "home") -> None:
    """Go to the app's Home (or `messages`) tab; the app hears of it and may publish."""
    workspace = _workspace(sandbox, user)
    conversation, _ = state.open_direct(sandbox.store, workspace, [workspace.bot_user_id or "", user.id])
    sandbox.store.emit("home_opened", workspace.id, user=user, conversation=conversation, tab=tab)
