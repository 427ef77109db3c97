"""A report for tests of views: eight weeks of a spring cohort."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.figures import CouncilFigures, IntroducedGroups, Landings, Outcome
from bot.domain.landings import LandingKind, SharedTrail, Source
from bot.domain.mentor_figures import PairFigures
from bot.domain.progress import ActivityCount
from bot.domain.reports import Exit, Outcomes, Participation, Period, Report, ReportWeek
from bot.domain.states import ParticipantState
from bot.domain.trails import SharedStep, StepKind

MONDAYS = tuple(date(2026, 3, 2) + timedelta(weeks=number) for number in range(8))
_PEOPLE = (14, 17, 18, 15, 16, 12, 13, 11)
_ACTS = (21, 33, 30, 26, 31, 19, 22, 17)
WEEKS = tuple(
    ReportWeek(
        week_on=monday,
        joined=(20, 4, 0, 0, 1, 0, 0, 0)[number],
        exits=(0, 0, 1, 1, 0, 2, 2, 1)[number],
        in_search=(20, 24, 23, 22, 23, 21, 19, 18)[number],
        people=_PEOPLE[number],
        acts=_ACTS[number],
        new_contacts=_ACTS[number] // 3,
        goals_set=_PEOPLE[number] + 6,
        goals_met=_PEOPLE[number] - 2,
        events=number % 3,
        introductions=number % 2,
        asks=2,
        helps=1,
        shared=number % 4,
        landings=(0, 0, 1, 1, 0, 1, 2, 1)[number],
    )
    for number, monday in enumerate(MONDAYS)
)
LANDED = Landings(
    6,
    {LandingKind.EMPLOYED: 3, LandingKind.STUDY: 1, LandingKind.SERVICE: 1, LandingKind.STOPPED: 1},
    {Source.CONTACT: 3, Source.EVENT: 1, Source.NONE: 2},
    41,
)
STORY = SharedTrail(
    "",
    LandingKind.EMPLOYED,
    (
        SharedStep(StepKind.EVENT, "Meetup & more", 0),
        SharedStep(StepKind.NAME, "", 0),
        SharedStep(StepKind.LANDING, "", 23),
    ),
)
REPORT = Report(
    program_id=7,
    program_name="Spring cohort",
    made_on=date(2026, 4, 27),
    period=Period(MONDAYS[0], date(2026, 4, 24), MONDAYS, "UTC", from_start=True),
    weeks=WEEKS,
    participation=Participation(
        carried_over=0,
        joined=25,
        exits=7,
        reasons={Exit.LANDED: 5, Exit.LEFT: 1, Exit.ACCOUNT_CLOSED: 1},
        participants=23,
        states={ParticipantState.ACTIVE: 15, ParticipantState.PAUSED: 2, ParticipantState.LANDED: 6},
    ),
    outcomes=Outcomes(LANDED, seeking=13, unknown=5),
    rounds=4,
    groups=IntroducedGroups(
        {Outcome.MET: 31, Outcome.UNDER_WAY: 4, Outcome.WONT_HAPPEN: 1, Outcome.DISSOLVED: 2, Outcome.SILENT: 6}, 25
    ),
    councils=CouncilFigures(IntroducedGroups({Outcome.MET: 1, Outcome.SILENT: 1}, 9), meetings=6, took_place=3),
    mentor_pairs=PairFigures(running=3, introduced=4, talked=3, ended=1, people=7),
    people=24,
    acts=(ActivityCount("Coffee chat", 120), ActivityCount("=Event", 51), ActivityCount("Application", 28)),
    events_in_person=5,
    landings=LANDED,
    stories=(STORY,),
)
