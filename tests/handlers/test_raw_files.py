"""What members write for themselves, about others or to organizers is not readable in the files of either database.

Nor is anything there, or in the log, of somebody who erased their data, whatever they did before.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.db.models import GroupMember, Member, Participant
from bot.delivery.upkeep import wipe_erased
from bot.domain.home import Room
from bot.views import digests, follow_ups, log, privacy, profiles
from bot.views.rounds import changes, concerns
from tests.conftest import BACKENDS, LOGGERS
from tests.factories import make_do_not_pair
from tests.files import holding
from tests.handlers import payloads
from tests.handlers.cases import CASES
from tests.handlers.conftest import Kith
from tests.handlers.forms import inputs, lines, private_forms
from tests.handlers.world import World, make_world

MARK = "zebracrossing"
USER, NAME, PROFILE = "UZEBRA0001", "Zebedee Quill", "striped horses"


@pytest.fixture
def world(kith: Kith) -> World:
    return make_world(kith, kith.member(name=NAME, slack_user_id=USER))


def group(world: World, group_id: int) -> list[Member]:
    with world.kith.context.database.unit_of_work(world.kith.workspace.id) as session:
        places = select(Member).join(Participant, Participant.member_id == Member.id)
        within = places.join(GroupMember, GroupMember.participant_id == Participant.id)
        return list(session.scalars(within.where(GroupMember.group_id == group_id).order_by(GroupMember.id)))


def write(world: World, form: str) -> list[str]:
    """Fill in every line of the form. What was written: it has been kept."""
    named, by = world.mine, world.ada
    if form == changes.CHANGE_FORM:
        named, (by, _) = world.neighbours, group(world, world.neighbours.group)
    words = {line: f"{MARK} {form} {line}" for line in lines(form)}
    case, (_, buddy) = CASES["view", form], group(world, world.mine.group)
    more: dict[str, Any] = {
        **{key: {concerns.TELL: payloads.choice(concerns.SOMEBODY)} for key in (concerns.FORM, concerns.MENTOR_FORM)},
        log.FORM: {
            log.THANKS_TO: {"type": "users_select", "selected_user": buddy.slack_user_id},
            log.CONSENT: payloads.choices(log.YES),
        },
    }.get(form, {})
    if follow_ups.DAY in inputs()[form]:
        more |= {follow_ups.DAY: payloads.on_date("2026-03-05")}
    fields = {**case.fields(named), **more, **{line: payloads.text(said) for line, said in words.items()}}
    answer = world.kith.submit(by, form, fields, remembers=case.carried(named))
    assert answer.body.get("response_action") != "errors", answer.body
    kept = str(world.rows())
    assert [said for said in words.values() if said not in kept] == [], form
    return list(words.values())


def write_everything(world: World) -> list[str]:
    return [said for form in private_forms() for said in write(world, form)]


def act_in_every_way(world: World) -> None:
    """What is known of Ada beside her notes: a profile, what others keep of her, messages that name her."""
    kith, ada = world.kith, world.ada
    kith.submit(ada, profiles.FORM, {name: payloads.text(PROFILE) for name in ("targeting", "offers", "asks", "city")})
    _, buddy = group(world, world.mine.group)
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        make_do_not_pair(session, buddy.id, ada.id)
    thanks = {log.THANKS_TO: {"type": "users_select", "selected_user": USER}, log.CONSENT: payloads.choices(log.YES)}
    case = CASES["view", log.FORM]
    new = f"{world.mine.at(0)} "
    kith.submit(buddy, log.FORM, {**case.fields(world.mine), **thanks}, remembers=new)
    kith.press(world.organizer, digests.SHOW, world.mine.program)
    for words in ("data", "profile", "log"):
        kith.command(ada, words)
    for room in Room:
        kith.home(ada, room)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_whoever_has_the_files_and_not_the_keys_finds_no_private_word(
    world: World, backend: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    listen(caplog)
    written = write_everything(world)
    assert len(written) > 20
    database = world.kith.context.database
    assert holding(database, "Alumni")  # it does look where rows are
    assert holding(database, MARK) == set()
    if backend == "postgresql":  # its log of changes, too, and its own
        folder = Path(request.getfixturevalue("postgres").pgdata)
        held = [path for path in sorted(folder.rglob("*")) if path.is_file() and MARK.encode() in path.read_bytes()]
        assert held == []
    assert [record for record in caplog.records if MARK in str(record.__dict__)] == []


def listen(caplog: pytest.LogCaptureFixture) -> None:
    """To Kith itself as closely as it can be set to speak; libraries speak from warnings on, whatever is set."""
    caplog.clear()
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name)


def erase(world: World) -> None:
    case = CASES["view", privacy.ERASE_FORM]
    world.kith.submit(world.ada, privacy.ERASE_FORM, case.fields(world.mine))
    wipe_erased(world.kith.context.database)


@pytest.mark.parametrize("backend", BACKENDS, indirect=True)
def test_nothing_is_left_of_somebody_who_wrote_everywhere_and_erased_their_data(
    world: World, backend: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = world.kith.context.database
    for form in private_forms():
        if form != changes.CHANGE_FORM:
            write(world, form)
    act_in_every_way(world)
    if backend == "postgresql":  # as it does by itself, now and then
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    marks = (USER, NAME, PROFILE)
    assert holding(database, *marks) == set(marks)
    listen(caplog)
    erase(world)
    kept = str(world.rows())
    assert [mark for mark in (*marks, MARK) if mark in kept] == []
    assert holding(database, *marks) == set()
    assert [record for record in caplog.records if any(mark in str(record.__dict__) for mark in marks)] == []
