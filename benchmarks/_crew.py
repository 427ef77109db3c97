"""Processes of a delivery run.

`worker` sends until it is ended, `waiting` does so once it is told to; `decider` decides batch after batch, as jobs do.
"""

from __future__ import annotations

import itertools
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from benchmarks._plan import Place, Plan
from bot.db.models import Delivery
from bot.db.session import Database
from bot.delivery.engine import Engine
from bot.delivery.outbox import Outbox
from bot.domain.messages import File, Message, Target
from bot.domain.states import UNFINISHED
from bot.slack.clients import Clients

T = TypeVar("T")
ENOUGH = 300  # unfinished deliveries above which nothing new is decided for a while


def work(plan: Plan) -> None:
    """Send until SIGTERM; then drain."""
    tokens = {place.workspace_id: place.bot_token for place in plan.places}
    clients = Clients(api_url=plan.api_url, token_of=tokens.__getitem__)
    engine = Engine(
        database=Database(plan.database_url, keys=plan.keys), clients=clients, outbox=Outbox(), pace_scale=plan.scale
    )
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    engine.start()
    ended.wait()
    engine.stop()


def work_when_told(plan: Plan) -> None:
    """As `work`, from the first line of standard input on."""
    print("ready", flush=True)
    sys.stdin.readline()
    work(plan)


def decide(plan: Plan) -> None:
    """Decide batch after batch until killed. A new process goes on where the last one was killed."""
    database, outbox = Database(plan.database_url, keys=plan.keys), Outbox()
    for batch in itertools.count():
        for place in plan.places:
            _while_away(partial(decide_batch, database, outbox, place, batch))
        while _while_away(partial(_unfinished, database)) > ENOUGH:
            time.sleep(0.2)


def decide_batch(database: Database, outbox: Outbox, place: Place, batch: int) -> None:
    """What a week decides for a workspace, in one transaction: summary, prompts, introductions, changes of old ones."""
    now = datetime.now(UTC)
    with database.unit_of_work(place.workspace_id) as session:
        if not _say(session, outbox, f"summary:{batch}", Target(channel=place.channel), now):
            return  # decided before this process was started
        for person in place.people:
            _say(session, outbox, f"prompt:{batch}:{person}", Target(users=(person,)), now)
        for number, people in enumerate(_pairs(place.people, batch)):
            key = f"introduction:{batch}:{'+'.join(people)}"
            _say(session, outbox, key, Target(users=people), now, with_file=number % 8 == 0)
        for person in place.people[::4]:
            key = f"prompt:{batch - 1}:{person}"
            outbox.update(session, key=key, message=Message(f"{key} changed"), now=now)


def _say(session: Session, outbox: Outbox, key: str, target: Target, now: datetime, *, with_file: bool = False) -> bool:
    files = (File(f"{key}.ics", "Chat", b"BEGIN:VCALENDAR\r\n"),) if with_file else ()
    message = Message(key, files=files)
    return outbox.plan(session, key=key, kind=key.partition(":")[0], target=target, message=message, now=now)


def _pairs(people: tuple[str, ...], batch: int) -> list[tuple[str, str]]:
    """Everybody with somebody; other pairs in the next four batches."""
    half = len(people) // 2
    shift = batch % 5
    return [(people[number], people[half + (number + shift) % half]) for number in range(half)]


def _unfinished(database: Database) -> int:
    with database.unit_of_work(read_only=True) as session:
        count = select(func.count()).select_from(Delivery).where(Delivery.state.in_(UNFINISHED))
        return session.scalar(count) or 0


def _while_away(call: Callable[[], T]) -> T:
    """What the call gives, once the database is there."""
    while True:
        try:
            return call()
        except OperationalError:
            time.sleep(0.3)


if __name__ == "__main__":
    {"worker": work, "waiting": work_when_told, "decider": decide}[sys.argv[1]](Plan.from_json(sys.argv[2]))
