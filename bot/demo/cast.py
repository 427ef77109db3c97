"""The cast of the demo: each member of the sandbox's sample cohort gets a part, dealt by the seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sandbox.client import Person

ORGANIZER = "Marcus Bell"
CHANNEL = "spring-cohort"


class Part(StrEnum):
    """How a member behaves."""

    DILIGENT = "diligent"  # does what they planned, and says so
    BUSY = "busy"  # answers when they find the time
    INACTIVE = "inactive"  # joined, and never did anything
    PAUSES = "pauses"  # takes a pause in the second week
    LANDS = "lands"  # finds a job in the third week
    LATE = "late"  # joins in the second week


# How many play each part; the rest are diligent and busy, two to one.
_DEALT = ((Part.INACTIVE, 2), (Part.PAUSES, 1), (Part.LANDS, 1), (Part.LATE, 1))

# field -> what they can offer, what they ask for
_GIVE_AND_TAKE = {
    "Data": ("SQL and dashboards, mock case interviews", "somebody who hires analysts"),
    "Engineering": ("code review, system design practice", "an honest look at my CV"),
    "Design": ("portfolio feedback", "interview practice with engineers"),
    "Marketing": ("copy editing for CVs", "introductions to B2B companies"),
    "Community": ("introductions in the non-profit world", "mentors with an hour a month"),
    "Operations": ("spreadsheets, process maps", "somebody in logistics tech"),
    "Consulting": ("case interview practice", "people in renewable energy"),
    "Customer success": ("practice for hard conversations", "how others moved to a lead position"),
    "Education": ("explaining things simply, workshop plans", "somebody who left teaching"),
    "Finance": ("negotiating an offer, budgets", "fintech contacts"),
    "Public sector": ("how applications are read in the public sector", "people who left it"),
    "People": ("how recruiters read a CV", "somebody in HR analytics"),
    "Sales": ("practising a pitch, cold messages", "an account executive to learn from"),
    "Media": ("editing, interviewing", "editors and stories"),
    "Science": ("statistics, reading papers", "somebody who moved from bench to product"),
}


@dataclass(frozen=True)
class Player:
    """A member and their part. `whims` are their own random numbers, so that one's acts do not change another's."""

    person: Person
    part: Part
    whims: random.Random

    def feels_like(self, chance: float) -> bool:
        """Whether they do it this time."""
        return self.whims.random() < chance


def deal(people: Sequence[Person], *, seed: int) -> list[Player]:
    """Give every full member a part; the organizer is diligent. The same seed deals the same."""
    members = sorted((person for person in people if not person.shape["is_restricted"]), key=lambda one: one.name)
    deck = random.Random(seed)
    others = [person for person in members if person.name != ORGANIZER]
    deck.shuffle(others)
    parts = [part for part, count in _DEALT for _ in range(count)]
    parts += [Part.BUSY if number % 3 == 2 else Part.DILIGENT for number in range(len(others) - len(parts))]
    dealt = dict(zip((person.id for person in others), parts, strict=True))
    return [
        Player(person, dealt.get(person.id, Part.DILIGENT), random.Random(f"{seed} {person.name}"))
        for person in members
    ]


def profile(person: Person) -> dict[str, str]:
    """What a member writes in the profile form, by label, from what Slack shows of them."""
    fields = person.shape["fields"]
    offers, asks = _GIVE_AND_TAKE[fields["Field"]]
    return {
        "What I'm targeting": fields["Looking for"],
        "What I can offer": offers,
        "What I'd like to ask for": asks,
        "School": fields["School"],
        "Employer, present or last": fields["Employer"],
        "Field": fields["Field"],
        "City": fields["City"],
    }
