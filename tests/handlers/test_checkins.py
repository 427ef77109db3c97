"""Check-ins by clicks and forms: each counts once, is one's own, and shows how things stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Participant, ParticipantWeek
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import goals
from bot.views import checkins as views
from bot.views import log, my_log
from tests.factories import LONG_AGO, make_participant, make_program
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
        person = make_person(session)
        goals.take_offers(session, person.actor, person.program.id, week_on=MONDAY, now=kith.context.clock.now())
        return person


@pytest.fixture
def lin(kith: Kith, ada: Person) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session, session.merge(ada.program))


def acts(kith: Kith, person: Person) -> Sequence[CheckIn]:
    with kith.context.database.unit_of_work() as session:
        return session.scalars(
            select(CheckIn).where(CheckIn.participant_id == person.participant.id).order_by(CheckIn.id)
        ).all()


def week_of(kith: Kith, person: Person) -> ParticipantWeek:
    with kith.context.database.unit_of_work() as session:
        return session.scalars(
            select(ParticipantWeek).where(
                ParticipantWeek.participant_id == person.participant.id, ParticipantWeek.week_on == MONDAY
            )
        ).one()


def add_value(person: Person, activity_id: int, newest: int = 0) -> str:
    return WEEK_MESSAGE.value(person.program.id, activity_id, newest)


def shown(kith: Kith) -> str:
    sent = kith.slack.of("response_url")[-1]
    assert sent["replace_original"] is True
    return json.dumps(sent["blocks"], ensure_ascii=False)


def refused(kith: Kith) -> str:
    sent = kith.slack.of("response_url")[-1]
    assert sent["response_type"] == "ephemeral"
    return str(sent["text"])


def test_whoever_answers_for_one_program_was_heard_from_in_the_other_and_did_nothing_there(
    kith: Kith, ada: Person
) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        other = make_participant(session, make_program(session), member=session.merge(ada.member))
    kith.press(ada, views.ADD, add_value(ada, ada.coffee))
    with kith.context.database.unit_of_work() as session:
        there = session.get_one(Participant, other.id)
        assert there.last_active_at == kith.context.clock.now()
        weeks = session.scalars(select(ParticipantWeek).where(ParticipantWeek.participant_id == other.id)).all()
        assert [week.last_active_at for week in weeks] == [kith.context.clock.now()]
        assert session.scalars(select(CheckIn).where(CheckIn.participant_id == other.id)).all() == []


def test_one_click_adds_one_and_the_message_shows_it(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.ADD, add_value(ada, ada.coffee))
    assert "1 of 2" in shown(kith)
    assert [row.activity_id for row in acts(kith, ada)] == [ada.coffee]


def test_the_same_button_twice_counts_once_and_the_new_one_counts_again(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.ADD, add_value(ada, ada.coffee))
    kith.press(ada, views.ADD, add_value(ada, ada.coffee))
    assert len(acts(kith, ada)) == 1
    newest = acts(kith, ada)[0].id
    assert add_value(ada, ada.coffee, newest) in shown(kith)
    kith.press(ada, views.ADD, add_value(ada, ada.coffee, newest))
    assert "2 of 2" in shown(kith)


def test_a_late_click_still_counts_for_its_week(kith: Kith, ada: Person, clock: SetClock) -> None:
    clock.moment = datetime(2026, 3, 10, 10, tzinfo=UTC)
    kith.press(ada, views.ADD, add_value(ada, ada.event))
    assert "1 of 1" in shown(kith)
    assert acts(kith, ada)[0].done_on == date(2026, 3, 8)


def test_nobody_adds_for_another_program_or_with_a_made_up_button(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        other = make_person(session)
    for value in (
        add_value(other, other.coffee),
        add_value(ada, other.coffee),
        "1:2:3",
        "",
        "x:y:z:checkin:2026-03-06",
    ):
        kith.press(ada, views.ADD, value)
        assert "no longer there" in refused(kith)
    assert not acts(kith, ada)


def test_a_hard_week_is_answered_plainly_and_told_to_nobody(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.HARD_WEEK, WEEK_MESSAGE.value())
    assert "Thank you for saying so" in shown(kith)
    assert "Ask someone to get in touch" in shown(kith)
    first = week_of(kith, ada).excused_at
    kith.press(ada, views.HARD_WEEK, WEEK_MESSAGE.value())
    assert week_of(kith, ada).excused_at == first is not None
    assert week_of(kith, ada).contact_wanted_at is None
    assert not kith.deliveries()


def test_an_organizer_is_told_only_when_the_member_asks(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.HARD_WEEK, WEEK_MESSAGE.value())
    kith.press(ada, views.WANT_CONTACT, WEEK_MESSAGE.value(ada.program.id))
    assert "will get in touch" in shown(kith)
    assert week_of(kith, ada).contact_wanted_at is not None


def test_contact_is_asked_in_ones_own_program_alone(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        other = make_person(session)
    kith.press(ada, views.WANT_CONTACT, WEEK_MESSAGE.value(other.program.id))
    assert "no longer there" in refused(kith)


def test_the_command_for_a_hard_week(kith: Kith, ada: Person) -> None:
    kith.command(ada, "hard-week")
    (sent,) = kith.slack.of("response_url")
    assert sent["response_type"] == "ephemeral"
    assert "Thank you for saying so" in sent["text"]


def test_the_command_for_a_hard_week_of_somebody_in_no_program(kith: Kith) -> None:
    kith.command(kith.member(), "hard-week")
    assert "You are in no program yet" in kith.slack.of("response_url")[0]["text"]


def form(person: Person, **changes: Any) -> dict[str, Any]:
    return {
        log.ACTIVITY: payloads.choice(f"{person.program.id}:{person.event}"),
        log.DONE_ON: payloads.on_date("2026-03-04"),
        log.WITH_WHOM: payloads.text("Grace <!channel>"),
        log.IN_PERSON: payloads.choice(log.YES),
        log.CONTACTS_FIELD: payloads.text("Ada\n\nLin 🦊"),
        log.COMPANIES: payloads.text(None),
        log.ADVICE: payloads.text(None),
        log.THANKS: payloads.text("for the tip"),
        log.THANKS_TO: {"type": "users_select", "selected_user": "U0GRACE"},
        log.CONSENT: payloads.choices(log.YES),
        log.FOLLOW_UP_ON: payloads.on_date("2026-03-20"),
        log.FOLLOW_UP_NOTE: payloads.text("her move"),
        **changes,
    }


def submit(kith: Kith, person: Person, metadata: str, *, view_id: str = "", **changes: Any) -> Answer:
    return kith.submit(person, log.FORM, form(person, **changes), remembers=metadata, view_id=view_id)


def opened(kith: Kith) -> dict[str, Any]:
    view: dict[str, Any] = kith.slack.of("views.open")[-1]["view"]
    return view


def test_the_form_opens_from_the_message_the_command_and_the_shortcut(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.OPEN_FORM, WEEK_MESSAGE.value())
    kith.command(ada, "log")
    kith.send(payloads.shortcut(kith.workspace.slack_team_id, ada.member.slack_user_id, "log_activity"))
    assert [call["view"]["callback_id"] for call in kith.slack.of("views.open")] == [log.FORM] * 3


def test_somebody_in_no_program_has_nothing_to_log_in(kith: Kith) -> None:
    stranger = kith.member()
    kith.send(payloads.shortcut(kith.workspace.slack_team_id, stranger.slack_user_id, "log_activity"))
    assert "You are in no program yet" in json.dumps(opened(kith))


def test_the_form_records_once_and_replaces_the_message(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.OPEN_FORM, WEEK_MESSAGE.value())
    metadata = opened(kith)["private_metadata"]
    assert submit(kith, ada, metadata, view_id="V1").body == {}
    assert submit(kith, ada, metadata, view_id="V1").body == {}
    (row,) = acts(kith, ada)
    assert (row.done_on, row.with_whom, row.in_person) == (date(2026, 3, 4), "Grace <!channel>", True)
    assert (row.new_contacts, row.thanks_shared) == (["Ada", "Lin 🦊"], True)
    assert "1 of 1" in shown(kith)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({log.DONE_ON: payloads.on_date("2026-03-07")}, log.DONE_ON),
        ({log.DONE_ON: payloads.on_date(None)}, log.DONE_ON),
        ({log.DONE_ON: payloads.on_date("yesterday")}, log.DONE_ON),
        ({log.FOLLOW_UP_ON: payloads.on_date("2026-03-01")}, log.FOLLOW_UP_ON),
        ({log.ACTIVITY: payloads.choice("event")}, log.ACTIVITY),
        ({log.ADVICE: payloads.text("x" * 10_000)}, log.ADVICE),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    kith: Kith, ada: Person, change: dict[str, Any], field: str
) -> None:
    kith.press(ada, views.OPEN_FORM, WEEK_MESSAGE.value())
    answer = submit(kith, ada, opened(kith)["private_metadata"], **change)
    assert answer.body["response_action"] == "errors"
    assert set(answer.body["errors"]) == {field}
    assert not acts(kith, ada)


def test_the_log_is_ones_own_and_its_entries_are_edited_and_undone(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.ADD, add_value(ada, ada.coffee))
    kith.press(ada, views.OPEN_LOG, WEEK_MESSAGE.value())
    assert opened(kith)["callback_id"] == my_log.LIST
    edit, undo = opened(kith)["blocks"][3]["elements"]
    kith.press(ada, my_log.EDIT, edit["value"], where="modal")
    pushed = kith.slack.of("views.push")[-1]["view"]
    submit(kith, ada, pushed["private_metadata"])
    assert [row.activity_id for row in acts(kith, ada)] == [ada.event]
    kith.press(ada, my_log.UNDO, undo["value"], where="modal")
    assert "Nothing here yet" in json.dumps(kith.slack.of("views.update")[-1]["view"])
    assert acts(kith, ada)[0].undone_at is not None


def test_undoing_in_the_log_also_draws_the_message_that_it_was_opened_from(kith: Kith, ada: Person) -> None:
    kith.press(ada, views.ADD, add_value(ada, ada.coffee))
    before = shown(kith)
    kith.press(ada, views.OPEN_LOG, WEEK_MESSAGE.value())
    list_, undo = opened(kith), opened(kith)["blocks"][3]["elements"][1]
    pressed = payloads.action(my_log.UNDO, undo["value"])
    by = kith.workspace.slack_team_id, ada.member.slack_user_id
    kith.send(payloads.view_click(*by, pressed, private_metadata=list_["private_metadata"]))
    assert shown(kith) != before
    assert kith.slack.of("views.update")[-1]["view"]["private_metadata"] == list_["private_metadata"]


def test_another_persons_entry_is_out_of_reach(kith: Kith, ada: Person, lin: Person) -> None:
    kith.press(ada, views.ADD, add_value(ada, ada.coffee))
    (row,) = acts(kith, ada)
    value = WEEK_MESSAGE.value(row.id)
    for action_id in (my_log.EDIT, my_log.UNDO):
        kith.press(lin, action_id, value)
        assert "no longer there" in refused(kith)
    kith.press(lin, views.OPEN_FORM, WEEK_MESSAGE.value())
    forged = opened(kith)["private_metadata"].replace("0:", f"{row.id}:", 1)
    assert submit(kith, lin, forged).body["response_action"] == "update"
    (after,) = acts(kith, ada)
    assert (after.undone_at, after.edited_at) == (None, None)


@pytest.mark.parametrize(("gone", "told"), [({"deactivated_at": LONG_AGO}, True), ({}, False)])
def test_thanks_to_somebody_who_cannot_be_written_to_are_given_back_at_once(
    kith: Kith, ada: Person, gone: dict[str, Any], *, told: bool
) -> None:
    grace = kith.member(seen_in_slack_at=LONG_AGO, **gone)
    thanked: dict[str, Any] = {log.THANKS_TO: {"type": "users_select", "selected_user": grace.slack_user_id}}
    answer = submit(kith, ada, f"{WEEK_MESSAGE.value(0)} ", **thanked)
    said = f"cannot write to <@{grace.slack_user_id}>"
    assert (said in str(answer.body)) is told
    assert ("“for the tip”" in str(answer.body)) is told
    assert acts(kith, ada)[0].thanks == "for the tip"
