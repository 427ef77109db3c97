"""What one part of the typed words begins: something done, somebody met, a step that is to be done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.presets import COFFEE_CHAT
from bot.domain.typed_clauses import Clause
from bot.domain.typed_people import DAY, Named, Person, named
from bot.domain.typed_words import DAY_LIKE, FILLER, INTENT, MANY, MET, NEXT, NOT, SYNONYMS, TO_DO, Synonym


class Kind(StrEnum):
    """What an entry becomes."""

    ACT = "act"  # a check-in
    MET = "met"  # people of the book
    NEXT = "next"  # follow-ups


class Doubt(StrEnum):
    """What is to be looked at before it is logged."""

    ACTIVITY = "activity"
    DAY = "day"
    PEOPLE = "people"
    ORGANISATION = "organisation"
    MEANING = "meaning"


@dataclass(frozen=True)
class Option:
    """An activity that can be logged. `value` is the form's own for it; `program` is named where there are several."""

    value: str
    key: str
    name: str
    program: str = ""


@dataclass
class Draft:
    """What is being read, until its day and all its people are known."""

    kind: Kind
    words: str
    phrases: list[str]
    activity: str = ""
    people: list[Person] = field(default_factory=list)
    doubts: set[Doubt] = field(default_factory=set)
    in_person: bool | None = None
    is_over: bool = False
    lists_by_comma: bool = False
    ends_in_day: bool = False
    read_to: int = 0  # where the words of the activity end
    lead: str = ""  # a day said before it, for all of its sentence


_PAST = re.compile(r"(?<!\w)(?:had|went|was|were|met|attended|grabbed|got|did|took|made|held|finally|been)(?!\w)", re.I)
_GIVEN = re.compile(
    r"\b(?:sent|gave|wrote|shared|forwarded|passed)\s+"
    r"(?!(?:an?|the|my|on|out|messages?|e-?mails?|mails?|notes?|dms?|texts?|thanks|thank|leads?|jobs?)\b)(?=\w)",
    re.IGNORECASE,
)
_ASKED, _WITH = re.compile(r"\basked\s+", re.IGNORECASE), re.compile(r"\bwith\s+", re.IGNORECASE)
_TO = re.compile(r"(?:on\s+)?(?:to|from|between|by)\s+", re.IGNORECASE)
_GOES = re.compile(r"^\W*(?:i\s+)?(?:went|attended|was|been|visited|joined)\b", re.IGNORECASE)
_BY_OTHERS = re.compile(r"^(?P<who>.+?)\s+(?:has\s+)?introduced\s+(?:me|us)\s+to\s+(?P<whom>.+)$", re.IGNORECASE)
_ANYBODY, _TALK = re.compile(r"(?:an?|the|some\w*)\b", re.I), re.compile(r"(?:talk|sp[eo]ak|spoke|chat)", re.I)
_SUBJECT = re.compile(r"\b(?:he|she|they|his|her|their|you|your|buddy|boss|friend|colleague|someone|somebody)\b", re.I)


def drafted(clause: Clause, drafts: list[Draft], activities: Sequence[Option]) -> Draft | None:
    """What begins with this clause, if anything does."""
    words = clause.words.replace(DAY, "").strip()
    if clause.asks or not words:
        return None
    body = clause.words.removeprefix(DAY).strip()
    to_do = TO_DO.match(body)
    body = body[to_do.end() :] if to_do else body
    step = NEXT.match(body)
    if step and not NOT.search(words.lower().replace("don't forget", "")):
        return _next(clause, body, body[step.end() :], drafts)
    if NOT.search(words) or INTENT.search(words):
        return None
    if others := _BY_OTHERS.match(clause.words):
        return _introduced(clause, others, activities)
    found = _activity(clause.words, activities)
    met = MET.search(clause.words)
    if found is None and met is None:
        return None
    draft = _done(clause, found, met)
    if draft.kind is Kind.MET and any(person.is_described for person in draft.people):
        draft.kind, draft.doubts = Kind.ACT, draft.doubts | {Doubt.ACTIVITY}  # "met my buddy": a chat, perhaps
        draft.activity = next((one.value for one in activities if one.key == COFFEE_CHAT), "")
    return draft


def _next(clause: Clause, body: str, rest: str, drafts: list[Draft]) -> Draft:
    draft = Draft(Kind.NEXT, body, clause.phrases)
    given = re.match(
        r"(?:send|forward|pass)\s+(?:(?:an?|the|my)\s.*?|\S+\s+)\bto\s+", body, re.IGNORECASE
    )  # to whom, not what
    rest = re.sub(r"^(?:to|with)\s+", "", (body[given.end() :] if given else rest).strip())
    who = named(rest)
    if who.person and who.person.is_described and re.match(r"send\b", body, re.IGNORECASE):
        draft.doubts.add(Doubt.PEOPLE)
    add(draft, who)
    if who.person is None:
        known = list({person.name: person for one in drafts for person in one.people}.values())
        draft.people = [replace(known[0], is_new=False)] if len(known) == 1 else []
        draft.doubts |= set() if len(known) == 1 else {Doubt.PEOPLE}
    return draft


def _introduced(clause: Clause, others: re.Match[str], activities: Sequence[Option]) -> Draft:
    option = next((one for one in activities if one.key == "introduction"), None)
    draft = Draft(Kind.ACT, clause.words, clause.phrases, option.value if option else "", is_over=True)
    draft.doubts |= set() if option else {Doubt.ACTIVITY}
    add(draft, named(others["who"].removeprefix(DAY).strip()))
    add(draft, named(others["whom"]), is_new=True)
    return draft


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    synonym: Synonym
    value: str
    is_sure: bool


def _activity(words: str, activities: Sequence[Option]) -> _Found | None:
    """The first activity that the words name: by the catalogue's own words, or by those that people use for it."""
    return min(_activities(words, activities), key=lambda one: (one.start, -one.end), default=None)


def _activities(words: str, activities: Sequence[Option]) -> Iterable[_Found]:
    for option in activities:
        for name in re.split(r"\s+or\s+", option.name.strip()):
            own = re.search(rf"(?<![\w'-]){re.escape(name)}s?(?![\w'-])", words, re.IGNORECASE)
            if own and name:
                yield _Found(own.start(), own.end(), Synonym(own.re, (option.key,)), option.value, is_sure=True)
    by_key = {option.key: option.value for option in reversed(activities)}
    for synonym in SYNONYMS:
        found = synonym.pattern.search(words)
        if found:
            sure = next((by_key[key] for key in synonym.keys if key in by_key), "")
            guess = next((by_key[key] for key in synonym.or_else if key in by_key), "")
            yield _Found(found.start(), found.end(), synonym, sure or guess, is_sure=bool(sure))


def _done(clause: Clause, found: _Found | None, met: re.Match[str] | None) -> Draft:
    kind = Kind.ACT if found else Kind.MET
    draft = Draft(kind, clause.words, clause.phrases)
    draft.is_over = bool(met or _PAST.search(clause.words) or (found and found.synonym.is_past))
    if found:
        draft.activity, draft.in_person, draft.read_to = found.value, found.synonym.in_person, found.end
        draft.doubts |= set() if found.is_sure else {Doubt.ACTIVITY}
    at = min([*([found.start] if found else []), *([met.start()] if met else [])])
    before = clause.words[:at]
    goes = found is not None and "event" in found.synonym.keys and _GOES.search(before) is not None
    if _SUBJECT.search(before) or (unsaid(before) and not goes):
        draft.doubts.add(Doubt.MEANING)  # somebody else may have done it, or it may not have come to it
    if not clause.phrases and DAY_LIKE.search(clause.words):
        draft.doubts.add(Doubt.DAY)
    if MANY.search(before):
        draft.doubts.add(Doubt.MEANING)
    is_event = found is not None and "event" in found.synonym.keys
    who = named(_whom(clause.words, found, met))
    add(draft, who, is_new=met is not None and (found is None or is_event))
    if who.person and who.person.is_described and re.match(r"to\b", who.rest, re.IGNORECASE):
        draft.doubts.add(Doubt.PEOPLE)  # "wrote a few lines to Sue"
    talks = found is not None and COFFEE_CHAT in found.synonym.keys and _TALK.match(clause.words[found.start :])
    if talks and who.person and _ANYBODY.match(who.person.name):
        draft.doubts.add(Doubt.ACTIVITY)  # "talked to a woman on the train": a chat, or one with a stranger
    if found and "introduction" in found.synonym.keys and who.person and who.person.organisation:
        draft.doubts.add(Doubt.PEOPLE)  # "an intro to Gil from Dan": who gave it?
    if found and "introduction" in found.synonym.keys and (other := re.match(r"(?:to|with)\s+", who.rest)):
        add(draft, named(who.rest[other.end() :]))
    return draft


def _whom(words: str, found: _Found | None, met: re.Match[str] | None) -> str:
    """The words that begin with whom it was with."""
    if met or found is None:
        return words[met.end() :] if met else ""
    after = words[found.end :].strip()
    if found.synonym.takes_name and after:
        return re.sub(r"^(?:to|with)\s+", "", after)
    begins = _ASKED.search(words) or _WITH.search(words) or _GIVEN.search(words)
    if begins:
        return words[begins.end() :]
    to = _TO.match(after)
    return after[to.end() :] if to else ""


def add(draft: Draft, who: Named, *, is_new: bool = False) -> None:
    if who.person is None:
        return
    is_new = (is_new or bool(who.person.organisation)) and not who.person.is_described
    draft.people.append(replace(who.person, is_new=is_new))
    draft.doubts |= set() if who.is_sure else {Doubt.PEOPLE}
    draft.doubts |= set() if who.is_sure_of_organisation else {Doubt.ORGANISATION}


def unsaid(words: str) -> str:
    """Without what says nothing of its own."""
    words = re.sub(r"\b(?:with|introduced|\d+)(?!\w)", " ", words.replace(DAY, " "), flags=re.IGNORECASE)
    return " ".join(word for word in re.split(r"[\s,]+", FILLER.sub(" ", words)) if re.search(r"\w", word))
