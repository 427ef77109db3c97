"""Acting as a person. Each act is what Slack would send the app, and returns when the app has acknowledged it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sandbox import events, interactions, messages, serializers
from sandbox.control import finding
from sandbox.control.call import Call, ControlError
from sandbox.elements import InteractionError
from sandbox.interactions import Outcome
from sandbox.model import Change, Conversation, Json, User, View, Workspace
from sandbox.surfaces import Place

DEADLINE_SECONDS = 5.0


@contextmanager
def _as_control_errors() -> Iterator[None]:
    """Turn what a person cannot do into an error reply."""
    try:
        yield
    except InteractionError as error:
        raise ControlError("cannot_do", str(error)) from error


def _top_modal(workspace: Workspace, user: User) -> View:
    stack = workspace.modals.get(user.id)
    if not stack:
        raise ControlError("no_modal", f"{user.real_name} has no modal open")
    return stack[-1]


def _place(call: Call, workspace: Workspace, user: User) -> Place:
    """Where: `home`: true, `modal`: true, or `channel` and `ts`; without any of them the open modal."""
    if call.flag("home"):
        view = workspace.homes.get(user.id)
        if view is None:
            raise ControlError("no_home", f"the app has published no Home tab for {user.real_name}")
        return Place(view=view)
    if call.flag("modal") or "channel" not in call.args:
        return Place(view=_top_modal(workspace, user))
    conversation = call.visible(workspace, user)
    message = conversation.messages.get(call.text("ts"))
    if message is None or message.only_for not in (None, user.id):
        raise ControlError("message_not_found", f"{user.real_name} sees no message {call.text('ts')}", status=404)
    return Place(conversation=conversation, message=message)


def _told(outcome: Outcome) -> Json:
    """The reply for an act's outcome."""
    reply: Json = {"ok": outcome.ok, "response": outcome.body}
    if outcome.errors:
        problem = "; ".join(f"{block_id}: {words}" for block_id, words in outcome.errors.items())
        reply |= {"error": "view_errors", "errors": outcome.errors, "message": problem}
    elif not outcome.ok:
        reply |= {"error": outcome.reason or "app_answer_refused", "message": outcome.error}
    return reply


def _fill(call: Call, workspace: Workspace, user: User, place: Place) -> None:
    values = finding.values_meant(place.blocks, call.table("values"), workspace)
    interactions.fill(call.sandbox, user, place, values)


async def press(call: Call) -> Json:
    """Press `action_id` or `label` (in `block_id` or `beside` a text if need be), choosing `value`.

    `values` are other fields to fill in first. The label may be that of an option of an overflow menu.
    """
    workspace, user = call.acting()
    place = _place(call, workspace, user)
    if place.conversation and place.conversation.is_archived:
        raise ControlError("is_archived", "this channel is archived")
    name = call.text("action_id", "") or call.text("label", "")
    if not name:
        raise ControlError("missing_argument", "say what to press: action_id or label")
    block_id, value = call.args.get("block_id") or None, call.args.get("value")
    with _as_control_errors():
        _fill(call, workspace, user, place)
        if value is None and (option := finding.find_option(place.blocks, name)):
            block, element, chosen = option
            value = chosen["value"]
        else:
            block, element = finding.find(place.blocks, name, block_id, beside=call.text("beside", ""))
        value = finding.meant(element, value, workspace)
        outcome = await interactions.press(call.sandbox, user, place, block["block_id"], element["action_id"], value)
    return _told(outcome)


def fill(call: Call) -> Json:
    """Fill in fields without sending anything: `values` by block_id and action_id, or by label."""
    workspace, user = call.acting()
    place = _place(call, workspace, user)
    with _as_control_errors():
        _fill(call, workspace, user, place)
    return {}


async def submit(call: Call) -> Json:
    """Press the submit button of the top modal, after filling in `values`."""
    workspace, user = call.acting()
    view = _top_modal(workspace, user)
    if not view.body.get("submit"):
        raise ControlError("no_submit", "this modal has no submit button")
    with _as_control_errors():
        values = finding.values_meant(view.blocks, call.table("values"), workspace)
        return _told(await interactions.submit(call.sandbox, user, view, values))


async def close(call: Call) -> Json:
    """Close the top modal, or with `all` the whole stack."""
    workspace, user = call.acting()
    view = _top_modal(workspace, user)
    with _as_control_errors():
        return _told(await interactions.close(call.sandbox, user, view, everything=call.flag("all")))


async def command(call: Call) -> Json:
    """Type a slash command (`command`, `text`) in a conversation (`channel`)."""
    workspace, user = call.acting()
    conversation = _writable(call, workspace, user)
    with _as_control_errors():
        name = call.text("command")
        return _told(await interactions.command(call.sandbox, user, conversation, name, call.text("text", "")))


async def shortcut(call: Call) -> Json:
    """Run a global shortcut, by `callback_id` or by its `name`."""
    _, user = call.acting()
    known = call.store.app.manifest.get("features", {}).get("shortcuts") or []
    wanted = call.text("callback_id", "") or call.text("name")
    ids = [entry["callback_id"] for entry in known if wanted in (entry.get("callback_id"), entry.get("name"))]
    with _as_control_errors():
        return _told(await interactions.shortcut(call.sandbox, user, ids[0] if ids else wanted))


async def message_shortcut(call: Call) -> Json:
    """Run a message shortcut (`callback_id` or `name`) on the message `ts` of `channel`."""
    workspace, user = call.acting()
    place = _place(call, workspace, user)
    if place.conversation is None or place.message is None:
        raise ControlError("missing_argument", "say on which message: channel and ts")
    wanted = call.text("callback_id", "") or call.text("name")
    known = call.store.app.manifest.get("features", {}).get("shortcuts") or []
    ids = [entry["callback_id"] for entry in known if wanted in (entry.get("callback_id"), entry.get("name"))]
    with _as_control_errors():
        return _told(
            await interactions.message_shortcut(
                call.sandbox, user, place.conversation, place.message, ids[0] if ids else wanted
            )
        )


async def suggest(call: Call) -> Json:
    """The options the app suggests for what was `typed` into an external select."""
    workspace, user = call.acting()
    place = _place(call, workspace, user)
    with _as_control_errors():
        block, element = finding.find(place.blocks, call.text("action_id"), call.args.get("block_id"))
        options = await interactions.suggest(
            call.sandbox, user, place, block["block_id"], element["action_id"], call.text("typed", "")
        )
    return {"options": options}


def _writable(call: Call, workspace: Workspace, user: User) -> Conversation:
    conversation = call.visible(workspace, user)
    if conversation.is_archived:
        raise ControlError("is_archived", f"{conversation.name} is archived")
    if user.id not in conversation.members:
        raise ControlError("not_in_channel", f"{user.real_name} is not in {conversation.name}")
    return conversation


async def say(call: Call) -> Json:
    """Write a message (`text`) in a conversation; returns it, and the outcome of the event if the app gets one."""
    workspace, user = call.acting()
    conversation = _writable(call, workspace, user)
    text = call.text("text")
    if not text.strip():
        raise ControlError("no_text", "a message needs text")
    posted: list[Any] = []

    def act() -> None:
        posted.append(messages.post(call.store, conversation, user, text))

    event = await _delivered(call, act, lambda event: bool(posted) and event.get("ts") == posted[0].ts)
    call.control.memory.mark_read(user, conversation)
    shape = serializers.message_object(posted[0], workspace)
    return {"message": shape | {"at": call.control.memory.arrived(posted[0])}, "event": event}


async def open_home(call: Call) -> Json:
    """Open the app's Home tab. Returns the outcome of the event, and the view that is then shown."""
    workspace, user = call.acting()

    def act() -> None:
        with _as_control_errors():
            interactions.open_home(call.sandbox, user)

    event = await _delivered(
        call, act, lambda event: event.get("type") == "app_home_opened" and event.get("user") == user.id
    )
    view = workspace.homes.get(user.id)
    return {"event": event, "view": serializers.view_object(view) if view else None}


async def _delivered(call: Call, act: Callable[[], None], is_it: Callable[[Json], bool]) -> Json | None:
    """Do something and wait until the app has the event of it; None if the app is not told of such things."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[Json] = loop.create_future()
    changes: list[Change] = []

    def on_change(change: Change) -> None:
        changes.append(change)
        if change.kind != "delivery" or change.data["type"] != "events_api" or answered.done():
            return
        if is_it(change.data["payload"]["event"]):
            answered.set_result({"ok": change.data["ok"], "reason": change.data["reason"] or None})

    unsubscribe = call.store.subscribe(on_change)
    try:
        act()
        expected = any(next(events.envelopes(call.store, change), None) for change in tuple(changes))
        if not expected:
            return None
        return await asyncio.wait_for(answered, call.sandbox.options.patience_seconds + DEADLINE_SECONDS)
    except TimeoutError:
        return {"ok": False, "reason": "timeout"}
    finally:
        unsubscribe()
