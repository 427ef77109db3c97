"""`kith keys`: a key is changed while Kith runs, and nothing has to be written or installed anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Text, select, type_coerce
from typer.testing import CliRunner, Result

from bot.cli.keys import keys_cli
from bot.db.cipher import Cipher, CipherError
from bot.db.migrate import check_keys, upgrade
from bot.db.models import Installation
from bot.db.session import Database
from bot.errors import UserError
from tests.conftest import KEYS, NOW

TEAMS = [f"T{number:04}" for number in range(1201)]  # more than two batches
ROWS = len(TEAMS) + 1  # and the database's secret


def kith(*words: str) -> Result:
    return CliRunner().invoke(keys_cli, words)


def new_key() -> str:
    return kith("new").stdout.strip()


@pytest.fixture
def filled(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The tokens of many installs; one of them rotates."""
    monkeypatch.setenv("KITH_DATABASE_URL", database_url)
    with database.unit_of_work() as session:
        for team in TEAMS:
            more = {"refresh_token": "xoxe-1"} if team == "T0001" else {}
            session.add(Installation(slack_team_id=team, bot_token=f"xoxb-{team}", installed_at=NOW, **more))
    return database


def stored(database: Database) -> list[str]:
    tokens = select(type_coerce(Installation.bot_token, Text)).order_by(Installation.slack_team_id)
    with database.unit_of_work(read_only=True) as session:
        return list(session.scalars(tokens))


def decrypted(database: Database, keys: str) -> list[str]:
    cipher = Cipher(keys)
    return [cipher.decrypt(token).removeprefix("xoxb-") for token in stored(database)]


def test_after_rotating_the_new_key_alone_decrypts_everything(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = new_key()
    monkeypatch.setenv("KITH_TOKEN_KEYS", f"{new},{KEYS}")
    assert kith("rotate").stdout == f"Encrypted {ROWS} rows with the first key of KITH_TOKEN_KEYS.\n"
    assert decrypted(filled, new) == TEAMS
    assert kith("rotate").stdout == "Encrypted 0 rows with the first key of KITH_TOKEN_KEYS.\n"


def test_a_rotation_that_was_interrupted_goes_on_where_it_stopped(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = new_key()
    monkeypatch.setenv("KITH_TOKEN_KEYS", f"{new},{KEYS}")
    encrypt, count = Cipher.encrypt, 0

    def killed(self: Cipher, words: str) -> str:
        nonlocal count
        count += 1
        if count > 700:
            raise KeyboardInterrupt
        return encrypt(self, words)

    monkeypatch.setattr(Cipher, "encrypt", killed)
    kith("rotate")
    monkeypatch.setattr(Cipher, "encrypt", encrypt)
    assert sum(Cipher(new).is_newest(token) for token in stored(filled)) == 500  # one whole batch
    assert kith("rotate").stdout == f"Encrypted {len(TEAMS) - 500} rows with the first key of KITH_TOKEN_KEYS.\n"
    assert decrypted(filled, new) == TEAMS


def test_a_key_file_gets_its_new_key_by_rotating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KITH_TOKEN_KEYS")
    monkeypatch.setenv("KITH_DATABASE_URL", f"sqlite:///{tmp_path / 'kith.sqlite'}")
    running = Database(f"sqlite:///{tmp_path / 'kith.sqlite'}")
    upgrade(running.engine)
    check_keys(running.engine)
    file = tmp_path / "kith.sqlite.keys"
    before = file.read_text()
    assert kith("rotate").stdout == f"Encrypted 1 rows with the first key of {file}.\n"
    assert file.read_text().strip().split(",")[1] == before.strip()
    assert file.stat().st_mode & 0o777 == 0o600
    check_keys(running.engine)
    running.dispose()


def test_a_key_file_that_is_gone_is_not_replaced_by_rotating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KITH_TOKEN_KEYS")
    monkeypatch.setenv("KITH_DATABASE_URL", f"sqlite:///{tmp_path / 'kith.sqlite'}")
    database = Database(f"sqlite:///{tmp_path / 'kith.sqlite'}")
    upgrade(database.engine)
    check_keys(database.engine)
    database.dispose()
    (tmp_path / "kith.sqlite.keys").unlink()
    error = kith("rotate").exception
    assert "put it back from your backup" in str(error)
    assert not (tmp_path / "kith.sqlite.keys").exists()


@pytest.mark.parametrize(("written", "said"), [("short", "44 characters"), (None, "none of the keys")])
def test_keys_that_do_not_fit_change_nothing_and_say_what_to_do(
    filled: Database, monkeypatch: pytest.MonkeyPatch, written: str | None, said: str
) -> None:
    monkeypatch.setenv("KITH_TOKEN_KEYS", new_key() if written is None else written)
    error = kith("rotate").exception
    assert isinstance(error, UserError)
    assert str(error).startswith("KITH_TOKEN_KEYS")
    assert said in str(error)
    assert decrypted(filled, KEYS) == TEAMS


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_postgresql_without_keys_is_refused_with_what_to_write(database_url: str) -> None:
    without = Database(database_url)
    with pytest.raises(CipherError, match=r"KITH_TOKEN_KEYS is missing: .* `kith keys new` makes a key"):
        check_keys(without.engine)
    without.dispose()
