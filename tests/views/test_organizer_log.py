"""The log of organizers' acts, read aloud: a line of words for each, safe wherever it is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.council_settings import CouncilSettings
from bot.domain.digests import ItemKind
from bot.domain.organizer_acts import Act, ActsPage, Entry, changed
from bot.domain.programs import MOVABLE, Basics
from bot.views import organizer_log as view

Golden = Callable[[str, dict[str, Any]], None]
AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)


def entry(number: int, act: Act, **told: Any) -> Entry:
    return Entry(number, AT, act, "UOLGA", **told)


BREAKS = ([["2026-12-24", "2027-01-02"]], [["2026-12-24", "2027-01-02"], ["2026-05-01", "2026-05-01"]])
GOALS = ([["Coffee chat", 2, None, 1]], [["Coffee chat", 1, None, 1], ["Tea <!here>", 1, 2, 1]])
ENTRIES = (
    entry(
        16,
        Act.BASICS,
        changes={"round_weeks": (2, 3), "name": ("Spring", "<!channel> *x*"), "in_person": (False, True)},
    ),
    entry(15, Act.BASICS, changes={"circle_rule": ("", "across:school"), "weights": ("balanced", "mutual_help")}),
    entry(14, Act.RHYTHM, changes={"prompt": ("0 09:00", "1 10:00"), "nudge": ("3 12:00", "off")}),
    entry(13, Act.BREAKS, changes={"breaks": BREAKS}),
    entry(12, Act.GOALS, changes={"goals": GOALS}),
    entry(11, Act.ACTIVITIES, changes={"activities": (["A", "B"], ["B", "A"])}),
    entry(10, Act.ENDING, changes={"ends_on": (None, "2026-06-30")}, texts=("closing_word",)),
    entry(9, Act.CONDUCT, texts=("conduct",)),
    entry(8, Act.DIGEST_PLACE, changes={"digest_channel": (None, "C9")}),
    entry(7, Act.ORGANIZERS, people={"added": ("UBEN", "UANA"), "removed": ("",)}),
    entry(6, Act.SWAPPED, people={"members": ("UBEN", "UANA")}),
    entry(5, Act.ITEM_TAKEN, people={"members": ("UBEN",)}, facts={"item": "waiting"}),
    entry(4, Act.COPIED, facts={"channel": "C8"}),
    entry(3, Act.STARTERS, changes={"starters": ("everyone", "named")}, people={"added": ("UBEN",)}),
    Entry(2, AT, Act.PAUSED),
    entry(1, Act.STARTED),
)


def test_who_did_what_on_a_screen(golden: Golden) -> None:
    golden("organizer_log/screen", view.screen(ActsPage(7, "Spring cohort", "Europe/Berlin", ENTRIES, has_more=True)))


def test_where_nothing_was_done_it_says_so(golden: Golden) -> None:
    golden("organizer_log/empty", view.screen(ActsPage(7, "Spring cohort", "Europe/Berlin", ())))


@pytest.mark.parametrize("act", Act)
def test_each_act_has_its_words(act: Act) -> None:
    assert view.line(entry(1, act))


def test_each_setting_that_can_change_has_its_name() -> None:
    names = {one.name for settings in (Basics, CouncilSettings) for one in fields(settings)} | {*map(str, MOVABLE)}
    assert names <= set(view.SETTINGS)


@pytest.mark.parametrize("kind", ItemKind)
def test_each_thing_that_is_taken_on_has_its_words(kind: ItemKind) -> None:
    assert view.line(entry(1, Act.ITEM_TAKEN, facts={"item": str(kind)})) == f"took on “{view.ITEMS[kind]}”"


def test_the_file_has_a_row_for_each_act_without_markup_and_runs_no_formula() -> None:
    odd = entry(17, Act.BASICS, changes={"name": ("=1+1", "x" * 5000)})
    told = view.file(ActsPage(7, "Spring cohort", "Europe/Berlin", (odd, *ENTRIES)))
    rows = list(csv.DictReader(io.StringIO(told.content.decode("utf-8-sig"))))
    assert (len(rows), len(rows[0]["what"]) < view.LONGEST) == (17, True)
    assert rows[10]["what"] == "changed who organizes: added UBEN and UANA; took off somebody who left"
    assert (rows[-1]["at"], rows[-1]["slack_user_id"], rows[-2]["slack_user_id"]) == (AT.isoformat(), "UOLGA", "")
    assert not [row for row in rows if row["what"].startswith(("=", "+", "-", "@"))]


def test_every_column_of_the_file_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "digest-csv.md").read_text().split("\n## ")[1]
    documented = [row.split("`")[1] for row in text.splitlines() if row.startswith("| `")]
    assert documented == list(view.COLUMNS)


def test_a_change_keeps_what_is_not_what_it_was_and_no_more() -> None:
    assert changed({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": None}) == {"changes": {"b": [2, 3]}}
    assert changed({"a": 1}, {"a": 1}) == {}
