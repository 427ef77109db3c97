"""Eight weeks of three programs, lived by seven people of seven kinds beside a cohort, and read message by message.

Ravi is reserved, in Kolkata, in both programs. Tara does everything. Mara is an alumna. Jonas finds a job in week five.
Nils never answers. Aldo has a hard month. Ines organizes and takes no part. A break takes Friday of the fourth week and
two days of the fifth. The third program has councils instead of buddies; most of its people are in another one, too.
"""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.models import GroupMember, Meeting, Member, Participant, Program
from bot.demo.stage import Stage
from bot.domain.calendar import local, week_of
from bot.services import digests, home
from bot.services.members import Actor
from bot.views import digest_csv
from bot.views.councils import messages as council_messages
from bot.views.rounds.times import TAKE_TIME
from bot.views.times import day
from sandbox.client import Message, Person
from tests.stories.by_hand import by_hand
from tests.stories.diary import Diary
from tests.stories.town import (
    CHECKIN,
    DIGEST,
    PROMPT,
    SUMMARY,
    Town,
    answers,
    joins,
    letters,
    posts,
    together,
    town,
    wall,
)

pytestmark = pytest.mark.story
BERLIN, KOLKATA, LONDON, NEW_YORK = "Europe/Berlin", "Asia/Kolkata", "Europe/London", "America/New_York"
FRIDAY = datetime(2027, 1, 8, 14, tzinfo=UTC)
WEEKS = 8
MONDAYS = [date(2027, 1, 11) + timedelta(weeks=week) for week in range(WEEKS + 1)]
SPRING, ALUMNI, CIRCLE = "spring", "alumni", "circle"
EVERYBODY = {
    "Ines": BERLIN, "Ravi": KOLKATA, "Tara": BERLIN, "Mara": LONDON, "Jonas": BERLIN, "Nils": BERLIN, "Aldo": BERLIN,
    "Kim": BERLIN, "Lena": LONDON, "Omar": BERLIN, "Pia": BERLIN, "Quin": LONDON, "Rosa": BERLIN,
    "Uwe": BERLIN, "Vera": BERLIN, "Wim": BERLIN, "Xena": LONDON, "Yara": BERLIN, "Zeno": LONDON,
}  # fmt: skip
IN_SPRING = ("Ravi", "Tara", "Jonas", "Nils", "Aldo", "Kim", "Lena", "Omar", "Pia", "Vera", "Wim", "Xena")
IN_ALUMNI = ("Ravi", "Mara", "Quin", "Rosa")
IN_CIRCLE = ("Ravi", "Tara", "Kim", "Lena", "Mara", "Quin", "Rosa", "Yara", "Zeno")
QUIET = ("Nils", "Ines")
HARD_WEEKS = (2, 3, 5)
LANDS_IN = 4
PAUSES_IN, BACK_ON, COMES_LATE_IN, LEAVES_IN, GONE_IN = 1, date(2027, 2, 4), 2, 3, 5
BREAKS = "5 Feb 2027\n8 – 9 Feb 2027"
BEFORE_BREAK, AFTER_BREAK = 3, 4  # the weeks that it takes days of
FIRST_DAYS, LAST_DAYS = {AFTER_BREAK: 2}, {BEFORE_BREAK: 3}  # weekdays of prompt and check-in, where not the usual ones


@dataclass
class Life:
    """The town, what was read in it, and when some of them said something that counts from then on."""

    stage: Stage
    here: Town
    diary: Diary
    said: dict[str, list[datetime]] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        """By their first name."""
        return self.here.people[name]

    def lives_until(self, on: date, at: str, step: str = "3h") -> None:
        """Time passes; what it brings is nobody's answer."""
        with self.diary.time_passes():
            self.here.lives_until(on, at, BERLIN, step=step)
            self.stage.settle()

    def answers(self, name: str) -> bool:
        """Whether they press anything: some never do, and nobody does without an account."""
        return name not in QUIET and not (name == "Xena" and name in self.said)

    def says(self, name: str) -> None:
        """Remember that this person said it now."""
        self.said.setdefault(name, []).append(self.here.client.clock.now())


@pytest.fixture(scope="module")
def life() -> Iterator[Life]:
    """All eight weeks and the Monday after them."""
    with town(FRIDAY) as (on, here):
        people = {name: here.moves_in(name, zone) for name, zone in EVERYBODY.items()}
        here.starts(people["Ines"], SPRING, *(people[name] for name in IN_SPRING))
        here.starts(people["Ines"], ALUMNI, *(people[name] for name in IN_ALUMNI), preset="Alumni group")
        here.starts(people["Ines"], CIRCLE, *(people[name] for name in IN_CIRCLE), preset="Councils")
        for channel in (SPRING, ALUMNI, CIRCLE):
            here.breaks(people["Ines"], channel, BREAKS)
        lived = Life(on, here, Diary(people, EVERYBODY))
        for number in range(WEEKS):
            _week(lived, number)
        lived.lives_until(MONDAYS[WEEKS], "12:00", step="1h")
        if folder := os.environ.get("KITH_STORY_FOLDER"):  # to read what each of them read
            for name in EVERYBODY:
                Path(folder, f"{name}.txt").write_text(lived.diary.told(name))
        yield lived


def _week(life: Life, number: int) -> None:
    monday = MONDAYS[number]
    life.lives_until(monday + timedelta(days=FIRST_DAYS.get(number, 0)), "15:00", step="1h")
    for name in EVERYBODY:
        if life.answers(name):
            _answer_first(life, name, PROMPT, "Take these goals", "Take this goal")
    _takes_a_time(life, "Tara")
    life.lives_until(monday + timedelta(days=2), "18:00")
    if number in HARD_WEEKS:
        life.person("Aldo").command("/kith", "hard-week")
        life.says("Aldo")
    if number == LANDS_IN:
        life.person("Jonas").command("/kith", "landed")
        life.person("Jonas").modal.submit()
        life.says("Jonas")
    _comes_or_goes(life, number)
    _in_councils(life, council_messages.TAKE_TIME)
    life.lives_until(monday + timedelta(days=LAST_DAYS.get(number, 4)), "15:00", step="1h")
    for name in EVERYBODY:
        if life.answers(name):
            _answer_first(life, name, CHECKIN, "Add one")
            if name == "Tara":
                _answer_first(life, name, CHECKIN, "We met")
    _in_councils(life, council_messages.MET)


def _comes_or_goes(life: Life, number: int) -> None:
    """Who pauses, comes late, leaves, or has their account closed, on Wednesday evening."""
    if number == PAUSES_IN:
        life.person("Wim").command("/kith", "pause")
        life.person("Wim").modal.submit({"The day I'm back": BACK_ON.isoformat()})
        life.says("Wim")
    if number == COMES_LATE_IN:
        channel = life.person("Ines").channel(SPRING).id
        life.here.client.change_members(channel, add=(life.person("Uwe").id,), by=life.person("Ines").id)
        joins(life.person("Uwe"), SPRING)
        life.says("Uwe")
    if number == LEAVES_IN:
        life.person("Vera").channel(SPRING).command("/kith", "leave")
        life.person("Vera").channel(SPRING).wait_for("Would you like to leave?").press("Leave")
        life.says("Vera")
    if number == GONE_IN:
        life.person("Xena").change(deleted=True)
        life.says("Xena")
    life.stage.settle()


def _answer_first(life: Life, name: str, containing: str, *labels: str) -> None:
    """Press the first of these buttons on the newest such message of this week, where it has one."""
    today = life.here.client.clock.now()
    for message in reversed(letters(life.person(name), containing)):
        if today - message.at < timedelta(days=4) and (label := next((x for x in labels if x in message.buttons), "")):
            answers(message, label)
            life.stage.settle()
            return


def _takes_a_time(life: Life, name: str) -> None:
    """One tap on the last time that their newest introduction offers, where it still offers one."""
    offering = [(one, blocks) for one, _ in together(life.person(name)) if (blocks := _with(one, TAKE_TIME))]
    if offering:
        message, blocks = max(offering, key=lambda pair: pair[0].at)
        message.press("Take this time", block_id=blocks[-1][0])
        life.stage.settle()


def _in_councils(life: Life, action_id: str) -> None:
    """Each council's people press this under the newest message about its meeting, where it is there."""
    for name in IN_CIRCLE:
        told = [one for one, _ in together(life.person(name)) if _with(one, council_messages.WRONG)]
        for message in sorted(told, key=lambda one: one.at)[-1:]:
            for block_id, label in _with(message, action_id)[-1:]:
                message.press(label, block_id=block_id)
                life.stage.settle()


def _with(message: Message, action_id: str) -> list[tuple[str, str]]:
    """The blocks of a message that hold a button of this action, and what it says."""
    return [
        (str(block["block_id"]), str(one["text"]["text"]))
        for block in message.blocks
        for one in (block.get("accessory") or {}, *block.get("elements", ()))
        if one.get("action_id") == action_id
    ]


COME_AND_GO = ("Uwe", "Vera", "Wim", "Xena")
MEMBERS = [name for name in EVERYBODY if name != "Ines"]


@pytest.mark.parametrize("name", MEMBERS)
def test_at_most_five_messages_a_week_come_by_themselves(life: Life, name: str) -> None:
    over = {monday: count for monday, count in life.diary.by_week(name).items() if count > 5}
    assert not over, life.diary.told(name)


@pytest.mark.parametrize("name", MEMBERS)
def test_one_message_comes_on_a_day_and_two_only_where_a_buddy_is_introduced(life: Life, name: str) -> None:
    for on, entries in life.diary.by_day(name).items():
        allowed = 2 if any(entry.in_group for entry in entries) else 1
        assert len(entries) <= allowed, (on, [entry.words[:200] for entry in entries])


@pytest.mark.parametrize("name", MEMBERS)
def test_nothing_comes_at_night_or_on_a_weekend(life: Life, name: str) -> None:
    for entry in life.diary.unasked(name):
        assert 8 <= entry.at.hour < 20, entry
        assert entry.at.weekday() < 5, entry


@pytest.mark.parametrize("name", [name for name in MEMBERS if name not in ("Jonas", "Aldo", *COME_AND_GO)])
def test_a_checkin_comes_in_every_week_that_is_not_excused(life: Life, name: str) -> None:
    weeks = [week_of(entry.on) for entry in life.diary.unasked(name) if CHECKIN in entry.words]
    assert weeks == MONDAYS[:WEEKS], life.diary.told(name)


def test_everybody_who_has_a_time_with_a_buddy_reads_of_it_on_its_day(life: Life) -> None:
    with life.stage.kith.context.database.unit_of_work(read_only=True) as session:
        rows = session.execute(
            select(Member.slack_user_id, Meeting.starts_at)
            .join(GroupMember, GroupMember.group_id == Meeting.group_id)
            .join(Participant, Participant.id == GroupMember.participant_id)
            .join(Member, Member.id == Participant.member_id)
            .where(Meeting.starts_at.is_not(None))
        )
        times = [(row[0], row[1]) for row in rows if row[1] is not None]
    names = {person.id: name for name, person in life.here.people.items()}
    assert len(times) >= 2 * WEEKS // 4
    for slack_user_id, starts_at in times:
        name = names[slack_user_id]
        on = local(starts_at, EVERYBODY[name]).date()
        is_told = any("a time with" in one.words for one in life.diary.by_day(name).get(on, []))
        # two introductions in one week go before it: the group reads the time in its own conversation in any case
        assert is_told or life.diary.by_week(name)[week_of(on)] == 5, (name, starts_at)


@pytest.mark.parametrize("name", IN_CIRCLE)
def test_a_council_reads_of_each_of_its_meetings_though_its_people_are_in_other_programs_too(
    life: Life, name: str
) -> None:
    told = [one for one in life.diary.unasked(name) if one.in_group and "council" in one.words.lower()]
    first, *later = [one for one in told if one.words.startswith(("Meet your council", "Meeting "))]
    assert week_of(first.on) == MONDAYS[1]  # people join in the first week
    # their Friday of the fourth week is a break: they meet in the week after it, and every second week from there on
    weeks = [week_of(one.on) for one in later]
    assert weeks == [MONDAYS[BEFORE_BREAK], MONDAYS[AFTER_BREAK + 2]], life.diary.told(name)
    assert all(one.at.weekday() in (1, 2, 3) for one in later)


@pytest.mark.parametrize("name", ["Yara", "Zeno"])
def test_who_has_a_council_and_no_buddy_reads_of_no_buddy_and_no_round(life: Life, name: str) -> None:
    told = life.diary.told(name).lower().replace("you have not been buddies before", "")
    assert "budd" not in told
    assert "round" not in told


def test_who_is_in_two_programs_reads_of_buddies_in_one_alone(life: Life) -> None:
    for entry in life.diary.unasked("Tara"):
        _, _, of_circle = entry.words.partition("*Circle*")
        assert "buddy" not in of_circle, entry.words


def test_a_break_moves_prompt_and_checkin_and_costs_neither(life: Life) -> None:
    days = {BEFORE_BREAK: (0, 3), AFTER_BREAK: (2, 4)}
    for number, expected in days.items():
        for name in ("Tara", "Ravi", "Mara"):
            mine = [one for one in life.diary.unasked(name) if week_of(one.on) == MONDAYS[number]]
            asked = tuple(next(one.at.weekday() for one in mine if words in one.words) for words in (PROMPT, CHECKIN))
            assert asked == expected, life.diary.told(name)


def test_both_weeks_of_a_break_have_their_summary_and_digest(life: Life) -> None:
    ines = life.person("Ines")
    for found in (posts(ines, SPRING, SUMMARY), letters(ines, DIGEST)):
        days = [wall(message, BERLIN)[:14] for message in found if SPRING in message.words.lower()]
        assert len(days) == WEEKS, days
        assert days[BEFORE_BREAK : AFTER_BREAK + 1] == ["Wed 2027-02-10", "Mon 2027-02-15"]
    short = [message.words for message in letters(ines, DIGEST) if "working days)" in message.words]
    assert len(short) == 2 * len((SPRING, ALUMNI, CIRCLE)), short
    for words in short:
        assert "*Paired*, of active people\n0 of" not in words
        assert "break in the settings" not in words


def test_the_days_of_rounds_are_those_that_the_texts_promised(life: Life) -> None:
    begins = [date(2027, 1, 11), date(2027, 1, 25), date(2027, 2, 10), date(2027, 2, 22), date(2027, 3, 8)]
    introduced = [one for one in life.diary.unasked("Tara") if one.in_group and "you are buddies" in one.words]
    assert {one.on for one in introduced} >= set(begins)
    for entry in introduced:
        then = next((on for on in begins if on > entry.on), date(2027, 3, 22))
        assert f"until {day(then - timedelta(days=1))}" in entry.words
    promised = [one for one in life.diary.unasked("Tara") if "The next round starts on" in one.words]
    for entry, then in zip(promised, begins[1:], strict=True):
        assert f"starts on {day(then)}" in entry.words


def test_a_hard_week_is_silent_until_monday(life: Life) -> None:
    assert len(life.said["Aldo"]) == len(HARD_WEEKS)
    for said_at in life.said["Aldo"]:
        until = week_of(said_at.date()) + timedelta(weeks=1)
        later = [one for one in life.diary.unasked("Aldo") if one.at > said_at and one.on < until]
        assert not later, [one.words[:300] for one in later]


def test_who_found_a_job_is_asked_nothing_more(life: Life) -> None:
    (said_at,) = life.said["Jonas"]
    later = [one for one in life.diary.unasked("Jonas") if one.at > said_at]
    assert not later, [one.words[:300] for one in later]


def test_who_never_answers_reads_no_words_twice_and_in_the_end_none(life: Life) -> None:
    alone = [one for one in life.diary.unasked("Nils") if not one.in_group and CHECKIN not in one.words]
    thursdays = [one.words for one in alone if one.at.weekday() == 3]
    assert len(set(thursdays)) == len(thursdays), thursdays
    assert len(thursdays) <= 4, thursdays


def test_who_never_answers_is_nobodys_only_buddy_twice_in_a_row(life: Life) -> None:
    sizes = [len(people) for told, people in together(life.person("Nils")) if "you are buddies" in told.words]
    assert len(sizes) >= 3  # until Kith has asked him and he has not answered
    assert (2, 2) not in set(pairwise(sizes)), sizes


@pytest.mark.parametrize("name", ["Vera", "Xena"])
def test_who_left_reads_nothing_more(life: Life, name: str) -> None:
    (said_at,) = life.said[name]
    assert not [one.words[:300] for one in life.diary.unasked(name) if one.at > said_at]


def test_a_pause_is_silent_and_begins_again_with_a_welcome(life: Life) -> None:
    (said_at,) = life.said["Wim"]
    later = [one for one in life.diary.unasked("Wim") if one.at > said_at]
    assert later[0].on >= BACK_ON
    assert "Welcome back" in later[0].words
    assert any(one.in_group and one.on <= BACK_ON + timedelta(days=7) for one in later), life.diary.told("Wim")


def test_who_comes_late_has_a_buddy_within_days(life: Life) -> None:
    (said_at,) = life.said["Uwe"]
    first = next(one for one in life.diary.unasked("Uwe") if one.in_group)
    assert first.at - said_at < timedelta(days=7), life.diary.told("Uwe")


@pytest.mark.parametrize("monday", MONDAYS[:WEEKS])
@pytest.mark.parametrize("name", ["Spring", "Alumni", "Circle"])
def test_every_figure_equals_a_count_of_the_rows_one_by_one(life: Life, name: str, monday: date) -> None:
    now = life.here.client.clock.now()
    with life.stage.kith.context.database.unit_of_work(read_only=True) as session:
        program = session.scalars(select(Program).where(Program.name == name)).one()
        digest = digests.digest(session, program.id, week_on=monday, now=now)
        counted = by_hand(session, program, monday)
        assert dict(digest.states) == counted.people
        assert digest.week == counted.week
        assert {outcome: number for outcome, number in digest.groups.outcomes.items() if number} == counted.groups
        table = list(csv.DictReader(io.StringIO(digest_csv.file(digest).content.decode("utf-8-sig"))))
        assert Counter(row["state"] for row in table) == {state.value: n for state, n in counted.people.items()}
        assert sum(int(row["acts"]) for row in table) == counted.acts_of_those_here
        ines = session.scalars(select(Member).where(Member.slack_user_id == life.person("Ines").id)).one()
        mine = home.organized(session, Actor(ines.workspace_id, ines.id, ines.slack_user_id), now=now)
        assert next(one.people for one in mine if one.program_id == program.id) == counted.people


def test_the_digest_that_was_sent_says_what_the_rows_say(life: Life) -> None:
    *_, words = [one.words for one in letters(life.person("Ines"), DIGEST) if SPRING in one.words.lower()]
    with life.stage.kith.context.database.unit_of_work(read_only=True) as session:
        program = session.scalars(select(Program).where(Program.name == "Spring")).one()
        counted = by_hand(session, program, MONDAYS[WEEKS - 1])
    assert f"Things done: {counted.week.acts}" in words
    assert f"Goals: {counted.week.goals_met} met of {counted.week.goals_set} set" in words
    assert f"{sum(counted.people.values())} in the program" in words


def test_no_word_that_hurts_reaches_a_member(life: Life) -> None:
    for name in MEMBERS:
        for entry in life.diary.entries:
            if entry.to == name:
                told = entry.words.lower()
                for word in ("resting", "silent", "odd one", "left out", "excuse", "failed", "could not", "&amp;amp;"):
                    assert word not in told, (name, word, entry.words)
