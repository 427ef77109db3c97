"""The payloads of interactions and commands, as Slack sends them."""

import re

from sandbox import elements, serializers
from sandbox.core import Sandbox
from sandbox.model import Conversation, Json, Message, User, View, Workspace
from sandbox.surfaces import Place


def _common(sandbox: Sandbox, user: User, kind: str) -> Json:
    workspace = sandbox.store.workspaces[user.team_id]
    app = sandbox.store.app
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": app.id,
        "token": app.verification_token,
        "team": _team(sandbox, workspace),
        "enterprise": _enterprise(sandbox, workspace),
        "is_enterprise_install": workspace.org_wide,
    }


def _team(sandbox: Sandbox, workspace: Workspace) -> Json:
    team = {"id": workspace.id, "domain": workspace.domain}
    if workspace.enterprise_id:
        team |= {"enterprise_id": workspace.enterprise_id, "enterprise_name": sandbox.organisation}
    return team


def _enterprise(sandbox: Sandbox, workspace: Workspace) -> Json | None:
    return {"id": workspace.enterprise_id, "name": sandbox.organisation} if workspace.enterprise_id else None


def channel_name(conversation: Conversation) -> str:
    """How a conversation is called in payloads."""
    return {"im": "directmessage", "group": "privategroup"}.get(conversation.kind, conversation.name)


def _where(sandbox: Sandbox, user: User, place: Place) -> Json:
    """The container and the surface of an interaction with blocks."""
    workspace = sandbox.store.workspaces[user.team_id]
    if place.view:
        view = serializers.view_object(place.view)
        view["state"] = {"values": elements.state_values(place.view.blocks, place.view.inputs)}
        return {"container": {"type": "view", "view_id": place.view.id}, "view": view}
    if not place.message or not place.conversation:
        raise elements.InteractionError("there is nothing here to act on")
    values = elements.state_values(place.message.blocks, place.inputs(user))
    channel = {"id": place.conversation.id, "name": channel_name(place.conversation)}
    container = {
        "type": "message",
        "message_ts": place.message.ts,
        "channel_id": place.conversation.id,
        "is_ephemeral": place.message.only_for is not None,
    }
    if place.message.thread_ts:
        container["thread_ts"] = place.message.thread_ts
    path = sandbox.response_urls.issue(user.team_id, place.conversation.id, user.id, place.message.ts)
    where: Json = {
        "container": container,
        "channel": channel,
        "state": {"values": values},
        "response_url": sandbox.url + path,
    }
    if place.message.only_for is None:
        where["message"] = serializers.message_object(place.message, workspace)
    return where


def action(block: Json, element: Json, value: Json) -> Json:
    """One entry of `actions`: the element's own ids and what was chosen."""
    shown = {name: element[name] for name in ("text", "style", "placeholder", "url") if name in element}
    entry = {"action_id": element["action_id"], "block_id": block["block_id"], **shown, **value}
    return {name: item for name, item in entry.items() if not (name == "value" and item is None)}


def block_actions(sandbox: Sandbox, user: User, place: Place, acted: Json) -> Json:
    """A button was pressed or a picker used."""
    trigger = sandbox.triggers.issue(user.team_id, user.id, place.view.id if place.view else None)
    acted = acted | {"action_ts": sandbox.store.new_ts()}
    return (
        _common(sandbox, user, "block_actions")
        | _where(sandbox, user, place)
        | {"trigger_id": trigger, "actions": [acted]}
    )


def block_suggestion(sandbox: Sandbox, user: User, place: Place, *, block: Json, element: Json, typed: str) -> Json:
    """Something was typed into an external select."""
    where = _where(sandbox, user, place)
    where.pop("response_url", None)
    asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
    return _common(sandbox, user, "block_suggestion") | where | asked


def _view(view: View) -> Json:
    shape = serializers.view_object(view)
    shape["state"] = {"values": elements.state_values(view.blocks, view.inputs)}
    return shape


def view_submission(sandbox: Sandbox, user: User, view: View) -> Json:
    """A modal was submitted."""
    trigger = sandbox.triggers.issue(user.team_id, user.id, view.id)
    return _common(sandbox, user, "view_submission") | {
        "trigger_id": trigger,
        "view": _view(view),
        "response_urls": _response_urls(sandbox, user, view),
    }


def _response_urls(sandbox: Sandbox, user: User, view: View) -> list[Json]:
    """Addresses for the conversations chosen in selects that ask for one (response_url_enabled)."""
    values = elements.state_values(view.blocks, view.inputs)
    found = []
    for block in view.blocks:
        for element in (block.get("element") or {},) if block["type"] == "input" else ():
            if not element.get("response_url_enabled"):
                continue
            value = values[block["block_id"]][element["action_id"]]
            channel = value.get("selected_conversation") or value.get("selected_channel")
            if channel:
                path = sandbox.response_urls.issue(user.team_id, channel, user.id)
                ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
                found.append(ids | {"channel_id": channel, "response_url": sandbox.url + path})
    return found


def view_closed(sandbox: Sandbox, user: User, view: View, *, is_cleared: bool) -> Json:
    """A modal was closed without being submitted."""
    return _common(sandbox, user, "view_closed") | {"view": _view(view), "is_cleared": is_cleared}


def shortcut(sandbox: Sandbox, user: User, callback_id: str) -> Json:
    """A global shortcut was run."""
    return _common(sandbox, user, "shortcut") | {
        "action_ts": sandbox.store.new_ts(),
        "callback_id": callback_id,
        "trigger_id": sandbox.triggers.issue(user.team_id, user.id),
    }


def message_action(
    sandbox: Sandbox, user: User, conversation: Conversation, message: Message, callback_id: str
) -> Json:
    """A shortcut was chosen on a message."""
    workspace = sandbox.store.workspaces[user.team_id]
    path = sandbox.response_urls.issue(user.team_id, conversation.id, user.id)
    return _common(sandbox, user, "message_action") | {
        "action_ts": sandbox.store.new_ts(),
        "callback_id": callback_id,
        "trigger_id": sandbox.triggers.issue(user.team_id, user.id),
        "response_url": sandbox.url + path,
        "message_ts": message.ts,
        "channel": {"id": conversation.id, "name": channel_name(conversation)},
        "message": serializers.message_object(message, workspace),
    }


def _escaped(workspace: Workspace, text: str) -> str:
    """Names of people and channels in a command's text as ids."""
    people = {user.name: user.id for user in workspace.users.values()}
    channels = {conversation.name: conversation.id for conversation in workspace.conversations.values()}

    def person(match: re.Match[str]) -> str:
        return f"<@{people[match[1]]}|{match[1]}>" if match[1] in people else match[0]

    def channel(match: re.Match[str]) -> str:
        return f"<#{channels[match[1]]}|{match[1]}>" if match[1] in channels else match[0]

    text = re.sub(r"(?<![\w<])@([\w.-]*\w)", person, text)
    return re.sub(r"(?<![\w<])#([\w-]+)", channel, text)


def command(sandbox: Sandbox, user: User, conversation: Conversation, name: str, text: str, *, escape: bool) -> Json:
    """The form fields of a slash command."""
    workspace = sandbox.store.workspaces[user.team_id]
    common = _common(sandbox, user, "command")
    fields = {
        "token": common["token"],
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": conversation.id,
        "channel_name": channel_name(conversation),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": _escaped(workspace, text) if escape else text,
        "api_app_id": common["api_app_id"],
        "is_enterprise_install": str(common["is_enterprise_install"]).lower(),
        "response_url": sandbox.url + sandbox.response_urls.issue(workspace.id, conversation.id, user.id),
        "trigger_id": sandbox.triggers.issue(workspace.id, user.id),
    }
    if workspace.enterprise_id:
        fields |= {"enterprise_id": workspace.enterprise_id, "enterprise_name": sandbox.organisation}
    return fields
