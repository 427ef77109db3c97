"""A row of the ledger that is damaged is set aside by name; what is behind it goes on."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli.doctor import examine
from bot.cli.main import cli
from bot.db.encrypted import EMPTY, cipher_of
from bot.domain.messages import Target
from bot.domain.states import DeliveryState
from bot.settings import load_settings
from tests.delivery.conftest import Post, start

FILE = {"name": "a", "title": "b", "content": "no base64!"}
BROKEN = "gAAAAABno key decrypts this"
DAMAGES = [
    ("payload", BROKEN),
    ("payload", '{"text": "hel'),
    ("payload", "[]"),
    ("payload", '"hello"'),
    ("payload", '{"blocks": []}'),
    ("payload", '{"text": 7, "blocks": []}'),
    ("payload", json.dumps({"text": "hello", "blocks": [], "files": [FILE]})),
    ("target", "{"),
    ("target", "[]"),
    ("target", '{"users": [7]}'),
    ("uploads", "7"),
]


def damage(post: Post, key: str, column: str, value: str) -> None:
    """Write it past everything that would refuse it."""
    if column != "uploads" and value not in (*EMPTY, BROKEN):
        value = cipher_of(post.database.engine.dialect).encrypt(value)
    with post.database.unit_of_work() as session:
        session.execute(text(f"UPDATE deliveries SET {column} = :value WHERE key = :key"), {"value": value, "key": key})  # noqa: S608


@pytest.mark.parametrize(("column", "value"), DAMAGES)
def test_it_fails_by_name_and_the_rest_goes_on(post: Post, column: str, value: str) -> None:
    for key, person in (("first", 0), ("behind it", 0), ("elsewhere", 1)):
        post.plan(key, target=Target(users=(post.people[person],)))
    damage(post, "first", column, value)
    engine = start(post)
    post.settle()
    engine.stop()
    assert sorted(post.texts()) == ["behind it", "elsewhere"]
    row = post.row("first")
    assert (row.state, row.error) == (DeliveryState.FAILED, "damaged")
    assert row.finished_at
    assert isinstance(row.payload, dict)
    assert isinstance(row.target, dict)


def test_the_command_line_shows_it_and_sends_it_no_more(
    post: Post, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_DATABASE_URL", database_url)
    monkeypatch.setenv("COLUMNS", "160")
    post.plan("hello")
    damage(post, "hello", "payload", "[]")
    for _ in range(2):  # sent again, it is set aside again
        engine = start(post)
        post.settle()
        engine.stop()
        assert "damaged" in CliRunner().invoke(cli, ["deliveries", "list", "--state", "failed"]).output
        [found] = [one for one in examine(load_settings()) if one.what == "messages"]
        assert found.found == "1 damaged"
        assert "kith deliveries list --state failed" in found.to_do
        assert post.within(lambda session: post.outbox.retry(session, key="hello"))
