"""What members write for themselves, about others or to organizers is not readable in the files of either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.db.session import Database
from bot.views import contact_forms, goal_form, log
from bot.views.rounds import concerns
from tests.conftest import BACKENDS
from tests.handlers import payloads
from tests.handlers.cases import CASES
from tests.handlers.conftest import Kith
from tests.handlers.world import World, make_world

MARK = "zebracrossing"
CHECKIN = (log.WITH_WHOM, log.CONTACTS_FIELD, log.COMPANIES, log.ADVICE, log.THANKS, log.FOLLOW_UP_NOTE)
CONTACT = (
    contact_forms.NAME,
    contact_forms.ORGANISATION,
    contact_forms.WORKS_ON,
    contact_forms.THROUGH,
    contact_forms.NOTES,
)


@pytest.fixture
def world(kith: Kith) -> World:
    return make_world(kith)


def write_everything(world: World) -> list[str]:
    """A goal with a place, an entry of the log with all its fields, somebody of one's book, and a concern that is told;
    the words of them.
    """
    texts = {name: payloads.text(f"{MARK} {name}") for name in CHECKIN}
    texts |= {log.FOLLOW_UP_ON: payloads.on_date("2026-03-20")}
    person = {name: payloads.text(f"{MARK} {name}") for name in CONTACT}
    told = {concerns.TELL: payloads.choice(concerns.SOMEBODY), concerns.LINE: payloads.text(f"{MARK} line")}
    place = {goal_form.PLACE: payloads.text(f"{MARK} place"), goal_form.PLAN_ON: payloads.on_date("2026-03-04")}
    for name, fields in (
        (goal_form.CALLBACK, place),
        (log.FORM, texts),
        (contact_forms.FORM, person),
        (concerns.FORM, told),
    ):
        case = CASES["view", name]
        filled: dict[str, Any] = dict(case.fields(world.mine)) | fields
        answer = world.kith.submit(world.ada, name, filled, remembers=case.carried(world.mine))
        assert "not_taken" not in str(answer.body), answer.body
        assert answer.body.get("response_action") != "errors", answer.body
    return [f"{MARK} {name}" for name in (*CHECKIN, *CONTACT, "line", "place")]


def raw(database: Database, folder: Path) -> Iterator[tuple[str, bytes]]:
    """What the database keeps, as somebody reads it who has its files but no keys."""
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            for name in connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all():
                rows = connection.scalars(text(f'SELECT "{name}"::text FROM "{name}"'))  # noqa: S608  # our own tables
                yield name, "\n".join(rows).encode()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(".keys"):
            yield path.name, path.read_bytes()


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_whoever_has_the_files_and_not_the_keys_finds_no_private_word(
    world: World, backend: str, request: pytest.FixtureRequest
) -> None:
    words = write_everything(world)
    database = world.kith.context.database
    read = str(world.rows())
    assert [word for word in words if word not in read] == []
    is_file = backend == "sqlite"
    folder = (
        Path(str(make_url(database.url).database)).parent if is_file else request.getfixturevalue("postgres").pgdata
    )
    files = dict(raw(database, folder))
    assert any(b"Alumni" in held for held in files.values())  # it does look where rows are
    assert [name for name, held in files.items() if MARK.encode() in held] == []
