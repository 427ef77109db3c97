"""The disk is full, or a call fails otherwise: a person is told what to do, and nobody's words reach the log."""

from __future__ import annotations

import io
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from psycopg.errors import DiskFull
from sqlalchemy import event

from bot.logs import JsonLines
from bot.views import log
from handlers.rows import When
from handlers.table import FORMS
from tests.conftest import BACKENDS
from tests.handlers import payloads
from tests.handlers.cases import CASES
from tests.handlers.conftest import Answer, Kith
from tests.handlers.mutations import recorded
from tests.handlers.world import World, make_world

MARK = "zebracrossing"  # what somebody wrote
WRITES = ("INSERT", "UPDATE", "DELETE")
FULL = "disk is full"


@pytest.fixture
def world(kith: Kith) -> World:
    kith.knows_channel("C7", "UOLGA")
    return make_world(kith)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Every line that Kith and its libraries log, from INFO on, as it is written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.root.addHandler(handler)
    for name in ("bot", "handlers", "jobs"):
        logging.getLogger(name).setLevel(logging.INFO)
    yield stream
    logging.root.removeHandler(handler)


def done(world: World) -> list[dict[str, Any]]:
    """Everything that people can do, in App Home where it is a button."""
    return [
        one
        for one in recorded(world)
        if one.get("type") != "block_actions" or one["container"].get("view_id") == "VHOME"
    ]


def filled_forms(world: World) -> list[dict[str, Any]]:
    """A submission of each form that saves something, as it was opened or drawn, with the mark in each of its texts."""
    for payload in done(world):
        world.kith.send(payload)
    shown = [args["view"] for name in ("open", "push", "update") for args in world.kith.slack.of(f"views.{name}")]
    found = []
    saving = {row.callback_id for row in FORMS.values() if row.when is not When.READ}
    for view in {view["callback_id"]: view for view in shown if view.get("callback_id") in saving}.values():
        case = CASES["view", view["callback_id"]]
        entered = {name: {"value": element} for name, element in case.fields(world.mine).items()}
        for block in view["blocks"]:
            if block.get("element", {}).get("type") == "plain_text_input":
                entered[block["block_id"]] = {block["element"]["action_id"]: payloads.text(MARK)}
        by = world.kith.workspace.slack_team_id, world.ada.slack_user_id
        carried = view.get("private_metadata") or ""
        sent = payloads.view_submission(*by, view["callback_id"], entered, private_metadata=carried)
        sent["view"]["blocks"] = view["blocks"]
        found.append(sent)
    return found


def send_all(world: World, forms: list[dict[str, Any]]) -> None:
    """Everything that people can do, and these forms."""
    for payload in [*done(world), *forms]:
        world.kith.send(payload | ({"trigger_id": payloads.trigger_id()} if "trigger_id" in payload else {}))


@contextmanager
def failing_writes(kith: Kith, error: Callable[[str], Exception]) -> Iterator[None]:
    """Each statement that writes fails, with an error that quotes what it was given."""

    def fail(_cursor: object, statement: str, parameters: object, _context: object) -> None:
        if statement.startswith(WRITES):
            raise error(f"Failing row contains ({MARK}, {parameters})")

    engine = kith.context.database.engine
    event.listen(engine, "do_execute", fail)
    try:
        yield
    finally:
        event.remove(engine, "do_execute", fail)


def full_disk(backend: str) -> Callable[[str], Exception]:
    def error(said: str) -> Exception:
        if backend == "postgresql":
            return DiskFull(said)
        raised = sqlite3.OperationalError(said)
        raised.sqlite_errorname = "SQLITE_FULL"
        return raised

    return error


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_with_a_full_disk_every_form_says_so_and_keeps_what_was_written(
    world: World, backend: str, written: io.StringIO
) -> None:
    forms = filled_forms(world)
    before = world.rows()
    with failing_writes(world.kith, full_disk(backend)):
        for form in forms:
            world.kith.slack.calls.clear()
            answer = world.kith.send(form | {"trigger_id": payloads.trigger_id()})
            shown = str([answer.body, world.kith.slack.of("views.update")])
            assert answer.status == 200
            assert FULL in shown, form["view"]["callback_id"]
            assert (MARK in shown) == (MARK in str(form["view"]["state"])), form["view"]["callback_id"]
    assert world.rows() == before
    assert len(forms) > 10
    assert '"action": "handler_failed"' in written.getvalue()
    assert MARK not in written.getvalue()


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_with_a_full_disk_no_click_or_command_is_acked_as_if_it_were_done(world: World, backend: str) -> None:
    before, acts = world.rows(), [one for one in done(world) if one.get("type") in ("block_actions", None)]
    with failing_writes(world.kith, full_disk(backend)):
        for act in acts:
            world.kith.slack.calls.clear()
            answer = world.kith.send(act)
            told = FULL in str([call.args for call in world.kith.slack.calls])
            assert answer.status in (200, 503), act
            assert told or answer.status == 200, act
    assert world.rows() == before


def test_a_disk_that_is_really_full_is_seen_and_is_used_again_once_there_is_room(world: World) -> None:
    def bounded(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    pages, engine = [1], world.kith.context.database.engine  # one page: as many as there are
    event.listen(engine, "checkout", bounded)
    long = {name: payloads.text("advice " * 140) for name in (log.ADVICE, log.COMPANIES, log.THANKS)}

    def send() -> Answer:
        fields = dict(CASES["view", log.FORM].fields(world.mine))
        return world.kith.submit(
            world.ada, log.FORM, fields | long, remembers=CASES["view", log.FORM].carried(world.mine)
        )

    before = world.rows()
    assert [FULL in str(send().body) for _ in range(3)] == [True] * 3
    assert world.rows() == before
    pages[0] = 1_000_000
    assert FULL not in str(send().body)


@pytest.mark.parametrize("error", [ValueError, sqlite3.IntegrityError])
def test_an_error_that_quotes_what_was_written_leaves_it_out_of_the_log(
    world: World, error: Callable[[str], Exception], written: io.StringIO
) -> None:
    forms = filled_forms(world)
    with failing_writes(world.kith, error):
        send_all(world, forms)
    assert '"action": "handler_failed"' in written.getvalue()
    assert MARK not in written.getvalue()


def test_an_answer_of_slack_that_quotes_what_was_sent_leaves_it_out_of_the_log(
    world: World, written: io.StringIO
) -> None:
    forms = filled_forms(world)

    def refuse(args: dict[str, Any]) -> dict[str, Any]:
        return {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": [f"{MARK} {args}"]}}

    for name in ("open", "push", "update", "publish"):
        world.kith.slack.answers[f"views.{name}"] = refuse
    send_all(world, forms)
    assert "invalid_blocks" in written.getvalue()
    assert MARK not in written.getvalue()
