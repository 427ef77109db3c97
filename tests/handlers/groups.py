"""Two buddy groups of a running round, and ways to press what is shown to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.db.models import (
    GroupMember,
    Member,
    Participant,
)
from bot.domain.states import MeetingAnswer
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views.rounds import home
from bot.views.rounds.introduction import HAVE_TIME, MET, NOT_YET, WONT_HAPPEN
from tests.factories import make_group, make_organizer, make_participant, make_program, make_round
from tests.handlers.conftest import Kith

FRIDAY = WeekMessage(WeekMessageKind.CHECKIN, date(2026, 3, 13))
ON_FRIDAY = {
    HAVE_TIME: home.FRIDAY_HAVE_TIME,
    MET: home.FRIDAY_MET,
    NOT_YET: home.FRIDAY_NOT_YET,
    WONT_HAPPEN: home.FRIDAY_WONT_HAPPEN,
}


@dataclass(frozen=True)
class Stage:
    """Two pairs in a running round: the actor and their buddy in the first, others in the second."""

    kith: Kith
    program_id: int
    group_id: int
    other_group_id: int
    ada: Member
    ben: Member
    carl: Member
    organizer: Member

    def click(self, action_id: str, value: object, *, by: Member | None = None) -> None:
        self.kith.press(by or self.ada, action_id, value, channel="G0")

    def answer(self, action_id: str, place: str, *, by: Member) -> None:
        """Say how far it is: in App Home, in Friday's message, or under the introduction."""
        if place == "home":
            self.kith.press(by, action_id, self.group_id, where="home")
        elif place == "friday":
            self.click(ON_FRIDAY[action_id], FRIDAY.value(self.group_id), by=by)
        else:
            self.click(action_id, self.group_id, by=by)

    def rows(self, model: Any) -> list[Any]:
        with self.kith.context.database.unit_of_work(read_only=True) as session:
            return list(session.scalars(select(model).order_by(model.id)))

    def answer_of(self, member: Member) -> MeetingAnswer | None:
        with self.kith.context.database.unit_of_work(read_only=True) as session:
            return session.scalars(
                select(GroupMember.answer)
                .join(Participant, Participant.id == GroupMember.participant_id)
                .where(Participant.member_id == member.id)
            ).one()

    def replies(self) -> list[dict[str, Any]]:
        return self.kith.slack.of("response_url")

    @staticmethod
    def set(kith: Kith) -> Stage:
        """Committed."""
        people = [kith.member(name=name) for name in ("Ada", "Ben", "Carl", "Dora", "Olga")]
        with kith.context.database.unit_of_work(kith.workspace.id) as session:
            program = make_program(session, name="Spring cohort", starts_on=date(2026, 3, 2))
            here = [make_participant(session, program, member=member) for member in people[:4]]
            make_organizer(session, program, member=people[4])
            running = make_round(session, program, started_at=kith.context.clock.now())
            groups = [make_group(session, running, *here[:2]), make_group(session, running, *here[2:])]
            ada, ben, carl, _, organizer = people
            return Stage(kith, program.id, groups[0].id, groups[1].id, ada, ben, carl, organizer)
