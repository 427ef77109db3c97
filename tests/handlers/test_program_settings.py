"""Every form of a program's settings, for its organizers; and nobody else gets through."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from slack_sdk.models.views import View
from sqlalchemy import select

from bot.db.models import (
    Activity,
    DatabaseState,
    DefaultGoal,
    Member,
    Organizer,
    Participant,
    Program,
    ProgramBreak,
    Viewer,
)
from bot.db.session import Database
from bot.domain.calendar import Rhythm
from bot.domain.kinds import MessageKind
from bot.domain.programs import MOVABLE
from bot.domain.states import Joining, OddOne, ProgramState, Role
from bot.services import viewers
from bot.views import own_texts, program_basics
from bot.views import program_forms as forms
from bot.views import program_settings as view
from bot.views import programs as program_view
from bot.views.announcements import INVITE, INVITE_FORM
from bot.views.conduct import USUAL
from bot.views.participants import JOIN
from handlers.program_settings import FORMS
from tests.factories import make_workspace
from tests.handlers import cases, payloads
from tests.handlers.conftest import Answer, Kith


@pytest.fixture
def program(kith: Kith) -> Program:
    return kith.program(slack_channel_id="C1")


@pytest.fixture
def organizer(kith: Kith, program: Program) -> Member:
    return kith.organizer(program)


BASICS = {**cases.BASICS, "name": payloads.text("Spring"), "starts_on": payloads.on_date("2026-03-09")}


def save(kith: Kith, member: Member, callback_id: str, program: Program, fields: dict[str, Any]) -> Answer:
    """The form, opened from the menu."""
    return kith.submit(member, callback_id, fields, remembers=program.id, over="VMENU")


@pytest.mark.parametrize("action_id", [program_view.SETTINGS, view.BASICS, *FORMS])
def test_every_form_opens_within_slacks_limits(kith: Kith, program: Program, organizer: Member, action_id: str) -> None:
    kith.press(organizer, action_id, program.id, where="modal")
    (pushed,) = kith.slack.of("views.push")
    View(**pushed["view"]).validate_json()
    assert pushed["view"]["private_metadata"].partition(" ")[0] == str(program.id)


def test_from_app_home_the_menu_opens_by_itself(kith: Kith, program: Program, organizer: Member) -> None:
    kith.press(organizer, program_view.SETTINGS, program.id, where="home")
    assert kith.slack.of("views.open")[0]["view"]["callback_id"] == view.MENU


@pytest.mark.parametrize(
    "action_id", [program_view.SETTINGS, view.BASICS, *FORMS, view.PAUSE, view.END, program_view.RESUME]
)
def test_nobody_else_opens_or_presses_anything(kith: Kith, program: Program, action_id: str) -> None:
    kith.press(kith.member(), action_id, program.id, where="modal")
    (pushed,) = kith.slack.of("views.push")
    assert "not yours to change" in str(pushed["view"])
    assert kith.again(program).state is ProgramState.RUNNING
    assert kith.deliveries() == []


def test_an_organizer_of_another_workspace_finds_nothing(kith: Kith, program: Program, database: Database) -> None:
    with database.unit_of_work() as session:
        elsewhere = make_workspace(session)
    with database.unit_of_work(elsewhere.id) as session:
        member = Member(slack_user_id="UFAR")
        session.add(member)
        session.flush()
    pressed = payloads.action(view.END, str(program.id))
    kith.send(payloads.view_click(elsewhere.slack_team_id, "UFAR", pressed))
    assert "no longer there" in str(kith.slack.of("views.push")[0]["view"])
    assert kith.again(program).state is ProgramState.RUNNING


def test_basics_are_saved_and_the_menu_below_follows(kith: Kith, program: Program, organizer: Member) -> None:
    for role, school in ((Role.MENTOR, "TU"), (Role.MENTEE, "LMU")):  # else they are warned
        kith.participant(program, role=role, member=kith.member(school=school))
    assert save(kith, organizer, program_basics.BASICS, program, BASICS).body == {}
    saved = kith.again(program)
    assert (saved.name, saved.zone, saved.starts_on) == ("Spring", "Asia/Tokyo", date(2026, 3, 9))
    assert (saved.round_weeks, saved.group_size, saved.odd_one) == (3, 4, OddOne.SITS_OUT)
    assert (saved.weights, saved.min_common_half_hours, saved.preview_hours) == ("mutual_help", 2, 24)
    assert saved.in_person
    assert saved.has_mentors
    assert not saved.lowers_hours
    (updated,) = kith.slack.of("views.update")
    assert updated["view_id"] == "VMENU"
    assert "Spring" in str(updated["view"])


def test_who_is_left_out_by_a_rule_about_circles_is_said_once_it_is_saved(
    kith: Kith, program: Program, organizer: Member
) -> None:
    kith.participant(program, role=Role.MENTOR)
    alone = kith.member(school="FU")
    for member in (kith.member(school="TU"), kith.member(school="TU"), alone):
        kith.participant(program, member=member)
    entered = {**BASICS, "has_mentors": payloads.choices(), "circle_rule": payloads.choice("within:school")}
    told = str(save(kith, organizer, program_basics.BASICS, program, entered).body["view"])
    assert kith.again(program).circle_rule == "within:school"
    assert alone.slack_user_id in told
    assert "more people of their school" in told
    options = {block.get("block_id"): block for block in opened(kith, organizer, program, view.BASICS)["blocks"]}[
        "circle_rule"
    ]["element"]["options"]
    costs = {one["value"]: one.get("description", {}).get("text", "") for one in options}
    assert costs["within:school"].startswith("Two of four would have no buddy.")
    assert save(kith, organizer, program_basics.BASICS, program, entered).body == {}


def opened(kith: Kith, member: Member, program: Program, action_id: str) -> dict[str, Any]:
    """The form as this organizer sees it."""
    kith.press(member, action_id, program.id, where="modal")
    view: dict[str, Any] = kith.slack.of("views.push")[-1]["view"]
    return view


def test_the_form_of_rounds_says_what_hours_cost_and_takes_what_suits_the_people(
    kith: Kith, program: Program, organizer: Member
) -> None:
    for zone in ("UTC", "UTC", "Asia/Tokyo"):
        kith.participant(program, member=kith.member(zone=zone))
    hours = {block.get("block_id"): block for block in opened(kith, organizer, program, view.BASICS)["blocks"]}[
        "min_common_half_hours"
    ]
    assert hours["hint"]["text"].startswith("Now two hours: one person has no partner.")
    assert hours["element"]["initial_option"]["value"] == program_basics.BY_PEOPLE
    for value, saved in (("3", 3), (program_basics.BY_PEOPLE, None)):
        save(
            kith, organizer, program_basics.BASICS, program, {**BASICS, "min_common_half_hours": payloads.choice(value)}
        )
        assert kith.again(program).min_common_half_hours == saved


def send_off(kith: Kith, member: Member, view: dict[str, Any], **changes: dict[str, Any]) -> Answer:
    """What Slack sends: each field with its first value, unless it was changed."""
    entered = {}
    for block in (block for block in view["blocks"] if block["type"] == "input"):
        element = block["element"]
        value = {
            name.replace("initial_", "selected_" if name != "initial_value" else ""): first
            for name, first in element.items()
            if name.startswith("initial_")
        }
        entered[block["block_id"]] = {element["action_id"]: changes.get(block["block_id"], value)}
    who = kith.workspace.slack_team_id, member.slack_user_id
    sent = payloads.view_submission(*who, view["callback_id"], entered, private_metadata=view["private_metadata"])
    sent["view"] |= {"id": "VFORM", "blocks": view["blocks"], "title": view["title"], "submit": view["submit"]}
    return kith.send(sent)


def test_the_second_of_two_organizers_reads_what_the_first_saved(
    kith: Kith, program: Program, organizer: Member
) -> None:
    other = kith.organizer(program)
    mine, theirs = (opened(kith, one, program, view.BASICS) for one in (organizer, other))
    first = {"round_weeks": payloads.choice("3"), "name": payloads.text("Spring")}
    assert send_off(kith, organizer, mine, **first).body == {}
    second = {"name": payloads.text("Autumn"), "group_size": payloads.choice("4")}
    again = send_off(kith, other, theirs, **second).body["view"]
    View(**again).validate_json()
    saved = kith.again(program)
    assert (saved.name, saved.round_weeks, saved.group_size) == ("Spring", 3, 2)
    reason = again["blocks"][0]["text"]["text"]
    assert "• Name: Spring" in reason
    assert "• Length of a round, in weeks: 3" in reason
    assert "People in a buddy group" not in reason
    assert send_off(kith, other, again).body == {}
    saved = kith.again(program)
    assert (saved.name, saved.round_weeks, saved.group_size) == ("Autumn", 3, 4)


def test_a_form_that_was_refused_is_no_change_of_somebody_else(kith: Kith, program: Program, organizer: Member) -> None:
    form = opened(kith, organizer, program, view.BREAKS)
    assert "breaks" in send_off(kith, organizer, form, breaks=payloads.text("at Christmas")).body["errors"]
    assert send_off(kith, organizer, form, breaks=payloads.text("1 Feb 2027")).body == {}


def test_the_second_of_two_who_name_organizers_reads_whom_the_first_named(
    kith: Kith, program: Program, organizer: Member
) -> None:
    form = opened(kith, organizer, program, view.ORGANIZERS)
    kith.organizer(program)
    send_off(kith, organizer, form, organizers=payloads.people(organizer.slack_user_id, "UBEN"))
    assert "Another organizer saved this" in str(kith.slack.of("views.update")[-1]["view"])
    with kith.context.database.unit_of_work() as session:
        assert len(session.scalars(select(Organizer)).all()) == 2


def test_a_zone_that_does_not_exist_is_marked_and_nothing_is_saved(
    kith: Kith, program: Program, organizer: Member
) -> None:
    answer = save(kith, organizer, program_basics.BASICS, program, {**BASICS, "zone": payloads.text("Mars")})
    assert list(answer.body["errors"]) == ["zone"]
    assert kith.again(program).name == program.name


def test_days_and_times_are_saved(kith: Kith, program: Program, organizer: Member) -> None:
    values: dict[str, Any] = {}
    for kind in MOVABLE:
        values[f"{kind}_day"] = payloads.choice("off" if kind == "nudge" else "1")
        values[f"{kind}_at"] = payloads.at_time("11:30")
    values["checkin_day"] = payloads.choice("4")
    save(kith, organizer, forms.RHYTHM, program, values)
    saved = kith.again(program)
    rhythm = Rhythm.from_json(saved.rhythm)
    assert (rhythm[MessageKind.PROMPT].weekday, rhythm[MessageKind.PROMPT].at, rhythm[MessageKind.NUDGE].on) == (
        1,
        time(11, 30),
        False,
    )
    assert saved.due_checked_at == kith.context.clock.now()


def test_a_time_at_night_is_marked(kith: Kith, program: Program, organizer: Member) -> None:
    values: dict[str, Any] = {}
    for kind in MOVABLE:
        values[f"{kind}_day"], values[f"{kind}_at"] = payloads.choice("0"), payloads.at_time("09:00")
    values["prompt_at"] = payloads.at_time("06:00")
    assert list(save(kith, organizer, forms.RHYTHM, program, values).body["errors"]) == ["prompt_at"]


def test_breaks_are_read_line_by_line(kith: Kith, program: Program, organizer: Member) -> None:
    written = payloads.text("2026-12-24 to 2027-01-02\n\n2026-07-01")
    save(kith, organizer, forms.BREAKS, program, {"breaks": written})
    with kith.context.database.unit_of_work() as session:
        breaks = session.scalars(select(ProgramBreak).order_by(ProgramBreak.from_on)).all()
    assert [(one.from_on, one.until_on) for one in breaks] == [
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 12, 24), date(2027, 1, 2)),
    ]
    answer = save(kith, organizer, forms.BREAKS, program, {"breaks": payloads.text("at Christmas")})
    assert "at Christmas" in answer.body["errors"]["breaks"]


def breaks_of(kith: Kith, program: Program) -> list[tuple[date, date]]:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        rows = session.scalars(select(ProgramBreak).where(ProgramBreak.program_id == program.id))
        return sorted((row.from_on, row.until_on) for row in rows)


def test_a_country_is_chosen_first_and_then_its_holidays_are_there_to_tick(
    kith: Kith, program: Program, organizer: Member
) -> None:
    written = {"breaks": payloads.text("10 Aug 2026 – 14 Aug 2026")}
    where = {"holiday_country": payloads.choice("DE"), "holiday_region": payloads.choice("none")}
    answer = save(kith, organizer, forms.BREAKS, program, {**written, **where})
    offered = str(answer.body["view"])
    assert "2026-05-01" in offered
    assert "initial_options" not in offered
    assert breaks_of(kith, program) == [(date(2026, 8, 10), date(2026, 8, 14))]

    opened_now = opened(kith, organizer, program, view.BREAKS)
    ticks = payloads.choices("2026-05-01", "2026-05-14")
    send_off(kith, organizer, opened_now, holidays=ticks)
    days = [date(2026, 5, 1), date(2026, 5, 14)]
    assert breaks_of(kith, program) == [*((day, day) for day in days), (date(2026, 8, 10), date(2026, 8, 14))]

    opened_now = opened(kith, organizer, program, view.BREAKS)
    send_off(kith, organizer, opened_now, holidays=payloads.choices("2026-05-14"))
    assert breaks_of(kith, program) == [(days[1], days[1]), (date(2026, 8, 10), date(2026, 8, 14))]


def test_another_country_takes_no_break_off_and_a_region_of_the_one_before_goes(
    kith: Kith, program: Program, organizer: Member
) -> None:
    save(kith, organizer, forms.BREAKS, program, {"holiday_country": payloads.choice("DE")})
    send_off(
        kith,
        organizer,
        opened(kith, organizer, program, view.BREAKS),
        holiday_region=payloads.choice("BY"),
        holidays=payloads.choices("2026-05-14"),
    )
    assert kith.again(program).holiday_region == "BY"
    send_off(
        kith,
        organizer,
        opened(kith, organizer, program, view.BREAKS),
        holiday_country=payloads.choice("US"),
        holidays=payloads.choices("2026-05-14"),
    )
    now = kith.again(program)
    assert (now.holiday_country, now.holiday_region) == ("US", "")
    assert breaks_of(kith, program) == [(date(2026, 5, 14), date(2026, 5, 14))]
    assert "14 May 2026" in str(opened(kith, organizer, program, view.BREAKS))  # a line now
    send_off(
        kith,
        organizer,
        opened(kith, organizer, program, view.BREAKS),
        holiday_country=payloads.choice("none"),
    )
    assert kith.again(program).holiday_country == ""
    assert breaks_of(kith, program) == [(date(2026, 5, 14), date(2026, 5, 14))]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"holiday_country": payloads.choice("XX")}, "Choose one of the list."),
        ({"holidays": payloads.choices("2026-05-01")}, "Choose days of the list."),
    ],
)
def test_what_is_in_no_list_of_holidays_changes_nothing(
    kith: Kith, program: Program, organizer: Member, fields: dict[str, Any], said: str
) -> None:
    answer = save(kith, organizer, forms.BREAKS, program, {"breaks": payloads.text("1 May 2026"), **fields})
    assert said in str(answer.body["errors"])
    assert breaks_of(kith, program) == []


def test_opening_to_everyone_is_told_in_the_channel_once(kith: Kith, program: Program, organizer: Member) -> None:
    values = {"joining": payloads.choice("everyone"), "pairs_guests": payloads.choices("yes")}
    for _ in range(2):
        save(kith, organizer, forms.JOINING, program, values)
    saved = kith.again(program)
    assert (saved.joining, saved.pairs_guests) == (Joining.EVERYONE, True)
    (delivery,) = kith.deliveries()
    assert delivery.target == {"channel": "C1"}
    assert "participants.leave" in str(delivery.payload)


def test_activities_and_default_goals_are_saved(kith: Kith, program: Program, organizer: Member) -> None:
    with kith.context.database.unit_of_work() as session:
        chat, event = session.scalars(select(Activity).order_by(Activity.position)).all()
    save(
        kith,
        organizer,
        forms.ACTIVITIES,
        program,
        {
            f"activity_{chat.id}": payloads.text("Tea"),
            f"activity_{event.id}": payloads.text(None),
            "new_0": payloads.text("Lunch"),
            "new_1": payloads.text(None),
        },
    )
    with kith.context.database.unit_of_work() as session:
        kept = session.scalars(select(Activity).where(Activity.retired_at.is_(None)).order_by(Activity.position)).all()
    assert [one.name for one in kept] == ["Tea", "Lunch"]
    lunch = kept[1]
    save(
        kith,
        organizer,
        forms.GOALS,
        program,
        {
            f"target_{chat.id}": payloads.choice("0"),
            f"offer_{chat.id}": payloads.choice("0:1"),
            f"target_{lunch.id}": payloads.choice("2"),
            f"offer_{lunch.id}": payloads.choice("2:2"),
        },
    )
    with kith.context.database.unit_of_work() as session:
        goal = session.scalars(select(DefaultGoal)).one()
    assert (goal.activity_id, goal.target, goal.round_week, goal.every_rounds) == (lunch.id, 2, 2, 2)


def test_two_activities_of_one_name_are_marked_in_the_form(kith: Kith, program: Program, organizer: Member) -> None:
    with kith.context.database.unit_of_work() as session:
        chat, event = session.scalars(select(Activity).order_by(Activity.position)).all()
    there = {f"activity_{chat.id}": payloads.text("Tea"), f"activity_{event.id}": payloads.text("Lunch")}
    twice = {**there, "new_0": payloads.text("Walk"), "new_1": payloads.text("lunch")}
    assert list(save(kith, organizer, forms.ACTIVITIES, program, twice).body["errors"]) == ["new_1"]
    without_chat = {**there, f"activity_{chat.id}": payloads.text(None)}
    assert list(save(kith, organizer, forms.ACTIVITIES, program, without_chat).body["errors"]) == [
        f"activity_{chat.id}"
    ]


def test_more_organizers_are_named_and_told(kith: Kith, program: Program, organizer: Member) -> None:
    people = payloads.people(organizer.slack_user_id, "UBEN")
    save(kith, organizer, forms.ORGANIZERS, program, {"organizers": people, "digest_channel": payloads.channel(None)})
    with kith.context.database.unit_of_work() as session:
        assert len(session.scalars(select(Organizer)).all()) == 2
    (delivery,) = kith.deliveries()
    assert delivery.target == {"users": ["UBEN"]}


def test_viewers_are_named_and_told_and_whoever_organizes_is_told_that_alone(
    kith: Kith, program: Program, organizer: Member
) -> None:
    people = payloads.people(organizer.slack_user_id, "UBEN")
    values = {
        "organizers": people,
        "viewers": payloads.people("UBEN", "UVERA"),
        "digest_channel": payloads.channel(None),
    }
    for _ in range(2):
        save(kith, organizer, forms.ORGANIZERS, program, values)
    ben, vera = kith.deliveries()
    assert (ben.target, ben.kind) == ({"users": ["UBEN"]}, "organizer_named")
    assert (vera.target, vera.kind) == ({"users": ["UVERA"]}, "viewer_named")
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        assert [one.slack_user_id for one in viewers.of_program(session, program.id)] == ["UVERA"]


def test_a_guest_is_no_viewer_and_nothing_is_saved(kith: Kith, program: Program, organizer: Member) -> None:
    kith.slack.answers["users.info"] = lambda args: {
        "user": {"id": args["user"], "tz": "UTC", "is_restricted": args["user"] == "UGUEST"}
    }
    people = payloads.people(organizer.slack_user_id, "UBEN")
    values = {"organizers": people, "viewers": payloads.people("UGUEST"), "digest_channel": payloads.channel(None)}
    save(kith, organizer, forms.ORGANIZERS, program, values)
    assert "no guests" in str(kith.slack.of("views.update")[0]["view"])
    assert kith.deliveries() == []


@pytest.mark.parametrize("people", [[], ["UGUEST"]])
def test_a_program_never_loses_its_last_organizer_to_nobody_or_a_guest(
    kith: Kith, program: Program, organizer: Member, people: list[str]
) -> None:
    kith.slack.answers["users.info"] = lambda args: {
        "user": {"id": args["user"], "tz": "UTC", "is_restricted": args["user"] == "UGUEST"}
    }
    values = {"organizers": payloads.people(*people), "digest_channel": payloads.channel(None)}
    save(kith, organizer, forms.ORGANIZERS, program, values)
    with kith.context.database.unit_of_work() as session:
        assert session.scalars(select(Organizer.member_id)).all() == [organizer.id]


@pytest.mark.parametrize(("is_private", "place"), [(True, "C9"), (False, None)])
def test_the_digest_goes_to_a_private_channel_alone(
    kith: Kith, program: Program, organizer: Member, *, is_private: bool, place: str | None
) -> None:
    kith.knows_channel("C9", is_private=is_private)
    values = {"organizers": payloads.people(organizer.slack_user_id), "digest_channel": payloads.channel("C9")}
    save(kith, organizer, forms.ORGANIZERS, program, values)
    assert kith.again(program).digest_channel_id == place


@pytest.mark.parametrize(
    "callback_id", [program_basics.BASICS, forms.BREAKS, forms.JOINING, forms.ACTIVITIES, forms.GOALS]
)
def test_a_form_of_somebody_else_is_refused(kith: Kith, program: Program, callback_id: str) -> None:
    stranger = kith.member()
    values = {**BASICS, "breaks": payloads.text(""), "joining": payloads.choice("everyone")}
    answer = save(kith, stranger, callback_id, program, values)
    assert "not yours to change" in str(answer.body["view"])
    assert kith.again(program).joining is Joining.BY_CHOICE


def test_organizers_are_named_by_organizers_alone(kith: Kith, program: Program, organizer: Member) -> None:
    stranger = kith.member()
    values = {"organizers": payloads.people(stranger.slack_user_id), "digest_channel": payloads.channel(None)}
    save(kith, stranger, forms.ORGANIZERS, program, values)
    assert "not yours to change" in str(kith.slack.of("views.update")[0]["view"])
    with kith.context.database.unit_of_work() as session:
        assert session.scalars(select(Organizer.member_id)).all() == [organizer.id]


def test_pausing_and_ending_are_told_in_the_channel_once(kith: Kith, program: Program, organizer: Member) -> None:
    for action_id in (view.PAUSE, view.PAUSE, view.END, view.END):
        kith.press(organizer, action_id, program.id, where="modal")
    assert kith.again(program).state is ProgramState.ENDED
    assert [delivery.key.split(":")[0] for delivery in kith.deliveries()] == ["paused", "ended"]
    assert len(kith.slack.of("views.update")) == 4


def test_an_ended_program_is_read_and_copied_and_changed_no_more(
    kith: Kith, program: Program, organizer: Member
) -> None:
    before = kith.again(program).name
    kith.press(organizer, view.END, program.id, where="modal")
    menu = str(kith.slack.of("views.update")[-1]["view"])
    assert view.COPY in menu
    assert view.BASICS not in menu
    for action_id in (view.BASICS, view.ENDING, view.TEXTS):
        kith.press(organizer, action_id, program.id, where="home")
        assert "copy it to another channel" in str(kith.slack.of("views.open")[-1]["view"])
    answer = save(kith, organizer, program_basics.BASICS, program, {**BASICS, "name": payloads.text("Autumn")})
    assert "copy it to another channel" in str(answer.body["view"])
    assert kith.again(program).name == before
    kith.press(organizer, view.COPY, program.id, where="home")
    assert kith.slack.of("views.open")[-1]["view"]["callback_id"] == forms.COPY


def test_who_reads_an_ended_program_is_named_afterwards_too(kith: Kith, program: Program, organizer: Member) -> None:
    director = kith.member()
    kith.press(organizer, view.END, program.id, where="modal")
    values = {
        "organizers": payloads.people(organizer.slack_user_id),
        "viewers": payloads.people(director.slack_user_id),
        "digest_channel": payloads.channel(None),
    }
    save(kith, organizer, forms.ORGANIZERS, program, values)
    with kith.context.database.unit_of_work() as session:
        assert session.scalars(select(Viewer.member_id)).all() == [director.id]


def test_an_end_is_set_moved_and_taken_back(kith: Kith, program: Program, organizer: Member) -> None:
    def ends(how: str, on: str | None = None, word: str = "") -> Any:
        values = {"ends": payloads.choice(how), "ends_on": payloads.on_date(on), "word": payloads.text(word)}
        answer = save(kith, organizer, forms.ENDING, program, values)
        saved = kith.again(program)
        return answer.body.get("errors") or (saved.ends_on, saved.last_round, saved.closing_word)

    assert ends("6", "2026-05-01", "Bye!") == (None, 6, "Bye!")
    assert list(ends("day", None)) == list(ends("day", "2020-01-01")) == ["ends_on"]
    assert list(ends("99")) == ["ends"]
    assert list(ends("open", word="x" * 1001)) == ["word"]
    assert ends("day", "2026-05-01") == (date(2026, 5, 1), None, "")
    assert "after Friday 1 May 2026" in str(kith.slack.of("views.update")[-1]["view"])
    assert ends("open", "2026-05-01") == (None, None, "")


def test_own_texts_are_kept_tidied_and_given_back(kith: Kith, program: Program, organizer: Member) -> None:
    def write(**texts: str) -> Any:
        answer = save(kith, organizer, own_texts.FORM, program, {key: payloads.text(one) for key, one in texts.items()})
        return answer.body.get("errors") or kith.again(program)

    saved = write(prompt_line="  What will\nyou try? ", starters="Why?\n\n  How? ", welcome_word="Hello.\n\n\nCome in.")
    assert (saved.prompt_line, saved.starters, saved.welcome_word) == (
        "What will you try?",
        "Why?\nHow?",
        "Hello.\n\nCome in.",
    )
    menu = str(kith.slack.of("views.update")[-1]["view"])
    assert "Welcome to whoever joins, first line of Monday's prompt and starters for introductions." in menu
    assert list(write(starters="?\n" * 13)) == ["starters"]
    assert list(write(checkin_line="&" * 29)) == ["checkin_line"]
    assert kith.again(program).prompt_line == "What will you try?"
    assert write(prompt_line="", starters="").prompt_line == ""


def test_a_program_keeps_the_announcement_it_began_with_and_invites_with_it(
    kith: Kith, program: Program, organizer: Member
) -> None:
    kith.knows_channel("C8", organizer.slack_user_id)
    fields = {**cases.OPENING, "announcement": payloads.text("Come along.")}
    kith.submit(organizer, "programs.copy_start", fields, remembers=f"{program.id} C8")
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        copied = session.scalars(select(Program).where(Program.slack_channel_id == "C8")).one()
    assert copied.announcement == "Come along."
    kith.press(organizer, INVITE, copied.id, where="home")
    assert "Come along." in str(kith.slack.of("views.open")[-1]["view"])


def test_an_ended_program_is_erased_with_all_that_was_in_it_and_its_people_stay(
    kith: Kith, program: Program, organizer: Member
) -> None:
    person = kith.member()
    participant = kith.participant(program, member=person)
    kith.press(organizer, view.END, program.id, where="modal")
    assert [one.program_id for one in kith.deliveries()] == [program.id]
    stranger = kith.member()
    kith.press(stranger, view.ERASE, program.id, where="home")
    assert kith.again(program).state is ProgramState.ENDED
    kith.press(organizer, view.ERASE, program.id, where="home")
    with kith.context.database.unit_of_work() as session:
        assert session.get(Program, program.id) is None
        assert session.get(Participant, participant.id) is None
        assert session.get_one(Member, person.id).erased_at is None
        assert session.scalars(select(DatabaseState.erased_at)).one() is not None
    assert kith.deliveries() == []
    kith.press(organizer, view.ERASE, program.id, where="home")
    assert "no longer there" in str(kith.slack.of("views.open")[-1]["view"])


def test_a_program_that_goes_on_is_not_erased(kith: Kith, program: Program, organizer: Member) -> None:
    kith.press(organizer, view.ERASE, program.id, where="home")
    assert kith.again(program).state is ProgramState.RUNNING


def test_resuming_enters_the_channel_first(kith: Kith, organizer: Member, program: Program) -> None:
    kith.press(organizer, view.PAUSE, program.id, where="modal")
    kith.knows_channel("C1", is_member=False)
    kith.press(organizer, program_view.RESUME, program.id, where="modal")
    saved = kith.again(program)
    assert (saved.state, saved.due_checked_at) == (ProgramState.RUNNING, kith.context.clock.now())
    assert len(kith.slack.of("conversations.join")) == 1
    assert kith.deliveries()[-1].key.startswith("resumed:")


def test_a_channel_that_is_gone_leaves_the_program_paused(kith: Kith, organizer: Member, program: Program) -> None:
    kith.press(organizer, view.PAUSE, program.id, where="modal")
    kith.knows_channel("C1", is_archived=True)
    kith.press(organizer, program_view.RESUME, program.id, where="modal")
    assert kith.again(program).state is ProgramState.PAUSED
    assert "archived" in str(kith.slack.of("views.push")[-1]["view"])


def test_a_copy_starts_in_another_channel(kith: Kith, organizer: Member, program: Program) -> None:
    kith.knows_channel("C2", organizer.slack_user_id)
    save(kith, organizer, forms.COPY, program, {"channel": payloads.channel("C2")})
    review = kith.slack.of("views.update")[-1]["view"]
    assert (kith.deliveries(), review["private_metadata"]) == ([], f"{program.id} C2")
    fields = {"name": payloads.text("Again"), "starts_on": payloads.on_date("2026-03-09")}
    kith.submit(organizer, review["callback_id"], fields, remembers=review["private_metadata"])
    with kith.context.database.unit_of_work() as session:
        copied = session.scalars(select(Program).where(Program.slack_channel_id == "C2")).one()
        assert len(session.scalars(select(Organizer).where(Organizer.program_id == copied.id)).all()) == 1
    assert [delivery.key for delivery in kith.deliveries()] == [f"announcement:{copied.id}"]


def test_the_join_message_is_posted_once_more_having_said_to_whom(
    kith: Kith, program: Program, organizer: Member
) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        session.merge(program).channel_people = 24
    kith.press(organizer, INVITE, program.id, where="home")
    assert "The 24 people in its channel" in str(kith.slack.of("views.open")[0]["view"])
    assert kith.deliveries() == []
    save(kith, organizer, INVITE_FORM, program, {"announcement": payloads.text("Two are here already.")})
    (delivery,) = kith.deliveries()
    assert delivery.target == {"channel": program.slack_channel_id}
    assert "Two are here already." in str(delivery.payload)
    assert "participants.join_form" in str(delivery.payload)


def test_an_invitation_that_is_too_long_is_not_posted_and_marked(
    kith: Kith, program: Program, organizer: Member
) -> None:
    answer = save(kith, organizer, INVITE_FORM, program, {"announcement": payloads.text("&" * 600)})
    assert "500 too many" in str(answer.body)
    assert kith.deliveries() == []


def test_nobody_is_invited_to_what_everybody_is_in_or_stands_still(
    kith: Kith, program: Program, organizer: Member
) -> None:
    kith.press(organizer, view.PAUSE, program.id, where="modal")
    before = len(kith.deliveries())
    save(kith, organizer, INVITE_FORM, program, {"announcement": payloads.text("Come.")})
    assert len(kith.deliveries()) == before


def test_a_copy_is_made_by_organizers_alone(kith: Kith, program: Program) -> None:
    stranger = kith.member()
    kith.knows_channel("C2", stranger.slack_user_id)
    save(kith, stranger, forms.COPY, program, {"channel": payloads.channel("C2")})
    assert "not yours to change" in str(kith.slack.of("views.update")[0]["view"])
    assert kith.deliveries() == []


def test_whoever_joins_reads_the_programs_own_code_of_conduct(kith: Kith, program: Program, organizer: Member) -> None:
    def shown() -> str:
        kith.slack.calls.clear()
        kith.press(kith.member(), JOIN, program.id, channel="C1")
        return str(kith.slack.of("views.open")[0]["view"])

    assert "A no is a no" in shown()
    save(kith, organizer, forms.CONDUCT, program, {"conduct": payloads.text("Be kind.\nDo not <!channel>.")})
    assert "• Be kind.\\n• Do not &lt;!channel&gt;." in shown()
    save(kith, organizer, forms.CONDUCT, program, {"conduct": payloads.text(f" {USUAL} ")})
    assert kith.again(program).conduct == ""
    refused = save(kith, organizer, forms.CONDUCT, program, {"conduct": payloads.text("x" * 1501)})
    assert "1,500 characters" in refused.body["errors"]["conduct"]
