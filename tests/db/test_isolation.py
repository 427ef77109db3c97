"""No workspace reads or writes another's rows: every table, every kind of statement, every way into the database."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, delete, exists, func, insert, inspect, literal, select, text, update
from sqlalchemy.orm import Session, aliased

from bot.db.base import Base, WorkspaceRecord
from bot.db.models import DatabaseState, Installation, OAuthState, Program, Worker, Workspace
from bot.db.session import OtherWorkspaceError, bind_workspace
from bot.db.upsert import insert_once, insert_or_update
from tests.factories import make_program, make_workspace
from tests.rows import MODELS, make_any
from tests.watching import Watch

ROOT = Path(__file__).parents[2]

# Tables that are no workspace's, and why nobody reads another's there
OF_NO_WORKSPACE = {
    Workspace: "is what the others belong to; found by the team id that Slack signed",
    Installation: "tokens, encrypted; read by bot.oauth alone",
    DatabaseState: "a random secret, encrypted; the keys fit if it is decrypted",
    OAuthState: "random, used once, before there is a workspace",
    Worker: "the processes that send",
}

Model = type[WorkspaceRecord]


def _union(model: Model) -> Select[Any]:
    both = select(model.id).union_all(select(model.id)).subquery()
    return select(both.c.id)


def _common(model: Model) -> Select[Any]:
    named = select(model.id.label("found")).cte("named")
    return select(named.c.found)


READS: Mapping[str, Callable[[Model], Select[Any]]] = {
    "rows": select,
    "columns": lambda model: select(*(getattr(model, column.key) for column in inspect(model).column_attrs)),
    "an alias": lambda model: select(aliased(model)),
    "joined to itself": lambda model: select(model.id).join(other := aliased(model), other.id == model.id),
    "a subquery": lambda model: select(select(model.id).subquery().c.id),
    "a count": lambda model: select(func.count(model.id)).having(func.count(model.id) > 0),
    "a common table": _common,
    "a union": _union,
    "joined to its workspace": lambda model: select(Workspace.id).join(model, model.workspace_id == Workspace.id),
    "where the workspace is said to be another": lambda model: select(model).where(model.workspace_id > 0),
}


# Asked in the condition of a query for a row of one's own
ASIDES: Mapping[str, Callable[[Model, int], Any]] = {
    "exists": lambda model, theirs: select(model.id).where(model.id == theirs).exists(),
    "exists, with its own columns": lambda model, theirs: exists(model.id).where(model.id == theirs),
    "in": lambda model, theirs: literal(theirs).in_(select(model.id)),
    "scalar": lambda model, theirs: select(func.max(model.id)).where(model.id == theirs).scalar_subquery().is_not(None),
    "alias": lambda model, theirs: (other := aliased(model)) and exists(other.id).where(other.id == theirs),
    "exists of nothing": lambda model, theirs: exists().where(model.id == theirs),
}


@pytest.fixture(params=MODELS, ids=lambda model: str(model.__tablename__))
def model(request: pytest.FixtureRequest) -> Model:
    found: Model = request.param
    return found


@pytest.fixture
def theirs(session: Session, model: Model) -> int:
    """The id of a row of another workspace; the session is bound to a third one from here on."""
    bind_workspace(session, make_workspace(session).id)
    number: int = make_any(session, model).id
    bind_workspace(session, make_workspace(session).id)
    return number


def test_every_table_is_of_a_workspace_or_says_why_not() -> None:
    found = {mapper.class_ for mapper in Base.registry.mappers if not issubclass(mapper.class_, WorkspaceRecord)}
    assert found == set(OF_NO_WORKSPACE)
    assert not [model for model in found if "workspace_id" in inspect(model).columns]


def test_nothing_of_another_workspace_is_read(session: Session, model: Model, theirs: int) -> None:
    assert session.get(model, theirs) is None
    for name, query in READS.items():
        assert session.execute(query(model)).all() == [], name
    assert session.scalar(select(func.count()).select_from(model)) == 0
    session.info.pop("workspace_id")
    for name, query in READS.items():  # what is not found above is there
        assert session.execute(query(model)).all() != [], name


def test_nothing_of_another_workspace_is_read_beside_rows_of_ones_own(
    session: Session, model: Model, theirs: int
) -> None:
    own = aliased(model)
    make_any(session, model)
    for name, aside in ASIDES.items():
        assert session.execute(select(own.id).where(aside(model, theirs))).all() == [], name
    session.info.pop("workspace_id")
    for name, aside in ASIDES.items():
        assert session.execute(select(own.id).where(aside(model, theirs))).all() != [], name


def test_nothing_of_another_workspace_is_changed(session: Session, model: Model, theirs: int) -> None:
    own = {"workspace_id": session.info["workspace_id"]}
    assert session.execute(update(model).values(own).returning(model.id)).all() == []
    assert session.execute(update(model).where(model.id == theirs).values(own).returning(literal(1))).all() == []
    assert session.execute(delete(model).returning(model.id)).all() == []
    session.info.pop("workspace_id")
    assert session.get_one(model, theirs, populate_existing=True).workspace_id != own["workspace_id"]


def test_nothing_is_written_for_another_workspace(session: Session, model: Model) -> None:
    other = make_workspace(session).id
    row = make_any(session, model)
    values = {column.key: getattr(row, column.key) for column in inspect(model).columns if column.key != "id"}
    for ways in ({**values, "workspace_id": other}, [{**values, "workspace_id": other}]):
        with pytest.raises(OtherWorkspaceError):
            session.execute(insert(model), ways)
    with pytest.raises(OtherWorkspaceError):
        session.execute(insert(model).values({**values, "workspace_id": other}))
    with pytest.raises(OtherWorkspaceError):
        insert_once(session, model, **{**values, "workspace_id": other})
    row.workspace_id = other
    with pytest.raises(OtherWorkspaceError):
        session.flush()


def test_a_row_that_a_unique_key_finds_elsewhere_stays_as_it_is(session: Session) -> None:
    bind_workspace(session, make_workspace(session).id)
    theirs = make_program(session, name="Theirs")
    bind_workspace(session, make_workspace(session).id)
    values = {
        column.key: getattr(theirs, column.key)
        for column in inspect(Program).columns
        if column.key not in ("id", "workspace_id", "name")
    }
    insert_or_update(session, Program, {"id": theirs.id}, name="Ours", **values)
    session.info.pop("workspace_id")
    session.refresh(theirs)
    assert theirs.name == "Theirs"


def test_a_row_that_is_loaded_already_is_not_found_by_the_next_workspace(session: Session) -> None:
    program = make_program(session)
    session.info.pop("workspace_id")
    bind_workspace(session, make_workspace(session).id)
    assert session.get(Program, program.id) is None
    with pytest.raises(Exception, match="No row was found"):
        session.get_one(Program, program.id)


@pytest.mark.parametrize(
    "statement",
    [
        select(Base.metadata.tables["members"]),
        select(exists().where(Program.id == 1)),
        update(Base.metadata.tables["members"]).values(name="x"),
        delete(Base.metadata.tables["members"]),
        text("SELECT * FROM members"),
    ],
    ids=["select", "exists", "update", "delete", "text"],
)
def test_what_the_guard_cannot_see_through_is_refused(session: Session, statement: Any) -> None:
    with pytest.raises(OtherWorkspaceError, match="models alone"):
        session.execute(statement)


def test_the_watch_over_all_tests_sees_what_the_guard_does_not(session: Session, watch: Watch) -> None:
    members = Base.metadata.tables["members"]
    session.execute(select(Program.id).where(exists(members.c.id)))
    assert [statement.count("members.workspace_id = ") for statement in watch.seen] == [0]
    watch.seen.clear()


# Whoever opens a transaction that is bound to no workspace, and what for
UNBOUND: Mapping[str, frozenset[str]] = {
    "an operator's command": frozenset(
        {
            "bot/cli/backup.py:_go_on",
            "bot/cli/main.py:alive",
            "bot/cli/pairs.py:_reading",  # bound once the program is found
            "bot/cli/doctor.py:_unreadable",
            "bot/cli/live.py:_speaking",
            "bot/cli/live_person.py:_why_no_form",
            "bot/demo/facts.py:gather",
            "bot/delivery/upkeep.py:wipe_erased",
            *(
                f"bot/delivery/admin.py:{name}"
                for name in ("newest", "counts", "show", "damaged", "failed_by", "retry", "cancel")
            ),
        }
    ),
    "who speaks is still to be read from what Slack signed": frozenset(
        {
            *(f"handlers/request.py:{name}" for name in ("as_member", "workspace_event", "workspace_id")),
            "handlers/display.py:replace",
            "bot/demo/show.py:_page_link",
        }
    ),
    "who is signed in is still to be read from the browser's cookie": frozenset(
        {"bot/web/request.py:as_reader", "bot/web/slack_sign_in.py:_signed_in"}
    ),
    "workspaces themselves, and their tokens": frozenset(
        {
            "bot/server/running.py:meet_workspace",
            "handlers/workspaces.py:_stop",
            "jobs/delivery_failures.py:_workspace",
            "jobs/workspaces.py:_sweep",
            *(f"bot/oauth/store.py:{name}" for name in ("consume", "issue", "save")),
            *(f"bot/oauth/tokens.py:{name}" for name in ("_keep", "_renewed", "_stored")),
        }
    ),
    "the ledger: by a delivery's number, and with the token of the delivery's workspace": frozenset(
        {
            "bot/delivery/engine.py:unfinished",
            *(f"bot/delivery/engine.py:{name}" for name in ("_beat", "_look", "_prune", "stop")),
            *(f"bot/delivery/sender.py:{name}" for name in ("_carry_out", "go_through")),
        }
    ),
    "numbers without names": frozenset({"bot/server/metrics.py:collect"}),
    "where work waits; each piece of it is done in a transaction that is bound": frozenset(
        {
            *(f"jobs/schedule.py:{name}" for name in ("tick", "waiting")),
            "jobs/work.py:sweep",
            "jobs/admins.py:sweep",
            *(f"jobs/{name}.py:_sweep" for name in ("contacts", "delivery_failures", "plans", "previews", "privacy")),
            *(f"jobs/members.py:{name}" for name in ("sweep_channels", "sweep_people")),
        }
    ),
}


def _functions(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.Call]]:
    for node in ast.iter_child_nodes(tree):
        name = node.name if isinstance(node, ast.FunctionDef) else inside
        if isinstance(node, ast.Call):
            yield name, node
        yield from _functions(node, name)


def unbound() -> set[str]:
    """Functions that call `unit_of_work` without a workspace."""
    found = set()
    for folder in ("bot", "handlers", "jobs"):
        for path in (ROOT / folder).rglob("*.py"):
            for function, call in _functions(ast.parse(path.read_text())):
                called = call.func.attr if isinstance(call.func, ast.Attribute) else ""
                if called == "unit_of_work" and not call.args:
                    found.add(f"{path.relative_to(ROOT)}:{function}")
    return found


def test_whoever_sees_all_workspaces_is_known() -> None:
    assert unbound() == set().union(*UNBOUND.values())
