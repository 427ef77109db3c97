"""People who press buttons of `kith web` while it is killed: what was acked must have been committed, once."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from urllib.parse import urlencode

from sqlalchemy import String, cast, literal, select

from benchmarks._plan import Place
from benchmarks._programs import add_program
from benchmarks._stage import Stage, ledger_rows
from bot.db.models import Ask, CheckIn, Delivery, Event, EventGoer, Help, Installation, Member, Participant, Workspace
from bot.domain.asks import LASTS, AskKind, Audience
from bot.domain.week_messages import WeekMessage, WeekMessageKind

EVERY_SECONDS = 0.04
ASKS, EVENTS = 20, 40  # in each program
ANSWER_SECONDS = 3.0  # Slack's patience
# Of the presses: for data and "I can help", both of which the ledger answers; "I'm going"; the last one once more
DATA_SHARE, HELP_SHARE, GO_SHARE, AGAIN_SHARE = 0.15, 0.15, 0.15, 0.1


class What(Enum):
    """What is pressed."""

    ADD = auto()
    DATA = auto()
    HELP = auto()
    GO = auto()


@dataclass(frozen=True)
class Press:
    """One press. `mark` names it: a number for "add one", the minutes in which it may be dated for one's data, the ask
    that one helps with, the event that one goes to.
    """

    place: Place
    user: str
    what: What
    mark: tuple[str, ...]
    body: bytes


class Crowd:
    """Members of running programs who press, one after the other, on whichever of the web processes is there."""

    def __init__(self, on: Stage, ports: Sequence[int], *, seed: int) -> None:
        described = on.sandbox.sandbox.described()
        self._secret, self._url = str(described["signing_secret"]), on.sandbox.url
        self._on, self._ports, self._chance = on, ports, random.Random(seed)
        self._there = {place.workspace_id: _prepare(on, place) for place in on.plan.places}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._press_on, name="crowd")
        self.sent: list[Press] = []
        self.acked: list[Press] = []

    def start(self) -> None:
        """Begin to press."""
        self._thread.start()

    def stop(self) -> None:
        """Press no more."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def lost(self) -> list[str]:
        """Presses that were acked, and of which the database knows nothing."""
        recorded, asked, helped, goes = self._recorded(), self._asked_for_data(), self._helped(), self._goes()
        known: dict[What, Callable[[Press], bool]] = {
            What.ADD: lambda press: recorded[self._source(press)] > 0,
            What.DATA: lambda press: any((*self._source(press)[:2], minute) in asked for minute in press.mark),
            What.HELP: lambda press: helped[self._source(press)] == 1,
            What.GO: lambda press: goes[self._source(press)] == 1,
        }
        return [f"{press.user}: {press.mark}" for press in self.acked if not known[press.what](press)]

    def wrong(self) -> list[str]:
        """Acts that nobody pressed for, or that count more than once."""
        found = {What.ADD: self._recorded(), What.HELP: self._helped(), What.GO: self._goes()}
        pressed = {what: {self._source(press) for press in self.sent if press.what is what} for what in found}
        return [
            f"{what.name} {source}"
            for what, recorded in found.items()
            for source, times in recorded.items()
            if times > 1 or source not in pressed[what]
        ]

    def _press_on(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            again = self.sent and self._chance.random() < AGAIN_SHARE
            press = self.sent[-1] if again else self._new(len(self.sent) + 1)
            self.sent.append(press)
            if self._is_acked(press):
                self.acked.append(press)

    def _new(self, number: int) -> Press:
        place = self._chance.choice(self._on.plan.places)
        user = self._chance.choice(place.people)
        about = {"api_app_id": "A1", "trigger_id": f"{number}.1.x", "response_url": f"{self._url}/response/{number}"}
        now = datetime.now(UTC)
        if self._chance.random() < DATA_SHARE:
            form = {"command": "/kith", "text": "data", "user_id": user, **about}
            form |= {"team_id": place.slack_team_id, "channel_id": place.channel}
            minutes = tuple(datetime.fromtimestamp(now.timestamp() + s, UTC).strftime("%Y-%m-%dT%H:%M") for s in (0, 4))
            return Press(place, user, What.DATA, minutes, urlencode(form).encode())
        there = self._there[place.workspace_id]
        what, action, mark = What.ADD, "checkins.add", str(number)
        value = WeekMessage(WeekMessageKind.CHECKIN, now.date()).value(*there.ids, number)
        kind = self._chance.random()
        if kind < HELP_SHARE:
            user = self._chance.choice(place.people[1:])  # the first of them asks
            what, action = What.HELP, "asks.can_help"
            value = mark = str(self._chance.choice(there.asks))
        elif kind < HELP_SHARE + GO_SHARE:
            what, action = What.GO, "events.go"
            value = mark = str(self._chance.choice(there.events))
        payload = {
            **about,
            "type": "block_actions",
            "team": {"id": place.slack_team_id},
            "user": {"id": user, "team_id": place.slack_team_id},
            "container": {"type": "message", "channel_id": "D1", "message_ts": "1.1"},
            "actions": [{"action_id": action, "block_id": "b", "type": "button", "value": value}],
        }
        return Press(place, user, what, (mark,), urlencode({"payload": json.dumps(payload)}).encode())

    def _is_acked(self, press: Press) -> bool:
        now = str(int(time.time()))
        signed = hmac.new(self._secret.encode(), f"v0:{now}:".encode() + press.body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": f"v0={signed}",
        }
        web = http.client.HTTPConnection("127.0.0.1", self._chance.choice(self._ports), timeout=ANSWER_SECONDS)
        try:
            web.request("POST", "/slack/events", press.body, headers)
            return web.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False  # killed, or not there yet
        finally:
            web.close()

    def _source(self, press: Press) -> tuple[int, str, str]:
        return press.place.workspace_id, press.user, press.mark[0]

    def _recorded(self) -> Counter[tuple[int, str, str]]:
        query = (
            select(Member.workspace_id, Member.slack_user_id, CheckIn.source)
            .join(Participant, Participant.id == CheckIn.participant_id)
            .join(Member, Member.id == Participant.member_id)
        )
        rows = ledger_rows(self._on.database, query)
        return Counter((place, user, source.rpartition(":")[2]) for place, user, source in rows)

    def _helped(self) -> Counter[tuple[int, str, str]]:
        """Who helps with which ask; once for each conversation in which the two were put in touch."""
        query = (
            select(Member.workspace_id, Member.slack_user_id, Help.ask_id)
            .join(Member, Member.id == Help.member_id)
            .join(Delivery, Delivery.key == literal("help:").concat(cast(Help.id, String)))
        )
        return Counter((place, user, str(ask_id)) for place, user, ask_id in ledger_rows(self._on.database, query))

    def _goes(self) -> Counter[tuple[int, str, str]]:
        query = (
            select(Member.workspace_id, Member.slack_user_id, EventGoer.event_id)
            .join(Participant, Participant.id == EventGoer.participant_id)
            .join(Member, Member.id == Participant.member_id)
        )
        return Counter((place, user, str(event_id)) for place, user, event_id in ledger_rows(self._on.database, query))

    def _asked_for_data(self) -> set[tuple[int, str, str]]:
        query = select(Delivery.workspace_id, Member.slack_user_id, Delivery.key).join(
            Member, Member.id == Delivery.member_id
        )
        rows = ledger_rows(self._on.database, query.where(Delivery.kind == "data"))
        return {(place, user, key.split(":", 2)[2]) for place, user, key in rows}


def web_environment(on: Stage) -> dict[str, str]:
    """What `kith web` is told. Every workspace has installed Kith; their tokens are encrypted with the plan's keys."""
    now = datetime.now(UTC)
    described = on.sandbox.sandbox.described()
    with on.database.unit_of_work() as session:
        for place in on.plan.places:
            installed = Installation(slack_team_id=place.slack_team_id, bot_token=place.bot_token, installed_at=now)
            session.add(installed)
            session.flush()
            session.get_one(Workspace, place.workspace_id).installation_id = installed.id
    return {
        "SLACK_SIGNING_SECRET": str(described["signing_secret"]),
        "SLACK_CLIENT_ID": "1.1",
        "SLACK_CLIENT_SECRET": "chaos",
        "KITH_TOKEN_KEYS": on.plan.keys,
        "KITH_DATABASE_URL": on.plan.database_url,
        "KITH_SLACK_API_URL": on.plan.api_url,
        "KITH_LOG_LEVEL": "ERROR",
    }


@dataclass(frozen=True)
class There:
    """The program and its activity; the ids of its asks, by its first member, and of its events."""

    ids: tuple[int, int]
    asks: list[int]
    events: list[int]


def _prepare(on: Stage, place: Place) -> There:
    with on.database.unit_of_work(place.workspace_id) as session:
        ids = add_program(session, place.channel, place.people)
        asker = select(Participant.id).join(Member).where(Member.slack_user_id == place.people[0])
        now, mine = datetime.now(UTC), session.scalars(asker).one()
        open_ = {"created_at": now, "lapses_at": now + LASTS, "looked_at": now, "audience": Audience.PROGRAM}
        asks = [Ask(participant_id=mine, kind=AskKind.ADVICE, text=f"Number {one}", **open_) for one in range(ASKS)]
        at = now + timedelta(days=30)  # later than any run
        brought = {"program_id": ids[0], "created_at": now, "starts_at": at, "company_at": at, "zone": "UTC"}
        events = [Event(title=f"Number {one}", **brought) for one in range(EVENTS)]
        session.add_all([*asks, *events])
        session.flush()
        return There(ids, [ask.id for ask in asks], [event.id for event in events])
