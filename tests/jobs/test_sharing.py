"""What is shared is passed on once, by day, as long as its author and whoever gets it are there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Delivery, Share
from bot.domain.kinds import MessageKind
from bot.domain.sharing import Draft
from bot.domain.states import DeliveryState
from bot.services import privacy, sharing
from jobs.schedule import SWEEPS
from tests.factories import make_group, make_round, make_workspace
from tests.people import Person, make_person

NOW = datetime(2026, 3, 4, 13, tzinfo=UTC)
NIGHT = datetime(2026, 3, 4, 22, tzinfo=UTC)
MORNING = datetime(2026, 3, 5, 8, tzinfo=UTC)


@pytest.fixture
def pair(context: AppContext) -> tuple[Person, Person]:
    with context.database.unit_of_work() as session:
        workspace = make_workspace(session)
    with context.database.unit_of_work(workspace.id) as session:
        ada = make_person(session, slack_user_id="UADA")
        ben = make_person(session, ada.program, slack_user_id="UBEN")
        make_group(session, make_round(session, ada.program), ada.participant, ben.participant)
        return ada, ben


def shares(context: AppContext, ada: Person, ben: Person, now: datetime) -> None:
    with context.database.unit_of_work(ada.member.workspace_id) as session:
        draft = Draft("https://example.org/a", "for *you*", [f"{ada.program.id}:{ben.member.id}"])
        sharing.share(session, ada.actor, draft, now=now)


def sweep(context: AppContext, *moments: datetime) -> list[Delivery]:
    for now in moments:
        SWEEPS["shares"].act(context, now)
    with context.database.unit_of_work() as session:
        return list(session.scalars(select(Delivery).where(Delivery.kind == MessageKind.SHARED)))


def test_it_is_passed_on_once(context: AppContext, pair: tuple[Person, Person]) -> None:
    shares(context, *pair, NOW)
    (sent,) = sweep(context, NOW, NOW + timedelta(minutes=1))
    assert sent.target == {"users": ["UBEN"]}
    assert "shares something with you:" in str(sent.payload)
    assert "<https://example.org/a|example.org>\\n“for ∗you∗”" in str(sent.payload)
    with context.database.unit_of_work() as session:
        assert session.scalars(select(Share)).all() == []
    shares(context, *pair, NOW + timedelta(hours=1))
    assert len(sweep(context, NOW + timedelta(hours=1))) == 2


def test_at_night_it_waits_for_the_morning(context: AppContext, pair: tuple[Person, Person]) -> None:
    shares(context, *pair, NIGHT)
    assert sweep(context, NIGHT) == []
    assert len(sweep(context, MORNING)) == 1


def test_it_is_not_passed_on_once_its_author_erased_their_data(
    context: AppContext, pair: tuple[Person, Person]
) -> None:
    ada, ben = pair
    shares(context, ada, ben, NOW)
    (sent,) = sweep(context, NOW)
    shares(context, ada, ben, NIGHT)
    with context.database.unit_of_work(ada.member.workspace_id) as session:
        privacy.erase(session, ada.actor, now=NIGHT)
    assert [one.id for one in sweep(context, MORNING)] == [sent.id]
    with context.database.unit_of_work() as session:
        assert session.get_one(Delivery, sent.id).state is DeliveryState.CANCELLED
