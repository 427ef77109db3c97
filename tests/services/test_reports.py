"""A report says what the digests of its weeks said, of any dates, and nothing about fewer than five people."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.db.models import Activity, EventGoer, Landing, Program
from bot.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.landings import LandingKind, Shared, Source
from bot.domain.progress import GiveAndAsk
from bot.domain.reports import Exit, Report, ReportWeek
from bot.domain.states import MeetingAnswer, ParticipantState, ProgramState, Role
from bot.services import digests, reports
from tests.factories import (
    FIRST_MONDAY,
    actor_of,
    make_checkin,
    make_event,
    make_group,
    make_landing,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_round,
    make_viewer,
)
from tests.lived import AFTER, MONDAYS, WEEKS, at, live
from tests.services.counting import statements

SUNDAY = MONDAYS[-1] + timedelta(days=6)
ADDED_UP = {one.name for one in fields(ReportWeek)} - {"week_on", "in_search", "people"}


@pytest.fixture
def program(session: Session) -> Program:
    return live(session)


def told(session: Session, program: Program, from_on: date, until_on: date, now: datetime = AFTER) -> Report:
    """As an organizer of the program reads it."""
    organizer = make_member(session)
    make_organizer(session, program, member=organizer)
    return reports.report(session, actor_of(organizer), program.id, from_on=from_on, until_on=until_on, now=now)


@pytest.mark.parametrize("monday", MONDAYS)
def test_a_weeks_report_says_what_its_digest_said(session: Session, program: Program, monday: date) -> None:
    report = told(session, program, monday, monday + timedelta(days=6))
    digest = digests.digest(session, program.id, week_on=monday, now=AFTER)
    (week,) = report.weeks
    assert week.week_on == digest.week_on == monday
    for figure in ("acts", "people", "new_contacts", "goals_set", "goals_met"):
        assert getattr(week, figure) == getattr(digest.week, figure)
    assert GiveAndAsk(week.asks, week.helps, week.shared) == digest.give_and_ask
    assert (week.events, week.introductions) == (digest.events.number, digest.introductions)
    assert report.events_in_person in (None, digest.events.in_person)
    assert report.people == digest.week.people
    assert report.acts == (digest.acts if report.people >= 5 else ())
    assert report.groups == digest.groups
    assert (report.councils.meetings, report.councils.took_place) == (
        digest.councils.meetings,
        digest.councils.took_place,
    )


def test_the_report_since_the_start_says_what_the_last_digest_said(session: Session, program: Program) -> None:
    report = told(session, program, FIRST_MONDAY, AFTER.date())
    digest = digests.digest(session, program.id, week_on=MONDAYS[-1], now=AFTER)
    assert report.participation.states == digest.states
    assert report.participation.participants == len(digest.people)
    assert report.landings == digest.landings
    assert report.mentor_pairs == digest.mentor_pairs
    assert report.councils.groups == digest.councils.groups
    assert [getattr(week, "acts") for week in report.weeks[:-1]] == [week.acts for week in digest.weeks]  # noqa: B009


def test_weeks_add_up_to_the_whole_and_every_figure_was_lived(session: Session, program: Program) -> None:
    whole = told(session, program, FIRST_MONDAY, SUNDAY)
    weeks = [told(session, program, monday, monday + timedelta(days=6)) for monday in MONDAYS]
    assert len(whole.weeks) == WEEKS
    for index, week in enumerate(weeks):
        one, same = week.weeks[0], whole.weeks[index]
        assert {figure: getattr(one, figure) for figure in ADDED_UP} == {
            figure: getattr(same, figure) for figure in ADDED_UP
        }
    for figure in ADDED_UP:
        assert whole.total(figure) == sum(week.total(figure) for week in weeks) > 0, figure
    assert whole.total("joined") == whole.participation.joined
    assert whole.total("exits") == whole.participation.exits
    assert whole.total("landings") == whole.landings.total
    assert sum(act.count for act in whole.acts) == whole.total("acts")
    assert whole.weeks[-1].in_search == whole.participation.in_search


def test_the_final_report_is_the_one_over_the_programs_dates(session: Session, program: Program) -> None:
    program.state, program.state_changed_at = ProgramState.ENDED, AFTER
    session.flush()
    later = AFTER + timedelta(days=90)
    final = reports.whole(session, program.id, now=later)
    assert final == told(session, program, FIRST_MONDAY, AFTER.date(), now=later)
    assert (final.period.from_on, final.period.until_on) == (FIRST_MONDAY, AFTER.date())
    assert final.participation.served == 24


def test_figures_are_those_of_plain_sql(session: Session, program: Program) -> None:
    report = told(session, program, MONDAYS[1], MONDAYS[3] + timedelta(days=6))
    zone = ZoneInfo(program.zone)
    begins = datetime(2026, 1, 12, tzinfo=zone).astimezone(UTC)
    ends = datetime(2026, 2, 2, tzinfo=zone).astimezone(UTC)
    for row, figure in (
        ("checkins WHERE undone_at IS NULL AND done_on BETWEEN '2026-01-12' AND '2026-02-01'", "acts"),
        ("asks WHERE created_at >= :begins AND created_at < :ends", "asks"),
        ("helps WHERE kind = 'asked_for' AND done_at >= :begins AND done_at < :ends", "helps"),
        ("helps WHERE kind = 'introduction' AND done_at >= :begins AND done_at < :ends", "introductions"),
        ("landings WHERE landed_at >= :begins AND landed_at < :ends", "landings"),
        ("participants WHERE joined_at >= :begins AND joined_at < :ends", "joined"),
        (
            "event_goers JOIN events ON events.id = event_id WHERE went AND starts_at >= :begins AND starts_at < :ends",
            "events",
        ),
    ):
        table = row.split(maxsplit=1)[0]
        own = f"SELECT count(*) FROM {row} AND {table}.workspace_id = :own"  # noqa: S608 - our own words
        given = {"own": program.workspace_id, "begins": _stored(session, begins), "ends": _stored(session, ends)}
        said = session.connection().execute(text(own), {key: given[key] for key in given if f":{key}" in own}).scalar()
        assert report.total(figure) == said, figure


def _stored(session: Session, when: datetime) -> object:
    """As SQLite keeps instants: text."""
    return when if session.connection().dialect.name == "postgresql" else f"{when:%Y-%m-%d %H:%M:%S.%f}"


@pytest.fixture
def small(session: Session) -> Program:
    """A program in which nothing has happened yet."""
    return make_program(session)


def test_free_dates_count_whole_weeks_and_who_joined_and_left_by_the_day(session: Session, small: Program) -> None:
    wednesday, thursday = FIRST_MONDAY + timedelta(days=9), FIRST_MONDAY + timedelta(days=17)
    coffee = session.scalars(select(Activity.id).where(Activity.program_id == small.id)).first() or 0
    for on in (wednesday - timedelta(days=1), wednesday, thursday, thursday + timedelta(days=1)):
        someone = make_participant(session, small, joined_at=at(on))
        make_checkin(session, someone, coffee, on)
    report = told(session, small, wednesday, thursday)
    assert report.period.weeks == MONDAYS[1:3]
    assert (report.total("acts"), report.total("joined")) == (4, 2)
    assert (report.participation.carried_over, report.participation.in_search) == (1, 3)
    assert [week.in_search for week in report.weeks] == [2, 3]


def test_who_joined_before_the_first_day_is_new_in_the_first_report(session: Session, small: Program) -> None:
    make_participant(session, small, joined_at=at(FIRST_MONDAY - timedelta(days=10)))
    first = told(session, small, FIRST_MONDAY - timedelta(days=30), MONDAYS[1])
    second = told(session, small, MONDAYS[1], MONDAYS[2])
    assert (first.participation.joined, first.participation.carried_over) == (1, 0)
    assert (second.participation.joined, second.participation.carried_over) == (0, 1)
    assert first.period.weeks == MONDAYS[:2]


def test_exits_are_by_what_came_first_and_nobody_who_came_back_is_one(session: Session, small: Program) -> None:
    state = ParticipantState
    early, late = at(MONDAYS[1]), at(MONDAYS[2])
    landed = make_participant(session, small, state=state.LANDED, state_changed_at=early)
    gone = make_participant(session, small, state=state.LEFT, state_changed_at=late)
    back = make_participant(session, small, state=state.ACTIVE, state_changed_at=late)
    for one in (landed, gone, back):
        make_landing(session, one, landed_at=early)
    make_participant(session, small, state=state.LEFT, state_changed_at=late)
    make_participant(session, small, state=state.LEFT, state_changed_at=early)
    make_participant(session, small, member=make_member(session, deactivated_at=late))
    make_participant(session, small, member=make_member(session, is_bot=True))
    make_participant(session, small, member=make_member(session, is_guest=True))
    report = told(session, small, FIRST_MONDAY, SUNDAY)
    assert report.participation.served == 6
    assert report.participation.reasons == {Exit.LANDED: 2, Exit.LEFT: 2, Exit.ACCOUNT_CLOSED: 1}
    assert (report.participation.exits, report.participation.in_search, report.participation.participants) == (5, 1, 2)
    third_week = told(session, small, MONDAYS[2], MONDAYS[2] + timedelta(days=6))
    assert (third_week.participation.carried_over, third_week.participation.exits) == (3, 2)
    assert third_week.participation.reasons == {}  # about two people


def test_what_became_of_everybody_is_what_they_said(session: Session, small: Program) -> None:
    state = ParticipantState
    for kind in (LandingKind.EMPLOYED, LandingKind.STUDY, LandingKind.STOPPED, LandingKind.SERVICE, LandingKind.STUDY):
        one = make_participant(session, small, state=state.LANDED, state_changed_at=at(MONDAYS[0]))
        make_landing(session, one, kind=kind, landed_at=at(MONDAYS[0]))
    for unknown in (state.PAUSED, state.RESTING, state.LEFT):
        make_participant(session, small, state=unknown, state_changed_at=at(MONDAYS[1]))
    make_participant(session, small, member=make_member(session, deactivated_at=at(MONDAYS[1])))
    make_participant(session, small)
    make_participant(session, small, role=Role.MENTOR)
    found = told(session, small, FIRST_MONDAY, SUNDAY).outcomes
    assert found.landings.kinds[LandingKind.STUDY] == 2
    assert (found.landings.total, found.seeking, found.unknown, found.known, found.number) == (5, 1, 4, 6, 10)


def test_about_fewer_than_five_the_total_alone_is_told_or_what_they_agreed_to(session: Session, small: Program) -> None:
    four = [make_participant(session, small) for _ in range(4)]
    coffee = session.scalars(select(Activity.id).where(Activity.program_id == small.id)).first() or 0
    event = make_event(session, *four, starts_at=at(MONDAYS[0]), in_person=True)
    for goer in session.scalars(select(EventGoer).where(EventGoer.event_id == event.id)):
        goer.went = True
    for one in four:
        make_checkin(session, one, coffee, MONDAYS[0])
        make_landing(session, one, landed_at=at(MONDAYS[0]))
    make_group(session, make_round(session, small), *four[:2], answers=(MeetingAnswer.MET,))
    report = told(session, small, FIRST_MONDAY, SUNDAY)
    assert (report.total("acts"), report.acts, report.people) == (4, (), 4)
    assert (report.total("events"), report.events_in_person) == (4, None)
    assert (report.participation.participants, report.participation.states) == (4, {})
    assert (report.landings.total, dict(report.landings.kinds)) == (4, {})
    assert (report.groups.number, report.groups.is_split) == (1, False)
    landing = session.scalars(select(Landing).order_by(Landing.id)).all()[0]
    landing.shared, landing.kind, landing.source = Shared.NAMED, LandingKind.STUDY, Source.EVENT
    landing.trail = [{"kind": "landing", "activity": "", "days": 9, "count": 0}]
    session.flush()
    agreed = told(session, small, FIRST_MONDAY, SUNDAY)
    assert agreed.landings.kinds == {LandingKind.STUDY: 1}
    (story,) = agreed.stories
    assert (story.kind, story.steps[0].days, story.slack_user_id) == (LandingKind.STUDY, 9, None)


def test_days_that_make_no_period_are_named(session: Session, small: Program) -> None:
    for from_on, until_on, field in (
        (AFTER.date() + timedelta(days=1), AFTER.date() + timedelta(days=9), "from_on"),
        (MONDAYS[2], MONDAYS[1], "until_on"),
        (date(1, 1, 1), MONDAYS[1], "from_on"),
        (MONDAYS[0], date(9999, 12, 31), "until_on"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            told(session, small, from_on, until_on)
        assert caught.value.field == field
    assert told(session, small, MONDAYS[2], MONDAYS[1] + timedelta(weeks=90)).period.weeks[-1] == AFTER.date()


def test_a_program_that_has_not_begun_has_a_report_of_this_week(session: Session, small: Program) -> None:
    make_participant(session, small, joined_at=at(FIRST_MONDAY - timedelta(days=9)))
    report = reports.whole(session, small.id, now=at(FIRST_MONDAY - timedelta(days=4)))
    assert report.period.weeks == (FIRST_MONDAY - timedelta(days=7),)
    assert (report.participation.joined, report.total("joined")) == (1, 1)


def test_organizers_and_viewers_alone_read_it(session: Session, small: Program) -> None:
    person, viewer = make_member(session), make_member(session)
    make_viewer(session, small, member=viewer)
    make_participant(session, small, member=person)
    asked = {"from_on": FIRST_MONDAY, "until_on": SUNDAY, "now": AFTER}
    assert reports.report(session, actor_of(viewer), small.id, **asked).program_id == small.id  # type: ignore[arg-type]
    with pytest.raises(NotAllowedError):
        reports.report(session, actor_of(person), small.id, **asked)  # type: ignore[arg-type]
    with pytest.raises(NotFoundError):
        reports.report(session, actor_of(person), small.id + 1000, **asked)  # type: ignore[arg-type]


def test_queries_are_as_many_for_many_people_as_for_few(session: Session) -> None:
    counted = Counter[int]()
    for people in (24, 60):
        program = live(session, people=people)
        session.expire_all()
        with statements(session) as seen:
            reports.whole(session, program.id, now=AFTER)
        counted[len(seen)] += 1
    assert len(counted) == 1
    assert max(counted) <= 22
