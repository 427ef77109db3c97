"""An organizer moves people of a proposed round by hand. It is their word: the groups that it makes are locked.

Only the people whom a change touches are read, so that it is as quick among thousands; the proposal as a whole follows
what changed meanwhile by itself. Groups are named by their people: one that changed since is refused, never guessed at.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Member, Participant, Program, Round, Waiting
from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE, fitting
from bot.domain.organizer_acts import Act
from bot.domain.pairing import Breach, BrokenRuleError, Change, Scales, Weighed, move, trade
from bot.domain.pairing.hours import lowered_for
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import FewHours, Help, HelpKind, LeftOut
from bot.domain.pairing.rules import Mixes
from bot.domain.rearranging import How, Wanted, Weighing
from bot.domain.rounds import KeptByWish, Reason, reasons_from_json
from bot.domain.states import WaitingWhy
from bot.services import organizer_log, participants
from bot.services.members import Actor
from bot.services.rounds import past, people
from bot.services.rounds.groups import add_groups
from bot.services.rounds.preview import own_proposal
from bot.services.rounds.proposal import left_out_rows

log = logging.getLogger(__name__)
_MIXES = Mixes()
Members = tuple[int, ...]

CHANGED = "The groups have changed since you looked, so nothing was moved. This is how they stand now."
_NOTHING = "These two are in one group already, or there is nothing to move. Choose others."
_TOO_LARGE = "A group has four people at most. Choose another one, or let two trade places."
# The rules of a program that an organizer may know by name; whatever is personal is one sentence
_CANNOT = "That would put two together who cannot be grouped. Choose others."
_RULES = {
    Breach.NOT_ACTIVE: CHANGED,
    Breach.TWICE: CHANGED,
    Breach.PARTED: people.PARTED,
    Breach.TOO_FEW_COMMON_HOURS: "The program's “Working hours that buddies share, at least” rules this out: people of "
    "one group would share less. Choose others, or lower it in the settings.",
    Breach.CIRCLE: "The program's rule about circles rules this out. Choose others, or change it in the settings.",
    Breach.ROLES: "The roles of these people rule this out. Choose others.",
}


class ForbiddenError(InvalidInputError):
    """A rule forbids a change. `is_personal`: not one of the program."""

    def __init__(self, message: str, error: BrokenRuleError) -> None:
        super().__init__("other", message)
        self.is_personal = {one.breach for one in error.broken} == {Breach.KEPT_APART}


@dataclass(frozen=True)
class _Scene:
    """The groups that a change touches, by their people, and everybody's name."""

    program: Program
    of_round: Round
    rows: dict[Members, BuddyGroup]
    reasons: dict[Members, tuple[Reason, ...]]
    names: dict[int, str]

    def group_of(self, person: int) -> Members:
        return next((members for members in self.rows if person in members), ())


def weigh(session: Session, actor: Actor, round_id: int, wanted: Wanted, *, mixes: Mixes = _MIXES) -> Weighing:
    """What the change would cost. Nothing is changed.

    Raises as `preview.proposed`, and InvalidInputError (field `other`) where a rule forbids it (a program's rule by its
    name, never whose wish it is), where it changes nothing, and where the groups are others than it says.
    """
    scene = _scene(session, *own_proposal(session, actor, round_id), _named(wanted))
    return _weighed(scene, _scales(session, scene, scene.names, mixes), wanted)


def weigh_each(
    session: Session, actor: Actor, round_id: int, wanted: Collection[Wanted], *, mixes: Mixes = _MIXES
) -> dict[Wanted, Weighing | str]:
    """The same of many changes at once, or why one cannot be. The number of queries is constant.

    What is personal is told of none of them: it is said when somebody tries it, or the page would be a list of it.
    """
    named = {member for one in wanted for member in _named(one)}
    scene = _scene(session, *own_proposal(session, actor, round_id), named)
    scales, found = _scales(session, scene, scene.names, mixes), dict[Wanted, Weighing | str]()
    for one in wanted:
        try:
            found[one] = _weighed(scene, scales, one)
        except ForbiddenError as error:
            found[one] = "" if error.is_personal else error.message
        except InvalidInputError as error:
            found[one] = error.message
    return found


def rearrange(
    session: Session,
    actor: Actor,
    round_id: int,
    wanted: Wanted,
    *,
    why: str = "",
    now: datetime,
    mixes: Mixes = _MIXES,
) -> Weighing:
    """Make the change; what it cost. `why` is kept with the groups that go against a softer rule, for organizers.

    Raises as `weigh`, and InvalidInputError (field `why`) where such a change has none.
    """
    scene = _scene(session, *own_proposal(session, actor, round_id, to_change=True), _named(wanted))
    found = _weighed(scene, _scales(session, scene, scene.names, mixes), wanted)
    words = fitting("why", why, LINE)
    if found.weighed.asks_why and not words:
        raise InvalidInputError("why", "Write in a few words why. Organizers alone read it.")
    _write(session, actor, scene, found, words, held=wanted.person if not wanted.to else None, now=now)
    moved = [wanted.person] if wanted.other is None else [wanted.person, wanted.other]
    about = {"members": organizer_log.members_of(session, moved)}
    organizer_log.note(session, actor, scene.program.id, _act(wanted), about, now=now)
    log.info("round rearranged", extra={"action": "round_rearranged", "round": scene.of_round.number})
    return found


def _act(wanted: Wanted) -> Act:
    if wanted.other is not None:
        return Act.SWAPPED
    return Act.MOVED if wanted.to else Act.TAKEN_OUT


def wanted_of(session: Session, actor: Actor, round_id: int, how: How, *, one: str, other: str = "") -> Wanted:
    """The change among these people (Slack user ids) as the groups stand.

    Raises as `preview.proposed`, and InvalidInputError (fields `one`, `other`) for somebody who takes no part.
    """
    program, of_round = own_proposal(session, actor, round_id)
    person = participants.of_person(session, program.id, one, "one")
    if how is How.OUT:
        return Wanted(person, _scene(session, program, of_round, {person}).group_of(person), ())
    second = participants.of_person(session, program.id, other, "other")
    scene = _scene(session, program, of_round, {person, second})
    there = scene.group_of(second)
    return Wanted(person, scene.group_of(person), there or (second,), second if how is How.TRADE else None)


def _named(wanted: Wanted) -> set[int]:
    return {wanted.person, *wanted.here, *wanted.to}


def _scene(session: Session, program: Program, of_round: Round, named: Collection[int]) -> _Scene:
    """The groups in which one of these is."""
    of_named = select(GroupMember.group_id).where(GroupMember.participant_id.in_(named))
    rows = session.execute(
        select(BuddyGroup, GroupMember.participant_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .where(BuddyGroup.round_id == of_round.id, BuddyGroup.id.in_(of_named))
        .order_by(BuddyGroup.id, GroupMember.participant_id)
    )
    found: dict[int, tuple[BuddyGroup, list[int]]] = {}
    for group, participant_id in rows:
        found.setdefault(group.id, (group, []))[1].append(participant_id)
    ids = {*named, *(member for _, members in found.values() for member in members)}
    names = session.execute(
        select(Participant.id, Member.name, Member.slack_user_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.id.in_(ids), Participant.program_id == program.id)
    )
    return _Scene(
        program,
        of_round,
        {tuple(members): group for group, members in found.values()},
        {tuple(members): reasons_from_json(group.reasons) for group, members in found.values()},
        {row[0]: row[1] or row[2] for row in names},
    )


def _scales(session: Session, scene: _Scene, ids: Collection[int], mixes: Mixes) -> Scales:
    """What changes among these people are weighed with, with the hours lowered where pairing lowered them."""
    of_round, program = scene.of_round, scene.program
    on = of_round.starts_on
    places = participants.pairable(session, program.id, round_number=of_round.number, on=on, only=ids)
    pool = people.persons(session, places, on=on, round_number=None)
    history = past.history(session, program.id, with_coming=True, of=ids)
    rules = people.hard_rules(session, program, places, least_half_hours=of_round.least_half_hours)
    few = [one for members in scene.rows if _holds(scene.reasons[members], FewHours) for one in members]
    return Scales.of(
        pool,
        history,
        rules=lowered_for(rules, few),
        weights=people.weights(program, mixes),
        seed=of_round.seed,
        others=_past_buddies(pool, history),
    )


def _weighed(scene: _Scene, scales: Scales, wanted: Wanted) -> Weighing:
    """Raises InvalidInputError as `weigh`."""
    try:
        change = _change(scene, wanted)
    except ValueError:
        raise InvalidInputError("other", _NOTHING) from None
    try:
        weighed = scales.weigh(change)
    except BrokenRuleError as error:
        raise ForbiddenError(_why_not(error, change, scene), error) from None
    kept = [group for group in change.ended if _holds(scene.reasons[group], KeptByWish)]
    return Weighing(
        weighed,
        scene.names,
        number=scene.of_round.number,
        group_size=scene.program.group_size,
        kept=tuple(group for group in kept if not any(set(group) <= set(one) for one in change.formed)),
    )


def _change(scene: _Scene, wanted: Wanted) -> Change:
    """Raises InvalidInputError for groups that are not there (any more), ValueError for what changes nothing."""
    here, to = tuple(sorted(wanted.here)), tuple(sorted(wanted.to))
    is_new = len(to) == 1 and not scene.group_of(to[0])
    is_there = scene.group_of(wanted.person) == here and (not to or to in scene.rows or is_new)
    if not is_there or not _named(wanted) <= scene.names.keys():
        raise InvalidInputError("other", CHANGED)
    if wanted.other is None:
        return move(wanted.person, here, to)
    if wanted.other not in to:
        raise InvalidInputError("other", CHANGED)
    return trade(wanted.person, here, wanted.other, () if is_new else to)


def _holds(reasons: Collection[Reason], kind: type[Reason]) -> bool:
    return any(isinstance(reason, kind) for reason in reasons)


def _past_buddies(pool: Collection[Person], history: Collection[PastGroup]) -> list[Person]:
    """With whom these people were together: only so does pairing count the buddies whom two have in common."""
    known = {person.id for person in pool}
    return [Person(id=one) for one in sorted({member for group in history for member in group.members} - known)]


def _why_not(error: BrokenRuleError, change: Change, scene: _Scene) -> str:
    """Why a change cannot be: sizes and a program's rules by name; else one sentence for all that is personal."""
    broken = {one.breach for one in error.broken}
    if Breach.SIZE in broken:
        alone = next((group[0] for group in change.formed if len(group) == 1), None)
        if alone is None:
            return _TOO_LARGE
        return f"That would leave {scene.names[alone]} alone in a group. Let two people trade places instead."
    return why_not(broken, _CANNOT)


def why_not(broken: Collection[Breach], otherwise: str) -> str:
    """Why some cannot be grouped: a program's rule, if one is broken; else one sentence for all that is personal."""
    return next((told for rule, told in _RULES.items() if rule in broken), otherwise)


def _write(
    session: Session, actor: Actor, scene: _Scene, found: Weighing, words: str, *, held: int | None, now: datetime
) -> None:
    weighed, of_round = found.weighed, scene.of_round
    change = weighed.change
    kept = {members: (group.why, group.why_by_id) for members, group in scene.rows.items() if group.why}
    session.execute(delete(BuddyGroup).where(BuddyGroup.id.in_([scene.rows[group].id for group in change.ended])))
    placed = [member for group in change.formed for member in group]
    session.execute(delete(Waiting).where(Waiting.round_id == of_round.id, Waiting.participant_id.in_(placed)))
    new = list(zip(change.formed, weighed.reasons, strict=True))
    for group, members, fit in zip(
        add_groups(session, of_round, new, now=now), change.formed, weighed.fits, strict=True
    ):
        group.locked, group.fit = True, fit
        group.why, group.why_by_id = _why(weighed, members, words, actor) or _inherited(members, kept)
    left = [LeftOut(one, _why_without(one, held), _help_without(one, held)) for one in change.without]
    session.add_all(left_out_rows(of_round, left, now=now))
    session.flush()


def _why(weighed: Weighed, members: Members, words: str, actor: Actor) -> tuple[str, int | None] | None:
    """The organizer's words, on the groups that they are about; where none goes against a rule, on each."""
    about = [set(one.people) for one in weighed.repeats]
    is_about = any(pair <= set(members) for pair in about) or len(members) in weighed.sizes
    return (words, actor.member_id) if words and (is_about or not weighed.asks_why) else None


def _inherited(members: Members, kept: dict[Members, tuple[str, int | None]]) -> tuple[str, int | None]:
    """What was said of two who are still together."""
    return next((said for group, said in kept.items() if len(set(group) & set(members)) > 1), ("", None))


def _why_without(one: int, held: int | None) -> WaitingWhy:
    return WaitingWhy.BY_ORGANIZER if one == held else WaitingWhy.PARTNERS_TAKEN


def _help_without(one: int, held: int | None) -> tuple[Help, ...]:
    return () if one == held else (Help(HelpKind.NEXT_ROUND),)
