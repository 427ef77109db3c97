"""The log of organizers' acts: what it keeps of each, who reads it, and when it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, OrganizerAct, Program
from bot.db.session import bind_workspace
from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.organizer_acts import Act
from bot.domain.programs import Break, Ending, Opening
from bot.domain.states import Joining, ProgramState, Starters
from bot.services import (
    admins,
    export,
    organizer_log,
    organizers,
    privacy,
    program_life,
    program_settings,
    program_start,
    viewers,
)
from bot.services.members import Actor
from bot.services.organizer_entries import entries
from tests.factories import actor_of, make_member, make_organizer, make_program, make_viewer, make_workspace
from tests.services.counting import statements

MOST = 15


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, name="Spring")


@pytest.fixture
def organizer(session: Session, program: Program) -> Actor:
    member = make_member(session)
    make_organizer(session, program, member=member)
    return actor_of(member)


def test_a_setting_is_noted_with_its_value_before_and_after_and_what_stayed_is_not(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    before = program_settings.settings_of(session, organizer, program.id).basics
    for basics in (before, replace(before, round_weeks=3, in_person=True)):
        program_settings.change_basics(session, organizer, program.id, basics, now=now)
    (entry,) = entries(session, organizer, program.id, most=MOST).entries
    assert (entry.act, entry.slack_user_id, entry.at) == (Act.BASICS, organizer.slack_user_id, now)
    assert entry.changes == {"round_weeks": (2, 3), "in_person": (False, True)}


def test_each_part_of_the_settings_tells_what_changed(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    day, last = date(2026, 12, 24), date(2026, 6, 30)
    settings = program_settings
    settings.change_breaks(session, organizer, program.id, [Break(day, day)], now=now)
    settings.change_joining(session, organizer, program.id, joining=Joining.EVERYONE, pairs_guests=False, now=now)
    settings.change_default_goals(session, organizer, program.id, [], now=now)
    settings.change_ending(session, organizer, program.id, Ending(ends_on=last, word="Zebra"), now=now)
    settings.change_digest_place(session, organizer, program.id, slack_channel_id="C9", now=now)
    place, ending, goals, joining, breaks = entries(session, organizer, program.id, most=MOST).entries
    assert breaks.changes == {"breaks": ([], [["2026-12-24", "2026-12-24"]])}
    assert joining.changes == {"joining": ("by_choice", "everyone")}
    assert goals.changes == {"goals": ([["Coffee chat", 2, None, 1], ["Event", 1, None, 1]], [])}
    assert (ending.changes, ending.texts) == ({"ends_on": (None, "2026-06-30")}, ("closing_word",))
    assert place.changes == {"digest_channel": (None, "C9")}
    assert "Zebra" not in str(session.scalars(select(OrganizerAct.detail)).all())


def test_whose_holidays_are_offered_is_noted(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    for country, region in (("DE", "BY"), ("DE", "BY"), ("", "")):
        program_settings.change_holidays(session, organizer, program.id, country=country, region=region, now=now)
    gone, chosen = entries(session, organizer, program.id, most=MOST).entries
    assert (chosen.act, chosen.changes) == (Act.HOLIDAYS, {"holiday_country": ("", "DE"), "holiday_region": ("", "BY")})
    assert gone.changes == {"holiday_country": ("DE", ""), "holiday_region": ("BY", "")}


def test_people_are_noted_by_their_ids(session: Session, program: Program, organizer: Actor, now: datetime) -> None:
    ben, vera = make_member(session), make_member(session)
    both = [organizer.slack_user_id, ben.slack_user_id]
    organizers.name_organizers(session, organizer, program.id, slack_user_ids=both, now=now)
    viewers.name_viewers(session, organizer, program.id, slack_user_ids=[vera.slack_user_id], now=now)
    organizers.name_organizers(session, organizer, program.id, slack_user_ids=both[:1], now=now)
    gone, reading, new = entries(session, organizer, program.id, most=MOST).entries
    assert new.people == {"added": (ben.slack_user_id,)}
    assert (reading.act, reading.people) == (Act.VIEWERS, {"added": (vera.slack_user_id,)})
    assert gone.people == {"removed": (ben.slack_user_id,)}


def test_a_start_and_a_copy_are_noted_where_they_are_read(session: Session, program: Program, now: datetime) -> None:
    actor = actor_of(make_member(session))
    spring = Opening("Spring", date(2026, 3, 16))
    first = program_start.start(
        session, actor, slack_channel_id="C1", opening=spring, preset_key="job_seekers", now=now
    )
    copy = program_start.copy(session, actor, first.id, slack_channel_id="C2", opening=spring, now=now)
    copied, started = entries(session, actor, first.id, most=MOST).entries
    assert (started.act, copied.act, copied.facts) == (Act.STARTED, Act.COPIED, {"channel": "C2"})
    assert [entry.act for entry in entries(session, actor, copy.id, most=MOST).entries] == [Act.STARTED]


def test_what_admins_choose_for_the_workspace_is_read_in_each_of_its_programs(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    admin, named = make_member(session, is_admin=True), make_member(session)
    users = [named.slack_user_id]
    admins.choose_starters(session, actor_of(admin), Starters.NAMED, slack_user_ids=users, now=now)
    (entry,) = entries(session, organizer, program.id, most=MOST).entries
    assert (entry.act, entry.slack_user_id) == (Act.STARTERS, admin.slack_user_id)
    assert (entry.changes, entry.people) == ({"starters": ("everyone", "named")}, {"added": tuple(users)})


def test_a_second_click_is_no_act(session: Session, program: Program, organizer: Actor, now: datetime) -> None:
    for _ in range(2):
        program_life.pause(session, organizer, program.id, now=now)
    assert [entry.act for entry in entries(session, organizer, program.id, most=MOST).entries] == [Act.PAUSED]


def test_it_is_read_page_by_page_the_newest_first(session: Session, program: Program, organizer: Actor) -> None:
    for number in range(5):
        at = datetime(2026, 3, 1).astimezone() + timedelta(hours=number)
        organizer_log.note(session, organizer, program.id, Act.MATCHED_ANEW, now=at)
    first = entries(session, organizer, program.id, most=2)
    rest = entries(session, organizer, program.id, before_id=first.entries[-1].id, most=9)
    assert (len(first.entries), first.has_more, len(rest.entries), rest.has_more) == (2, True, 3, False)
    ids = [entry.id for entry in (*first.entries, *rest.entries)]
    assert ids == sorted(ids, reverse=True)


def test_as_many_queries_for_a_hundred_acts_as_for_one(session: Session, program: Program, organizer: Actor) -> None:
    def asked() -> int:
        with statements(session) as seen:
            entries(session, organizer, program.id, most=200)
        return len(seen)

    about = {"members": [make_member(session).id for _ in range(3)]}
    organizer_log.note(session, organizer, program.id, Act.SWAPPED, about, now=datetime.now().astimezone())
    few = asked()
    for _ in range(99):
        organizer_log.note(session, organizer, program.id, Act.SWAPPED, about, now=datetime.now().astimezone())
    assert asked() == few


def test_only_organizers_of_the_program_read_it(session: Session, program: Program) -> None:
    elsewhere, viewer = make_member(session), make_member(session)
    make_organizer(session, make_program(session), member=elsewhere)
    make_viewer(session, program, member=viewer)
    for member in (elsewhere, viewer):
        with pytest.raises(NotAllowedError):
            entries(session, actor_of(member), program.id, most=MOST)
    bind_workspace(session, make_workspace(session).id)
    stranger = make_member(session)
    with pytest.raises(NotFoundError):
        entries(session, actor_of(stranger), program.id, most=MOST)


def test_who_erased_their_data_is_named_no_more_and_what_was_done_stays(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    ben = make_member(session)
    make_organizer(session, program, member=ben)
    program_life.pause(session, actor_of(ben), program.id, now=now)
    viewers.name_viewers(session, organizer, program.id, slack_user_ids=[ben.slack_user_id], now=now)
    privacy.erase(session, actor_of(ben), now=now)
    named, paused = entries(session, organizer, program.id, most=MOST).entries
    assert (paused.act, paused.slack_user_id) == (Act.PAUSED, "")
    assert named.people == {"added": ("",)}


def test_an_organizer_takes_along_what_they_did_and_nothing_about_others(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    other: Member = make_member(session)
    viewers.name_viewers(session, organizer, program.id, slack_user_ids=[other.slack_user_id], now=now)
    (row,) = export.my_data(session, organizer)["organizer_acts"]
    assert row == {"program": "Spring", "act": "viewers", "at": now.isoformat()}


def test_it_goes_after_four_hundred_days(session: Session, program: Program, organizer: Actor, now: datetime) -> None:
    for days in (401, 399):
        organizer_log.note(session, organizer, program.id, Act.MATCHED_ANEW, now=now - timedelta(days=days))
    assert [row.workspace_id for row in organizer_log.OLD.ask(session, now=now)] == [organizer.workspace_id]
    organizer_log.forget(session, now=now)
    (left,) = entries(session, organizer, program.id, most=MOST).entries
    assert left.at == now - timedelta(days=399)
    assert organizer_log.OLD.ask(session, now=now).all() == []


def test_the_log_of_a_program_that_is_erased_goes_with_it(session: Session, now: datetime) -> None:
    over = make_program(session, state=ProgramState.ENDED)
    member = make_member(session)
    make_organizer(session, over, member=member)
    organizer_log.note(session, actor_of(member), over.id, Act.ENDED, now=now)
    program_life.erase(session, actor_of(member), over.id, now=now)
    session.expire_all()
    assert session.scalars(select(OrganizerAct)).all() == []
