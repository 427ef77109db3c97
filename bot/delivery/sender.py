"""Carries one delivery to its end: claim, call, settle, until it is done or has to wait."""

from __future__ import annotations

import logging
import time
import uuid
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.models import Conversation, Delivery
from bot.db.session import Database
from bot.delivery import pace
from bot.delivery.calls import CALLS, Settle
from bot.delivery.crew import Crew
from bot.delivery.lane import Lane
from bot.delivery.ledger import CALL_SECONDS, Call, Ledger, backoff
from bot.delivery.steps import FINISHED, METHOD, ONCE, Step
from bot.domain.states import DeliveryState
from bot.slack.clients import Clients
from bot.slack.outcomes import CHANNEL_GONE, DoubtfulError, LimitedError, RefusedError, UnreachedError

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 30
LEAVING_SECONDS = 1.0  # by then a process that ends has ceased to take jobs
TURN_SECONDS = 5.0  # then a job ends where others wait for their beginning
IN_DOUBT = "in_doubt"


@dataclass(frozen=True)
class Trip:
    """One job's way through a lane. `put_off`: kinds of calls for which it is not time yet."""

    lane: Lane
    owner: str
    ends_at: float
    put_off: set[str] = field(default_factory=set)


class Sender:
    """What the engine's job does. `name` is the process's: whatever it holds begins with it."""

    def __init__(self, *, database: Database, clients: Clients, ledger: Ledger, crew: Crew, name: str) -> None:
        self._database, self._clients, self._ledger = database, clients, ledger
        self._crew, self._name = crew, name

    def deliver(self, delivery_id: int) -> None:
        """Go on with the delivery from wherever it stands, and then with what else is due in its lane.

        Safe to repeat, also by two workers at once.
        """
        lane = self._lane(delivery_id)
        if lane is None or not self._crew.enter(lane):
            return
        try:
            self._go_through(lane, first=delivery_id)
            while not self._crew.leave(lane):
                self._go_through(lane)
        except BaseException:
            self._crew.drop_out(lane)
            raise

    def _lane(self, delivery_id: int) -> Lane | None:
        with self._database.unit_of_work(read_only=True) as session:
            row = session.execute(
                select(Delivery.workspace_id, Delivery.urgent).where(Delivery.id == delivery_id)
            ).first()
        return Lane(*row) if row else None

    def _go_through(self, lane: Lane, *, first: int | None = None) -> None:
        trip = Trip(lane, f"{self._name}:{uuid.uuid4().hex}", time.monotonic() + TURN_SECONDS)
        call = self._claim(trip, only=first) if first is not None else None
        while call := call or self._next(trip):
            call = self._carry_out(trip, call)

    def _next(self, trip: Trip) -> Call | None:
        """What is to be called for another delivery; None if there is none, or others are to go on with them."""
        while not self._must_end(trip):
            if self._crew.was_asked(trip.lane):
                trip.put_off.clear()
            before = len(trip.put_off)
            call = self._claim(trip)
            if call is not None or len(trip.put_off) == before:
                return call
        with self._database.unit_of_work() as session:
            seconds = LEAVING_SECONDS if self._crew.is_leaving else 0.0
            self._ledger.hand_over(session, trip.lane, now=real_now(), put_off=trip.put_off, seconds=seconds)
        return None

    def _must_end(self, trip: Trip) -> bool:
        return self._crew.is_leaving or (self._crew.is_full and time.monotonic() > trip.ends_at)

    def _claim(self, trip: Trip, *, only: int | None = None) -> Call | None:
        with self._database.unit_of_work() as session:
            return self._ledger.claim(
                session, trip.lane, owner=trip.owner, now=real_now(), put_off=trip.put_off, only=only
            )

    def _carry_out(self, trip: Trip, call: Call) -> Call | None:
        """Make the call in its time, write down what came of it, and say what is to be called next, if that is sure."""
        time.sleep(max(0.0, call.at - real_now().timestamp()))
        called_at = real_now().timestamp()
        settle = self._make(call) if called_at < call.leased_until - CALL_SECONDS else partial(_not_made, call)
        with self._database.unit_of_work() as session:
            row = self._ledger.mine(session, delivery_id=call.delivery_id, owner=trip.owner)
            if row is None:
                log.warning("lease lost", extra={"action": "lease_lost", "delivery": call.delivery_id})
                return None
            let_go, following = settle(session, row), None
            if not let_go:
                following = self._ledger.next_call(session, row, now=real_now())
            if row.state in FINISHED and not self._must_end(trip):
                following = self._ledger.claim(
                    session, trip.lane, owner=trip.owner, now=real_now(), put_off=trip.put_off
                )
            self._ledger.called(session, call, at=called_at)
        return following

    def _make(self, call: Call) -> Settle:
        """Make the call, and say what to write down."""
        client = self._clients.posting(call.workspace_id)
        try:
            settle = CALLS[call.step](client, call)
        except LimitedError as error:
            return partial(self._limited, call, error)
        except UnreachedError as error:
            return partial(self._again, call, error.name, undone=True)
        except DoubtfulError as error:
            return partial(self._again, call, error.name, undone=False)
        except RefusedError as error:
            return partial(self._refused, call, error)
        return settle

    def _limited(self, call: Call, error: LimitedError, session: Session, row: Delivery) -> bool:
        now, method = real_now(), METHOD[call.step]
        log.info("limited", extra={"action": "limited", "method": method, "seconds": error.retry_after})
        pace.pause(session, workspace_id=row.workspace_id, method=method, until=now.timestamp() + error.retry_after)
        _take_back(call, row)
        self._ledger.come_back(session, row, seconds=error.retry_after, why=f"Slack asked to wait with {method}")
        return True

    def _again(self, call: Call, name: str, session: Session, row: Delivery, *, undone: bool) -> bool:
        row.attempts += 1
        if undone:
            _take_back(call, row)
        if row.attempts >= MAX_ATTEMPTS and row.slack_ts is not None:
            _give_up_rest(call, row, name)
            return False
        if row.attempts >= MAX_ATTEMPTS:
            undecided = row.state is DeliveryState.SENDING
            self._ledger.fail(session, row, error=IN_DOUBT if undecided else name, now=real_now())
            return True
        log.info("in doubt", extra={"action": "in_doubt", "delivery": row.id, "error": name})
        self._ledger.come_back(session, row, seconds=backoff(row.attempts), why=f"no word from Slack ({name})")
        return True

    def _refused(self, call: Call, error: RefusedError, session: Session, row: Delivery) -> bool:
        log.info("refused", extra={"action": "delivery_refused", "delivery": row.id, "error": error.name})
        if call.step is Step.POST and error.name in CHANNEL_GONE and _forget_conversation(session, row, error.name):
            return False
        if row.slack_ts is not None:
            _give_up_rest(call, row, error.name)
            return False
        in_doubt = call.step is Step.LOOK_UP and error.name not in CHANNEL_GONE
        self._ledger.fail(session, row, error=IN_DOUBT if in_doubt else error.name, now=real_now())
        return True


def _not_made(call: Call, _session: Session, row: Delivery) -> bool:
    """The process was frozen meanwhile: the lease might have run out under the call. It is begun anew."""
    _take_back(call, row)
    return False


def _take_back(call: Call, row: Delivery) -> None:
    """The call did nothing: what was to be done once is as it was."""
    if call.step in ONCE:
        row.state = DeliveryState.QUEUED


def _forget_conversation(session: Session, row: Delivery, error: str) -> bool:
    """Whether the conversation may have been an old one, to be opened anew: once, and only with people."""
    if not row.target.get("users") or row.error:
        return False
    known = delete(Conversation).where(
        Conversation.workspace_id == row.workspace_id, Conversation.people == row.target_key
    )
    session.execute(known.execution_options(synchronize_session=False))
    row.slack_channel_id, row.state, row.error = None, DeliveryState.QUEUED, error
    return True


def _give_up_rest(call: Call, row: Delivery, error: str) -> None:
    """The message is there; its files, or its change, are refused. It counts as sent, with the reason beside it."""
    row.error, row.state = f"{METHOD[call.step]}: {error}", DeliveryState.QUEUED
    if call.step is Step.UPDATE:
        row.sent_version = call.version
    else:
        row.files_shared = True
