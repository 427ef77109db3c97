"""Who is in a workspace: the members file, the sample that is used without one, and what happens to people.

A members file is JSON: `{"workspace": {"name", "domain"}, "members": [...], "channels": [...]}`. A member
has `name` and, if wanted, `handle`, `email`, `title`, `tz`, `fields` (label -> value),
`is_admin`, `is_owner`, `is_restricted` (guest), `is_ultra_restricted`, `deleted`. A channel has
`name` and, if wanted, `members` (handles, or "all"), `private` and `topic`.
"""

import itertools
import json
import random
import re
import time
import unicodedata
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, StringConstraints, ValidationError

from sandbox import conversations
from sandbox.clock import zone_of
from sandbox.guard import problems
from sandbox.model import Json, Store, User, Workspace

SAMPLE = Path(__file__).parent / "data" / "people.json"


def _known(zone: str) -> str:
    return zone_of(zone, "tz").key


class Member(BaseModel):
    """What a members file, or whoever adds a person, says about them."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    handle: str | None = None
    email: str | None = None
    title: str = ""
    tz: Annotated[str, AfterValidator(_known)] = "Etc/UTC"
    fields: dict[str, str] = {}
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False


class MembersFileError(ValueError):
    """The members file cannot be used; the message says where and why."""


def load_roster(path: Path | None = None) -> Json:
    """Read and check a members file, or the sample; `MembersFileError` says what is wrong."""
    path = path or SAMPLE
    try:
        roster = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MembersFileError(f"{path}: {error}") from error
    if not isinstance(roster, dict) or not isinstance(roster.get("members"), list):
        raise MembersFileError(f'{path}: expected an object with a list "members"')
    for place, member in enumerate(roster["members"]):
        try:
            Member.model_validate(member)
        except ValidationError as error:
            raise MembersFileError(f"{path}: members[{place}]: {problems(error)}") from error
    return roster


def handle_of(real_name: str) -> str:
    """A display name from a full name: lower case ASCII, words joined by dots."""
    plain = unicodedata.normalize("NFKD", real_name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", ".", plain).strip(".") or "member"


def invented(roster: Json, *, number: int, seed: int) -> Json:
    """`number` members mixed from the names and facts of `roster`; the same for the same seed."""
    source, rng = roster["members"], random.Random(seed)
    firsts = sorted({member["name"].split()[0] for member in source})
    lasts = sorted({member["name"].split()[-1] for member in source})
    names = [f"{first} {last}" for first, last in itertools.product(firsts, lasts)]
    rng.shuffle(names)
    members = []
    for index in range(number):
        model = source[index % len(source)] if index < len(source) else rng.choice(source)
        again = index // len(names)
        name = names[index % len(names)] + (f" {again + 1}" if again else "")
        members.append(model | {"name": name, "handle": handle_of(name), "email": ""})
    return roster | {"members": members}


def populate(store: Store, workspace: Workspace, roster: Json) -> None:
    """Put the roster's people and channels into an empty workspace, without telling any app."""
    handles = {}
    for member in roster["members"]:
        user = add(store, workspace, member, announce=False)
        handles[user.name] = user.id
    everyone = [user.id for user in workspace.people if not user.deleted]
    channels = roster.get("channels") or [{"name": "general", "members": "all"}]
    for place, channel in enumerate(channels):
        wanted = channel.get("members", "all")
        unknown = [handle for handle in wanted if handle not in handles] if wanted != "all" else []
        if unknown:
            raise MembersFileError(f"channel {channel['name']!r}: no member has the handle {unknown[0]!r}")
        members = everyone if wanted == "all" else [handles[handle] for handle in wanted]
        created = conversations.create(
            store,
            workspace,
            channel["name"],
            members=members,
            private=bool(channel.get("private")),
            topic=channel.get("topic", ""),
        )
        created.is_general = place == 0


def add(store: Store, workspace: Workspace, member: Json, *, announce: bool = True) -> User:
    """A new person, as in `Member`; `announce` sends team_join to subscribed apps. Handles are made unique."""
    wanted = Member.model_validate(member)
    handle = base = wanted.handle or handle_of(wanted.name)
    taken = {user.name for user in workspace.users.values()}
    for number in itertools.count(2):
        if handle not in taken:
            break
        handle = f"{base}{number}"
    user = User(
        id=store.ids.new("U"),
        team_id=workspace.id,
        name=handle,
        real_name=wanted.name,
        email=wanted.email or f"{handle}@{workspace.domain}.example",
        updated=int(time.time()),
        **wanted.model_dump(exclude={"name", "handle", "email"}),
    )
    workspace.users[user.id] = user
    if announce:
        store.emit("user_joined", workspace.id, user=user)
    return user


def change(store: Store, user: User, **changes: Any) -> None:
    """Change fields of a person (`deleted=True` deactivates, `tz=` moves) and send user_change."""
    for name, value in changes.items():
        setattr(user, name, value)
    user.updated = int(time.time())
    store.emit("user_changed", user.team_id, user=user)
