"""`kith deliveries` on a real ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli.main import cli
from bot.db.models import Delivery
from bot.db.session import Database
from bot.delivery.outbox import Outbox
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState
from tests.conftest import NOW
from tests.factories import make_workspace

Kith = Callable[..., Any]


@pytest.fixture
def kith(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Kith:
    """The command, on a ledger with three messages of which the second failed."""
    monkeypatch.setenv("KITH_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "160")
    with database.unit_of_work() as session:
        workspace_id = make_workspace(session, slack_team_id="TKITH").id
    with database.unit_of_work(workspace_id) as session:
        for key in ("first", "second", "third"):
            Outbox().plan(
                session, key=key, kind="prompt", target=Target(channel="C1"), message=Message("secret"), now=NOW
            )
        failed = session.scalars(select(Delivery).where(Delivery.key == "second")).one()
        failed.state, failed.error = DeliveryState.FAILED, "is_archived"
    return lambda *words: CliRunner().invoke(cli, ["deliveries", *words])


def state_of(database: Database, key: str) -> DeliveryState:
    with database.unit_of_work(read_only=True) as session:
        return session.scalars(select(Delivery.state).where(Delivery.key == key)).one()


def test_the_list_shows_the_newest_first_with_reasons_and_counts(kith: Kith) -> None:
    shown = kith("list")
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["3", "2", "1"]
    assert lines[2].split() == ["2", "TKITH", "failed", "prompt", "C1", "2026-03-02", "08:30", "is_archived"]
    assert lines[-2].startswith("is_archived: the channel is archived. Unarchive it")
    assert lines[-1] == "1 not delivered (failed), 2 waiting (queued)"


def test_the_list_can_be_narrowed(kith: Kith) -> None:
    assert len(kith("list", "--state", "failed").output.splitlines()) == 4
    assert len(kith("list", "--team", "TOTHER").output.splitlines()) == 2
    assert len(kith("list", "--limit", "1").output.splitlines()) == 3


def test_a_delivery_is_shown_without_its_text(kith: Kith) -> None:
    shown = kith("show", "2")
    assert "is_archived" in shown.output
    assert "secret" not in shown.output


def test_what_failed_is_sent_after_all_and_what_did_not_is_left(kith: Kith, database: Database) -> None:
    shown = kith("retry", "2")
    assert (shown.exit_code, shown.output) == (0, "1 of 1 will be sent.\n")
    assert state_of(database, "second") is DeliveryState.QUEUED
    assert kith("retry", "1").exit_code == 1
    assert kith("retry").exit_code == 2


def test_all_that_failed_by_one_name_are_sent(kith: Kith, database: Database) -> None:
    assert kith("retry", "--error", "is_archived").output == "1 of 1 will be sent.\n"
    assert state_of(database, "second") is DeliveryState.QUEUED


def test_what_waits_can_be_cancelled_and_what_failed_cannot(kith: Kith, database: Database) -> None:
    assert kith("cancel", "1").exit_code == 0
    assert state_of(database, "first") is DeliveryState.CANCELLED
    assert kith("cancel", "2").exit_code == 1


def test_an_unknown_number_is_said(kith: Kith) -> None:
    shown = kith("show", "99")
    assert (shown.exit_code, shown.output) == (1, "There is no message 99.\n")
