"""The plan of a round: groups with their reasons, and the people without a group and why, all as data."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.states import WaitingWhy


@dataclass(frozen=True, slots=True)
class NeverPaired:
    """No two of the group have been paired before."""


@dataclass(frozen=True, slots=True)
class PairedBefore:
    """These two were paired `rounds_ago` rounds ago, and nobody new was left for them. `elsewhere`: the last time was
    in another program, where rounds are others.
    """

    people: tuple[int, int]
    rounds_ago: int
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class SecondTry:
    """These two were introduced `rounds_ago` rounds ago and did not get to meet."""

    people: tuple[int, int]
    rounds_ago: int


@dataclass(frozen=True, slots=True)
class OtherCircle:
    """All of them differ in this kind of circle: school, employer, field, city."""

    kind: str


@dataclass(frozen=True, slots=True)
class SameCity:
    """All of them live in this city, and the program wants people to meet in person."""

    city: str


@dataclass(frozen=True, slots=True)
class OfferMeetsAsk:
    """What `helper` offers is near what `asker` asks for."""

    asker: int
    helper: int


@dataclass(frozen=True, slots=True)
class CommonHours:
    """So many half-hours of the day suit all of them."""

    half_hours: int


@dataclass(frozen=True, slots=True)
class FewHours:
    """So many half-hours suit all of them, fewer than the rule: it was lowered so that somebody is not left out."""

    half_hours: int


@dataclass(frozen=True, slots=True)
class CommonBuddies:
    """These two have had so many buddies in common: near enough to trust, far enough to be news."""

    people: tuple[int, int]
    count: int


@dataclass(frozen=True, slots=True)
class MadeLarger:
    """The number of people did not divide evenly, so this group has one more than usual."""


@dataclass(frozen=True, slots=True)
class LockedByOrganizer:
    """An organizer put this group together."""


Reason = (
    NeverPaired
    | PairedBefore
    | SecondTry
    | OtherCircle
    | SameCity
    | OfferMeetsAsk
    | CommonHours
    | FewHours
    | CommonBuddies
    | MadeLarger
    | LockedByOrganizer
)


@dataclass(frozen=True, slots=True)
class Group:
    """Buddies of the round to come; `members` are sorted ids."""

    members: tuple[int, ...]
    reasons: tuple[Reason, ...]


class HelpKind(StrEnum):
    """What would help somebody without a group."""

    MORE_PEOPLE = "more_people"
    LOWER_MINIMUM_HOURS = "lower_minimum_hours"
    """Lower the program's minimum to `amount` half-hours."""
    WIDEN_HOURS = "widen_hours"
    """Free hours at other times of the day; `amount` half-hours are missing with the nearest person."""
    REVIEW_KEPT_APART = "review_kept_apart"
    MORE_MENTEES = "more_mentees"
    MORE_OF_OTHER_CIRCLES = "more_of_other_circles"
    """`circle` is that of the program's rule, here and below."""
    MORE_OF_THEIR_CIRCLE = "more_of_their_circle"
    TELL_CIRCLE = "tell_circle"
    """They have not told which is theirs."""
    NEXT_ROUND = "next_round"
    """Nothing to do: they come first in the next round."""


@dataclass(frozen=True, slots=True)
class Help:
    """One thing that would help; `amount` is explained at its kind and 0 elsewhere."""

    kind: HelpKind
    amount: int = 0
    circle: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody without a group this round, why, and what would help."""

    person: int
    why: WaitingWhy
    help: tuple[Help, ...]


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """Groups sorted by their smallest id, and everyone else; together exactly the people given."""

    groups: tuple[Group, ...]
    left_out: tuple[LeftOut, ...]
    seed: int

    def with_few_hours(self) -> set[int]:
        """The people in groups that share fewer hours than the rule."""
        few = (group for group in self.groups if any(isinstance(reason, FewHours) for reason in group.reasons))
        return {member for group in few for member in group.members}

    def group_of(self, person: int) -> Group | None:
        """The group that holds this person, or None."""
        return next((group for group in self.groups if person in group.members), None)
