"""What somebody typed, read by rules: what they did, whom they met, whom to write to. Whatever is unclear is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from bot.domain import typed_days
from bot.domain.checkins import CONTACTS, LOOK_BACK
from bot.domain.follow_ups import LOOK_AHEAD
from bot.domain.lengths import LINE
from bot.domain.typed_clauses import Clause, clauses
from bot.domain.typed_drafts import Doubt, Draft, Kind, Option, add, drafted, unsaid
from bot.domain.typed_people import DAY, Person, is_capital, named
from bot.domain.typed_words import INTENT, MET, NOT, SYNONYMS

LONGEST = 1000  # characters that are read
ENTRIES = 8


@dataclass(frozen=True)
class Entry:
    """One thing that was read. `activity` is an option's value, or empty; `on` is None where no day is clear."""

    kind: Kind
    on: date | None
    people: tuple[Person, ...] = ()
    activity: str = ""
    note: str = ""
    in_person: bool | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it can be logged as it stands."""
        has_what = bool(self.activity) if self.kind is Kind.ACT else bool(self.people)
        return self.on is not None and has_what

    @property
    def with_whom(self) -> str:
        """As a form has it: `Ana Ruiz and Bo`."""
        return " and ".join(person.name for person in self.people if not person.is_beside)[:LINE]

    @property
    def new_people(self) -> tuple[str, ...]:
        """Those for the book, as a form has them, one a line."""
        return tuple(person.line() for person in self.people if person.is_new)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {**asdict(self), "on": self.on.isoformat() if self.on else None}

    @staticmethod
    def from_json(stored: dict[str, Any]) -> Entry:
        """What `to_json` made."""
        return Entry(
            **{
                **stored,
                "kind": Kind(stored["kind"]),
                "on": date.fromisoformat(stored["on"]) if stored["on"] else None,
                "people": tuple(Person(**person) for person in stored["people"]),
                "doubts": tuple(Doubt(doubt) for doubt in stored["doubts"]),
            }
        )

    def as_of(self, today: date) -> Entry:
        """As it stands on a later day: a next step whose day has come needs another."""
        is_late = self.kind is Kind.NEXT and self.on is not None and self.on <= today
        return replace(self, on=None, doubts=(*self.doubts, Doubt.DAY)) if is_late else self


@dataclass(frozen=True)
class Proposed:
    """What is proposed to a member: each entry by its number. `left_out`: words that were not read."""

    proposal_id: int
    entries: Mapping[int, Entry]
    activities: Mapping[str, str]  # an option's value -> what people read
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """All that was read, and the words that were not."""

    entries: tuple[Entry, ...] = ()
    left_out: tuple[str, ...] = ()


_TOPIC = re.compile(r"\b(?:about|re|regarding|for|because|that|concerning)\b", re.IGNORECASE)


def read(text: str, *, today: date, activities: Sequence[Option]) -> Read:
    """What can be logged of it. Nothing where it is too long to be sure of anything."""
    if len(text) > LONGEST:
        return Read()
    drafts: list[Draft] = []
    left_out: list[str] = []
    is_blocked, lead, before = False, "", ""
    for clause in clauses(text):
        if clause.joined == ".":
            is_blocked, lead = False, ""
        made = drafted(clause, drafts, activities)
        if made is not None:
            made.lead = "" if made.phrases else lead
            _begin(made, clause, drafts, before=before, is_blocked=is_blocked, left_out=left_out)
            lead = clause.phrases[0] if clause.words.startswith(DAY) else lead
            is_blocked = is_blocked or made.kind is Kind.NEXT
            before = ""
        elif not _continues(clause, drafts):
            left_out += [_shown(before)] if before else []
            words = _shown(clause.words) if unsaid(clause.words) else ""
            lead = clause.phrases[0] if clause.phrases and not words else lead
            before = clause.words if words and _is_name(clause.words) else ""
            is_blocked = is_blocked or bool(words and not before)
            left_out += [words] if words and not before else []
            if clause.phrases and not words and drafts and not drafts[-1].phrases:  # "That was on 28 February"
                drafts[-1].phrases += clause.phrases
                drafts[-1].doubts.add(Doubt.DAY)
            if words and drafts and clause.joined != ".":
                _doubt(drafts[-1], clause)
    left_out += [_shown(before)] if before else []
    entries = [_entry(draft, drafts, today=today) for draft in drafts]
    more = [_shown(draft.words) for draft in drafts[ENTRIES:]]
    return Read(tuple(entries[:ENTRIES]), tuple(word for word in (*left_out, *more) if word))


def _doubt(draft: Draft, clause: Clause) -> None:
    """The words after it were not read: they may deny it, say its day, or name more people."""
    draft.doubts |= {Doubt.MEANING} if NOT.search(clause.words) else set()
    draft.doubts |= {Doubt.PEOPLE} if any(map(is_capital, unsaid(clause.words).split())) else set()
    if clause.phrases and not draft.phrases:
        draft.phrases += clause.phrases
        draft.doubts.add(Doubt.DAY)


def _begin(
    made: Draft, clause: Clause, drafts: list[Draft], *, before: str, is_blocked: bool, left_out: list[str]
) -> None:
    """A draft begins. `before`: a name that stood alone ("Ana and I …"). People met during an act are its new ones."""
    if before and clause.joined == "and" and re.match(r"(?:i|me|we)\b", clause.words, re.IGNORECASE):
        add(made, named(before))
    elif before:
        left_out.append(_shown(before))
        made.doubts.add(Doubt.PEOPLE)
    if is_blocked and clause.joined != "." and not made.is_over and made.kind is not Kind.NEXT:
        made.doubts.add(Doubt.MEANING)  # what was wished for before may go on here
    last = drafts[-1] if drafts else None
    if made.kind is Kind.MET and last and last.kind is Kind.ACT and not made.phrases and clause.joined != ".":
        last.people += [replace(person, is_beside=True) for person in made.people]
        last.doubts |= made.doubts
        last.words, last.ends_in_day = f"{last.words}, {made.words}", False
        return
    if made.kind is Kind.MET and not any(person.is_new for person in made.people):
        left_out.append(_shown(made.words))
        return
    made.ends_in_day = clause.words.endswith(DAY)
    if left := _unread(made):
        left_out.append(left)
        after = made.words[made.read_to :]
        is_named = named(after).person is not None or any(map(is_capital, unsaid(after).split()))
        made.doubts |= {Doubt.PEOPLE} if is_named and not made.people else set()
    drafts.append(made)


def _continues(clause: Clause, drafts: list[Draft]) -> bool:
    """Whether the clause goes on with the one before: more people of a list, or its day."""
    if not drafts or clause.asks:
        return False
    last, words = drafts[-1], clause.words.replace(DAY, "").strip()
    if not words:
        is_its_day = not last.phrases
        last.phrases += clause.phrases if is_its_day else []
        return is_its_day
    beside = re.match(r"with\s+", words, re.IGNORECASE)  # "coffee yesterday, with Ana"
    words = words[beside.end() :] if beside else words
    who = named(clause.words[beside.end() :] if beside else clause.words)
    if who.person is None or not (beside or _is_of_list(clause, words, last)) or unsaid(who.rest):
        return False
    add(last, who, is_new=bool(last.people) and last.people[-1].is_new and last.kind is not Kind.NEXT)
    if (last.ends_in_day and not beside) or not is_capital(words) or (len(last.people) == 1 and not beside):
        last.doubts.add(Doubt.PEOPLE)
    last.lists_by_comma = clause.joined == "," and not beside
    last.ends_in_day = clause.words.endswith(DAY)
    last.phrases += clause.phrases
    return True


def _is_of_list(clause: Clause, words: str, last: Draft) -> bool:
    """Whether another name of a list may stand here."""
    says_more = NOT.search(words) or INTENT.search(words) or (not is_capital(words) and len(words.split()) > 1)
    is_list = clause.joined in ("and", ",") and (bool(last.people) or is_capital(words))
    return is_list and not says_more


def _is_name(words: str) -> bool:
    who = named(words)
    return who.person is not None and is_capital(words) and not unsaid(who.rest)


def _unread(draft: Draft) -> str:
    """The words of a draft that say more than was read: they are named, so that nobody takes them for stored."""
    if draft.kind is Kind.NEXT:
        return ""
    words = draft.words
    for synonym in SYNONYMS:
        words = synonym.pattern.sub(" ", words)
    words = MET.sub(" ", words)
    for person in draft.people:
        for part in (person.organisation, person.name):
            words = words.replace(part, " ") if part else words
    return unsaid(words)


def _shown(words: str) -> str:
    return " ".join(words.replace(DAY, " ").split())[:LINE]


def _entry(draft: Draft, drafts: list[Draft], *, today: date) -> Entry:
    doubts = draft.doubts | ({Doubt.PEOPLE} if draft.lists_by_comma else set())
    kind, on, sure = draft.kind, *_day(draft, drafts, today=today)
    if kind is Kind.ACT and on is not None and on > today:
        kind, doubts, draft.activity = Kind.NEXT, doubts | {Doubt.MEANING}, ""  # it may be a plan
    if kind is Kind.MET and on is not None and on > today:
        on, sure = None, False
    if kind is Kind.NEXT and (on is None or not today < on <= today + LOOK_AHEAD):
        on, sure = None, False
    if kind is not Kind.NEXT and on is not None and on < today - LOOK_BACK:
        on, sure = None, False
    if kind is Kind.ACT and _names_another(draft):
        doubts = doubts | {Doubt.ACTIVITY}
    return Entry(
        kind=kind,
        on=on,
        people=tuple(draft.people[:CONTACTS]),
        activity=draft.activity,
        note=_shown(draft.words) if kind is Kind.NEXT else "",
        in_person=draft.in_person,
        doubts=tuple(one for one in Doubt if one in (doubts if sure else doubts | {Doubt.DAY})),
    )


def _names_another(draft: Draft) -> bool:
    """Whether the words name a second activity ("talked to Ana at the fair"); a topic ("about the fair") is none."""
    words = _TOPIC.split(draft.words)[0]
    found = sorted((match.start(), match.end(), one.keys) for one in SYNONYMS if (match := one.pattern.search(words)))
    return any(keys != found[0][2] and start >= found[0][1] for start, _, keys in found[1:])


def _day(draft: Draft, drafts: list[Draft], *, today: date) -> tuple[date | None, bool]:
    phrases = draft.phrases or ([draft.lead] if draft.lead else [])
    if draft.kind is Kind.NEXT:
        days = [typed_days.next_day(phrase, today=today) for phrase in phrases]
    else:
        days = [typed_days.done_day(phrase, today=today, is_over=draft.is_over) for phrase in phrases]
    if days:
        return days[0].on, days[0].is_sure and len({one.on for one in days}) == 1
    if draft.kind is Kind.NEXT:
        return None, False
    beside = [one for one in drafts if one.phrases and one.kind is not Kind.NEXT]
    if not beside:
        return today, True
    return typed_days.done_day(beside[0].phrases[0], today=today, is_over=beside[0].is_over).on, False
