"""What members write for themselves: any text in any field breaks no view, pings nobody, and no one else reads it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.home import Room
from bot.domain.introductions import COMPANY
from bot.views import contacts, digests, follow_ups, ladder, mentor_forms, mentor_times
from bot.views.rounds import changes, concerns, meetings, worksheets
from handlers.rows import When
from handlers.table import BUTTONS
from tests.handlers import payloads
from tests.handlers.cases import CASES
from tests.handlers.forms import MEMBERS, inputs, lines, private_forms
from tests.handlers.test_raw_files import group
from tests.handlers.world import World, make_world
from tests.views.limits import check_limits

MARK = "zebracrossing"
TOLD = {
    concerns.FORM,
    concerns.MENTOR_FORM,
    changes.CHANGE_FORM,
    meetings.FORM,
    mentor_times.FORM,
    worksheets.FORM,
    "asks.save",
    "offers.save",
    "advice.save",
    "introductions.send",
    "introductions.came_about",
    "thanks.save",
    mentor_forms.WORD_FORM,
}  # to others, on purpose
NAMES = ("new_contacts", "names", "lines")  # a name a line, each as long as a name may be
COMPANIES = ("introductions.save_targets", "introductions.save_places")  # a company a line
ODD = (
    "<!channel> <!here> <@U1> <#C1|x> <https://evil.example|click>",
    "*bold* _it_ ~no~ `code` ```block``` & &amp; <\n> quote\n• list",
    "👩🏽‍💻🇩🇪 אבגד \u202eنص\u202c 𝔘𝔫𝔦 e\u0301 \ufffd \x07",
    "long " * 300,
    "😀" * 1500,
    "<" * 1500,
)
COMMANDS = (
    "",
    "log",
    "week",
    "goals",
    "buddy",
    "record",
    "prepare Ana",
    "profile",
    "data",
    "digest",
    "programs",
    "help",
)


@pytest.fixture
def world(kith: Any) -> World:
    return make_world(kith)


def write(world: World, form: str, odd: str) -> None:
    """Into every line of the form, as much as it takes."""
    case, elements = CASES["view", form], inputs()[form]
    room = {name: 190 if name in NAMES else int(elements[name]["max_length"]) for name in lines(form)}
    room |= dict.fromkeys(room, COMPANY) if form in COMPANIES else {}
    words = {name: payloads.text(f"{MARK} {odd}"[:limit].strip()) for name, limit in room.items()}
    day = {follow_ups.DAY: payloads.on_date("2026-03-05")} if follow_ups.DAY in elements else {}
    fields = {**case.fields(world.mine), **day, **words}
    answer = world.kith.submit(world.ada, form, fields, remembers=case.carried(world.mine))
    view = answer.body.get("view")
    assert not answer.body.get("errors"), (form, answer.body)
    if view:
        refused = [block for block in view["blocks"] if block["type"] == "input" and "label" not in block]
        assert not refused, (form, view["blocks"][0])
        check_limits(view)


def look(world: World, who: Any) -> None:
    """Open every room, and all that can be typed and opened without changing anything."""
    for room in Room:
        world.kith.home(who, room)
    for words in COMMANDS:
        world.kith.command(who, words)
    for name, button in BUTTONS.items():
        shows = button.when is When.READ or name in (contacts.OPEN, ladder.DRAFT, digests.SHOW)
        if shows and ("action", name) in CASES and (who is not world.ada or button.who in MEMBERS):
            world.kith.press(who, name, CASES["action", name].carried(world.mine), where="home")


def seen(world: World) -> list[Any]:
    world.kith.settle()
    return [call.args for call in world.kith.slack.calls]


@pytest.mark.parametrize("odd", ODD)
def test_any_text_in_any_field_breaks_no_limit_pings_nobody_and_stays_with_who_wrote_it(world: World, odd: str) -> None:
    forms = [form for form in private_forms() if form not in TOLD]
    for form in forms:
        write(world, form, odd)
    kept = str(world.rows())
    assert kept.count(MARK) > len(forms)
    look(world, world.ada)
    shown = seen(world)
    assert MARK in str(shown)
    for args in shown:
        if "view" in args:
            check_limits(args["view"])
    world.kith.slack.calls.clear()
    before = len(world.kith.deliveries())
    buddy = group(world, world.mine.group)[1]
    for other in (buddy, world.organizer, world.admin, group(world, world.neighbours.group)[0]):
        look(world, other)
    assert "Spring" in str(seen(world))
    assert MARK not in f"{seen(world)} {[row.payload for row in world.kith.deliveries()[before:]]}"
