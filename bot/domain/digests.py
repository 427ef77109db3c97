"""The organizers' digest: participation in numbers, and at most five things to act on, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.coming import NOTHING, Coming
from bot.domain.figures import NO_COUNCILS, NO_LANDINGS, CouncilFigures, IntroducedGroups, Landings, Outcome
from bot.domain.mentor_figures import NO_PAIRS, PairFigures
from bot.domain.progress import ActivityCount, Change, EventsGoneTo, GiveAndAsk, Share, WeekTotal, changes
from bot.domain.rounds import WithoutBuddy
from bot.domain.states import ParticipantState

MOST_ITEMS = 5
WORKING_DAYS = 5
PEOPLE_AN_ITEM = 5  # an item that one organizer can act on names no more than this
ROUNDS_WITHOUT_MEETING = 2  # this many whole rounds without ever meeting: organizers are told
LOOK_BACK = timedelta(weeks=4)  # how long an item that nobody took stays on the list
DROP_FROM = 5  # a mean of fewer acts than this says nothing when it falls


class ItemKind(StrEnum):
    """What there is to act on, most urgent first."""

    CONTACT = "contact"  # asked someone to get in touch
    UNREADABLE = "unreadable"  # parts of the settings were stored and cannot be read
    UNDELIVERED = "undelivered"  # messages did not arrive
    WAITING = "waiting"  # takes part and has no buddy now
    NO_COUNCIL = "no_council"  # takes part where there are councils, and has none
    NEVER_MET = "never_met"  # had buddies for two whole rounds or more, and has met nobody yet
    INACTIVE = "inactive"  # for long, so not paired for now
    QUIET = "quiet"  # nobody recorded anything
    DROP = "drop"  # half as much done as in the four weeks before
    FEW = "few"  # too few people for a round


AFTER_THE_END = (ItemKind.CONTACT, ItemKind.UNDELIVERED)  # what a program that has ended still asks of organizers


@dataclass(frozen=True)
class Person:
    """A participant as organizers may see them: participation and counts, nothing about contacts."""

    participant_id: int
    slack_user_id: str
    name: str
    state: ParticipantState
    state_changed_at: datetime
    joined_at: datetime
    last_active_at: datetime
    joined_in_time: bool = True  # before the closed week was over
    groups: int = 0  # buddy groups they were introduced in
    groups_met: int = 0  # of these, how many someone said they met
    whole_rounds: int = 0  # rounds now over in which they had a buddy from the beginning
    was_paired: bool = False  # in the round of the closed week
    sat_out: bool = False  # of that one, by their own wish: they are not missed
    has_buddy: bool = False  # in the present round
    is_looked_for: bool = False  # may be given one in it: takes part, does not skip it, owes no answer
    buddies: tuple[str, ...] = ()  # names, in the round of the closed week
    met: bool = False  # somebody of a group of theirs in that round said so
    lacks: WithoutBuddy | None = None  # why they have no buddy in it, and what would help
    goals_set: int = 0
    goals_met: int = 0
    acts: int = 0
    acts_in_all: int = 0
    new_contacts: int = 0
    new_contacts_in_all: int = 0
    contact_wanted_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether they take part now."""
        return self.state is ParticipantState.ACTIVE

    @property
    def has_met_nobody(self) -> bool:
        """Whether a whole round was theirs, and nobody said of any of their groups that it met."""
        return self.is_active and self.whole_rounds > 0 and not self.groups_met


@dataclass(frozen=True)
class DeliveryCounts:
    """The program's messages of the last seven days. `failed` is (Slack's reason, how many), most first."""

    sent: int = 0
    waiting: int = 0
    failed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Item:
    """One thing to act on. `key` is what it is; `id` is its row once it is listed."""

    kind: ItemKind
    key: str
    subjects: tuple[int, ...] = ()  # participant ids
    people: tuple[str, ...] = ()  # their Slack ids
    lacks: tuple[WithoutBuddy, ...] = ()  # of people without a buddy
    count: int = 0
    before: float = 0.0
    groups: IntroducedGroups | None = None
    next_round_on: date | None = None  # until then nobody is given a buddy
    reason: str = ""
    id: int | None = None
    taken_by: str | None = None


@dataclass(frozen=True)
class DigestData:
    """The data of a digest, as the queries found it."""

    program_id: int
    program_name: str
    slack_channel_id: str
    digest_channel_id: str | None
    week_on: date
    people: tuple[Person, ...]
    groups: IntroducedGroups  # of the round that the closed week belongs to
    weeks: tuple[WeekTotal, ...]
    acts: tuple[ActivityCount, ...]
    deliveries: DeliveryCounts
    round_began_at: datetime | None  # when the present round began, for people who wait
    taken: Mapping[tuple[ItemKind, int], datetime]  # when someone took an item about this participant
    taken_keys: frozenset[str]
    next_round_on: date | None = None  # once so little of the round is left that nobody is given a buddy in it
    working_days: int = WORKING_DAYS  # of the closed week, without those of a break
    in_round: bool = True  # whether the closed week belongs to a round
    events: EventsGoneTo = field(default_factory=EventsGoneTo)  # of the closed week
    introductions: int = 0  # that came about in it
    give_and_ask: GiveAndAsk = field(default_factory=GiveAndAsk)  # of the closed week
    landings: Landings = NO_LANDINGS  # since the program began
    mentor_pairs: PairFigures = NO_PAIRS  # since then, too
    unreadable: tuple[str, ...] = ()  # see `services.programs.unreadable`
    has_ended: bool = False  # the program
    buddy_rounds: bool = True  # False: it has councils instead of buddies
    councils: CouncilFigures = NO_COUNCILS  # of the program; meetings of the closed week
    without_council: Mapping[int, datetime] = field(default_factory=dict)  # participant id -> since when
    coming: Coming = NOTHING


@dataclass(frozen=True)
class Digest:
    """What organizers read about the closed week."""

    program_id: int
    program_name: str
    slack_channel_id: str
    digest_channel_id: str | None
    week_on: date
    items: tuple[Item, ...]
    further_items: int
    states: Mapping[ParticipantState, int]
    paired: Share  # people
    groups: IntroducedGroups
    weeks: tuple[WeekTotal, ...]
    acts: tuple[ActivityCount, ...]
    changes: tuple[Change, ...]
    never_met: tuple[Person, ...]
    deliveries: DeliveryCounts
    people: tuple[Person, ...]
    working_days: int = WORKING_DAYS  # of the closed week
    events: EventsGoneTo = field(default_factory=EventsGoneTo)
    introductions: int = 0
    give_and_ask: GiveAndAsk = field(default_factory=GiveAndAsk)
    landings: Landings = NO_LANDINGS
    buddy_rounds: bool = True
    councils: CouncilFigures = NO_COUNCILS
    mentor_pairs: PairFigures = NO_PAIRS
    coming: Coming = NOTHING  # what is near in the program
    has_names: bool = True

    @property
    def week(self) -> WeekTotal:
        """The closed week."""
        return self.weeks[-1]

    def with_rows(self, rows: Mapping[str, int]) -> Digest:
        """The digest with each item's row id, by key. Items without a row are left out."""
        return replace(self, items=tuple(replace(item, id=rows[item.key]) for item in self.items if item.key in rows))

    def without_names(self) -> Digest:
        """As viewers read it: the same figures, and what waits for the organizers without whom it is about.

        That somebody asked to be contacted is for the organizers alone.
        """
        items = [item for item in self.items if item.kind is not ItemKind.CONTACT]
        nameless = tuple(replace(item, people=(), lacks=(), subjects=()) for item in items)
        return replace(self, items=nameless, has_names=False)


def compose(data: DigestData, *, now: datetime) -> Digest:
    """The digest of this data."""
    there = [person for person in data.people if person.is_active and person.joined_in_time]
    found = list(_items(data, now=now))
    return Digest(
        program_id=data.program_id,
        program_name=data.program_name,
        slack_channel_id=data.slack_channel_id,
        digest_channel_id=data.digest_channel_id,
        week_on=data.week_on,
        items=tuple(found[:MOST_ITEMS]),
        further_items=max(len(found) - MOST_ITEMS, 0),
        states=Counter(person.state for person in data.people),
        paired=_paired(there) if data.in_round else Share(0, 0),
        groups=data.groups,
        weeks=data.weeks,
        acts=data.acts,
        changes=tuple(changes(data.weeks)),
        never_met=tuple(person for person in data.people if person.has_met_nobody),
        deliveries=data.deliveries,
        people=data.people,
        working_days=data.working_days,
        events=data.events,
        introductions=data.introductions,
        give_and_ask=data.give_and_ask,
        landings=data.landings,
        buddy_rounds=data.buddy_rounds,
        councils=data.councils,
        mentor_pairs=data.mentor_pairs,
        coming=data.coming,
    )


def _paired(there: Iterable[Person]) -> Share:
    """How many had a buddy, of those who wanted one."""
    wanted = [person for person in there if not person.sat_out]
    return Share(sum(person.was_paired for person in wanted), len(wanted))


def _items(data: DigestData, *, now: datetime) -> Iterator[Item]:
    yield from _contacts(data, now=now)
    key = f"{ItemKind.UNREADABLE}:{data.week_on}"
    if data.unreadable and not data.has_ended and key not in data.taken_keys:
        yield Item(ItemKind.UNREADABLE, key, count=len(data.unreadable), reason=" ".join(data.unreadable))
    for reason, count in data.deliveries.failed:
        key = f"{ItemKind.UNDELIVERED}:{data.week_on}:{reason}"
        if key not in data.taken_keys:
            yield Item(ItemKind.UNDELIVERED, key, count=count, reason=reason)
    if data.has_ended:
        return  # nobody is paired or asked any more
    active = [person for person in data.people if person.is_active]
    if data.round_began_at is not None:
        waiting = [person for person in active if person.is_looked_for and not person.has_buddy]
        yield from _about(data, ItemKind.WAITING, ((person, data.round_began_at) for person in waiting))
    since = data.without_council
    alone = [(person, since[person.participant_id]) for person in active if person.participant_id in since]
    yield from _about(data, ItemKind.NO_COUNCIL, alone)
    unmet = [person for person in active if person.has_met_nobody and person.whole_rounds >= ROUNDS_WITHOUT_MEETING]
    yield from _about(data, ItemKind.NEVER_MET, ((person, person.joined_at) for person in unmet))
    inactive = [
        person
        for person in data.people
        if person.state is ParticipantState.RESTING and now - person.state_changed_at <= LOOK_BACK
    ]
    yield from _about(data, ItemKind.INACTIVE, ((person, person.state_changed_at) for person in inactive))
    yield from _quiet(data)
    yield from _drop(data)
    yield from _few(data)


def _contacts(data: DigestData, *, now: datetime) -> Iterator[Item]:
    """One item for each person: somebody who asked gets an organizer of their own."""
    wanted = [(person, person.contact_wanted_at) for person in data.people if person.contact_wanted_at is not None]
    for person, at in sorted(wanted, key=lambda pair: pair[1]):
        if now - at <= LOOK_BACK and not _is_taken(data, ItemKind.CONTACT, person, since=at):
            yield contact_item(person.participant_id, person.slack_user_id, at)


def contact_item(participant_id: int, slack_user_id: str, wanted_at: datetime) -> Item:
    """Somebody asked for someone to get in touch: the same item in the message at once and in the digest."""
    key = f"{ItemKind.CONTACT}:{wanted_at:%Y-%m-%d}:{participant_id}"
    return Item(ItemKind.CONTACT, key, subjects=(participant_id,), people=(slack_user_id,), count=1)


def _about(data: DigestData, kind: ItemKind, candidates: Iterable[tuple[Person, datetime]]) -> Iterator[Item]:
    """One item about the first few of these people whom nobody took since; the longest-standing come first."""
    left = [person for person, since in candidates if not _is_taken(data, kind, person, since=since)]
    left.sort(key=lambda person: (person.joined_at, person.participant_id))
    if left:
        named = left[:PEOPLE_AN_ITEM]
        yield Item(
            kind,
            f"{kind}:{data.week_on}:{named[0].participant_id}",
            subjects=tuple(person.participant_id for person in named),
            people=tuple(person.slack_user_id for person in named),
            lacks=tuple(person.lacks for person in named if person.lacks and kind is ItemKind.WAITING),
            count=len(left),
            next_round_on=data.next_round_on if kind is ItemKind.WAITING else None,
        )


def _quiet(data: DigestData) -> Iterator[Item]:
    """Fewer than two people are an item of their own."""
    active = sum(person.is_active for person in data.people)
    key = f"{ItemKind.QUIET}:{data.week_on}"
    was_asked = data.weeks[-1].goals_set or data.groups.outcomes.get(Outcome.SILENT)
    if active >= 2 and was_asked and not data.weeks[-1].acts and data.working_days and key not in data.taken_keys:
        yield Item(ItemKind.QUIET, key, count=active, groups=data.groups)


def _drop(data: DigestData) -> Iterator[Item]:
    """Fewer acts than usual; a week without any is an item of its own."""
    if data.working_days < WORKING_DAYS:
        return  # a break is reason enough
    acts = next((change for change in changes(data.weeks) if change.measure == "acts"), None)
    key = f"{ItemKind.DROP}:{data.week_on}"
    if not acts or acts.before < DROP_FROM or key in data.taken_keys:
        return
    if 0 < acts.this_week * 2 <= acts.before:
        yield Item(ItemKind.DROP, key, count=acts.this_week, before=acts.before)


def _few(data: DigestData) -> Iterator[Item]:
    active = sum(person.is_active for person in data.people)
    key = f"{ItemKind.FEW}:{data.week_on}"
    if active < 2 and key not in data.taken_keys:
        yield Item(ItemKind.FEW, key, count=active)


def _is_taken(data: DigestData, kind: ItemKind, person: Person, *, since: datetime) -> bool:
    taken_at = data.taken.get((kind, person.participant_id))
    return taken_at is not None and taken_at >= since
