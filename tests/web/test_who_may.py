"""Every row of the page: who may use it does; anybody else, here and elsewhere, changes and reads nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from httpx2 import Response

from bot.db.models import Viewer
from bot.web.rows import Form, Row, Who
from bot.web.table import ROWS
from tests.factories import make_member, make_organizer, make_program, make_workspace
from tests.handlers.test_who_may import added, changed
from tests.handlers.world import Named, World, make_world
from tests.web.cases import CASES
from tests.web.conftest import Site, Visitor

OF_PROGRAMS = [row for row in ROWS if "{program_id" in row.path]
BEHIND = [row for row in ROWS if row.who is not Who.ANYONE]


def name_of(row: Row) -> str:
    return f"{'send' if isinstance(row, Form) else 'read'} {row.path}"


def key_of(row: Row) -> tuple[bool, str]:
    return isinstance(row, Form), row.path


@pytest.fixture
def world(site: Site) -> World:
    world = make_world(site.kith)
    site.kith.knows_channel("C8", world.organizer.slack_user_id)
    return world


def ask(visitor: Visitor, row: Row, named: Named) -> Response:
    case = CASES[key_of(row)]
    ids: Mapping[str, object] = {"program_id": case.program(named), "token": "x", **case.ids(named), **case.words}
    path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: str(ids[found[1]]), row.path)
    if not isinstance(row, Form):
        return visitor.get(path)
    return visitor.send(path, case.fields(named), files=case.files or None)


def test_every_row_has_a_case_and_every_case_a_row() -> None:
    assert set(map(key_of, ROWS)) == set(CASES)


@pytest.mark.parametrize("row", BEHIND, ids=name_of)
def test_who_is_not_signed_in_is_sent_to_sign_in(row: Row, world: World, site: Site) -> None:
    before = world.rows()

    answer = ask(site.stranger(), row, world.mine)

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert (changed(before, world.rows()), added(before, world.rows())) == ([], [])


@pytest.mark.parametrize("row", OF_PROGRAMS, ids=name_of)
def test_a_member_of_the_program_neither_reads_nor_changes_it(row: Row, world: World, site: Site) -> None:
    visitor = site.visitor(world.ada)
    before = world.rows()

    answer = ask(visitor, row, world.mine)

    assert answer.status_code == 403
    assert (changed(before, world.rows()), added(before, world.rows())) == ([], [])


@pytest.mark.parametrize("row", [row for row in OF_PROGRAMS if CASES[key_of(row)].elsewhere], ids=name_of)
def test_an_organizer_of_another_program_neither_reads_nor_changes_it(row: Row, world: World, site: Site) -> None:
    visitor = site.visitor(world.organizer)
    before = world.rows()

    answer = ask(visitor, row, world.elsewhere)

    assert answer.status_code == 403
    assert (changed(before, world.rows()), added(before, world.rows())) == ([], [])


@pytest.mark.parametrize("row", OF_PROGRAMS, ids=name_of)
def test_an_organizer_of_another_workspace_is_told_of_nothing(row: Row, world: World, site: Site) -> None:
    database = site.kith.context.database
    with database.unit_of_work() as session:
        workspace_id = make_workspace(session).id
    with database.unit_of_work(workspace_id) as session:
        stranger = make_member(session)
        make_organizer(session, make_program(session), member=stranger)
    visitor = site.visitor(stranger)
    before = world.rows()

    answer = ask(visitor, row, world.mine)

    assert answer.status_code == (403 if row.who is Who.ADMIN else 404)  # they are no admin, and read no more than that
    assert (changed(before, world.rows()), added(before, world.rows())) == ([], [])


@pytest.mark.parametrize("row", OF_PROGRAMS, ids=name_of)
def test_a_viewer_reads_what_viewers_may_and_changes_nothing(row: Row, world: World, site: Site) -> None:
    viewer = site.kith.member(name="Vivian")
    program_id = CASES[key_of(row)].program(world.mine)
    with site.kith.context.database.unit_of_work(site.kith.workspace.id) as session:
        session.add(Viewer(program_id=program_id, member_id=viewer.id))
    visitor = site.visitor(viewer)
    before = world.rows()

    answer = ask(visitor, row, world.mine)

    assert answer.status_code in ((200, 303) if row.who is Who.READER else (403,))
    assert (changed(before, world.rows()), added(before, world.rows())) == ([], [])


@pytest.mark.parametrize("row", [row for row in BEHIND if row.who is Who.ADMIN], ids=name_of)
@pytest.mark.parametrize("name", ["ada", "viewer", "organizer"])
def test_who_is_no_admin_neither_reads_nor_changes_what_is_for_admins(
    row: Row, name: str, world: World, site: Site
) -> None:
    visitor = site.visitor(getattr(world, name))
    before = world.rows()

    answer = ask(visitor, row, world.mine)

    assert answer.status_code == 403
    assert (changed(before, world.rows()), added(before, world.rows())) == ([], [])


@pytest.mark.parametrize("row", [row for row in OF_PROGRAMS if row.who is Who.ADMIN], ids=name_of)
def test_an_admin_of_another_workspace_is_told_of_nothing(row: Row, world: World, site: Site) -> None:
    database = site.kith.context.database
    with database.unit_of_work() as session:
        workspace_id = make_workspace(session).id
    with database.unit_of_work(workspace_id) as session:
        stranger = make_member(session, slack_user_id="UADMIN", is_admin=True)
    visitor = site.visitor(stranger)
    before = world.rows()

    answer = ask(visitor, row, world.mine)

    assert answer.status_code == 404
    assert (changed(before, world.rows()), added(before, world.rows())) == ([], [])


@pytest.mark.parametrize("row", BEHIND, ids=name_of)
def test_who_may_does(row: Row, world: World, site: Site) -> None:
    answer = ask(site.visitor(world.admin if row.who is Who.ADMIN else world.organizer), row, world.mine)

    assert answer.status_code in (200, 303), answer.text


@pytest.mark.parametrize("row", [row for row in BEHIND if isinstance(row, Form)], ids=name_of)
def test_a_form_without_its_token_changes_nothing(row: Row, world: World, site: Site) -> None:
    visitor = site.visitor(world.organizer)
    visitor.token = "of another session"
    before = world.rows()

    answer = ask(visitor, row, world.mine)

    assert answer.status_code == 403
    assert (changed(before, world.rows()), added(before, world.rows())) == ([], [])


@pytest.mark.parametrize("row", [row for row in ROWS if isinstance(row, Form)], ids=name_of)
@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}], ids=str)
def test_a_form_from_another_site_changes_nothing(
    row: Row, headers: Mapping[str, str], world: World, site: Site
) -> None:
    visitor = site.visitor(world.organizer)
    visitor.client.headers.update(headers)
    before = world.rows()

    answer = ask(visitor, row, world.mine)

    assert answer.status_code == 403
    assert (changed(before, world.rows()), added(before, world.rows())) == ([], [])
