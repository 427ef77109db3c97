"""The digest, the summary and App Home of a program with 100 to 10,000 members; its rooms with up to 2,000 contacts."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from benchmarks._people import CONTACTS, fill_book, search
from bot.db.migrate import upgrade
from bot.db.models import (
    Activity,
    BuddyGroup,
    CheckIn,
    Delivery,
    Goal,
    GroupMember,
    Member,
    Organizer,
    Participant,
    ParticipantWeek,
    Program,
    Round,
    Workspace,
)
from bot.db.session import Database
from bot.domain.calendar import DEFAULT_MOMENTS, Rhythm
from bot.domain.home import Room
from bot.domain.states import DeliveryState, MeetingAnswer
from bot.services import digests, home, reports, summaries
from bot.services.members import Actor
from bot.views import charts, digest_csv
from bot.views import digests as digests_view
from bot.views import summaries as summaries_view
from handlers import dispatch

SIZES = (100, 1_000, 10_000)
WEEKS, REPEATS, SEED = 8, 5, 7
STARTS_ON = date(2026, 1, 5)
WEEK_ON = STARTS_ON + timedelta(weeks=WEEKS - 1)
NOW = datetime.combine(WEEK_ON + timedelta(weeks=1), datetime.min.time(), UTC) + timedelta(hours=10)
THEN = datetime.combine(STARTS_ON, datetime.min.time(), UTC)


@dataclass(frozen=True)
class Sample:
    """A program that has run for eight weeks."""

    database: Database
    workspace_id: int
    program_id: int
    organizer: Actor  # who takes part too


def run() -> dict[str, Any]:
    """Median seconds and statements of each piece of work, by number of members and of contacts, on SQLite."""
    return {
        "members": {str(size): _measured(size) for size in SIZES},
        "contacts": {str(number): _rooms(number) for number in CONTACTS},
    }


def tables(result: dict[str, Any]) -> str:
    """One row a piece of work, one column a size."""
    lines = [
        "## Digest, summary and App Home",
        "",
        f"Median of {REPEATS}, SQLite, a program after {WEEKS} weeks; in parentheses the statements sent.",
        *_table("members", result["members"]),
        "",
        "The rooms of one member, by the people in their book: notes of 300 characters, a next step with a fifth.",
        *_table("contacts", result["contacts"]),
    ]
    return "\n".join(lines)


def _table(of_what: str, result: dict[str, Any]) -> list[str]:
    sizes = " | ".join(f"{int(size):,}" for size in result)
    lines = ["", f"| {of_what} | {sizes} |", "|---|" + "---|" * len(result)]
    for name in next(iter(result.values())):
        cells = [f"{of[name]['seconds'] * 1000:,.0f} ms ({of[name]['statements']})" for of in result.values()]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _measured(size: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        sample = _sample(Path(folder) / "kith.sqlite", size)
        with sample.database.unit_of_work(sample.workspace_id, read_only=True) as session:
            told = digests.digest(session, sample.program_id, week_on=WEEK_ON, now=NOW)
        work: dict[str, Callable[[Session], object]] = {
            "digest: read and decide": lambda session: digests.digest(
                session, sample.program_id, week_on=WEEK_ON, now=NOW
            ),
            "digest: words": lambda _session: digests_view.digest(told),
            "digest: chart": lambda _session: charts.weeks_chart(told),
            "digest: table": lambda _session: digest_csv.file(told),
            "summary": lambda session: summaries_view.summary(
                summaries.summary(session, sample.program_id, week_on=WEEK_ON, now=NOW)
            ),
            "report of all weeks": lambda session: reports.whole(session, sample.program_id, now=NOW),
            "App Home, an organizer's week": lambda session: dispatch.drawn_home(session, sample.organizer, now=NOW),
        }
        measured = {name: _timed(sample, call) for name, call in work.items()}
        sample.database.dispose()
    return measured


def _rooms(number: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        sample, measured = _sample(Path(folder) / "kith.sqlite", SIZES[0]), {}
        database, member = sample.database, sample.organizer
        with database.unit_of_work(sample.workspace_id) as session:
            fill_book(session, member, number, now=NOW)
        for room in Room:
            with database.unit_of_work(sample.workspace_id) as session:
                home.enter(session, member, room)
            name = f"{room.capitalize()}: drawn"
            measured[name] = _timed(sample, lambda session: dispatch.drawn_home(session, member, now=NOW))
        measured["People: searched"] = _timed(sample, lambda session: search(session, member, now=NOW))
        database.dispose()
    return measured


def _timed(sample: Sample, call: Callable[[Session], object]) -> dict[str, float]:
    seconds, statements = [], 0
    for _ in range(REPEATS):
        seen: list[str] = []

        def note(_connection: object, _cursor: object, text: str, *_more: object, seen: list[str] = seen) -> None:
            seen.append(text)

        event.listen(sample.database.engine, "before_cursor_execute", note)
        with sample.database.unit_of_work(sample.workspace_id, read_only=True) as session:
            session.connection()
            began = time.perf_counter()
            call(session)
            seconds.append(time.perf_counter() - began)
        event.remove(sample.database.engine, "before_cursor_execute", note)
        statements = sum(not text.startswith("BEGIN") for text in seen)
    return {"seconds": round(sorted(seconds)[len(seconds) // 2], 4), "statements": statements}


def _sample(path: Path, size: int) -> Sample:
    """Pairs in rounds of two weeks; four in five people set goals and record one to three acts a week."""
    database, chance = Database(f"sqlite:///{path}"), random.Random(SEED)
    upgrade(database.engine)
    with database.unit_of_work() as session:
        workspace = Workspace(slack_team_id="T1", installed_at=THEN, state_changed_at=THEN)
        session.add(workspace)
    with database.unit_of_work(workspace.id) as session:
        program_id, activities = _program(session)
        people = _people(session, workspace.id, program_id, size)
        _rounds(session, workspace.id, program_id, people, chance)
        _weeks(session, workspace.id, people, activities, chance)
        _deliveries(session, workspace.id, program_id, size)
        session.add(Organizer(program_id=program_id, member_id=people[0]))
    return Sample(database, workspace.id, program_id, Actor(workspace.id, people[0], f"U{people[0]}"))


def _program(session: Session) -> tuple[int, list[int]]:
    program = Program(
        slack_channel_id="C1",
        name="Sample",
        preset="career_program",
        zone="UTC",
        state_changed_at=THEN,
        created_at=THEN,
        due_checked_at=THEN,
        starts_on=STARTS_ON,
        rhythm=Rhythm(DEFAULT_MOMENTS).to_json(),
        seed=SEED,
    )
    session.add(program)
    session.flush()
    activities = [Activity(program_id=program.id, key=f"a{number}", name=f"Activity {number}") for number in range(8)]
    session.add_all(activities)
    session.flush()
    return program.id, [activity.id for activity in activities]


def _people(session: Session, workspace_id: int, program_id: int, size: int) -> list[int]:
    ids = list(range(1, size + 1))
    whose = {"workspace_id": workspace_id}
    session.execute(
        insert(Member),
        [{**whose, "id": one, "slack_user_id": f"U{one}", "name": f"M {one}", "seen_in_slack_at": THEN} for one in ids],
    )
    times = {"joined_at": THEN, "last_active_at": THEN, "state_changed_at": THEN}
    session.execute(
        insert(Participant),
        [{**whose, "id": one, "program_id": program_id, "member_id": one, **times} for one in ids],
    )
    return ids


def _rounds(session: Session, workspace_id: int, program_id: int, people: list[int], chance: random.Random) -> None:
    answers = (MeetingAnswer.MET, MeetingAnswer.MET, MeetingAnswer.NOT_YET, None)
    group_id = 0
    for number in range(1, WEEKS // 2 + 1):
        starts_on = STARTS_ON + timedelta(weeks=2 * (number - 1))
        session.add(
            Round(
                program_id=program_id,
                number=number,
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=13),
                seed=1,
                created_at=THEN,
            )
        )
        session.flush()
        shuffled = chance.sample(people, len(people))
        groups, members = [], []
        for pair in zip(shuffled[::2], shuffled[1::2], strict=True):
            group_id += 1
            groups.append({"id": group_id, "round_id": number, "introduce_at": THEN, "introduced_at": THEN})
            members += [
                {"group_id": group_id, "participant_id": one, "answer": chance.choice(answers), "joined_at": THEN}
                for one in pair
            ]
        session.execute(insert(BuddyGroup), [{"workspace_id": workspace_id, "reasons": [], **row} for row in groups])
        session.execute(insert(GroupMember), [{"workspace_id": workspace_id, **row} for row in members])


def _weeks(
    session: Session, workspace_id: int, people: list[int], activities: list[int], chance: random.Random
) -> None:
    for week in range(WEEKS):
        week_on = STARTS_ON + timedelta(weeks=week)
        busy = [one for one in people if chance.random() < 0.8]
        common = {"workspace_id": workspace_id, "created_at": THEN}
        session.execute(
            insert(Goal),
            [
                {
                    **common,
                    "participant_id": one,
                    "activity_id": kind,
                    "week_on": week_on,
                    "target": chance.randint(1, 2),
                }
                for one in busy
                for kind in chance.sample(activities, 2)
            ],
        )
        session.execute(
            insert(CheckIn),
            [
                {
                    **common,
                    "participant_id": one,
                    "activity_id": chance.choice(activities),
                    "source": f"{week}:{number}",
                    "done_on": week_on + timedelta(days=chance.randint(0, 6)),
                    "new_contacts": ["Somebody"] * (contacts := chance.randint(0, 2)),
                    "new_contact_count": contacts,
                }
                for one in busy
                for number in range(chance.randint(1, 3))
            ],
        )
        session.execute(
            insert(ParticipantWeek),
            [
                {"workspace_id": workspace_id, "participant_id": one, "week_on": week_on, "last_active_at": THEN}
                for one in busy
            ],
        )


def _deliveries(session: Session, workspace_id: int, program_id: int, size: int) -> None:
    session.execute(
        insert(Delivery),
        [
            {
                "workspace_id": workspace_id,
                "key": f"prompt:{number}",
                "kind": "prompt",
                "program_id": program_id,
                "target": {},
                "payload": {},
                "state": DeliveryState.FAILED if number % 50 == 0 else DeliveryState.SENT,
                "error": "user_disabled" if number % 50 == 0 else "",
                "created_at": NOW - timedelta(days=1),
            }
            for number in range(3 * size)
        ],
    )
