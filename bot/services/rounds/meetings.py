"""People's answers about their meeting. One person's "we met" counts for everybody, as a coffee chat for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.calendar import local
from bot.domain.rounds import Introduction, Status, status
from bot.domain.states import MeetingAnswer
from bot.services import participants
from bot.services.members import Actor
from bot.services.rounds.introductions import agreed_times, describe
from bot.services.rounds.meeting_checkins import count_meeting, heard_from
from bot.services.rounds.meeting_times import lock_members, settle_as_met
from bot.services.rounds.places import place_in, require_open


@dataclass(frozen=True)
class Answered:
    """How far a group is after an answer. `is_new` is False if the same person had given the same answer before.

    `is_further`: the group's status is not what it was before.
    """

    introduction: Introduction
    status: Status
    answer: MeetingAnswer
    is_new: bool
    is_further: bool
    can_change: bool


def record_meeting(session: Session, actor: Actor, group_id: int, answer: MeetingAnswer, *, now: datetime) -> Answered:
    """Store the actor's answer about their group's meeting; the same answer again changes nothing.

    "We met" settles the time that the group had and counts for the group. It records a coffee chat, dated within the
    round, for the actor and for each whom Kith has heard from since the introduction; the others say it themselves. It
    is possible after the round, too.
    Raises NotFoundError and NotAllowedError as `place_in`, and as `require_open`.
    """
    place = place_in(session, actor, group_id)
    require_open(place)
    participants.touch(session, place.member.participant_id, now=now)
    members = lock_members(session, group_id)
    agreed = agreed_times(session, [group_id]).get(group_id)
    before = status((member.answer for member in members), agreed=agreed)
    met_again = answer is MeetingAnswer.MET and agreed is not None
    is_new = place.member.answer is not answer or met_again
    if is_new:
        place.member.answer, place.member.answered_at = answer, now
        session.flush()
    if is_new and answer is MeetingAnswer.MET:
        meeting = settle_as_met(session, place.group, now=now)
        on = min(now, meeting.starts_at) if meeting.starts_at else now
        count_meeting(
            session,
            place.group,
            meeting,
            [
                place.member.participant_id,
                *heard_from(session, place.group, [one.participant_id for one in members if one is not place.member]),
            ],
            done_on=min(local(on, place.program.zone).date(), place.of_round.ends_on),
            now=now,
        )
    said = describe(session, group_id, now=now)
    after = status((member.answer for member in members), agreed=said.agreed)
    return Answered(
        introduction=said,
        status=after,
        answer=answer,
        is_new=is_new,
        is_further=after != before,
        can_change=place.stands,
    )
