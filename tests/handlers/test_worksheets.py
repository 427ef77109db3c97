"""The worksheet through Bolt: opened under "You have met", saved, read by the buddy, refused to anybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.models import Delivery, Worksheet
from bot.views.rounds import worksheets as view
from bot.views.rounds.introduction import MET
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.handlers.groups import Stage


@pytest.fixture
def stage(kith: Kith) -> Stage:
    made = Stage.set(kith)
    kith.context.clock.moment += timedelta(days=2)  # type: ignore[attr-defined]
    made.click(MET, made.group_id)
    return made


def opened(stage: Stage, by: object) -> dict[str, object]:
    stage.kith.slack.calls.clear()
    stage.click(view.WRITE, stage.group_id, by=by)  # type: ignore[arg-type]
    (call,) = stage.kith.slack.of("views.open")
    return call["view"]  # type: ignore[no-any-return]


def test_what_one_writes_the_other_reads_and_nothing_is_sent_to_anybody(stage: Stage) -> None:
    assert "Write ours" in str(stage.replies()[0]["blocks"])
    form = opened(stage, stage.ada)
    before = len(stage.rows(Delivery))
    fields = {"stuck": payloads.text("Where <!here> to begin"), "will_try": payloads.text("Write to Grace")}
    answer = stage.kith.submit(stage.ada, view.FORM, fields, remembers=form["private_metadata"])
    assert "What I'll try: Write to Grace" in str(answer.body["view"]).replace("\\'", "'")
    theirs = str(opened(stage, stage.ben))
    assert f"<@{stage.ada.slack_user_id}>" in theirs
    assert "Where &lt;!here&gt; to begin" in theirs
    assert len(stage.rows(Delivery)) == before


def test_a_line_that_is_too_long_stays_in_the_form(stage: Stage) -> None:
    form = opened(stage, stage.ada)
    fields = {"advice": payloads.text("x" * 201)}
    answer = stage.kith.submit(stage.ada, view.FORM, fields, remembers=form["private_metadata"])
    assert "too long" in answer.body["errors"]["advice"]
    with stage.kith.context.database.unit_of_work(read_only=True) as session:
        assert session.scalars(select(Worksheet)).all() == []


def test_another_group_neither_opens_nor_saves_it(stage: Stage) -> None:
    form = opened(stage, stage.ada)
    stage.kith.slack.calls.clear()
    stage.click(view.WRITE, stage.group_id, by=stage.carl)
    assert stage.kith.slack.of("views.open") == []
    fields = {"stuck": payloads.text("x")}
    stage.kith.submit(stage.carl, view.FORM, fields, remembers=form["private_metadata"])
    assert stage.rows(Worksheet) == []
