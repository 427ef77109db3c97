"""The workspaces and who is in them: listed, added, changed, deactivated, brought back."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox import people
from sandbox.control.call import Call, ControlError
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
    """A new person, who joins every channel named in ``channels``; team_join is sent."""
    workspace = call.workspace()
    name = call.text("name").strip()
    if not name:
        raise ControlError("invalid_argument", "name must not be empty")
    member = {key: value for key, value in call.args.items() if key not in ("workspace", "channels")}
    member["name"], member["tz"] = name, _zone(call.text("tz", "Etc/UTC"))
    if not isinstance(member.get("fields", {}), dict):
        raise ControlError("invalid_argument", "fields must be an object of labels and values")
    user = people.add(call.store, workspace, member)
    return {"person": described(user)}


def change_person(call: Call) -> Json:
    """Rename, move to another zone, deactivate (``deleted``: true), bring back; user_change is sent."""
    _, user = call.person()
    changes: Json = {name: call.text(name) for name in _TEXTS if name in call.args}
    changes |= {name: call.flag(name) for name in _FLAGS if name in call.args}
    if "fields" in call.args:
        changes["fields"] = user.fields | call.table("fields")
    if not changes:
        raise ControlError("missing_argument", f"nothing to change; known are {', '.join(_TEXTS + _FLAGS)}, fields")
    if "tz" in changes:
        _zone(changes["tz"])
    if not changes.get("real_name", "?").strip():
        raise ControlError("invalid_argument", "real_name must not be empty")
    people.change(call.store, user, **changes)
    return {"person": described(user)}


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ControlError("invalid_argument", f"{name!r} is not an IANA time zone") from error
    return name
