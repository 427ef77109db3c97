"""What somebody did counts once: sent again, it changes nothing, shows nothing, and brings back no earlier answer."""

from __future__ import annotations

import pytest

from bot.domain.states import MeetingAnswer
from bot.views.rounds.introduction import MET, NOT_YET
from handlers.rows import When, Who
from tests.handlers import payloads
from tests.handlers.cases import CASES, who_may
from tests.handlers.conftest import Kith
from tests.handlers.groups import Stage
from tests.handlers.test_when import ROWS
from tests.handlers.world import World, make_world


@pytest.fixture
def world(kith: Kith) -> World:
    world = make_world(kith)
    kith.knows_channel("C7", world.ada.slack_user_id, world.organizer.slack_user_id)
    return world


def sent(world: World, key: tuple[str, str]) -> dict[str, object]:
    """A right payload, by whoever may."""
    kind, name = key
    team, url = world.kith.workspace.slack_team_id, world.kith.slack.response_url
    if kind == "command":
        return payloads.command(team, world.ada.slack_user_id, name, channel="C1", response_url=url)
    user = (world.organizer if who_may(key) in (Who.ORGANIZER, Who.READER) else world.ada).slack_user_id
    carried, fields = CASES[key].carried(world.mine), CASES[key].fields(world.mine)
    if kind == "shortcut":
        return payloads.shortcut(team, user, name)
    if kind == "view":
        entered = {field: {"value": element} for field, element in fields.items()}
        return payloads.view_submission(team, user, name, entered, private_metadata=carried)
    return payloads.message_click(team, user, payloads.action(name, carried), channel="C1", response_url=url)


@pytest.mark.parametrize("key", [key for key, row in ROWS.items() if row.when is not When.READ], ids=":".join)
def test_what_is_sent_again_changes_and_shows_nothing(world: World, key: tuple[str, str]) -> None:
    payload = sent(world, key)
    assert world.kith.send(payload).status == 200
    before = world.rows()
    world.kith.slack.calls.clear()
    answer = world.kith.send(payload)
    assert answer.status == 200
    assert world.rows() == before
    assert world.kith.slack.calls == []


def test_an_answer_that_is_sent_again_does_not_come_back(kith: Kith) -> None:
    stage = Stage.set(kith)
    url, who = kith.slack.response_url, (kith.workspace.slack_team_id, stage.ada.slack_user_id)
    first, second = (
        payloads.message_click(*who, payloads.action(action_id, str(stage.group_id)), response_url=url)
        for action_id in (NOT_YET, MET)
    )
    for payload in (first, second, first):
        assert kith.send(payload).status == 200
    assert stage.answer_of(stage.ada) is MeetingAnswer.MET
