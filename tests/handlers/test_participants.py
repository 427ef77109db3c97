"""One's own place, by message, App Home and command; and what somebody else's button is worth."""

from __future__ import annotations

import base64
import json
from datetime import date, time, timedelta
from typing import Any

import pytest
from slack_sdk.models.views import View
from sqlalchemy import select

from bot.db.models import Member, Participant, Program
from bot.domain.calendar import week_of
from bot.domain.home import Room
from bot.domain.messages import Target
from bot.domain.states import DeliveryState, ParticipantState, ProgramState
from bot.services import summaries
from bot.views import participants as view
from bot.views import privacy as privacy_view
from bot.views import profiles as profiles_view
from bot.views import summaries as summary_view
from handlers.participants import STEPS
from tests.factories import LONG_AGO, make_ask
from tests.handlers import payloads
from tests.handlers.conftest import Kith


@pytest.fixture
def program(kith: Kith) -> Program:
    return kith.program(slack_channel_id="C1", name="Spring")


@pytest.fixture
def member(kith: Kith) -> Member:
    return kith.member()


@pytest.fixture
def participant(kith: Kith, program: Program, member: Member) -> Participant:
    return kith.participant(program, member=member)


def places(kith: Kith, member: Member) -> list[Participant]:
    with kith.context.database.unit_of_work() as session:
        found = session.scalars(select(Participant).where(Participant.member_id == member.id).order_by(Participant.id))
        return list(found)


def test_join_shows_who_sees_what_and_asks_slack_who_they_are(kith: Kith, program: Program, member: Member) -> None:
    kith.press(member, view.JOIN, program.id, channel="C1")
    (opened,) = kith.slack.of("views.open")
    View(**opened["view"]).validate_json()
    assert "Who sees what" in str(opened["view"])
    assert kith.again(member).zone == "Europe/Berlin"
    assert places(kith, member) == []


def test_joining_does_not_wait_for_slack_to_describe_them(kith: Kith, program: Program, member: Member) -> None:
    kith.slack.answers["users.info"] = {"ok": False, "error": "internal_error"}
    kith.press(member, view.JOIN, program.id, channel="C1")
    assert len(kith.slack.of("views.open")) == 1
    assert kith.slack.of("response_url") == []


@pytest.mark.parametrize("named", [True, False])
def test_sending_the_screen_joins(kith: Kith, program: Program, member: Member, *, named: bool) -> None:
    ticked = payloads.choices("yes") if named else payloads.choices()
    answer = kith.submit(member, view.JOIN_FORM, {"name_in_public": ticked}, remembers=program.id)
    assert "Welcome to Spring" in str(answer.body["view"])
    (place,) = places(kith, member)
    assert (place.state, place.name_in_public) == (ParticipantState.ACTIVE, named)
    assert "My week" in str(kith.slack.of("views.publish")[0]["view"])


def test_a_join_button_seen_elsewhere_opens_nothing(kith: Kith, program: Program, member: Member) -> None:
    kith.press(member, view.JOIN, program.id, channel="C2")
    assert kith.slack.of("views.open") == []
    assert "no longer there" in kith.slack.of("response_url")[0]["text"]


def test_a_guest_is_told_kindly(kith: Kith, program: Program) -> None:
    guest = kith.member(is_guest=True)
    kith.command(guest, "join", channel="C1")
    assert "full members" in kith.slack.of("response_url")[0]["text"]
    answer = kith.submit(guest, view.JOIN_FORM, {"name_in_public": payloads.choices()}, remembers=program.id)
    assert "full members" in str(answer.body["view"])
    assert places(kith, guest) == []


def test_join_by_command_is_for_the_channels_program(kith: Kith, program: Program, member: Member) -> None:
    kith.command(member, "join", channel="C1")
    assert kith.slack.of("views.open")[0]["view"]["private_metadata"] == str(program.id)
    kith.command(member, "join", channel="C2")
    assert "no program in this channel" in kith.slack.of("response_url")[0]["text"]


@pytest.mark.parametrize(
    ("action_id", "before", "state"),
    [
        (view.LEAVE, {}, ParticipantState.LEFT),
        (view.BACK, {"state": ParticipantState.RESTING}, ParticipantState.ACTIVE),
        (view.STAY, {"channel_left_at": LONG_AGO}, ParticipantState.ACTIVE),
        (view.SKIP, {}, ParticipantState.ACTIVE),
        (view.DO_NOT_SKIP, {"skips_round": 1}, ParticipantState.ACTIVE),
        (view.NAME, {}, ParticipantState.ACTIVE),
        (view.DO_NOT_NAME, {"name_in_public": True}, ParticipantState.ACTIVE),
    ],
)
def test_each_step_changes_ones_own_place_and_the_message_gives_way(
    kith: Kith, program: Program, member: Member, action_id: str, before: dict[str, Any], state: ParticipantState
) -> None:
    place = kith.participant(program, member=member, **before)
    kith.press(member, action_id, program.id)
    after = kith.again(place)
    assert (after.state, after.last_active_at, after.channel_left_at) == (state, kith.context.clock.now(), None)
    assert after.skips_round == (1 if action_id == view.SKIP else None)
    assert after.name_in_public is (action_id == view.NAME)
    (sent,) = kith.slack.of("response_url")
    assert sent["replace_original"] is True
    assert len(kith.slack.of("views.publish")) == 1


@pytest.mark.parametrize("action_id", [*STEPS, view.PAUSE, view.LAND])
def test_a_button_of_a_program_one_is_not_in_does_nothing(
    kith: Kith, program: Program, participant: Participant, action_id: str
) -> None:
    kith.press(kith.member(), action_id, program.id)
    (sent,) = kith.slack.of("response_url")
    assert "no longer there" in sent["text"]
    assert kith.again(participant).state is ParticipantState.ACTIVE


@pytest.mark.parametrize("value", ["", "x", "1:2", "99999999999999", "-1"])
def test_a_button_that_makes_no_sense_changes_nothing(kith: Kith, participant: Participant, value: str) -> None:
    kith.press(kith.member(), view.LEAVE, value)
    assert kith.again(participant).state is ParticipantState.ACTIVE
    assert "no longer there" in kith.slack.of("response_url")[0]["text"]


def test_leaving_in_the_channel_answers_only_the_one_who_left(
    kith: Kith, program: Program, member: Member, participant: Participant
) -> None:
    kith.press(member, view.LEAVE, program.id, channel="C1")
    (sent,) = kith.slack.of("response_url")
    assert (sent["response_type"], sent["replace_original"]) == ("ephemeral", False)
    assert view.JOIN in str(sent["blocks"])


def test_a_step_in_app_home_draws_it_anew(
    kith: Kith, program: Program, member: Member, participant: Participant
) -> None:
    kith.home(member, Room.ME)
    kith.press(member, view.SKIP, program.id, where="home")
    assert "sit out the next round" in str(kith.slack.of("views.publish")[-1]["view"])
    assert kith.slack.of("response_url") == []


def test_a_pause_is_until_a_day(kith: Kith, program: Program, member: Member, participant: Participant) -> None:
    kith.command(member, "pause")
    opened = kith.slack.of("views.open")[0]["view"]
    View(**opened).validate_json()
    values = {"until": payloads.on_date("2026-04-01")}
    answer = kith.submit(member, view.PAUSE_FORM, values, remembers=opened["private_metadata"])
    assert "Wednesday 1 April" in str(answer.body["view"])
    after = kith.again(participant)
    assert (after.state, after.paused_until_on) == (ParticipantState.PAUSED, date(2026, 4, 1))


def test_a_pause_that_ends_in_the_past_is_marked(kith: Kith, member: Member, participant: Participant) -> None:
    values = {"until": payloads.on_date("2026-01-01")}
    answer = kith.submit(member, view.PAUSE_FORM, values, remembers=participant.program_id)
    assert list(answer.body["errors"]) == ["until"]
    assert kith.again(participant).state is ParticipantState.ACTIVE


def test_somebody_in_two_programs_chooses(
    kith: Kith, program: Program, member: Member, participant: Participant
) -> None:
    other = kith.participant(kith.program(name="Autumn"), member=member)
    kith.command(member, "landed")
    opened = kith.slack.of("views.open")[0]["view"]
    View(**opened).validate_json()
    assert opened["private_metadata"] == ""
    values = {"programs": payloads.choices(str(program.id)), "kind": payloads.choice("employed")}
    kith.submit(member, view.LAND_FORM, values)
    assert kith.again(participant).state is ParticipantState.LANDED
    assert kith.again(other).state is ParticipantState.ACTIVE
    kith.command(member, "skip")
    assert kith.again(other).skips_round == 1
    kith.command(member, "leave")
    said = kith.slack.of("response_url")[-1]["blocks"]
    leaves = [block["elements"][1] for block in said if block["type"] == "actions"]
    assert [one["value"] for one in leaves] == [str(program.id), str(other.program_id)]
    assert all(one["confirm"] for one in leaves)


def test_leave_by_command_asks_first(kith: Kith, program: Program, member: Member, participant: Participant) -> None:
    kith.command(member, "leave")
    assert "A pause ends by itself" in kith.slack.of("response_url")[0]["text"]
    assert kith.again(participant).state is ParticipantState.ACTIVE
    kith.press(member, view.LEAVE, program.id)
    assert kith.again(participant).state is ParticipantState.LEFT


def test_one_refused_program_refuses_the_whole_form(
    kith: Kith, program: Program, member: Member, participant: Participant
) -> None:
    foreign = kith.participant(kith.program())
    values = {
        "programs": payloads.choices(str(program.id), str(foreign.program_id)),
        "until": payloads.on_date("2026-04-01"),
    }
    answer = kith.submit(member, view.PAUSE_FORM, values)
    assert "no longer there" in str(answer.body["view"])
    assert kith.again(participant).state is ParticipantState.ACTIVE
    assert kith.again(foreign).state is ParticipantState.ACTIVE


@pytest.mark.parametrize("text", ["skip", "back", "leave", "pause", "landed"])
def test_somebody_in_no_program_is_told_how_to_join(kith: Kith, member: Member, text: str) -> None:
    kith.command(member, text)
    assert "/kith join" in kith.slack.of("response_url")[0]["text"]


def test_a_program_that_ended_is_said(kith: Kith, member: Member) -> None:
    ended = kith.program(state=ProgramState.ENDED)
    kith.participant(ended, member=member)
    kith.press(member, view.SKIP, ended.id)
    assert "That time is over" in kith.slack.of("response_url")[0]["text"]


def test_the_profile_form_is_short_and_saved(kith: Kith, member: Member) -> None:
    kith.command(member, "profile")
    View(**kith.slack.of("views.open")[0]["view"]).validate_json()
    names = ("targeting", "offers", "asks", "school", "employer", "field", "city")
    values = {name: payloads.text(f" {name} ") for name in names}
    values |= {
        "link": payloads.text("https://example.org"),
        "works_from": payloads.at_time("08:00"),
        "works_until": payloads.at_time("16:00"),
    }
    kith.submit(member, profiles_view.FORM, values)
    saved = kith.again(member)
    assert (saved.targeting, saved.link, saved.works_from.hour) == ("targeting", "https://example.org", 8)
    answer = kith.submit(member, profiles_view.FORM, {**values, "link": payloads.text("nowhere")})
    assert list(answer.body["errors"]) == ["link"]


def test_the_profile_begins_with_three_fields_and_more_keeps_what_was_typed(kith: Kith, member: Member) -> None:
    kith.command(member, "profile")
    form = kith.slack.of("views.open")[0]["view"]
    assert [one["block_id"] for one in form["blocks"] if one["type"] == "input"] == ["targeting", "offers", "asks"]
    typed = {"targeting": payloads.text("A lab"), "offers": payloads.text(None), "asks": payloads.text("a half sen")}
    values = {name: {"value": element} for name, element in typed.items()}
    pressed = payloads.action(profiles_view.MORE)
    by = (kith.workspace.slack_team_id, member.slack_user_id)
    kith.send(payloads.view_click(*by, pressed, callback_id=profiles_view.FORM, values=values))
    whole = kith.slack.of("views.update")[-1]["view"]
    fields = {one["block_id"]: one["element"] for one in whole["blocks"] if one["type"] == "input"}
    assert [fields[name].get("initial_value") for name in ("targeting", "offers", "asks")] == [
        "A lab",
        None,
        "a half sen",
    ]
    assert {"school", "city", "link", "works_from"} < fields.keys()


def test_more_is_shown_in_a_form_of_which_slack_tells_no_state(kith: Kith, member: Member) -> None:
    pressed = payloads.action(profiles_view.MORE)
    bare = payloads.view_click(kith.workspace.slack_team_id, member.slack_user_id, pressed)
    del bare["view"]["state"]
    kith.send(bare)
    assert "School" in str(kith.slack.of("views.update")[-1]["view"])


def test_fields_that_were_not_shown_stay_as_they_are(kith: Kith) -> None:
    member = kith.member(city="Bremen", works_from=time(7))
    kith.submit(member, profiles_view.FORM, {"targeting": payloads.text("A lab"), "asks": payloads.text(None)})
    saved = kith.again(member)
    assert (saved.targeting, saved.city, saved.works_from) == ("A lab", "Bremen", time(7))


def test_who_reads_what_one_is_targeting_can_be_chosen_in_two_programs(kith: Kith, member: Member) -> None:
    programs = [kith.program(name=name) for name in ("Seekers", "Alumni")]
    for program in programs:
        kith.participant(program, member=member)
    kith.command(member, "profile")
    assert "Only Seekers" in str(kith.slack.of("views.open")[0]["view"])
    for choice, kept in ((str(programs[0].id), (True, programs[0].id)), ("all", (False, None))):
        kith.submit(member, profiles_view.FORM, {"targeting_in": payloads.choice(choice)})
        saved = kith.again(member)
        assert (saved.targeting_kept, saved.targeting_program_id) == kept


def test_my_data_comes_as_a_file_by_direct_message(kith: Kith, member: Member, participant: Participant) -> None:
    kith.command(member, "data")
    kith.command(member, "data")
    (delivery,) = kith.deliveries()
    assert delivery.target == {"users": [member.slack_user_id]}
    page, file = delivery.payload["files"]
    assert (page["name"], file["name"]) == ("kith-my-data.html", "kith-my-data.json")
    assert b"<h2>Your profile</h2>" in base64.b64decode(page["content"])
    assert len(kith.slack.of("response_url")) == 2


def test_erasing_asks_once_more(kith: Kith, program: Program, member: Member, participant: Participant) -> None:
    kith.press(member, privacy_view.ERASE, where="home")
    View(**kith.slack.of("views.open")[0]["view"]).validate_json()
    answer = kith.submit(member, privacy_view.ERASE_FORM, {"sure": payloads.choices()})
    assert list(answer.body["errors"]) == ["sure"]
    assert kith.again(member).erased_at is None
    kith.submit(member, privacy_view.ERASE_FORM, {"sure": payloads.choices("sure")})
    assert kith.again(member).erased_at == kith.context.clock.now()
    assert member.slack_user_id not in json.dumps(kith.again(member).slack_user_id)
    assert kith.again(participant).state is ParticipantState.LEFT


def test_a_summary_that_waits_no_longer_quotes_who_erased_their_data(
    kith: Kith, program: Program, member: Member, participant: Participant
) -> None:
    now = kith.context.clock.now()
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        make_ask(session, participant, text="Zebra crossings", in_summary=True, lapses_at=now + timedelta(days=7))
        told = summaries.summary(session, program.id, week_on=week_of(now.date()), now=now)
        kith.context.outbox.plan(
            session,
            key=f"summary:{program.id}:{told.week_on}",
            kind="summary",
            target=Target(channel="C1"),
            message=summary_view.summary(told),
            now=now,
            program_id=program.id,
        )
    assert "Zebra" in str([row.payload for row in kith.deliveries()])
    kith.submit(member, privacy_view.ERASE_FORM, {"sure": payloads.choices("sure")})
    (summary,) = [row for row in kith.deliveries() if row.kind == "summary"]
    assert summary.state is DeliveryState.QUEUED
    assert "Spring: the week of" in str(summary.payload)
    assert "Zebra" not in str(summary.payload)


def test_the_only_organizer_is_told_what_to_do_first(kith: Kith, program: Program) -> None:
    organizer = kith.organizer(program)
    kith.press(organizer, privacy_view.ERASE, where="home")
    assert "only organizer of Spring" in str(kith.slack.of("views.open")[0]["view"])
