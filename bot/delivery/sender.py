"""Goes through a lane: claims a message, calls Slack, writes the result down, until nothing is due in the lane."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.models import Conversation, Delivery
from bot.db.session import Database
from bot.delivery import pace
from bot.delivery.calls import CALLS, Settle
from bot.delivery.lane import Lane
from bot.delivery.ledger import CALL_SECONDS, Call, Ledger, backoff, release_until
from bot.delivery.steps import FINISHED, METHOD, ONCE, Step
from bot.domain.states import DeliveryState
from bot.slack.clients import Clients
from bot.slack.errors import CHANNEL_GONE, DoubtfulError, LimitedError, RefusedError, UnreachedError

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 30
IN_DOUBT = "in_doubt"


class Sender:
    """What a thread of the engine does. Any number of threads may do it at once, in any number of processes."""

    def __init__(self, *, database: Database, clients: Clients, ledger: Ledger) -> None:
        self._database, self._clients, self._ledger = database, clients, ledger

    def go_through(self, lane: Lane, *, must_end: Callable[[], bool]) -> Iterator[int]:
        """Send what is due in the lane, one message after the other; yields each one's number as it is begun.

        `must_end` is asked between two messages.
        """
        owner = uuid.uuid4().hex
        while not must_end():
            with self._database.unit_of_work() as session:
                call = self._ledger.claim(session, lane, owner=owner, now=real_now())
            if call is None:
                return
            while call is not None:
                yield call.delivery_id
                call = self._carry_out(call, lane, owner=owner, must_end=must_end)

    def _carry_out(self, call: Call, lane: Lane, *, owner: str, must_end: Callable[[], bool]) -> Call | None:
        """Make the call when it is time, write its result down, and return the next call if it is known."""
        time.sleep(max(0.0, call.at - real_now().timestamp()))
        called_at = real_now().timestamp()
        settle = self._make(call) if called_at < call.leased_until - CALL_SECONDS else partial(_not_made, call)
        with self._database.unit_of_work() as session:
            row = self._ledger.mine(session, delivery_id=call.delivery_id, owner=owner)
            if row is None:
                log.warning("lease lost", extra={"action": "lease_lost", "delivery": call.delivery_id})
                return None
            is_released, following = settle(session, row), None
            if not is_released:
                following = self._ledger.next_call(session, row, now=real_now())
            if row.state in FINISHED and not must_end():
                following = self._ledger.claim(session, lane, owner=owner, now=real_now())
            self._ledger.called(session, call, at=called_at)
        return following

    def _make(self, call: Call) -> Settle:
        """Make the call. Returns what writes its result down."""
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
        except Exception as error:  # an error of ours holds up this message alone, and not for ever
            log.exception("call failed", extra={"action": "call_failed", "delivery": call.delivery_id})
            return partial(self._again, call, type(error).__name__, undone=False)
        return settle

    def _limited(self, call: Call, error: LimitedError, session: Session, row: Delivery) -> bool:
        now, method = real_now(), METHOD[call.step]
        log.info("limited", extra={"action": "limited", "method": method, "seconds": error.retry_after})
        pace.pause(session, workspace_id=row.workspace_id, method=method, until=now.timestamp() + error.retry_after)
        _take_back(call, row)
        at = now + timedelta(seconds=error.retry_after)
        release_until(row, at=at, why=f"Slack asked to wait with {method}")
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
        at = real_now() + timedelta(seconds=backoff(row.attempts))
        release_until(row, at=at, why=f"no word from Slack ({name})")
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
    """The process was frozen, so the lease might end during the call. The call is begun again."""
    _take_back(call, row)
    return False


def _take_back(call: Call, row: Delivery) -> None:
    """The call did nothing: a step that must happen once may be done again."""
    if call.step in ONCE:
        row.state = DeliveryState.QUEUED


def _forget_conversation(session: Session, row: Delivery, error: str) -> bool:
    """True if the conversation may be out of date and is to be opened again: once, and only with people."""
    if not row.target.get("users") or row.error:
        return False
    known = delete(Conversation).where(
        Conversation.workspace_id == row.workspace_id, Conversation.people == row.target_key
    )
    session.execute(known.execution_options(synchronize_session=False))
    row.slack_channel_id, row.state, row.error = None, DeliveryState.QUEUED, error
    return True


def _give_up_rest(call: Call, row: Delivery, error: str) -> None:
    """The message is in Slack, but its files or its change were refused. It counts as sent, with the reason noted."""
    row.error, row.state = f"{METHOD[call.step]}: {error}", DeliveryState.QUEUED
    if call.step is Step.UPDATE:
        row.sent_version = call.version
    else:
        row.files_shared = True
