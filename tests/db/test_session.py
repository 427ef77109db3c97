"""A session bound to a workspace sees and writes its own rows alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member
from bot.db.session import OtherWorkspaceError, bind_workspace
from tests.factories import make_member, make_workspace


def test_a_session_sees_no_row_of_another_workspace(session: Session) -> None:
    ours = make_member(session, name="ours")
    bind_workspace(session, make_workspace(session).id)
    theirs = make_member(session, name="theirs")

    assert session.scalars(select(Member)).all() == [theirs]
    assert session.scalars(select(Member).where(Member.id == ours.id)).all() == []


def test_two_sessions_in_a_row_do_not_share_their_workspace(session: Session) -> None:
    first = session.info["workspace_id"]
    mine = make_member(session)
    bind_workspace(session, make_workspace(session).id)
    assert session.scalars(select(Member)).all() == []
    bind_workspace(session, first)
    assert session.scalars(select(Member)).all() == [mine]


def test_a_row_of_another_workspace_is_not_written(session: Session) -> None:
    other = make_workspace(session)
    with pytest.raises(OtherWorkspaceError):
        make_member(session, workspace_id=other.id)
