"""The workspaces and who is in them: listed, added, changed, deactivated, brought back."""

from pydantic import ValidationError

from sandbox import people
from sandbox.clock import ClockError, zone_of
from sandbox.control.call import Call, ControlError
from sandbox.guard import problems
from sandbox.model import Json, User, Workspace

_TEXTS = ("real_name", "name", "title", "email", "tz")
_FLAGS = ("deleted", "is_admin", "is_owner", "is_restricted", "is_ultra_restricted")


def list_workspaces(call: Call) -> Json:
    """Every workspace with the app in it, and what the page is to open first."""
    return {
        "workspaces": [_workspace(call, workspace) for workspace in call.store.workspaces.values()],
        "open": call.control.opening(),
    }


def _workspace(call: Call, workspace: Workspace) -> Json:
    app = call.store.app
    features = app.manifest.get("features", {})
    home = features.get("app_home", {})
    return {
        "id": workspace.id,
        "name": workspace.name,
        "domain": workspace.domain,
        "app": {
            "id": app.id,
            "name": app.name,
            "bot_user_id": workspace.bot_user_id,
            "installed": workspace.bot is not None and not workspace.bot.deleted,
            "home_tab": bool(home.get("home_tab_enabled", False)),
            "commands": features.get("slash_commands", []),
            "shortcuts": features.get("shortcuts", []),
        },
    }


def list_people(call: Call) -> Json:
    """Everyone in a workspace, bots and deactivated people included."""
    return {"people": [described(user) for user in call.workspace().users.values()]}


def described(user: User) -> Json:
    """A person as the page shows them."""
    return {
        "id": user.id,
        "workspace": user.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "email": user.email,
        "tz": user.tz,
        "fields": user.fields,
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "is_admin": user.is_admin or user.is_owner,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
    }


def add_person(call: Call) -> Json:
    """A new person, who joins every channel named in `channels`; team_join is sent."""
    workspace = call.workspace()
    try:
        user = people.add(call.store, workspace, call.args)
    except ValidationError as error:
        raise ControlError("invalid_argument", problems(error)) from error
    return {"person": described(user)}


def change_person(call: Call) -> Json:
    """Rename, move to another zone, deactivate (`deleted`: true), bring back; user_change is sent."""
    _, user = call.person()
    changes: Json = {name: call.text(name) for name in _TEXTS if name in call.args}
    changes |= {name: call.flag(name) for name in _FLAGS if name in call.args}
    if "fields" in call.args:
        changes["fields"] = user.fields | {label: str(value) for label, value in call.table("fields").items()}
    if not changes:
        raise ControlError("missing_argument", f"nothing to change; known are {', '.join(_TEXTS + _FLAGS)}, fields")
    if "tz" in changes:
        try:
            zone_of(changes["tz"], "tz")
        except ClockError as error:
            raise ControlError("invalid_argument", str(error)) from error
    if not changes.get("real_name", "?").strip():
        raise ControlError("invalid_argument", "real_name must not be empty")
    people.change(call.store, user, **changes)
    return {"person": described(user)}
