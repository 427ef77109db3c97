"""The input of pairing: people and rules, read from the tables. Person ids are participant ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from bot.db.models import (
    Member,
    Participant,
    Program,
    ProgramApart,
)
from bot.domain import companies, meaning
from bot.domain import say as say_rules
from bot.domain.calendar import zone_info
from bot.domain.pairing.hours import usual_minimum
from bot.domain.pairing.people import CIRCLES, Person, working_half_hours
from bot.domain.pairing.rules import Mixes, Rules, Weights
from bot.domain.programs import MIXES, circle_of
from bot.domain.rounds import Buddy
from bot.domain.slots import Hours
from bot.services import asks_of_others, do_not_pair, offers, say
from bot.services.conditions import is_active
from bot.services.profiles import profile_of
from bot.services.rounds import past

Pairable = tuple[Participant, Member]

# What an organizer reads of a change that `ProgramApart` forbids
PARTED = "The program keeps two of these people apart. Choose others, or take that off on the page, under People."


def persons(session: Session, places: Sequence[Pairable], *, on: date, round_number: int | None) -> list[Person]:
    """These participants as pairing sees them in the round of this number, or for no round, with what they wish of it;
    hours by their zone's clock on `on`.
    """
    words = give_and_ask(session, places, on=on)
    employers = {companies.key(member.employer) for _, member in places} - {""}
    found = [_person(participant, member, on, *words[participant.id], employers) for participant, member in places]
    wishes = say.of_round(session, [one.id for one in found], round_number) if round_number else {}
    return _with_wishes(found, wishes, places) if wishes else found


def _with_wishes(
    persons: Sequence[Person], wishes: Mapping[int, say_rules.Wishes], places: Sequence[Pairable]
) -> list[Person]:
    by_user = {member.slack_user_id: participant.id for participant, member in places}
    values: dict[str, dict[str, list[int]]] = {kind: defaultdict(list) for kind in say_rules.KINDS}
    for participant, member in places:
        for kind in say_rules.KINDS:
            values[kind][getattr(member, kind)].append(participant.id)
    return [
        replace(
            one,
            wished=say_rules.wished_for(wishes[one.id], values) - {one.id},
            named=frozenset(by_user[user] for user in wishes[one.id].people if user in by_user),
        )
        if one.id in wishes
        else one
        for one in persons
    ]


def give_and_ask(session: Session, places: Sequence[Pairable], *, on: date) -> dict[int, tuple[str, str]]:
    """By participant, what they ask for and what they offer on that day, one a line: their profile's, and what stands
    in the room for the people of the program to read.
    """
    at = datetime.combine(on, time(0), UTC)
    asked = asks_of_others.lines_of(session, [participant.id for participant, _ in places], at=at)
    offered = offers.lines_of(session, [member for _, member in places])
    return {
        participant.id: (
            "\n".join([*asked.get(participant.id, ()), *filter(None, [member.asks])]),
            "\n".join(offered.get(member.id, ())),
        )
        for participant, member in places
    }


def _person(
    participant: Participant, member: Member, on: date, asked: str, offered: str, employers: Iterable[str]
) -> Person:
    offset = datetime.combine(on, time(12), zone_info(member.zone)).utcoffset() or timedelta()
    circles = {kind: " ".join(getattr(member, kind).casefold().split()) for kind in CIRCLES}
    circles["employer"] = companies.key(member.employer)  # one company however it is written
    return Person(
        id=participant.id,
        hours=working_half_hours(
            utc_offset_minutes=int(offset.total_seconds() // 60),
            start_minute=_minutes(member.works_from),
            end_minute=_minutes(member.works_until),
        ),
        circles={kind: value for kind, value in circles.items() if value},
        asks=meaning.asked(asked),
        offers=meaning.offered(offered),
        role=participant.role,
        avoids=say_rules.avoided(member.employer, employers) if member.not_my_employer else frozenset(),
        online_first=member.online_first,
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def rules(
    session: Session,
    program: Program,
    places: Sequence[Pairable],
    pool: Sequence[Person],
    *,
    locked: Iterable[tuple[int, ...]] = (),
    round_number: int = 0,
) -> Rules:
    """The program's rules for these participants, who are `pool` to pairing; of a whole round with its number, as the
    one before it counts.
    """
    return replace(
        hard_rules(session, program, places, least_half_hours=least_hours(program, pool)),
        odd_one=program.odd_one,
        locked=tuple(locked),
        sat_out=past.times_sat_out(session, program.id),
        quiet=past.quiet_in(session, program.id, round_number - 1),
    )


def hard_rules(session: Session, program: Program, places: Sequence[Pairable], *, least_half_hours: int) -> Rules:
    """What holds in each group of these participants."""
    circle, within = circle_of(program.circle_rule)
    return Rules(
        group_size=program.group_size,
        min_common_half_hours=least_half_hours,
        never=kept_apart(session, places),
        parted=parted(session, program.id, places),
        lowers=program.lowers_hours,
        circle=circle,
        within=within,
    )


def least_hours(program: Program, pool: Sequence[Person]) -> int:
    """The half-hours that buddies have to share: as organizers chose, or as suits these people's days."""
    chosen = program.min_common_half_hours
    return usual_minimum(pool) if chosen is None else chosen


def weights(program: Program, mixes: Mixes) -> Weights:
    """The program's mix of softer wishes. An unknown name means the balanced mix."""
    name = program.weights if program.weights in MIXES else "balanced"
    return mixes.of(name, in_person=program.in_person)


def kept_apart(session: Session, places: Sequence[Pairable]) -> frozenset[frozenset[int]]:
    """The pairs of these participants in which one does not want to be paired with the other."""
    participant_of = {member.id: participant.id for participant, member in places}
    users = {member.id: member.slack_user_id for _, member in places}
    apart = do_not_pair.pairs_apart(session, users)
    return frozenset(frozenset({participant_of[one], participant_of[other]}) for one, other in apart)


def parted(session: Session, program_id: int, places: Sequence[Pairable]) -> frozenset[frozenset[int]]:
    """The pairs of these participants whom the program's organizers keep apart."""
    participant_of = {member.id: participant.id for participant, member in places}
    return frozenset(
        frozenset(participant_of[one] for one in pair)
        for pair in parted_members(session, program_id)
        if pair <= participant_of.keys()
    )


def parted_members(session: Session, program_id: int) -> list[frozenset[int]]:
    """The pairs of members whom the program's organizers keep apart."""
    pairs = select(ProgramApart.one_id, ProgramApart.other_id).where(ProgramApart.program_id == program_id)
    return [frozenset(pair) for pair in session.execute(pairs)]


def any_parted(session: Session, program_id: int, participant_ids: Sequence[int]) -> bool:
    """Whether the program's organizers keep two of these apart."""
    members = select(Participant.member_id).where(Participant.id.in_(participant_ids))
    found = select(ProgramApart.id).where(
        ProgramApart.program_id == program_id, ProgramApart.one_id.in_(members), ProgramApart.other_id.in_(members)
    )
    return session.scalar(found.limit(1)) is not None


def is_present() -> ColumnElement[bool]:
    """The coarse condition that a participant takes part and has an account; `participants.pairable` decides."""
    return and_(
        is_active(),
        Participant.member_id.in_(select(Member.id).where(Member.deactivated_at.is_(None), Member.is_bot.is_(False))),
    )


def as_buddy(participant: Participant, member: Member) -> Buddy:
    """Somebody as the others of their group read them."""
    return Buddy(
        participant_id=participant.id,
        member_id=member.id,
        slack_user_id=member.slack_user_id,
        hours=hours_of(member),
        name=member.name,
        targeting=profile_of(member).shown_in(participant.program_id).targeting,
        offers=member.offers,
        asks=member.asks,
        link=member.link,
        city=member.city,
    )


def hours_of(member: Member) -> Hours:
    """The member's working hours."""
    return Hours(member.zone, member.works_from, member.works_until)
