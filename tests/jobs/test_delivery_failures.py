"""What did not arrive changes who and what Kith reckons with, once, and the organizers hear of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.context import AppContext
from bot.db.models import Delivery, Member, Program, Workspace
from bot.db.session import Database
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState, ProgramState, WorkspaceState
from bot.settings import MANIFEST
from bot.slack.clients import Clients
from jobs.schedule import SWEEPS
from tests.conftest import NOW
from tests.factories import make_member, make_organizer, make_participant, make_program, make_workspace
from tests.sandboxes import Handle, start_sandbox


@pytest.fixture
def workspace_id(database: Database) -> int:
    with database.unit_of_work() as session:
        return make_workspace(session).id


@pytest.fixture
def program(database: Database, workspace_id: int) -> Program:
    """One organizer in UTC, where it is 08:30."""
    with database.unit_of_work(workspace_id) as session:
        program = make_program(session)
        make_organizer(session, program, member=make_member(session, slack_user_id="UORGANIZER"))
        return program


def failed(context: AppContext, workspace_id: int, error: str, target: Target, program_id: int | None = None) -> int:
    """A message that ended like this."""
    with context.database.unit_of_work(workspace_id) as session:
        context.outbox.plan(
            session,
            key="it",
            kind="summary",
            target=target,
            message=Message("it"),
            now=NOW,
            program_id=program_id,
        )
        row = session.scalars(select(Delivery).where(Delivery.key == "it")).one()
        row.state, row.error, row.finished_at = DeliveryState.FAILED, error, NOW
        return row.id


def told(database: Database) -> list[Delivery]:
    """What the organizers were told."""
    with database.unit_of_work() as session:
        return list(session.scalars(select(Delivery).where(Delivery.kind == MessageKind.NEWS)))


def handled_at(database: Database, delivery_id: int) -> datetime | None:
    with database.unit_of_work() as session:
        return session.get_one(Delivery, delivery_id).handled_at


@pytest.mark.parametrize(
    ("error", "reason"),
    [("is_archived", "archived"), ("channel_not_found", "deleted"), ("not_in_channel", "bot_removed")],
)
def test_a_channel_that_is_gone_pauses_its_program_and_the_organizers_are_told_once(
    context: AppContext, database: Database, program: Program, error: str, reason: str
) -> None:
    number = failed(context, program.workspace_id, error, Target(channel=program.slack_channel_id), program.id)
    for _ in range(2):
        SWEEPS["delivery_failures"].act(context, NOW)
    with database.unit_of_work() as session:
        found = session.get_one(Program, program.id)
        assert (found.state, found.state_reason) == (ProgramState.PAUSED, reason)
    (news,) = told(database)
    assert news.target == {"users": ["UORGANIZER"]}
    assert handled_at(database, number) == NOW


def test_an_organizer_who_sleeps_is_told_in_their_morning(
    context: AppContext, database: Database, program: Program
) -> None:
    number = failed(context, program.workspace_id, "is_archived", Target(channel=program.slack_channel_id), program.id)
    SWEEPS["delivery_failures"].act(context, NOW - timedelta(hours=4))
    assert told(database) == []
    assert handled_at(database, number) is None
    SWEEPS["delivery_failures"].act(context, NOW)
    assert len(told(database)) == 1


def test_a_doubtful_post_is_left_to_the_organizers(context: AppContext, database: Database, program: Program) -> None:
    number = failed(context, program.workspace_id, "in_doubt", Target(channel=program.slack_channel_id), program.id)
    SWEEPS["delivery_failures"].act(context, NOW)
    (news,) = told(database)
    assert f'"value": "{number}"' in str(news.payload).replace("'", '"')
    with database.unit_of_work() as session:
        assert session.get_one(Program, program.id).state is ProgramState.RUNNING


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth"])
def test_a_revoked_token_stops_the_workspace(
    context: AppContext, database: Database, workspace_id: int, error: str
) -> None:
    failed(context, workspace_id, error, Target(channel="C1"))
    SWEEPS["delivery_failures"].act(context, NOW)
    with database.unit_of_work() as session:
        assert session.get_one(Workspace, workspace_id).state is WorkspaceState.REVOKED


def test_what_changes_nothing_in_the_program_is_noted_once(
    context: AppContext, database: Database, workspace_id: int
) -> None:
    number = failed(context, workspace_id, "invalid_blocks", Target(channel="C1"))
    SWEEPS["delivery_failures"].act(context, NOW)
    SWEEPS["delivery_failures"].act(context, NOW + timedelta(hours=1))
    assert handled_at(database, number) == NOW


def test_a_message_whose_words_cannot_be_read_stops_no_conclusion(
    context: AppContext, database: Database, workspace_id: int
) -> None:
    number = failed(context, workspace_id, "invalid_blocks", Target(channel="C1"))
    if database.engine.dialect.name == "sqlite":  # PostgreSQL stores no text that is no JSON
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE deliveries SET payload = '{'"))
    SWEEPS["delivery_failures"].act(context, NOW)
    with database.unit_of_work() as session:
        assert session.scalars(select(Delivery.handled_at).where(Delivery.id == number)).one() == NOW


class TestPeople:
    """Slack is asked who of them is gone."""

    @pytest.fixture
    def sandbox(self) -> Iterator[Handle]:
        with start_sandbox(people=4, manifest=MANIFEST) as handle:
            yield handle

    @pytest.fixture
    def asking(self, context: AppContext, sandbox: Handle) -> AppContext:
        tokens = sandbox.tokens
        clients = Clients(api_url=tokens["api_url"], token_of=lambda _id: tokens["bot_token"])
        return AppContext(**{**context.__dict__, "clients": clients})

    def deactivated(self, database: Database) -> set[str]:
        with database.unit_of_work() as session:
            return set(session.scalars(select(Member.slack_user_id).where(Member.deactivated_at.is_not(None))))

    def test_only_who_is_deactivated_leaves_the_pool(
        self, asking: AppContext, database: Database, program: Program, sandbox: Handle
    ) -> None:
        gone, stays = [user.id for user in sandbox.sandbox.workspace.users.values() if not user.is_bot][:2]
        with database.unit_of_work(program.workspace_id) as session:
            for slack_user_id in (gone, stays):
                make_participant(session, program, member=make_member(session, slack_user_id=slack_user_id))
        sandbox.running.call(setattr, sandbox.sandbox.workspace.users[gone], "deleted", True)
        failed(asking, program.workspace_id, "user_disabled", Target(users=(gone, stays)), program.id)
        SWEEPS["delivery_failures"].act(asking, NOW)
        assert self.deactivated(database) == {gone}

    def test_a_person_whom_slack_does_not_show_counts_as_gone(
        self, asking: AppContext, database: Database, workspace_id: int
    ) -> None:
        number = failed(asking, workspace_id, "user_not_found", Target(users=("UNOBODY",)))
        SWEEPS["delivery_failures"].act(asking, NOW)
        assert self.deactivated(database) == {"UNOBODY"}
        assert handled_at(database, number) == NOW
