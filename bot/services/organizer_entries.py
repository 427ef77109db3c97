"""The log of organizers' acts, as organizers of a program read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.db.models import Member, OrganizerAct
from bot.domain.organizer_acts import PEOPLE, ActsPage, Entry
from bot.services import organizers
from bot.services.members import Actor

MOST = 10_000  # rows of a file


def entries(session: Session, actor: Actor, program_id: int, *, before_id: int | None = None, most: int) -> ActsPage:
    """The newest acts in the program, and those for the whole workspace; with `before_id` those before that one.

    Raises as `organizers.require`. The number of queries is constant.
    """
    program = organizers.require(session, actor, program_id)
    wanted = select(OrganizerAct).where(or_(OrganizerAct.program_id == program_id, OrganizerAct.program_id.is_(None)))
    if before_id is not None:
        wanted = wanted.where(OrganizerAct.id < before_id)
    rows = session.scalars(wanted.order_by(OrganizerAct.id.desc()).limit(most + 1)).all()
    users = _slack_ids(session, rows[:most])
    found = tuple(_entry(row, users) for row in rows[:most])
    return ActsPage(program_id, program.name, program.zone, found, has_more=len(rows) > most)


def _slack_ids(session: Session, rows: Iterable[OrganizerAct]) -> dict[int, str]:
    ids = {row.member_id for row in rows} | {one for row in rows for part in PEOPLE for one in row.detail.get(part, ())}
    named = select(Member.id, Member.slack_user_id).where(Member.id.in_(ids - {None}), Member.erased_at.is_(None))
    return {row[0]: row[1] for row in session.execute(named)}


def _entry(row: OrganizerAct, users: dict[int, str]) -> Entry:
    detail: dict[str, Any] = row.detail
    return Entry(
        id=row.id,
        at=row.at,
        act=row.act,
        slack_user_id=users.get(row.member_id or 0, ""),
        changes={name: (pair[0], pair[1]) for name, pair in detail.get("changes", {}).items()},
        people={part: tuple(users.get(one, "") for one in detail[part]) for part in PEOPLE if detail.get(part)},
        texts=tuple(detail.get("texts", ())),
        facts={name: str(value) for name, value in detail.get("facts", {}).items()},
    )
