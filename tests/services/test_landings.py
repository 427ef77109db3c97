"""A landing: its words are the member's alone, the program has totals, and newcomers what was passed on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.db.models import Contact, Landing
from bot.domain import landings as rules
from bot.domain.checkins import Act
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.figures import Landings
from bot.domain.landings import Came, LandingKind, Shared, Source
from bot.domain.states import ParticipantState
from bot.domain.trails import StepKind
from bot.services import checkins, digests, export, follow_ups, home, joining, landings, privacy, reports
from bot.services.rounds import introductions
from tests.factories import make_landing, make_organizer, make_participant, make_program
from tests.people import Person, join, make_person, pair
from tests.services.counting import statements

NOW = datetime(2026, 3, 6, 14, tzinfo=UTC)
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 2)
_forms = count(1)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session, name="Ada")


def log(session: Session, me: Person, activity_id: int, on: date, **more: object) -> None:
    act = Act(activity_id, on, **more)  # type: ignore[arg-type]
    checkins.record(session, me.actor, me.program.id, act, source=f"form:{next(_forms)}", now=NOW)


def land(session: Session, me: Person, *, tells: bool = False, now: datetime = NOW, **said: object) -> Landing:
    landing = rules.Landing(**said)  # type: ignore[arg-type]
    landings.land(session, me.actor, me.program.id, landing, tells_channel=tells, now=now)
    return row(session, me)


def row(session: Session, me: Person) -> Landing:
    return session.scalars(select(Landing).where(Landing.participant_id == me.participant.id)).one()


def contact_id(session: Session, name: str) -> int:
    found = [one.id for one in session.scalars(select(Contact)) if one.details.get("name") == name]
    return found[0]


def steps(session: Session, me: Person) -> list[tuple[StepKind, date, str]]:
    _, _, trail = landings.own(session, me.actor, me.program.id)
    return [(step.kind, step.on, step.whom) for step in trail.steps]


def way(session: Session, me: Person) -> int:
    """An event that left a name, a chat with them that left another, a follow-up; the last one's contact."""
    log(session, me, me.event, MONDAY - timedelta(days=14), new_contacts=("Bo Lee, Navy",))
    log(session, me, me.coffee, MONDAY - timedelta(days=7), with_whom="Bo Lee", new_contacts=("Grace Hopper",))
    grace = contact_id(session, "Grace Hopper")
    planned = follow_ups.plan(session, me.actor, due_on=FRIDAY + timedelta(days=1), contact_id=grace, now=NOW)
    checkins.follow_up_done(session, me.actor, planned, now=NOW)
    return grace


def test_a_landing_keeps_what_was_said_and_the_member_is_an_alum(session: Session, me: Person) -> None:
    said: dict[str, Any] = {"kind": LandingKind.STUDY, "role": " Data science ", "starts_on": FRIDAY, "helped": "Grace"}
    found = land(session, me, tells=True, **said)
    assert (found.kind, found.role, found.starts_on, found.helped) == (
        LandingKind.STUDY,
        "Data science",
        FRIDAY,
        "Grace",
    )
    assert (found.told, found.source, found.landed_at) == (True, Source.NONE, NOW)
    assert me.participant.state is ParticipantState.LANDED
    again = land(session, me, now=NOW + timedelta(days=1), role="Statistics")
    assert (again.id, again.landed_at, again.role, again.told) == (found.id, NOW, "Statistics", False)


def test_who_came_back_and_lands_anew_lands_on_the_new_day(session: Session, me: Person) -> None:
    land(session, me)
    joining.come_back(session, me.actor, me.program.id, now=NOW)
    assert landings.mine(session, me.actor) == []
    assert land(session, me, now=NOW + timedelta(days=30)).landed_at == NOW + timedelta(days=30)
    assert landings.of_program(session, me.program.id).total == 1


def test_that_somebody_stopped_looking_is_told_to_no_channel(session: Session, me: Person) -> None:
    assert not land(session, me, tells=True, kind=LandingKind.STOPPED).told


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"role": "x" * 201}, "role"),
        ({"helped": "x" * 201}, "helped"),
        ({"starts_on": date(2031, 1, 1)}, "starts_on"),
        ({"starts_on": date(2021, 1, 1)}, "starts_on"),
    ],
)
def test_what_cannot_be_used_names_its_field(session: Session, me: Person, said: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        land(session, me, **said)
    assert raised.value.field == field


def test_it_came_through_ones_own_people_and_events_alone(session: Session, me: Person) -> None:
    other = make_person(session, me.program)
    grace = way(session, me)
    for came in (Came(contact_id=grace), Came(checkin_id=1)):
        with pytest.raises(NotFoundError):
            land(session, other, came=came)
    offered = landings.offered(session, me.actor)
    assert {name for _, name, _ in offered.people} == {"Grace Hopper", "Bo Lee"}
    assert [(name, on) for _, name, on in offered.events] == [("Event", MONDAY - timedelta(days=14))]
    assert landings.offered(session, other.actor) == rules.Offered()


def test_the_trail_goes_from_the_event_over_names_and_chats_to_the_landing(session: Session, me: Person) -> None:
    found = land(session, me, came=Came(contact_id=way(session, me)))
    assert (found.source, found.days) == (Source.CONTACT, 18)
    assert steps(session, me) == [
        (StepKind.EVENT, MONDAY - timedelta(days=14), ""),
        (StepKind.NAME, MONDAY - timedelta(days=14), "Bo Lee"),
        (StepKind.ACT, MONDAY - timedelta(days=7), "Bo Lee"),
        (StepKind.NAME, MONDAY - timedelta(days=7), "Grace Hopper"),
        (StepKind.FOLLOW_UP, FRIDAY, "Grace Hopper"),
        (StepKind.LANDING, FRIDAY, ""),
    ]


def test_a_landing_through_a_buddy_begins_with_the_introduction(session: Session, me: Person) -> None:
    lin = make_person(session, me.program, name="Lin Chen")
    group = pair(session, me, lin, starts_on=MONDAY, is_introduced=False)
    introductions.introduce(session, group.id, now=NOW - timedelta(days=2))
    (buddy,) = (one_id for one_id, _, is_buddy in landings.offered(session, me.actor).people if is_buddy)
    assert land(session, me, came=Came(contact_id=buddy)).source is Source.BUDDY
    assert steps(session, me)[0] == (StepKind.INTRODUCTION, FRIDAY - timedelta(days=2), "Lin Chen")


def test_the_trail_takes_a_fixed_number_of_queries(session: Session, me: Person) -> None:
    land(session, me, came=Came(contact_id=way(session, me)))
    with statements(session) as few:
        landings.own(session, me.actor, me.program.id)
    for number in range(20):
        log(session, me, me.coffee, MONDAY, new_contacts=(f"Guest {number}",))
    with statements(session) as many:
        landings.own(session, me.actor, me.program.id)
    assert len(few) == len(many)


def test_newcomers_read_what_was_passed_on_and_nobody_is_named_without_consent(session: Session, me: Person) -> None:
    newcomer = make_person(session, me.program)
    newcomer.participant.joined_at = NOW
    old = make_person(session, me.program)
    land(session, me, came=Came(contact_id=way(session, me)), role="Nurse")
    assert landings.passed_on(session, newcomer.actor, now=NOW) == []
    landings.share(session, me.actor, me.program.id, Shared.UNNAMED, now=NOW)
    (told,) = landings.passed_on(session, newcomer.actor, now=NOW)
    assert (told.slack_user_id, [step.days for step in told.steps]) == (None, [0, 0, 7, 0, 11, 0])
    assert not any(word in str(told) for word in ("Grace", "Bo Lee", "Nurse", me.member.slack_user_id))
    landings.share(session, me.actor, me.program.id, Shared.NAMED, now=NOW)
    assert landings.passed_on(session, newcomer.actor, now=NOW)[0].slack_user_id == me.member.slack_user_id
    assert landings.passed_on(session, old.actor, now=NOW) == []
    assert landings.passed_on(session, me.actor, now=NOW) == []
    landings.share(session, me.actor, me.program.id, None, now=NOW)
    assert landings.passed_on(session, newcomer.actor, now=NOW) == []
    assert row(session, me).trail == []


def test_nobody_shares_or_takes_back_what_is_not_theirs(session: Session, me: Person) -> None:
    land(session, me)
    other = make_person(session, me.program)
    for attempt in (
        lambda: landings.share(session, other.actor, me.program.id, Shared.NAMED, now=NOW),
        lambda: landings.take_back(session, other.actor, me.program.id, now=NOW),
        lambda: landings.own(session, other.actor, me.program.id),
    ):
        with pytest.raises(NotFoundError):
            attempt()


def test_what_was_a_mistake_counts_nowhere(session: Session, me: Person) -> None:
    land(session, me)
    landings.take_back(session, me.actor, me.program.id, now=NOW)
    assert me.participant.state is ParticipantState.ACTIVE
    assert landings.of_program(session, me.program.id) == Landings()


def test_the_program_has_the_total_always_and_kinds_and_sources_from_five_on_or_by_consent(
    session: Session, me: Person
) -> None:
    def make(number: int, **values: object) -> None:
        for _ in range(number):
            make_landing(session, make_participant(session, me.program), **values)

    make(1, kind=LandingKind.STUDY, source=Source.EVENT, days=40)
    assert landings.of_program(session, me.program.id) == Landings(1)
    make(1, kind=LandingKind.EMPLOYED, source=Source.BUDDY, days=10, shared=Shared.UNNAMED)
    found = landings.of_program(session, me.program.id)
    assert found == Landings(2, {LandingKind.EMPLOYED: 1}, {Source.BUDDY: 1})
    make(3, days=20)
    make_landing(session, make_participant(session, make_program(session)))
    found = landings.of_program(session, me.program.id)
    assert found == Landings(
        5,
        {LandingKind.EMPLOYED: 4, LandingKind.STUDY: 1},
        {Source.EVENT: 1, Source.BUDDY: 1, Source.NONE: 3},
        days=20,
    )


def test_digest_report_and_home_show_the_same_count(session: Session, me: Person) -> None:
    make_landing(session, make_participant(session, me.program, state=ParticipantState.LEFT))
    make_organizer(session, me.program, member=me.member)
    land(session, me)
    digest = digests.digest(session, me.program.id, week_on=MONDAY, now=NOW)
    report = reports.whole(session, me.program.id, now=NOW)
    (organized,) = home.organized(session, me.actor, now=NOW)
    assert digest.landings == report.landings == organized.landings == Landings(2)


def test_words_are_encrypted_exported_and_erased_and_the_count_stays(session: Session, me: Person) -> None:
    land(session, me, role="Zebra keeper", helped="Zoë Okonkwo", came=Came(contact_id=way(session, me)))
    landings.share(session, me.actor, me.program.id, Shared.NAMED, now=NOW)
    stored = str(session.connection().execute(text("SELECT role, helped, trail FROM landings")).all())
    assert not any(word in stored for word in ("Zebra", "Okonkwo", "landing"))
    (mine,) = export.my_data(session, me.actor)["landings"]
    assert (mine["role"], mine["helped"], mine["contact"]) == ("Zebra keeper", "Zoë Okonkwo", "Grace Hopper")
    privacy.erase(session, me.actor, now=NOW)
    session.expire_all()
    left = row(session, me)
    assert (left.role, left.helped, left.trail, left.shared, left.contact_id) == ("", "", [], None, None)
    assert landings.of_program(session, me.program.id).total == 1


def test_a_landing_is_one_programs(session: Session, me: Person) -> None:
    other = join(session, make_program(session, name="Autumn"), me.member)
    land(session, me)
    assert [one.program_id for one in landings.mine(session, me.actor)] == [me.program.id]
    assert other.participant.state is ParticipantState.ACTIVE
