"""The do-not-pair list: private to the person who keeps it. Nobody else ever sees an entry, organizers included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db.models import DoNotPair
from bot.services import private_lists
from bot.services.members import Actor


def add_do_not_pair(session: Session, actor: Actor, slack_user_ids: list[str], *, now: datetime) -> None:
    """From the next match on the actor is not paired with these people. People already on the list stay there.

    Raises InvalidInputError (field `people`) for the actor themselves.
    """
    private_lists.add(session, actor, DoNotPair, slack_user_ids, now=now)


def set_do_not_pair(session: Session, actor: Actor, slack_user_ids: list[str], *, now: datetime) -> None:
    """Make exactly these people the actor's list. Raises InvalidInputError as `add_do_not_pair`."""
    private_lists.set_to(session, actor, DoNotPair, slack_user_ids, now=now)


def do_not_pair_list(session: Session, actor: Actor) -> list[str]:
    """The Slack user ids on the actor's own list, in the order in which they were added."""
    return private_lists.listed(session, actor, DoNotPair)


def pairs_apart(session: Session, slack_user_ids: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """The pairs of these members (id -> Slack id) of whom one does not want to be paired with the other."""
    return private_lists.pairs(session, DoNotPair, slack_user_ids)
