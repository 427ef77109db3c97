"""The other side said yes: whoever asked and whoever knows them are put in touch, once, in a conversation of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Member, WarmIntroduction, Workspace
from bot.domain.introductions import Draft, IntroductionOutcome, Way
from bot.domain.kinds import MessageKind
from bot.domain.slots import suits_now
from bot.services import introductions, message_cap
from bot.services.conditions import is_reachable, may_speak
from bot.services.rounds.people import hours_of

WITHIN = timedelta(days=14)  # later it would come out of the blue
_knower = aliased(Member)
# Introductions that came about, of people who wait to be put in touch
WAITING = DueQuery(
    select(WarmIntroduction.workspace_id, WarmIntroduction.id)
    .join(Workspace, Workspace.id == WarmIntroduction.workspace_id)
    .join(Member, Member.id == WarmIntroduction.member_id)
    .join(_knower, _knower.id == WarmIntroduction.knower_id)
    .where(
        WarmIntroduction.outcome == IntroductionOutcome.CAME_ABOUT,
        WarmIntroduction.way == Way.TOGETHER,
        WarmIntroduction.put_in_touch_at.is_(None),
        WarmIntroduction.settled_at > now_plus(-WITHIN),
        _knower.deactivated_at.is_(None),
        is_reachable(),
        may_speak(),
    )
    .order_by(WarmIntroduction.id)
)


@dataclass(frozen=True)
class Together:
    """Who are put in touch now (Slack ids), with whom the one knows the way to, and what the other wrote."""

    asker: str
    knower: str
    whom: str
    wanted: Draft


def put_in_touch(session: Session, introduction_id: int, *, now: datetime) -> Together | None:
    """Put both in touch if it suits them now; it counts under the cap as an introduction of each. None where it waits.

    One asked for it and the other said yes: a hard week does not hold it back.
    """
    row = session.get_one(WarmIntroduction, introduction_id, with_for_update=True)
    if row.put_in_touch_at is not None or row.knower_id is None:
        return None
    asker, knower = session.get_one(Member, row.member_id), session.get_one(Member, row.knower_id)
    if not suits_now([hours_of(asker), hours_of(knower)], now):
        return None
    kind = MessageKind.WARM_INTRODUCTION
    if not message_cap.reserve_for_all(session, kind, [asker, knower], now=now, even_if_hard=True):
        return None
    row.put_in_touch_at = now
    return Together(asker.slack_user_id, knower.slack_user_id, row.whom, introductions.wanted(row))
