"""What belongs to mentor pairs, read for many at once: agreements, talks, times, last words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import DoNotPair, Meeting, Member, MentorAgreement, MentorPair, MentorTalk, MentorWord, Participant
from bot.domain.mentor_pairs import LINES, Agreement
from bot.domain.rounds import Agreed

_AUTHOR, _READER = aliased(Participant), aliased(Participant)
# Of a last word: whoever would read it does not want to be brought together with its author
_KEPT_OFF = exists().where(
    DoNotPair.workspace_id == MentorWord.workspace_id,
    MentorPair.id == MentorWord.pair_id,
    _AUTHOR.id == MentorWord.participant_id,
    _READER.id.in_((MentorPair.participant_id, MentorPair.mentor_id)),
    _READER.id != _AUTHOR.id,
    DoNotPair.member_id == _READER.member_id,
    DoNotPair.other_id == _AUTHOR.member_id,
)


def agreement_of(row: MentorAgreement) -> Agreement:
    """The lines as they stand."""
    return Agreement(*(getattr(row, name) or "" for name in LINES))


@dataclass(frozen=True)
class Facts:
    """What belongs to pairs, by pair."""

    agreements: Mapping[int, MentorAgreement]
    talks: Mapping[int, int]
    words: Mapping[tuple[int, int], MentorWord]
    times: Mapping[int, Agreed]  # when the two talk next
    unread: Collection[tuple[int, int]]  # words of somebody from whom the other keeps apart

    @classmethod
    def of(cls, session: Session, pair_ids: Collection[int]) -> Facts:
        if not pair_ids:
            return cls({}, {}, {}, {}, ())
        agreements = session.scalars(select(MentorAgreement).where(MentorAgreement.pair_id.in_(pair_ids)))
        talks = session.execute(
            select(MentorTalk.pair_id, func.count())
            .where(MentorTalk.pair_id.in_(pair_ids))
            .group_by(MentorTalk.pair_id)
        )
        words = session.execute(select(MentorWord, _KEPT_OFF).where(MentorWord.pair_id.in_(pair_ids))).all()
        return cls(
            {row.pair_id: row for row in agreements},
            {row[0]: row[1] for row in talks},
            {(word.pair_id, word.participant_id): word for word, _ in words},
            _times(session, pair_ids),
            {(word.pair_id, word.participant_id) for word, is_kept_off in words if is_kept_off},
        )


def _times(session: Session, pair_ids: Collection[int]) -> dict[int, Agreed]:
    rows = session.execute(
        select(Meeting, Member.slack_user_id)
        .outerjoin(Participant, Participant.id == Meeting.set_by_id)
        .outerjoin(Member, Member.id == Participant.member_id)
        .where(Meeting.pair_id.in_(pair_ids), Meeting.outcome.is_(None))
    )
    return {
        at.pair_id: Agreed(at.id, at.starts_at, at.set_at, at.place, at.changes, set_by)
        for at, set_by in rows
        if at.pair_id is not None and at.starts_at is not None
    }
