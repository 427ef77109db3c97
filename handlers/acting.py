"""Who is asking: from Slack's authenticated body, never from a button's value. Opens the one transaction of a click."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.errors import NotFoundError
from bot.edge import Edge
from bot.services import members
from bot.services.members import Actor, Installed
from handlers.forms import is_number


@contextmanager
def acting(edge: Edge, body: Mapping[str, Any]) -> Iterator[tuple[Session, Actor]]:
    """One transaction, bound to the workspace of the person who acts. Commits at the end of the block.

    `body` is a verified interaction, command or event body. Raises NotFoundError for a workspace without Kith.
    """
    with edge.database.unit_of_work() as session:
        yield session, enter(session, body, now=edge.clock.now())


def enter(session: Session, body: Mapping[str, Any], *, now: datetime) -> Actor:
    """Who acts, in a transaction that is there already. Raises NotFoundError for a workspace without Kith."""
    team_id, user_id = identity(body)
    return members.enter(
        session,
        slack_team_id=team_id,
        slack_user_id=user_id,
        slack_enterprise_id=_enterprise_id(body),
        now=now,
    )


@contextmanager
def reading(edge: Edge, body: Mapping[str, Any]) -> Iterator[tuple[Session, Actor]]:
    """As `acting`, for what changes nothing: other transactions go on. Raises NoProgramError for who is not known."""
    team_id, user_id = identity(body)
    with edge.database.unit_of_work(read_only=True) as session:
        yield session, members.known(session, slack_team_id=team_id, slack_user_id=user_id)


@contextmanager
def observing(edge: Edge, body: Mapping[str, Any]) -> Iterator[tuple[Session, Installed]]:
    """One transaction, bound to the workspace that an event tells of; nobody acts. Commits at the end of the block."""
    with edge.database.unit_of_work() as session:
        yield session, members.workspace_of(session, slack_team_id=identity(body)[0])


def identity(body: Mapping[str, Any]) -> tuple[str, str]:
    """(Slack team id, Slack user id) of whoever acts."""
    event = body.get("event") or {}
    team = body.get("team") or {}
    user = body.get("user") or {}
    team_id = team.get("id") or body.get("team_id") or user.get("team_id") or ""
    user_id = user.get("id") or body.get("user_id") or _event_user(event)
    return str(team_id), str(user_id)


def _enterprise_id(body: Mapping[str, Any]) -> str:
    return str((body.get("enterprise") or {}).get("id") or body.get("enterprise_id") or "")


def _event_user(event: Mapping[str, Any]) -> str:
    user = event.get("user", "")
    return str(user["id"]) if isinstance(user, Mapping) else str(user)


def pressed_ids(body: Mapping[str, Any], number: int) -> tuple[int, ...]:
    """The `number` ids that the pressed button carries, "12" or "12:3". What they name is for services to check.

    Raises NotFoundError for a value that no button of ours carries.
    """
    parts = str(body["actions"][0].get("value", "")).split(":")
    if len(parts) != number or not all(map(is_number, parts)):
        raise NotFoundError("a button's value that is no id")
    return tuple(int(part) for part in parts)
