"""My log and the form behind it: looked through, edited with nothing lost, undone, and taken along as a record."""

from __future__ import annotations

import csv
import io
import json
from base64 import b64decode
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Delivery
from bot.domain.checkins import Act
from bot.domain.goals import Offer, Plan
from bot.domain.home import Room
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import checkins, goals
from bot.views import checkins as views
from bot.views import log, my_log, work_search
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith, SetClock
from tests.people import Person, make_person

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
WEEK_MESSAGE = WeekMessage(WeekMessageKind.CHECKIN, FRIDAY)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 3, 6, 10, tzinfo=UTC))


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session, name="Ada")
        goals.take_offers(session, person.actor, person.program.id, week_on=MONDAY, now=kith.context.clock.now())
        return person


def logged(kith: Kith, ada: Person, *acts: Act) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        for number, act in enumerate(acts):
            source, now = f"form:V{number}{act.done_on}", kith.context.clock.now()
            checkins.record(session, ada.actor, ada.program.id, act, source=source, now=now)


def acts(kith: Kith) -> list[CheckIn]:
    with kith.context.database.unit_of_work(read_only=True) as session:
        return list(session.scalars(select(CheckIn).order_by(CheckIn.id)))


def opened(kith: Kith, call: str = "views.open") -> dict[str, Any]:
    view: dict[str, Any] = kith.slack.of(call)[-1]["view"]
    return view


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The inputs of a form by block id."""
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def button(view: dict[str, Any], action_id: str) -> str:
    """The value of the first button of this kind."""
    buttons = [one for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return next(str(one["value"]) for one in buttons if one["action_id"] == action_id)


def in_view(kith: Kith, ada: Person, view: dict[str, Any], action_id: str, **entered: Any) -> Answer:
    """Press a button of an open form or list, in which something was entered."""
    values = {name: {"value": element} for name, element in entered.items()}
    by = kith.workspace.slack_team_id, ada.member.slack_user_id
    pressed = payloads.action(action_id, button(view, action_id))
    return kith.send(payloads.view_click(*by, pressed, values=values, private_metadata=view["private_metadata"]))


def test_the_form_asks_three_things_and_more_shows_the_rest_with_nothing_lost(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.OPEN_FORM, WEEK_MESSAGE.value())
    short = opened(kith)
    assert list(fields(short)) == [log.ACTIVITY, log.DONE_ON, log.WITH_WHOM]
    in_view(
        kith,
        ada,
        short,
        log.MORE,
        activity=payloads.choice(f"{ada.program.id}:{ada.event}"),
        done_on=payloads.on_date("2026-03-04"),
        with_whom=payloads.text("Grace"),
    )
    whole = opened(kith, "views.update")
    shown = fields(whole)
    assert shown[log.ACTIVITY]["initial_option"]["value"] == f"{ada.program.id}:{ada.event}"
    assert (shown[log.DONE_ON]["initial_date"], shown[log.WITH_WHOM]["initial_value"]) == ("2026-03-04", "Grace")
    assert log.CONTACTS_FIELD in shown
    assert whole["private_metadata"] == short["private_metadata"]


def test_the_form_begins_with_what_was_planned_for_today(kith: Kith, ada: Person) -> None:
    at = {"week_on": MONDAY, "is_private": False, "now": kith.context.clock.now()}
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        planned = Offer(ada.event, "", 1)
        goals.set_goal(session, ada.actor, ada.program.id, offer=planned, plan=Plan(FRIDAY), **at)  # type: ignore[arg-type]
    kith.command(ada, "log")
    assert fields(opened(kith))[log.ACTIVITY]["initial_option"]["value"] == f"{ada.program.id}:{ada.event}"
    logged(kith, ada, Act(ada.event, FRIDAY))
    kith.command(ada, "log")
    assert fields(opened(kith))[log.ACTIVITY]["initial_option"]["value"] == f"{ada.program.id}:{ada.coffee}"


def test_a_short_form_leaves_what_it_does_not_show_as_it_is(kith: Kith, ada: Person) -> None:
    logged(kith, ada, Act(ada.coffee, FRIDAY, with_whom="Grace", advice="Bring cards.", new_contacts=("Lin",)))
    short = {
        log.ACTIVITY: payloads.choice(f"{ada.program.id}:{ada.coffee}"),
        log.DONE_ON: payloads.on_date("2026-03-04"),
        log.WITH_WHOM: payloads.text("Grace Hopper"),
    }
    kith.submit(ada, log.FORM, short, remembers=f"{WEEK_MESSAGE.value(acts(kith)[0].id)} 0:: ")
    (after,) = acts(kith)
    assert (after.with_whom, after.advice, after.new_contacts) == ("Grace Hopper", "Bring cards.", ["Lin"])


def test_the_log_is_looked_through_by_words_and_week_and_ten_at_a_time(kith: Kith, ada: Person) -> None:
    days = [FRIDAY - timedelta(days=number) for number in range(11)]
    logged(kith, ada, *(Act(ada.coffee, day, with_whom=f"Guest {day:%d}") for day in days))
    kith.press(ada, views.OPEN_LOG, WEEK_MESSAGE.value())
    first = opened(kith)
    assert json.dumps(first).count("Guest") == 10
    in_view(kith, ada, first, my_log.MORE)
    assert json.dumps(opened(kith, "views.update")).count("Guest") == 1
    search = {my_log.WORDS: payloads.text("guest 0"), my_log.WEEK: payloads.on_date("2026-03-05")}
    answer = kith.submit(ada, my_log.LIST, search, remembers=first["private_metadata"])
    found = answer.body["view"]
    assert [f"Guest 0{number}" in json.dumps(found) for number in (1, 2, 6)] == [False, True, True]
    in_view(kith, ada, found, my_log.UNDO)
    after = opened(kith, "views.update")
    assert (after["private_metadata"], "Guest 06" in json.dumps(after)) == (found["private_metadata"], False)


def test_the_log_shows_what_came_of_each(kith: Kith, ada: Person) -> None:
    followed = Act(ada.event, FRIDAY, new_contacts=("Lin", "Bo"), follow_up_on=date(2026, 3, 20), follow_up_note="tea")
    logged(kith, ada, followed)
    kith.press(ada, views.OPEN_LOG, WEEK_MESSAGE.value())
    assert "New: Lin and Bo\\nFollow-up 20 Mar 2026: \u201ctea\u201d" in json.dumps(opened(kith), ensure_ascii=False)


def sent_files(kith: Kith) -> dict[str, str]:
    with kith.context.database.unit_of_work(read_only=True) as session:
        rows = session.scalars(select(Delivery).where(Delivery.key.startswith("record:")))
        files = [file for row in rows for file in row.payload["files"]]
        return {file["name"]: b64decode(file["content"]).decode("utf-8-sig") for file in files}


def test_the_record_of_some_weeks_comes_as_a_table_and_a_page(kith: Kith, ada: Person) -> None:
    logged(kith, ada, Act(ada.coffee, FRIDAY, with_whom="Grace"), Act(ada.event, date(2026, 2, 20), with_whom="Bo"))
    assert "Work-search record" in str(kith.home(ada, Room.ME))
    kith.command(ada, "record")
    assert fields(opened(kith))[work_search.FIRST]["initial_date"] == "2026-02-13"
    weeks = {work_search.FIRST: payloads.on_date("2026-03-03"), work_search.LAST: payloads.on_date("2026-03-03")}
    assert "on its way" in str(kith.submit(ada, work_search.FORM, weeks).body["view"])
    files = sent_files(kith)
    (row,) = csv.DictReader(io.StringIO(files["kith-work-search.csv"]))
    assert (row["week"], row["contact_and_title"]) == ("2026-03-02", "Grace")
    assert "Grace" in files["kith-work-search.html"]
    assert "Bo" not in files["kith-work-search.html"].partition("<body>")[2]


def test_weeks_the_wrong_way_round_are_said_beside_the_field(kith: Kith, ada: Person) -> None:
    weeks = {work_search.FIRST: payloads.on_date("2026-03-06"), work_search.LAST: payloads.on_date("2026-02-03")}
    assert list(kith.submit(ada, work_search.FORM, weeks).body["errors"]) == [work_search.LAST]
    assert sent_files(kith) == {}
