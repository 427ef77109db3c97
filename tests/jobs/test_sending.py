"""One way to send: once under a key, and counted under the cap as the kind says."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.context import AppContext
from bot.db.models import Delivery, Notice, Workspace
from bot.db.session import bind_workspace
from bot.domain.kinds import Cap, MessageKind
from bot.domain.messages import Message, Reader, Target
from bot.sending import send
from tests.conftest import NOW
from tests.factories import make_member, make_workspace


@pytest.fixture
def reader(context: AppContext) -> Reader:
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    with context.database.unit_of_work(workspace.id) as session:
        member = make_member(session)
    return Reader(member.id, member.slack_user_id, member.zone, NOW.date())


def try_to(context: AppContext, kind: MessageKind, to: Reader | Target, key: str = "it") -> bool:
    with context.database.unit_of_work() as session:
        bind_workspace(session, session.scalars(select(Workspace.id)).one())
        return send(context, session, kind, to, key=key, message=Message("x"), now=NOW)


def counted(context: AppContext) -> tuple[int, int]:
    """How many messages were decided, and how many count under the cap."""
    with context.database.unit_of_work(read_only=True) as session:
        return (
            session.scalars(select(func.count(Delivery.id))).one(),
            session.scalars(select(func.count(Notice.id))).one(),
        )


@pytest.mark.parametrize("kind", MessageKind)
def test_each_kind_counts_as_its_row_says(context: AppContext, reader: Reader, kind: MessageKind) -> None:
    assert try_to(context, kind, reader)
    assert counted(context) == (1, 0 if kind.cap is Cap.FREE else 1)


@pytest.mark.parametrize("kind", [kind for kind in MessageKind if kind.cap in (Cap.ROOM, Cap.KEPT)])
def test_what_needs_room_waits_where_there_is_none(context: AppContext, reader: Reader, kind: MessageKind) -> None:
    first = MessageKind.RETURN if kind is not MessageKind.RETURN else MessageKind.PLAN
    assert try_to(context, first, reader, key="first")
    assert not try_to(context, kind, reader)
    assert counted(context) == (1, 1)


def test_a_report_goes_out_beside_the_days_message_and_counts_once(context: AppContext, reader: Reader) -> None:
    assert try_to(context, MessageKind.PROMPT, reader, key="prompt")
    for _ in range(2):
        assert try_to(context, MessageKind.DIGEST, reader)
    assert counted(context) == (2, 2)


def test_what_goes_to_a_channel_counts_for_nobody(context: AppContext, reader: Reader) -> None:
    assert try_to(context, MessageKind.DIGEST, Target(channel="C1"))
    assert counted(context) == (1, 0)
