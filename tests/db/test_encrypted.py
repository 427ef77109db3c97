"""Private columns are encrypted in the database, with or without the keys beside it, and read as they were written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from bot.db.cipher import Cipher, CipherError, new_key
from bot.db.encrypted import EMPTY, Encrypted, EncryptedJSON, encrypted_columns
from bot.db.migrate import check_keys, upgrade
from bot.db.models import CheckIn, Delivery, Goal
from bot.db.session import Database, bind_workspace
from tests.factories import FIRST_MONDAY, make_activity, make_checkin, make_participant, make_program, make_workspace

WORDS = "zebra crossing"
PRIVATE = {
    "advice": {"text"},
    "asks": {"text", "company"},
    "buddy_groups": {"reasons", "why"},
    "checkins": {"with_whom", "new_contacts", "companies", "advice", "thanks", "details"},
    "contacts": {"details"},
    "council_lines": {"will_try"},
    "council_meetings": {"place"},
    "councils": {"reasons"},
    "deliveries": {"payload", "target"},
    "follow_ups": {"whom", "note"},
    "goals": {"plan_place"},
    "known_places": {"name"},
    "landings": {"role", "helped", "trail"},
    "meetings": {"place"},
    "mentor_agreements": {"what_for", "how_often", "place", "until", "between_us"},
    "mentor_pairs": {"what_for"},
    "mentor_words": {"words"},
    "participants": {"mentor_line"},
    "installations": {"bot_token", "refresh_token"},
    "offers": {"text"},
    "path_steps": {"forecast", "result"},
    "preparations": {"page"},
    "target_companies": {"name"},
    "roster_lines": {"values"},
    "round_wishes": {"field", "school", "city", "note"},
    "shares": {"words", "link"},
    "typed_proposals": {"entries", "words", "link"},
    "warm_introductions": {"company", "person", "what_for", "whom"},
    "worksheets": {"worked", "stuck", "advice", "will_try"},
    "database_state": {"secret"},
}
dialect = sqlite.dialect()
dialect.cipher = Cipher(new_key())  # type: ignore[attr-defined]  # as bot.db.session does


def test_these_columns_are_private() -> None:
    assert {table.name: {column.name for column in columns} for table, columns in encrypted_columns()} == PRIVATE


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_as_it_was_and_is_not_readable_meanwhile(words: str) -> None:
    stored = Encrypted().process_bind_param(words, dialect)
    assert Encrypted().process_result_value(stored, dialect) == words
    assert (stored == "") == (words == "")
    assert not words or len(words) < 6 or words not in str(stored)


@given(st.dictionaries(st.text(), st.integers() | st.text(st.characters(exclude_categories=["Cs"])) | st.none()))
def test_any_json_comes_back_as_it_was(value: dict[str, Any]) -> None:
    stored = EncryptedJSON().process_bind_param(value, dialect)
    assert EncryptedJSON().process_result_value(stored, dialect) == value
    assert (stored in EMPTY) == (not value)


def test_a_query_may_ask_whether_there_are_words_and_nothing_about_them(session: Session) -> None:
    program = make_program(session)
    mine, chat = make_participant(session, program), make_activity(session, program, key="chat", name="Chat")
    make_checkin(session, mine, chat.id, date(2026, 3, 3), advice=WORDS)
    make_checkin(session, mine, chat.id, date(2026, 3, 4))
    assert session.scalar(select(func.count()).where(CheckIn.advice != "")) == 1
    assert session.scalars(select(CheckIn.advice).order_by(CheckIn.done_on)).all() == [WORDS, ""]
    assert WORDS not in session.scalars(select(type_coerce(CheckIn.advice, Text)).order_by(CheckIn.done_on)).all()[0]
    with pytest.raises(TypeError, match="after they are read"):
        select(CheckIn).where(CheckIn.advice == WORDS)
    with pytest.raises(TypeError, match="after they are read"):
        select(CheckIn).where(CheckIn.advice.contains("zebra"))


def test_no_file_of_the_database_holds_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{tmp_path / 'kith.sqlite'}")
    upgrade(database.engine)
    with database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        program = make_program(session)
        mine, chat = make_participant(session, program), make_activity(session, program, key="chat", name="Chat")
        made = {"activity_id": chat.id, "created_at": program.created_at}
        session.add(Goal(participant_id=mine.id, week_on=FIRST_MONDAY, plan_place=WORDS, **made))
        words = {"with_whom": WORDS, "companies": WORDS, "advice": WORDS, "thanks": WORDS}
        make_checkin(session, mine, chat.id, FIRST_MONDAY, new_contacts=[WORDS], **words)
        message = {"text": WORDS, "blocks": []}
        session.add(
            Delivery(key="1", kind="note", target={"channel": "C1"}, payload=message, created_at=program.created_at)
        )
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["kith.sqlite", "kith.sqlite-shm", "kith.sqlite-wal", "kith.sqlite.keys"]
    for file in tmp_path.iterdir():
        assert b"zebra" not in file.read_bytes()
        assert file.stat().st_mode & 0o777 == 0o600, file
    database.dispose()


def test_a_start_with_other_keys_is_refused_and_one_with_the_same_is_not(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'kith.sqlite'}", new_key()
    for given_keys in (keys, keys, f"{new_key()},{keys}"):
        database = Database(url, keys=given_keys)
        upgrade(database.engine)
        check_keys(database.engine)
        database.dispose()
    database = Database(url, keys=new_key())
    with pytest.raises(CipherError, match="KITH_TOKEN_KEYS: none of the keys"):
        check_keys(database.engine)
    database.dispose()


def test_without_its_key_file_a_database_is_not_started_with_a_new_one(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'kith.sqlite'}")
    upgrade(database.engine)
    check_keys(database.engine)
    database.dispose()
    (tmp_path / "kith.sqlite.keys").unlink()
    again = Database(f"sqlite:///{tmp_path / 'kith.sqlite'}")
    with pytest.raises(CipherError, match="put it back from your backup"):
        check_keys(again.engine)
    again.dispose()
