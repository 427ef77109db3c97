"""The organizers' digest of a closed week, and who said "I've got this"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Delivery, DigestItem, Member, Program, Round
from bot.db.upsert import insert_once
from bot.domain import holidays
from bot.domain.calendar import WEEK, ProgramDates, instant, local, week_of
from bot.domain.coming import NOTHING, Coming, coming
from bot.domain.digests import Digest, DigestData, Item, ItemKind, compose
from bot.domain.errors import NotFoundError
from bot.domain.kinds import MessageKind
from bot.domain.messages import Block
from bot.domain.organizer_acts import Act
from bot.domain.states import DeliveryState, ProgramState, RoundState
from bot.domain.working_days import working_days
from bot.services import (
    digest_data,
    event_answers,
    helps,
    introduced_groups,
    introductions,
    landings,
    mentor_pairs,
    organizer_log,
    organizers,
    programs,
)
from bot.services.councils import figures as councils
from bot.services.members import Actor
from bot.services.progress import acts_by_activity, weeks
from bot.services.rounds.waiting import is_late


@dataclass(frozen=True)
class NotYet:
    """A program without a closed week: its first digest comes on `first_on`."""

    program_name: str
    first_on: date


@dataclass(frozen=True)
class SentDigest:
    """A digest as it stands in Slack."""

    workspace_id: int
    slack_channel_id: str
    slack_ts: str
    text: str
    blocks: list[Block]


def of_last_week(session: Session, program_id: int, *, now: datetime) -> Digest | NotYet:
    """The digest about the last week that can be reported, as things stand at `now`."""
    program = session.get_one(Program, program_id)
    week_on = last_closed_week(session, program, now=now)
    if week_on is None:
        return NotYet(program.name, programs.dates_of(session, program).first_report_on())
    return digest(session, program_id, week_on=week_on, now=now)


def last_closed_week(session: Session, program: Program, *, now: datetime) -> date | None:
    """The Monday of the last week that can be reported; None where there is none yet."""
    if program.state is ProgramState.ENDED:
        return last_week(program)
    return programs.reported_week(session, program.id, on=local(now, program.zone).date())


def place(session: Session, program_id: int) -> str | None:
    """The private channel that the program's reports go to; None where each organizer gets them."""
    return session.get_one(Program, program_id).digest_channel_id


def last_week(program: Program) -> date:
    """The Monday of the week in which the program ended: its last, however short."""
    return week_of(local(program.state_changed_at, program.zone).date())


def last_weeks(session: Session, program_id: int) -> list[date]:
    """The weeks that an ended program's last reports are about: its last one, and the one before it if it ended before
    that one's digest was due.
    """
    program = session.get_one(Program, program_id)
    dates, week_on = programs.dates_of(session, program), last_week(program)
    due_on, before = dates.day_of(MessageKind.DIGEST, week_on), dates.reported_week(week_on)
    moment = dates.rhythm[MessageKind.DIGEST]
    is_missing = due_on is None or instant(due_on, moment.at, program.zone) > program.state_changed_at
    return [before, week_on] if before and moment.on and is_missing else [week_on]


def digest(session: Session, program_id: int, *, week_on: date, now: datetime) -> Digest:
    """The digest about the week that starts on `week_on`, as things stand at `now`.

    The number of queries is constant. Its items have no rows yet: see `list_items`.
    """
    program = session.get_one(Program, program_id)
    groups, on = introduced_groups.introduced_groups(program_id), local(now, program.zone).date()
    present = session.scalar(
        select(Round)
        .where(Round.program_id == program_id, Round.state == RoundState.RUNNING)
        .order_by(Round.number.desc())
        .limit(1)
    )
    is_over = present is not None and is_late(session, present, program, now=now)
    dates = programs.dates_of(session, program)
    next_round_on = programs.next_round_by(dates, now=now)
    of_week = _round_of(session, program_id, week_on)
    days = working_days(week_on, dates.breaks)
    taken, taken_keys = _taken(session, program_id)
    return compose(
        DigestData(
            program_id=program_id,
            program_name=program.name,
            slack_channel_id=program.slack_channel_id,
            digest_channel_id=program.digest_channel_id,
            week_on=week_on,
            people=tuple(
                digest_data.people(
                    session, program, groups=groups, week_on=week_on, of_week=of_week, present=present, on=on
                )
            ),
            groups=introduced_groups.what_became(session, program_id, *introduced_groups.of_weeks([week_on])),
            weeks=weeks(session, program, week_on=week_on),
            acts=acts_by_activity(session, program_id, [week_on]),
            deliveries=digest_data.deliveries(session, program_id, since=now - WEEK),
            working_days=len(days),
            events=event_answers.gone_to(session, program, [week_on])[0],
            introductions=introductions.of_weeks(session, program, [week_on])[0],
            give_and_ask=helps.of_weeks(session, program, [week_on])[0],
            in_round=of_week is not None,
            round_began_at=instant(present.starts_on, time(0), program.zone) if present else None,
            next_round_on=next_round_on if is_over else None,
            coming=_coming(program, dates, next_round_on, now=now),
            taken=taken,
            taken_keys=taken_keys,
            landings=landings.of_program(session, program_id),
            mentor_pairs=mentor_pairs.figures(session, program_id),
            unreadable=programs.unreadable(program),
            has_ended=program.state is ProgramState.ENDED,
            buddy_rounds=program.buddy_rounds,
            councils=councils.of_program(session, program, [week_on], now=now),
            without_council=councils.without_council(session, program_id),
        ),
        now=now,
    )


def _coming(program: Program, dates: ProgramDates, next_round_on: date, *, now: datetime) -> Coming:
    """What is near in the program; nothing once it has ended."""
    if program.state is ProgramState.ENDED:
        return NOTHING
    today = local(now, program.zone).date()
    return coming(
        dates,
        now=now,
        next_round_on=next_round_on,
        has_rounds=program.buddy_rounds,
        is_running=program.state is ProgramState.RUNNING,
        preview_hours=program.preview_hours,
        holidays=holidays.offered(program.holiday_country, program.holiday_region, today=today),
    )


def _round_of(session: Session, program_id: int, week_on: date) -> int | None:
    """The number of the round that the week belongs to."""
    of_week = select(Round.number).where(
        Round.program_id == program_id,
        Round.state != RoundState.PROPOSED,
        Round.starts_on <= week_on,
        Round.ends_on >= week_on,
    )
    return session.scalar(of_week.order_by(Round.number.desc()).limit(1))


def list_items(session: Session, program_id: int, items: Iterable[Item], *, now: datetime) -> dict[str, int]:
    """Remember what a digest lists; item key -> row id. An item that is listed again keeps its row."""
    for item in items:
        if not insert_once(
            session,
            DigestItem,
            program_id=program_id,
            key=item.key,
            subjects=list(item.subjects),
            listed_at=now,
            last_listed_at=now,
        ):
            row = session.scalars(
                select(DigestItem).where(DigestItem.program_id == program_id, DigestItem.key == item.key)
            ).one()
            row.last_listed_at = now
            if row.taken_at is None:
                row.subjects = list(item.subjects)
    session.flush()
    rows = session.execute(
        select(DigestItem.key, DigestItem.id).where(
            DigestItem.program_id == program_id, DigestItem.key.in_([item.key for item in items])
        )
    )
    return {row[0]: row[1] for row in rows}


def take_item(session: Session, actor: Actor, item_id: int, *, now: datetime) -> DigestItem:
    """The actor says "I've got this". The first one keeps it; a second click changes nothing.

    Raises NotFoundError for an item of another workspace, NotAllowedError for somebody who does not organize its
    program.
    """
    item = session.scalar(select(DigestItem).where(DigestItem.id == item_id).with_for_update())
    if item is None:
        raise NotFoundError(f"digest item {item_id}")
    organizers.require(session, actor, item.program_id)
    if item.taken_at is None:
        item.taken_by_id, item.taken_at = actor.member_id, now
        kind = ItemKind(item.key.split(":", 1)[0])
        # that somebody asked for a word is not kept beside it
        about = organizer_log.members_of(session, item.subjects) if kind is not ItemKind.CONTACT else []
        detail = {"members": about, "facts": {"item": kind}}
        organizer_log.note(session, actor, item.program_id, Act.ITEM_TAKEN, detail, now=now)
    return item


def takers(session: Session, program_id: int) -> dict[int, str]:
    """Who took which item: row id -> Slack id."""
    rows = session.execute(
        select(DigestItem.id, Member.slack_user_id)
        .join(Member, Member.id == DigestItem.taken_by_id)
        .where(DigestItem.program_id == program_id)
    )
    return {row[0]: row[1] for row in rows}


def sent_digests(session: Session, program_id: int, *, since: datetime) -> list[SentDigest]:
    """What listed items and reached Slack since then, digests and wishes: redrawn when somebody takes an item."""
    return [
        SentDigest(
            row.workspace_id, str(row.slack_channel_id), str(row.slack_ts), row.payload["text"], row.payload["blocks"]
        )
        for row in session.scalars(
            select(Delivery)
            .where(
                Delivery.program_id == program_id,
                Delivery.kind.in_((MessageKind.DIGEST, MessageKind.CONTACT)),
                Delivery.state == DeliveryState.SENT,
                Delivery.created_at >= since,
            )
            .order_by(Delivery.id)
        )
    ]


def _taken(session: Session, program_id: int) -> tuple[Mapping[tuple[ItemKind, int], datetime], frozenset[str]]:
    """When somebody last took an item of a kind about a participant, and the keys of all that were taken."""
    rows = session.execute(
        select(DigestItem.key, DigestItem.subjects, DigestItem.taken_at).where(
            DigestItem.program_id == program_id, DigestItem.taken_at.is_not(None)
        )
    ).all()
    latest: dict[tuple[ItemKind, int], datetime] = {}
    for key, subjects, taken_at in rows:
        kind = ItemKind(key.split(":", 1)[0])
        for subject in subjects:
            latest[kind, subject] = max(latest.get((kind, subject), taken_at), taken_at)
    return latest, frozenset(row[0] for row in rows)
