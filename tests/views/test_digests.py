"""The organizers' report, read aloud in the golden files; its table and its chart."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.coming import Coming, ComingBreak
from bot.domain.digests import (
    DeliveryCounts,
    Digest,
    DigestData,
    Item,
    ItemKind,
    Person,
    compose,
)
from bot.domain.figures import IntroducedGroups, Landings, Outcome
from bot.domain.holidays import Holiday
from bot.domain.landings import LandingKind, Source
from bot.domain.messages import Message
from bot.domain.pairing.plan import Help, HelpKind
from bot.domain.progress import ActivityCount, WeekTotal
from bot.domain.rounds import WithoutBuddy
from bot.domain.states import ParticipantState, WaitingWhy
from bot.views import charts, digest_csv, digest_items, digests
from tests.conftest import NOW
from tests.factories import LONG_AGO

Golden = Callable[[str, Message], None]
WEEK_ON = date(2026, 2, 23)


def person(number: int, **values: object) -> Person:
    """A participant who did what most do."""
    usual = Person(
        participant_id=number,
        slack_user_id=f"U{number}",
        name=f"Member {number}",
        state=ParticipantState.ACTIVE,
        state_changed_at=LONG_AGO,
        joined_at=LONG_AGO,
        last_active_at=NOW,
        groups=2,
        groups_met=1,
        whole_rounds=2,
        was_paired=True,
        has_buddy=True,
        goals_set=2,
        goals_met=1,
        acts=3,
        acts_in_all=11,
        new_contacts=1,
        new_contacts_in_all=4,
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def weeks(*acts: int) -> tuple[WeekTotal, ...]:
    """Totals of consecutive weeks; the last is the closed one."""
    first = WEEK_ON - timedelta(weeks=len(acts) - 1)
    return tuple(
        WeekTotal(
            first + timedelta(weeks=place),
            acts=number,
            people=number // 2,
            new_contacts=number // 3,
            goals_set=number,
            goals_met=number // 2,
        )
        for place, number in enumerate(acts)
    )


BUSY = DigestData(
    program_id=1,
    program_name="Spring cohort",
    slack_channel_id="C1",
    digest_channel_id=None,
    week_on=WEEK_ON,
    people=(
        *(person(number) for number in range(1, 19)),
        person(19, groups_met=0),
        person(20, groups=1, groups_met=0, whole_rounds=1, has_buddy=False, is_looked_for=True),
        person(21, contact_wanted_at=NOW - timedelta(days=3)),
        person(22, state=ParticipantState.PAUSED),
        person(23, state=ParticipantState.RESTING, state_changed_at=NOW - timedelta(days=1)),
        person(24, state=ParticipantState.LANDED),
    ),
    groups=IntroducedGroups(
        {Outcome.MET: 6, Outcome.WONT_HAPPEN: 1, Outcome.UNDER_WAY: 1, Outcome.SILENT: 2}, people=20
    ),
    weeks=weeks(28, 40, 31, 36, 33),
    acts=(ActivityCount("Coffee chat", 22), ActivityCount("Event <!here>", 9), ActivityCount("Thank-you note", 2)),
    deliveries=DeliveryCounts(sent=112, waiting=2, failed=(("user_disabled", 2), ("ratelimited", 1))),
    round_began_at=NOW - timedelta(days=7),
    taken={},
    taken_keys=frozenset(),
)
CALM = replace(
    BUSY,
    people=tuple(person(number) for number in range(1, 5)),
    groups=IntroducedGroups({Outcome.MET: 1, Outcome.DISSOLVED: 1}, people=4),
    weeks=weeks(6),
    deliveries=DeliveryCounts(sent=20),
)
EMPTY = replace(
    BUSY,
    people=(),
    groups=IntroducedGroups({}),
    weeks=weeks(0),
    acts=(),
    deliveries=DeliveryCounts(),
    round_began_at=None,
)


def listed(data: DigestData) -> Digest:
    """The digest once its items have rows."""
    told = compose(data, now=NOW)
    return told.with_rows({item.key: number for number, item in enumerate(told.items, start=1)})


def test_what_an_organizer_is_told_when_somebody_asked_for_them(golden: Golden) -> None:
    golden("digests/contact_wished", digest_items.contact_wished("Spring cohort", "U9", item_id=3))


def test_a_week_with_five_things_to_act_on(golden: Golden) -> None:
    landed = Landings(2, {LandingKind.EMPLOYED: 1}, {Source.EVENT: 1})
    golden("digests/busy", digests.digest(listed(replace(BUSY, landings=landed))))


def test_a_viewer_reads_the_same_figures_and_no_name(golden: Golden) -> None:
    told = digests.digest(compose(BUSY, now=NOW).without_names())
    golden("digests/without_names", told)
    assert "<@" not in str(told.blocks)
    assert digest_items.TAKE not in str(told.blocks)


@pytest.mark.parametrize("kind", ItemKind)
def test_nothing_that_waits_names_anybody_to_a_viewer(kind: ItemKind) -> None:
    item = Item(kind, f"{kind}:1", (1, 2), ("U1", "U2"), count=7, before=20.4, reason="zone", id=3)
    told = digests.digest(replace(listed(CALM), items=(item,)).without_names())
    shown = "What waits for the organizers" in str(told.blocks)
    assert shown is (kind is not ItemKind.CONTACT)
    assert not re.search("<@|U1|get in touch|I've got this", str(told.blocks))


def test_what_is_near_comes_last(golden: Golden) -> None:
    near = Coming(
        round_on=date(2026, 3, 16),
        shown_at=datetime(2026, 3, 13, 9, tzinfo=UTC),
        pause=ComingBreak(date(2026, 3, 9), date(2026, 3, 10)),
        holiday=Holiday(date(2026, 3, 12), "Red <!here> Day"),
        ends_on=date(2026, 3, 20),
    )
    told = compose(replace(CALM, coming=near), now=NOW)
    golden("digests/next", digests.digest(told.with_rows({})))
    viewers = str(digests.digest(told.without_names()).blocks)
    assert "The next round starts on Monday 16 March." in viewers
    assert "You see" not in viewers
    assert "in the settings" not in viewers
    of_holiday = replace(CALM, coming=Coming(pause=ComingBreak(date(2026, 3, 9), date(2026, 3, 9), "Red Day")))
    shown = str(digests.digest(compose(of_holiday, now=NOW)).blocks)
    assert "Nobody is asked anything on Monday 9 March: Red Day." in shown
    assert "*Next*" not in str(digests.digest(compose(CALM, now=NOW)).blocks)


def test_a_small_program_gets_counts_without_percentages(golden: Golden) -> None:
    message = digests.digest(listed(CALM))
    golden("digests/calm", message)
    assert "%" not in str(message.blocks)


def test_a_program_without_anybody(golden: Golden) -> None:
    golden("digests/empty", digests.digest(listed(EMPTY)))


@pytest.mark.parametrize("kind", ItemKind)
def test_each_thing_to_act_on_has_its_words(golden: Golden, kind: ItemKind) -> None:
    lacks = (
        WithoutBuddy("U1", WaitingWhy.NO_COMMON_HOURS, (Help(HelpKind.WIDEN_HOURS, 4),)),
        WithoutBuddy("U2", WaitingWhy.SITS_OUT, (Help(HelpKind.NEXT_ROUND),)),
    )
    reason = "zone prompt tea" if kind is ItemKind.UNREADABLE else "x"
    groups = IntroducedGroups({Outcome.SILENT: 3}, people=6)
    item = Item(
        kind, f"{kind}:1", (1, 2), ("U1", "U2"), lacks, count=7, before=20.4, groups=groups, reason=reason, id=3
    )
    golden(f"digests/item_{kind}", digests.digest(replace(listed(CALM), items=(item,))))


def test_a_bad_week_says_so_instead_of_nothing_needs_you(golden: Golden) -> None:
    silent = IntroducedGroups({Outcome.SILENT: 11}, people=22)
    bad = replace(CALM, people=tuple(person(n) for n in range(1, 23)), groups=silent, weeks=weeks(0), acts=())
    told = digests.digest(listed(bad))
    assert "Nothing needs you" not in str(told.blocks)
    golden("digests/bad_week", told)


def test_a_week_that_was_all_break_asks_nothing_of_anybody() -> None:
    told = digests.digest(listed(replace(CALM, weeks=weeks(0), working_days=0)))
    assert "It was a week without messages." in str(told.blocks)


def test_after_the_end_only_people_who_asked_and_lost_messages_are_left_to_act_on() -> None:
    going_on, over = compose(BUSY, now=NOW), compose(replace(BUSY, has_ended=True), now=NOW)
    left = {ItemKind.CONTACT, ItemKind.UNDELIVERED}
    assert {item.kind for item in going_on.items} > left
    assert {item.kind for item in over.items} == left
    assert over.further_items == 0


def test_near_the_end_of_a_round_kith_does_not_claim_to_look_on() -> None:
    late = digests.digest(listed(replace(BUSY, next_round_on=date(2026, 3, 9))))
    assert "goes on looking" not in str(late.blocks)
    assert "looks again for the next, on Monday 9 March" in str(late.blocks)


def test_who_took_an_item_is_shown_in_place_of_the_button() -> None:
    sent = digests.digest(listed(BUSY)).blocks
    shown = digest_items.with_takers(sent, {2: "U9"})
    changed = [(before, after) for before, after in zip(sent, shown, strict=True) if before != after]
    ((before, after),) = changed
    assert "accessory" in before
    assert "accessory" not in after
    assert after["text"]["text"].endswith("<@U9> has this.")
    assert digest_items.with_takers(shown, {2: "U9"}) == shown


def test_the_table_has_a_row_for_each_person_and_runs_no_formula() -> None:
    told = replace(listed(CALM), people=(person(1, name="=HYPERLINK(1)"), person(2, name="Zoë 東京, „A“")))
    file = digest_csv.file(told)
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0] == list(digest_csv.COLUMNS)
    assert [row[2] for row in rows[1:]] == ["'=HYPERLINK(1)", "Zoë 東京, „A“"]
    assert rows[1] == [
        "2026-02-23", "U1", "'=HYPERLINK(1)", "active", "2026-01-05", "2026-03-02", "yes",
        "2", "1", "2", "1", "3", "1", "11", "4", "", "no",
    ]  # fmt: skip


def test_the_table_names_buddies_and_whether_they_met() -> None:
    told = replace(listed(CALM), people=(person(1, buddies=("Ada", "=Ben"), met=True), person(2, buddies=("=Ben",))))
    rows = list(csv.reader(io.StringIO(digest_csv.file(told).content.decode("utf-8-sig"))))
    assert [row[-2:] for row in rows[1:]] == [["Ada; =Ben", "yes"], ["'=Ben", "no"]]


def test_every_column_of_the_table_is_documented() -> None:

    text = (Path(__file__).parents[2] / "docs" / "digest-csv.md").read_text().split("\n## ")[0]
    documented = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    assert documented == list(digest_csv.COLUMNS)


@pytest.mark.parametrize("data", [BUSY, CALM, EMPTY])
def test_the_chart_is_a_picture_of_a_fixed_size(data: DigestData) -> None:
    content = charts.weeks_chart(listed(data)).content
    assert content.startswith(b"\x89PNG")
    assert (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")) == (1600, 700)


def test_the_chart_takes_any_name() -> None:
    names = ("☕️🥐", "$x^{$", "قهوة", "東京散歩", "a" * 10_000, "", "\u202e\x00")
    acts = tuple(ActivityCount(name, 3) for name in names)
    assert charts.weeks_chart(replace(listed(BUSY), program_name="$☕️" * 99, acts=acts)).content.startswith(b"\x89PNG")


@pytest.mark.parametrize("text", [None, "Few people", ["Few people"], {}, {"text": 5}])
def test_a_block_that_kith_never_wrote_stays_as_it_is(text: object) -> None:
    block = {"type": "section", "block_id": f"{digest_items.ITEM_BLOCK}1", "text": text, "accessory": {}}
    assert digest_items.with_takers([block], {1: "U1"}) == [block]
