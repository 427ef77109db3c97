"""Handlers under test: Bolt with every handler, a committed database, and a recorder in Slack's place."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Literal, TypeVar

import pytest
from sqlalchemy import inspect, select

from bot.context import AppContext
from bot.db.base import Base
from bot.db.models import Delivery, Member, Participant, Program, Workspace
from bot.db.session import Database
from bot.delivery.outbox import Outbox
from bot.domain.home import Room
from bot.limits import Limits
from bot.settings import Settings
from bot.slack.clients import Clients
from bot.slack.replies import Replies
from bot.views.home import go_to
from handlers.bolt import KithApp
from tests.factories import make_member, make_organizer, make_participant, make_program, make_workspace
from tests.handlers import payloads
from tests.handlers.recorder import Recorder, RecorderServer
from tests.people import Person

Row = TypeVar("Row", bound=Base)
Whose = Member | Person | str  # or a Slack user id


@dataclass
class SetClock:
    """A clock that stands where the test put it."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Answer:
    """What Slack got back at once: HTTP status and the ack's body (empty for a plain ack)."""

    status: int
    body: dict[str, Any]


@dataclass
class Kith:
    """Kith with its handlers, and what people of its workspace do to it.

    `send` dispatches a payload as Socket Mode does, and waits for what follows the ack; so do the others.
    """

    context: AppContext
    bolt: KithApp
    slack: Recorder
    workspace: Workspace
    _openings: Iterator[int] = field(default_factory=count)

    def send(self, payload: dict[str, Any]) -> Answer:
        acked = threading.Event()
        response = self.bolt.answer(payload, acked=acked)
        acked.set()
        self.settle()
        return Answer(response.status, json.loads(response.body) if response.body else {})

    def press(
        self,
        who: Whose,
        action_id: str,
        value: object = "",
        *,
        where: Literal["message", "home", "modal"] = "message",
        channel: str = "D0",
        **more: Any,
    ) -> Answer:
        """A button, in a message of `channel` unless it is elsewhere; `more` as in `payloads.action`."""
        pressed, by = payloads.action(action_id, str(value), **more), self._by(who)
        if where == "message":
            url = self.slack.response_url
            return self.send(payloads.message_click(*by, pressed, channel=channel, response_url=url))
        return self.send((payloads.home_click if where == "home" else payloads.view_click)(*by, pressed))

    def submit(
        self,
        who: Whose,
        callback_id: str,
        fields: Mapping[str, Any],
        *,
        remembers: object = "",
        view_id: str = "",
        over: str | None = None,
    ) -> Answer:
        """A form with these elements by block id, opened anew each time, unless `view_id` says; `over` another view."""
        entered = {name: {"value": element} for name, element in fields.items()}
        sent = payloads.view_submission(*self._by(who), callback_id, entered, private_metadata=str(remembers))
        inputs = [{"type": "input", "block_id": name} for name in fields]
        opening = view_id or f"VFORM{next(self._openings)}"
        sent["view"] |= {"id": opening, "previous_view_id": over, "blocks": inputs}
        return self.send(sent)

    def command(self, who: Whose, text: str, *, channel: str = "C0") -> Answer:
        """`/kith text`, typed in a channel."""
        url = self.slack.response_url
        return self.send(payloads.command(*self._by(who), text, channel=channel, response_url=url))

    def home(self, who: Whose, room: Room | None = None) -> dict[str, Any]:
        """What they see in App Home when they open it, or go into that room of it."""
        team, user = self._by(who)
        if room is not None:
            self.press(who, go_to(room), where="home")
        self.send(payloads.event(team, {"type": "app_home_opened", "user": user, "channel": "D1", "tab": "home"}))
        view: dict[str, Any] = self.slack.of("views.publish")[-1]["view"]
        return view

    def _by(self, who: Whose) -> tuple[str, str]:
        member = who.member if isinstance(who, Person) else who
        return self.workspace.slack_team_id, member if isinstance(member, str) else member.slack_user_id

    def settle(self) -> None:
        """Wait until everything that was to follow an ack is done."""
        self.context.replies.settle()

    def member(self, **values: Any) -> Member:
        """A person of the workspace, committed."""
        with self.context.database.unit_of_work(self.workspace.id) as session:
            return make_member(session, **values)

    def program(self, **values: Any) -> Program:
        """A running program, committed."""
        with self.context.database.unit_of_work(self.workspace.id) as session:
            return make_program(session, **values)

    def organizer(self, program: Program) -> Member:
        """A new organizer of the program, committed."""
        with self.context.database.unit_of_work(self.workspace.id) as session:
            member = make_member(session)
            make_organizer(session, program, member=member)
            return member

    def participant(self, program: Program, *, member: Member | None = None, **values: Any) -> Participant:
        """A participant of the program, committed."""
        with self.context.database.unit_of_work(self.workspace.id) as session:
            return make_participant(session, program, member=member, **values)

    def again(self, row: Row) -> Row:
        """The row as the database has it now."""
        with self.context.database.unit_of_work() as session:
            return session.get_one(type(row), inspect(row).identity)

    def knows_channel(self, channel_id: str, *people: str, **flags: Any) -> None:
        """Let Slack have a channel with these people; `flags` as in conversations.info."""
        shown = {"id": channel_id, "name": "job-seekers", "is_member": True, **flags}
        self.slack.answers["conversations.info"] = {"channel": shown}
        self.slack.answers["conversations.members"] = {"members": list(people)}

    def deliveries(self) -> list[Delivery]:
        """The ledger, in order."""
        with self.context.database.unit_of_work() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.id)))


@pytest.fixture(scope="module")
def _recorder() -> Iterator[RecorderServer]:
    server = RecorderServer()
    yield server
    server.stop()


def _described(slack_user_id: str) -> dict[str, Any]:
    is_admin = slack_user_id == "UADMIN"
    slack_user_id = str(slack_user_id)  # the recorder reads what looks like JSON
    return {"id": slack_user_id, "name": slack_user_id.lower(), "tz": "Europe/Berlin", "is_admin": is_admin}


@pytest.fixture
def slack(_recorder: RecorderServer) -> Recorder:
    _recorder.recorder.calls.clear()
    _recorder.recorder.answers.clear()
    # Whoever is asked for is a full member in Berlin; views that are opened have an id
    _recorder.recorder.answers["users.info"] = lambda args: {"user": _described(args["user"])}
    return _recorder.recorder


@pytest.fixture
def workspace(database: Database) -> Workspace:
    with database.unit_of_work() as session:
        return make_workspace(session)


@pytest.fixture
def clock(now: datetime) -> SetClock:
    return SetClock(now)


@pytest.fixture
def context(database: Database, database_url: str, slack: Recorder, clock: SetClock) -> Iterator[AppContext]:
    clients = Clients(api_url=f"{slack.url}/api/", token_of=lambda _workspace_id: "xoxb-test")
    replies = Replies(clients, threads=1)  # one thread: what was handed in first is done first
    context = AppContext(
        settings=Settings(KITH_DATABASE_URL=database_url, _env_file=None),  # type: ignore[call-arg]
        database=database,
        clock=clock,
        outbox=Outbox(),
        clients=clients,
        replies=replies,
        limits=Limits({}),  # tests press faster than people
    )
    yield context
    replies.close()


@pytest.fixture
def kith(context: AppContext, slack: Recorder, workspace: Workspace) -> Kith:
    return Kith(context=context, bolt=KithApp(context), slack=slack, workspace=workspace)
