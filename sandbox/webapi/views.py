"""views.*: modals and the Home tab."""

from sandbox import serializers, surfaces
from sandbox.blockrules import check_view
from sandbox.errors import SlackError
from sandbox.model import Json
from sandbox.webapi.call import Call, Method


def _body(call: Call, *kinds: str) -> Json:
    body = call.structured("view")
    if not isinstance(body, dict):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: view"])
    if body.get("type") not in kinds:
        raise SlackError("invalid_arguments", messages=["[ERROR] unsupported type [json-pointer:/view/type]"])
    check_view(body)
    return body


def _trigger(call: Call) -> str:
    trigger_id = call.text("trigger_id")
    if not trigger_id:
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: trigger_id"])
    trigger = call.sandbox.triggers.exchange(trigger_id)
    if trigger.team_id != call.workspace.id:
        raise SlackError("invalid_trigger_id")
    return trigger.user_id


def open_view(call: Call) -> Json:
    """Show a modal to the person of the trigger."""
    body = _body(call, "modal")
    view = surfaces.open_modal(call.store, call.workspace, _trigger(call), body)
    return {"view": serializers.view_object(view)}


def push(call: Call) -> Json:
    """Put a modal on top of the one the person acted in."""
    body = _body(call, "modal")
    view = surfaces.push_modal(call.store, call.workspace, _trigger(call), body)
    return {"view": serializers.view_object(view)}


def update(call: Call) -> Json:
    """Change a modal that is open; with `hash` only if nobody changed it meanwhile."""
    body = _body(call, "modal")
    if not (call.text("view_id") or call.text("external_id")):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: view_id"])
    view = surfaces.find(call.workspace, view_id=call.text("view_id"), external_id=call.text("external_id"))
    if call.text("hash") and call.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    surfaces.replace(call.store, view, body, workspace=call.workspace)
    return {"view": serializers.view_object(view)}


def publish(call: Call) -> Json:
    """Set a person's Home tab."""
    body = _body(call, "home")
    user = call.workspace.users.get(call.needed("user_id"))
    if user is None:
        raise SlackError("user_not_found")
    if not call.store.app.manifest.get("features", {}).get("app_home", {}).get("home_tab_enabled"):
        raise SlackError("not_enabled")
    view = surfaces.publish(call.store, call.workspace, user.id, body, call.text("hash"))
    return {"view": serializers.view_object(view)}


METHODS = {
    "views.open": Method(open_view, tier=4),
    "views.push": Method(push, tier=4),
    "views.update": Method(update, tier=4),
    "views.publish": Method(publish, tier=4),
}
