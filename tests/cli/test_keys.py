"""`kith keys`: a key is changed without a workspace having to install Kith anew."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.cli.keys import keys_cli
from bot.db.models import Installation
from bot.db.session import Database
from bot.errors import UserError
from bot.oauth.token_cipher import TokenCipher
from tests.conftest import NOW


def kith(*words: str) -> Result:
    return CliRunner().invoke(keys_cli, words)


def new_key() -> str:
    return kith("new").stdout.strip()


@pytest.fixture
def key(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Encrypts the tokens of two installs; one of them rotates."""
    monkeypatch.setenv("KITH_DATABASE_URL", database_url)
    key = new_key()
    cipher = TokenCipher(key)
    with database.unit_of_work() as session:
        for team, more in (("T1", {}), ("T2", {"refresh_token": cipher.encrypt("xoxe-1")})):
            token = cipher.encrypt(f"xoxb-{team}")
            session.add(Installation(slack_team_id=team, bot_token=token, installed_at=NOW, **more))
    return key


def opened(database: Database, keys: str) -> list[tuple[str, str | None]]:
    cipher = TokenCipher(keys)
    with database.unit_of_work(read_only=True) as session:
        rows = session.scalars(select(Installation).order_by(Installation.slack_team_id))
        return [
            (cipher.decrypt(row.bot_token), row.refresh_token and cipher.decrypt(row.refresh_token)) for row in rows
        ]


def test_after_rotating_the_new_key_alone_opens_every_token(
    key: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = new_key()
    monkeypatch.setenv("KITH_TOKEN_KEYS", f"{new},{key}")
    assert kith("rotate").stdout == "Encrypted the tokens of 2 installs with the first key.\n"
    assert opened(database, new) == [("xoxb-T1", None), ("xoxb-T2", "xoxe-1")]


@pytest.mark.parametrize(
    ("written", "said"), [("", "is missing"), ("short", "44 characters"), (None, "none of the keys")]
)
def test_keys_that_do_not_fit_change_nothing_and_say_what_to_do(
    key: str, database: Database, monkeypatch: pytest.MonkeyPatch, written: str | None, said: str
) -> None:
    monkeypatch.setenv("KITH_TOKEN_KEYS", new_key() if written is None else written)
    error = kith("rotate").exception
    assert isinstance(error, UserError)
    assert str(error).startswith("KITH_TOKEN_KEYS")
    assert said in str(error)
    assert opened(database, key) == [("xoxb-T1", None), ("xoxb-T2", "xoxe-1")]
