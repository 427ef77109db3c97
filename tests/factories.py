"""Rows for tests. Each factory takes what the test cares about and fills in the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, zip_longest
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.db.models import (
    Activity,
    Advice,
    Ask,
    BuddyGroup,
    CheckIn,
    Contact,
    Council,
    CouncilMeeting,
    CouncilMember,
    CouncilPlan,
    DefaultGoal,
    DoNotPair,
    Event,
    EventGoer,
    FollowUp,
    Goal,
    GroupMember,
    Help,
    HelpQuestion,
    KnownPlace,
    Landing,
    Meeting,
    Member,
    MentorAgreement,
    MentorPair,
    Offer,
    Organizer,
    Participant,
    Path,
    PathStep,
    Preparation,
    Program,
    ProgramApart,
    Roster,
    RosterLine,
    Round,
    TargetCompany,
    TypedProposal,
    Viewer,
    WarmIntroduction,
    Workspace,
)
from bot.domain.asks import AskKind, Audience
from bot.domain.calendar import DEFAULT_MOMENTS, Rhythm
from bot.domain.helps import HelpKind
from bot.domain.landings import LandingKind, Source
from bot.domain.mentor_pairs import LINES
from bot.domain.path import Step
from bot.domain.preparations import Page
from bot.domain.states import MeetingAnswer
from bot.domain.typed import Entry
from bot.services.members import Actor

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday
FIRST_MONDAY = date(2026, 1, 5)
_numbers = count(1)
Row = TypeVar("Row")


def make_workspace(session: Session, **values: Any) -> Workspace:
    """An active workspace."""
    number = next(_numbers)
    return _add(
        session,
        Workspace(
            **{
                "slack_team_id": f"T{number:06}",
                "name": f"Workspace {number}",
                "bot_user_id": f"UKITH{number}",
                "installed_at": LONG_AGO,
                "state_changed_at": LONG_AGO,
                **values,
            }
        ),
    )


def make_member(session: Session, **values: Any) -> Member:
    """A person whom Slack has described: in UTC, no bot, no guest."""
    number = next(_numbers)
    defaults = {"slack_user_id": f"U{number:06}", "name": f"Member {number}", "seen_in_slack_at": LONG_AGO}
    return _add(session, Member(**{**defaults, **values}))


def actor_of(member: Member) -> Actor:
    """The member as whoever asks."""
    return Actor(member.workspace_id, member.id, member.slack_user_id)


def make_program(session: Session, **values: Any) -> Program:
    """A running program with two activities (coffee chat, event) and a default goal of each."""
    number = next(_numbers)
    defaults = {
        "slack_channel_id": f"C{number:06}",
        "name": f"Program {number}",
        "preset": "career_program",
        "zone": "UTC",
        "state_changed_at": LONG_AGO,
        "created_at": LONG_AGO,
        "due_checked_at": LONG_AGO,
        "starts_on": FIRST_MONDAY,
        "rhythm": Rhythm(DEFAULT_MOMENTS).to_json(),
        "seed": 7,
        "is_private": False,
    }
    program = _add(session, Program(**{**defaults, **values}))
    for position, (key, name, target) in enumerate((("coffee_chat", "Coffee chat", 2), ("event", "Event", 1))):
        activity = make_activity(session, program, key=key, name=name, position=position)
        _add(
            session,
            DefaultGoal(program_id=program.id, activity_id=activity.id, target=target, position=position),
        )
    return program


def make_activity(session: Session, program: Program, **values: Any) -> Activity:
    """An activity of the program's catalogue."""
    return _add(session, Activity(**{"program_id": program.id, "position": 9, **values}))


def make_participant(session: Session, program: Program, *, member: Member | None = None, **values: Any) -> Participant:
    """An active participant; a new member unless one is given."""
    member = member or make_member(session)
    defaults = {"state_changed_at": LONG_AGO, "joined_at": LONG_AGO, "last_active_at": LONG_AGO}
    return _add(session, Participant(**{"program_id": program.id, "member_id": member.id, **defaults, **values}))


def make_two_schools(session: Session, program: Program) -> list[Participant]:
    """Ada and Ben of one school, Cleo and Dan of another; each can help who went to the same."""
    told = [("Ada", "North", "law"), ("Ben", "North", "law"), ("Cleo", "South", "tax"), ("Dan", "South", "tax")]
    return [
        make_participant(
            session, program, member=make_member(session, name=name, school=school, asks=topic, offers=topic)
        )
        for name, school, topic in told
    ]


def make_organizer(session: Session, program: Program, *, member: Member | None = None) -> Organizer:
    """An organizer of the program; a new member unless one is given."""
    member = member or make_member(session)
    return _add(session, Organizer(program_id=program.id, member_id=member.id))


def make_viewer(session: Session, program: Program, *, member: Member | None = None) -> Viewer:
    """A viewer of the program; a new member unless one is given."""
    member = member or make_member(session)
    return _add(session, Viewer(program_id=program.id, member_id=member.id))


def make_round(session: Session, program: Program, *, number: int = 1, weeks: int = 2, **values: Any) -> Round:
    """A running round; the first starts on the program's first Monday, each other right after the one before."""
    starts_on = values.pop("starts_on", program.starts_on + timedelta(weeks=weeks * (number - 1)))
    defaults = {
        "ends_on": starts_on + timedelta(weeks=weeks, days=-1),
        "seed": number,
        "created_at": LONG_AGO,
    }
    return _add(
        session,
        Round(**{"program_id": program.id, "number": number, "starts_on": starts_on, **defaults, **values}),
    )


def make_group(
    session: Session,
    of_round: Round,
    *participants: Participant,
    answers: Sequence[MeetingAnswer | None] = (),
    **values: Any,
) -> BuddyGroup:
    """An introduced buddy group of these participants; `answers` are theirs, in order, on the round's last day."""
    at = datetime.combine(of_round.starts_on, time(9), UTC)
    group = _add(session, BuddyGroup(**{"round_id": of_round.id, "introduce_at": at, "introduced_at": at, **values}))
    answered_at = datetime.combine(of_round.ends_on, time(12), UTC)
    for participant, answer in zip_longest(participants, answers):
        _add(
            session,
            GroupMember(
                group_id=group.id,
                participant_id=participant.id,
                joined_at=at,
                answer=answer,
                answered_at=answered_at if answer else None,
            ),
        )
    return group


def make_meeting(session: Session, group_id: int, **values: Any) -> Meeting:
    """A meeting of the group, of which nobody has said yet what became."""
    return _add(session, Meeting(**{"group_id": group_id, "set_at": LONG_AGO, **values}))


def make_council_plan(session: Session, program: Program, **values: Any) -> CouncilPlan:
    """The program has councils of about five, who meet every second week from its second one on."""
    defaults = {"size": 5, "every_weeks": 2, "starts_on": program.starts_on + timedelta(weeks=1), "seed": 1}
    return _add(session, CouncilPlan(**{"program_id": program.id, **defaults, **values}))


def make_council(session: Session, program: Program, *participants: Participant, **values: Any) -> Council:
    """An introduced council of these participants, and its first meeting, which has no time yet."""
    at = datetime.combine(program.starts_on, time(10), UTC)
    number = next(_numbers)
    defaults = {"number": number, "created_at": at, "introduced_at": at, "program_id": program.id}
    council = _add(session, Council(**{**defaults, **values}))
    for participant in participants:
        _add(
            session,
            CouncilMember(council_id=council.id, participant_id=participant.id, joined_at=at, told_at=at),
        )
    make_council_meeting(session, council, facilitator_id=participants[0].id, week_on=program.starts_on)
    return council


def make_council_meeting(session: Session, council: Council, **values: Any) -> CouncilMeeting:
    """A meeting of the council, which read of it."""
    defaults = {"number": 1, "set_at": LONG_AGO, "told_at": LONG_AGO, "week_on": FIRST_MONDAY}
    return _add(session, CouncilMeeting(**{"council_id": council.id, **defaults, **values}))


def make_checkin(session: Session, participant: Participant, activity_id: int, done_on: date, **values: Any) -> CheckIn:
    """One recorded act."""
    defaults = {"source": f"form:{next(_numbers)}", "created_at": datetime.combine(done_on, time(18), UTC)}
    values = {"new_contact_count": len(values.get("new_contacts", ())), **values}
    return _add(
        session,
        CheckIn(
            **{"participant_id": participant.id, "activity_id": activity_id, "done_on": done_on, **defaults, **values}
        ),
    )


def make_contact(session: Session, participant: Participant, name: str = "Ana Ruiz", **values: Any) -> Contact:
    """Somebody in the book of the participant's member."""
    defaults = {"details": {"name": name}, "created_at": LONG_AGO}
    return _add(session, Contact(**{"member_id": participant.member_id, **defaults, **values}))


def make_event(session: Session, participant: Participant, *goers: Participant, **values: Any) -> Event:
    """An event in a week, brought by the participant, to which they and these others go."""
    defaults = {
        "program_id": participant.program_id,
        "member_id": participant.member_id,
        "title": "Product talk",
        "starts_at": datetime(2026, 3, 9, 18, tzinfo=UTC),
        "zone": "UTC",
        "company_at": datetime(2026, 3, 6, 9, tzinfo=UTC),
        "created_at": LONG_AGO,
    }
    event = _add(session, Event(**{**defaults, **values}))
    for goer in (participant, *goers):
        _add(session, EventGoer(event_id=event.id, participant_id=goer.id, created_at=LONG_AGO))
    return event


def make_ask(session: Session, participant: Participant, *helpers: Participant, **values: Any) -> Ask:
    """An open ask of the participant, with which these others said that they can help."""
    defaults = {
        "kind": AskKind.ADVICE,
        "text": "How did you move from teaching into tech?",
        "audience": Audience.PROGRAM,
        "created_at": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "lapses_at": datetime(2026, 3, 15, 9, tzinfo=UTC),
    }
    ask = _add(session, Ask(**{"participant_id": participant.id, **defaults, **values}))
    for helper in helpers:
        make_help(session, helper, participant, ask_id=ask.id)
    return ask


def make_help(session: Session, helper: Participant, receiver: Participant, **values: Any) -> Help:
    """Help that is under way."""
    defaults = {
        "program_id": receiver.program_id,
        "kind": HelpKind.ASKED_FOR,
        "given_at": datetime(2026, 3, 2, 8, tzinfo=UTC),
    }
    people = {"member_id": helper.member_id, "receiver_id": receiver.member_id}
    return _add(session, Help(**{**people, **defaults, **values}))


def make_help_question(session: Session, participant: Participant, ask: Ask, week_on: date) -> HelpQuestion:
    """Kith asks the participant's member whether they can help."""
    asked_at = datetime.combine(week_on, time(8), UTC)
    return _add(
        session, HelpQuestion(ask_id=ask.id, member_id=participant.member_id, week_on=week_on, asked_at=asked_at)
    )


def make_offer(session: Session, participant: Participant, text: str, **values: Any) -> Offer:
    """A line of what the participant's member offers."""
    return _add(session, Offer(**{"member_id": participant.member_id, "text": text, "created_at": LONG_AGO, **values}))


def make_preparation(session: Session, participant: Participant, whom: str = "Ana Ruiz", **values: Any) -> Preparation:
    """A page before a chat of the participant's member."""
    defaults = {"page": Page(whom).to_json(), "created_at": LONG_AGO}
    return _add(session, Preparation(**{"member_id": participant.member_id, **defaults, **values}))


def make_follow_up(session: Session, participant: Participant, due_on: date, **values: Any) -> FollowUp:
    """An open next step of the participant's member."""
    defaults = {"due_on": due_on, "planned_at": LONG_AGO, "created_at": LONG_AGO}
    return _add(session, FollowUp(**{"member_id": participant.member_id, **defaults, **values}))


def make_path(session: Session, participant: Participant, step: Step, week_on: date, **values: Any) -> PathStep:
    """A path of small steps of the participant's member, and the step of that week."""
    _add(session, Path(member_id=participant.member_id, started_at=LONG_AGO))
    defaults = {"week_on": week_on, "taken_at": datetime.combine(week_on, time(0), UTC)}
    return _add(session, PathStep(**{"member_id": participant.member_id, "step": step, **defaults, **values}))


def make_target(session: Session, participant: Participant, name: str = "Google") -> TargetCompany:
    """A company that the participant's member would like to get to know."""
    return _add(session, TargetCompany(member_id=participant.member_id, name=name, created_at=LONG_AGO))


def make_place(session: Session, participant: Participant, name: str = "Google", **values: Any) -> KnownPlace:
    """About this company Kith may ask the participant's member."""
    values = {"member_id": participant.member_id, "name": name, "created_at": LONG_AGO, **values}
    return _add(session, KnownPlace(**values))


def make_introduction(session: Session, participant: Participant, **values: Any) -> WarmIntroduction:
    """The participant's member asks for an introduction."""
    defaults = {"company": "Google", "what_for": "an internship", "created_at": LONG_AGO, "next_at": LONG_AGO}
    return _add(session, WarmIntroduction(**{"member_id": participant.member_id, **defaults, **values}))


def make_mentor_pair(session: Session, mentee: Participant, mentor: Participant, **values: Any) -> MentorPair:
    """`mentee` asks `mentor`; they run where `starts_on` and `ends_on` are given."""
    asked = {"what_for": "changing fields", "asked_at": LONG_AGO, "lapses_at": LONG_AGO + timedelta(days=14)}
    places = {"program_id": mentee.program_id, "participant_id": mentee.id, "mentor_id": mentor.id}
    return _add(session, MentorPair(**{**places, **asked, **values}))


def make_talk(session: Session, pair: MentorPair, starts_at: datetime, **values: Any) -> Meeting:
    """A time that the two agreed on, and of which nobody has said yet what became."""
    return _add(session, Meeting(**{"pair_id": pair.id, "starts_at": starts_at, "set_at": LONG_AGO, **values}))


def make_agreement(session: Session, pair: MentorPair, line: str = "a line", **values: Any) -> MentorAgreement:
    """Written by the mentee, in the same words for each line."""
    of = {"pair_id": pair.id, "participant_id": pair.participant_id, "mentor_id": pair.mentor_id}
    lines = dict.fromkeys(LINES, line)
    return _add(session, MentorAgreement(**{**of, **lines, "written_at": LONG_AGO, **values}))


def make_question(
    session: Session, introduction: WarmIntroduction, knower: Participant, at: datetime, **values: Any
) -> HelpQuestion:
    """The knower is asked about it in that week, and was shown it."""
    monday = at.date() - timedelta(days=at.weekday())
    defaults = {"week_on": monday, "asked_at": at, "shown_at": at, "quiet_until": at + timedelta(days=7)}
    return _add(
        session,
        HelpQuestion(introduction_id=introduction.id, member_id=knower.member_id, **{**defaults, **values}),
    )


def make_typed(session: Session, participant: Participant, *entries: Entry, link: str = "") -> TypedProposal:
    """What is proposed to the participant's member of words that they typed."""
    stored = {str(number): entry.to_json() for number, entry in enumerate(entries)}
    row = TypedProposal(member_id=participant.member_id, entries=stored, link=link, created_at=LONG_AGO)
    return _add(session, row)


def make_advice(session: Session, participant: Participant, text: str = "Begin small", **values: Any) -> Advice:
    """What the participant handed on to newcomers."""
    return _add(session, Advice(**{"participant_id": participant.id, "text": text, "written_at": LONG_AGO, **values}))


def make_landing(session: Session, participant: Participant, **values: Any) -> Landing:
    """The participant found a job, with nobody's help."""
    defaults = {"kind": LandingKind.EMPLOYED, "source": Source.NONE, "landed_at": LONG_AGO}
    return _add(session, Landing(**{"participant_id": participant.id, **defaults, **values}))


def make_goal(session: Session, participant: Participant, activity_id: int, week_on: date, **values: Any) -> Goal:
    """A goal of a week."""
    defaults = {"created_at": datetime.combine(week_on, time(9), UTC)}
    return _add(
        session,
        Goal(
            **{"participant_id": participant.id, "activity_id": activity_id, "week_on": week_on, **defaults, **values}
        ),
    )


def make_roster(session: Session, program: Program, **values: Any) -> Roster:
    """A roster that an organizer brought in just now: a draft, unless it has `invited_at`."""
    return _add(session, Roster(**{"program_id": program.id, "created_at": LONG_AGO, **values}))


def make_roster_line(session: Session, roster: Roster, participant: Participant, **values: Any) -> RosterLine:
    """A line about this person, with their city."""
    number = next(_numbers)
    defaults = {"number": number, "member_id": participant.member_id, "values": {"city": "Bonn"}}
    return _add(session, RosterLine(**{"roster_id": roster.id, **defaults, **values}))


def make_apart(session: Session, program: Program, one: Participant, other: Participant) -> ProgramApart:
    """The program's organizers keep these two out of one group."""
    first, second = sorted((one.member_id, other.member_id))
    return _add(session, ProgramApart(program_id=program.id, one_id=first, other_id=second, created_at=LONG_AGO))


def make_do_not_pair(session: Session, member_id: int, other_id: int) -> DoNotPair:
    """The member would rather not be paired with the other."""
    return _add(session, DoNotPair(member_id=member_id, other_id=other_id, created_at=LONG_AGO))


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
