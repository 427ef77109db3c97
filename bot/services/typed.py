"""Typed words: what is proposed of them, and what becomes of it at a press. Nobody but the member gets any of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Activity, TypedProposal
from bot.domain import mentions
from bot.domain import typed as rules
from bot.domain.checkins import Act
from bot.domain.errors import NoProgramError, NotFoundError
from bot.domain.lengths import LINE, NOTE
from bot.domain.typed import Entry, Proposed
from bot.domain.typed_drafts import Kind, Option
from bot.services import catalogues, checkins, contacts, follow_ups, members, participants, recipients
from bot.services.members import Actor

KEPT = timedelta(days=30)
OLD = DueQuery(
    select(TypedProposal.workspace_id, TypedProposal.id)
    .where(TypedProposal.created_at < now_plus(-KEPT))
    .order_by(TypedProposal.id)
)


def propose(
    session: Session, actor: Actor, text: str, *, link: str = "", words: str = "", now: datetime
) -> Proposed | None:
    """What was understood of these words, kept until a press; None where nothing was. Nothing is logged. A link that
    stands among them is kept with it, as `keep_link` does.
    """
    today = recipients.today(session, actor, now=now)
    options = _options(session, actor)
    read = rules.read(
        mentions.with_names(mentions.without_addresses(text), members.names_of(session, mentions.mentioned(text))),
        today=today,
        activities=options,
    )
    found = [entry for entry in read.entries if options or entry.kind is not Kind.ACT]  # acts count in programs
    if not found:
        return None
    entries = {number: _known(session, actor, entry) for number, entry in enumerate(found)}
    row = TypedProposal(member_id=actor.member_id, entries=_stored(entries), link=link, words=words, created_at=now)
    session.add(row)
    session.flush()
    return Proposed(row.id, entries, _names(options), read.left_out)


def keep_link(session: Session, actor: Actor, link: str, words: str, *, now: datetime) -> int:
    """Keep a link that was typed, with the words around it, until it is let go; its id."""
    row = TypedProposal(member_id=actor.member_id, link=link, words=words, created_at=now)
    session.add(row)
    session.flush()
    return row.id


def link(session: Session, actor: Actor, proposal_id: int) -> tuple[str, str]:
    """The link that was typed, and the words around it. Raises NotFoundError as `proposed`."""
    own = select(TypedProposal).where(TypedProposal.id == proposal_id, TypedProposal.member_id == actor.member_id)
    row = session.scalar(own)
    if row is None or not row.link:
        raise NotFoundError(f"member {actor.member_id} typed no link {proposal_id}")
    return row.link, row.words


def proposed(session: Session, actor: Actor, proposal_id: int, *, now: datetime) -> Proposed:
    """What is still open of it. Raises NotFoundError for another member's, and once it is settled."""
    today = recipients.today(session, actor, now=now)
    entries = {number: entry.as_of(today) for number, entry in _entries(_own(session, actor, proposal_id)).items()}
    return Proposed(proposal_id, entries, _names(_options(session, actor)))


def log(session: Session, actor: Actor, proposal_id: int, *, now: datetime) -> tuple[Proposed, Proposed]:
    """Log each entry that is whole: what was logged, and what is still open. Errors as `proposed`, and of the acts."""
    before = proposed(session, actor, proposal_id, now=now)
    whole = {number: entry for number, entry in before.entries.items() if entry.is_whole}
    for number, entry in sorted(whole.items(), key=lambda one: one[1].kind is Kind.NEXT):  # people are in the book then
        _log(session, actor, entry, source=_source(proposal_id, number), now=now)
    participants.touch_everywhere(session, actor, now=now)
    _settle(session, actor, proposal_id, *whole)
    rest = {number: entry for number, entry in before.entries.items() if number not in whole}
    return replace(before, entries=whole), replace(before, entries=rest)


def log_changed(
    session: Session, actor: Actor, proposal_id: int, number: int, program_id: int, act: Act, *, now: datetime
) -> Proposed:
    """Log an entry as the actor changed it; what is still open. Errors as `proposed`, and as `checkins.record`."""
    before = proposed(session, actor, proposal_id, now=now)
    _require(before, number)
    checkins.record(session, actor, program_id, act, source=_source(proposal_id, number), now=now)
    return _without(session, actor, before, number)


def plan_changed(
    session: Session, actor: Actor, proposal_id: int, number: int, entry: Entry, *, now: datetime
) -> Proposed:
    """As `log_changed`, of a next step. Raises InvalidInputError for a day that is not to come."""
    before = proposed(session, actor, proposal_id, now=now)
    _require(before, number)
    _plan(session, actor, entry, now=now)
    participants.touch_everywhere(session, actor, now=now)
    return _without(session, actor, before, number)


def let_go(session: Session, actor: Actor, proposal_id: int) -> None:
    """It was not meant: nothing of it is kept. Raises NotFoundError as `proposed`."""
    session.delete(_own(session, actor, proposal_id))


def forget(session: Session, proposal_id: int) -> None:
    """It was not answered for too long."""
    row = session.get(TypedProposal, proposal_id)
    if row is not None:
        session.delete(row)


def _log(session: Session, actor: Actor, entry: Entry, *, source: str, now: datetime) -> None:
    if entry.on is None:
        raise ValueError("an entry without a day is not whole")
    if entry.kind is Kind.NEXT:
        _plan(session, actor, entry, now=now)
    elif entry.kind is Kind.MET:
        known = [found for person in entry.people for found in contacts.named(session, actor, person.name)]
        contacts.in_touch(session, known, on=entry.on)
        contacts.note_new(session, actor, entry.new_people, on=entry.on, now=now)
    else:
        program_id, activity_id = map(int, entry.activity.split(":"))
        act = Act(
            activity_id=activity_id,
            done_on=entry.on,
            with_whom=entry.with_whom,
            in_person=entry.in_person,
            new_contacts=entry.new_people,
        )
        checkins.record(session, actor, program_id, act, source=source, now=now)


def _plan(session: Session, actor: Actor, entry: Entry, *, now: datetime) -> None:
    """A next step with each of its people: by the book where it has one of that name, and no other."""
    today = recipients.today(session, actor, now=now)
    for person in entry.people:
        found = contacts.named(session, actor, person.name)
        if person.is_new and not found:
            found = contacts.note_new(session, actor, [person.line()], on=today, now=now)
        contact_id = found[0] if len(found) == 1 else None
        whom = "" if contact_id else person.name[:LINE]
        follow_ups.plan(
            session, actor, due_on=entry.on, note=entry.note[:NOTE], contact_id=contact_id, whom=whom, now=now
        )


def _known(session: Session, actor: Actor, entry: Entry) -> Entry:
    """Who is in the book already is not new."""
    people = [
        replace(person, is_new=person.is_new and not contacts.named(session, actor, person.name))
        for person in entry.people
    ]
    return replace(entry, people=tuple(people))


def _options(session: Session, actor: Actor) -> Sequence[Option]:
    """What the actor can log in their programs, the oldest program first; nothing where they are in none."""
    try:
        own = catalogues.own(session, actor)
    except NoProgramError:
        return ()
    ids = [choice.activity_id for catalogue in own for choice in catalogue.activities]
    keys = {row[0]: row[1] for row in session.execute(select(Activity.id, Activity.key).where(Activity.id.in_(ids)))}
    return [
        Option(
            f"{catalogue.program_id}:{choice.activity_id}",
            keys[choice.activity_id],
            choice.activity,
            program=catalogue.program if len(own) > 1 else "",
        )
        for catalogue in own
        for choice in catalogue.activities
    ]


def _names(options: Sequence[Option]) -> Mapping[str, str]:
    return {one.value: f"{one.name} ({one.program})" if one.program else one.name for one in options}


def _own(session: Session, actor: Actor, proposal_id: int) -> TypedProposal:
    """Locked, as of two presses the second finds nothing."""
    own = select(TypedProposal).where(TypedProposal.id == proposal_id, TypedProposal.member_id == actor.member_id)
    row = session.scalar(own.with_for_update())
    if row is None:
        raise NotFoundError(f"member {actor.member_id} has no open proposal {proposal_id}")
    return row


def _entries(row: TypedProposal) -> dict[int, Entry]:
    return {int(number): Entry.from_json(entry) for number, entry in row.entries.items()}


def _stored(entries: Mapping[int, Entry]) -> dict[str, object]:
    return {str(number): entry.to_json() for number, entry in entries.items()}


def _require(before: Proposed, number: int) -> None:
    if number not in before.entries:
        raise NotFoundError(f"entry {number} is settled")


def _without(session: Session, actor: Actor, before: Proposed, number: int) -> Proposed:
    _settle(session, actor, before.proposal_id, number)
    return replace(before, entries={key: entry for key, entry in before.entries.items() if key != number})


def _settle(session: Session, actor: Actor, proposal_id: int, *numbers: int) -> None:
    """These are logged: their words go; with the last of them the row."""
    row = _own(session, actor, proposal_id)
    rest = {number: entry for number, entry in row.entries.items() if int(number) not in numbers}
    if rest:
        row.entries = rest
    else:
        session.delete(row)
    session.flush()


def _source(proposal_id: int, number: int) -> str:
    return f"typed:{proposal_id}:{number}"
