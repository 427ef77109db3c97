"""The next round as its organizers see it before it goes out."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.calendar import local
from bot.domain.lengths import LINE
from bot.domain.messages import Block, Message, View
from bot.domain.pair_lists import ListedGroup, Preview
from bot.domain.rearranging import How, Weighing
from bot.views import blocks
from bot.views.blocks import option
from bot.views.pickers import confirmed, grouped_select, person_select, radio_buttons
from bot.views.rounds.costs import costs, fits
from bot.views.rounds.pairs import LISTED, PAIRS, without_buddy
from bot.views.rounds.reasons import because
from bot.views.text import counted, listed, mention, plain, sentence_start
from bot.views.times import clock, day, zone_name

SHOW = "rounds.preview"
PLAN = "rounds.plan"
MOVE, MOVE_FORM = "rounds.move", "rounds.move_form"
LOCK, UNLOCK = "rounds.lock", "rounds.unlock"
MATCH_ANEW, SEND_NOW = "rounds.match_anew", "rounds.send_now"
ONE, HOW, OTHER, WHY = "one", "how", "other", "why"
_WAYS = {
    How.TRADE: "trades places with the other person",
    How.JOIN: "joins the group of the other person",
    How.OUT: "has no group in this round",
}
PAGE_BEFORE, NEXT_PAGE = "rounds.preview_before", "rounds.preview_next"
SHOWN = 20  # groups a page; a message has 12,000 characters, and its buttons stand at the end
CHOOSABLE = 300  # people; a form has 250,000 characters


def preview(said: Preview, page: int = 0) -> Message:
    """A page of the proposed groups with their reasons, and what an organizer can change."""
    title = f"The next round of {plain(said.program_name, 80)}"
    at = f"{day(local(said.starts_at, said.zone).date())}, {clock(said.starts_at, said.zone)} ({zone_name(said.zone)})"
    shown: list[Block] = [
        blocks.section(
            f"*{title}*\nIt goes out by itself on {at}. There is nothing to do; until then you can change it. "
            "Who comes or leaves by then is taken into account, and so are settings; groups that you lock or make stay."
        ),
        *_page(said, page),
    ]
    if not said.groups:
        shown.append(blocks.section("No group can be made of the people who take part right now."))
    return blocks.message(f"{title} goes out on {at}", [*shown, *without_buddy(said.unpaired), _actions(said)])


def page_of(said: Preview, group_id: int) -> int:
    """The page on which a group stands."""
    return next((place // SHOWN for place, group in enumerate(said.groups) if group.group_id == group_id), 0)


def _page(said: Preview, page: int) -> Iterator[Block]:
    """The groups of a page, or of the last where there are fewer, and the ways to those beside it."""
    last = max(len(said.groups) - 1, 0) // SHOWN
    page = min(page, last)
    here = said.groups[page * SHOWN : (page + 1) * SHOWN]
    yield from (_group(group) for group in here)
    if last:
        first = page * SHOWN + 1
        yield blocks.context(f"Groups {first} to {first + len(here) - 1} of {len(said.groups):,}.")
        turns = (("Groups before", PAGE_BEFORE, page - 1), ("More groups", NEXT_PAGE, page + 1))
        yield blocks.actions(
            *(
                blocks.button(label, action_id=action_id, value=f"{said.round_id}:{to}")
                for label, action_id, to in turns
                if 0 <= to <= last
            )
        )


def screen(shown: Message) -> View:
    """The same in a modal, where App Home opened it."""
    return blocks.modal("The next round", shown.blocks, callback_id=SHOW)


def move_form(
    said: Preview, response_url: str, chosen: tuple[How, str, str] | None = None, weighing: Weighing | None = None
) -> View:
    """Somebody trades places, joins a group or comes out of the round; once it is weighed, with what that costs."""
    how, one, other = chosen or (How.TRADE, "", "")
    ways = [option(words, way.value) for way, words in _WAYS.items()]
    first = next(way for way in ways if way["value"] == how.value)
    return blocks.modal(
        "Move people",
        [
            *(_costs(weighing) if weighing else ()),
            blocks.input_block("This person", _person(said, one), block_id=ONE, optional=False),
            blocks.input_block(
                "…", radio_buttons(ways, action_id="value", initial=first), block_id=HOW, optional=False
            ),
            blocks.input_block("The other person", _person(said, other), block_id=OTHER),
        ],
        callback_id=MOVE_FORM,
        submit="Move anyway" if weighing else "Move",
        private_metadata=f"{said.round_id} {response_url}",
    )


def _costs(weighing: Weighing) -> Iterator[Block]:
    """What it costs, and room for the reason."""
    lines = [f"• {plain(line)}" for line in costs(weighing)]
    yield blocks.section("*What this costs*\n" + "\n".join(lines))
    yield blocks.input_block(
        "Why they are moved anyway",
        blocks.text_input(action_id="value", limit=LINE),
        block_id=WHY,
        optional=not weighing.weighed.asks_why,
        hint="Organizers alone read it, beside the group.",
    )


def _person(said: Preview, chosen: str) -> blocks.Element:
    """The people of the round, by name, each with whom they are; all of the workspace where that is too long a list."""
    people = [
        (buddy.name or buddy.slack_user_id, buddy.slack_user_id, f"with {listed(others)}")
        for group in said.groups
        for buddy in group.buddies
        if (others := [other.name or other.slack_user_id for other in group.buddies if other is not buddy])
    ]
    people += [(one.name or one.slack_user_id, one.slack_user_id, "without a buddy") for one in said.unpaired]
    if len(people) > CHOOSABLE or len(people) < 1:
        return person_select(action_id="value", initial=chosen)
    options = [blocks.option(name, user, description=place) for name, user, place in sorted(people)]
    pages = {
        f"{options[first]['text']['text'][:30]} …": options[first : first + 100]
        for first in range(0, len(options), 100)
    }
    initial = next((option for option in options if option["value"] == chosen), None)
    return grouped_select(pages, action_id="value", initial=initial)


def _group(group: ListedGroup) -> Block:
    names = listed([mention(buddy.slack_user_id) for buddy in group.buddies])
    clauses = sentence_start("; ".join(because(group.reasons, group.buddies, of_others=True)[:3]))
    if group.fit is not None:
        clauses = f"{clauses}. {fits(group.fit)}." if clauses else f"{fits(group.fit)}."
    why = f"\n_{plain(group.why_by, 60) or 'An organizer'}: {plain(group.why)}_" if group.why else ""
    label, action_id = ("Unlock", UNLOCK) if group.is_locked else ("Lock", LOCK)
    return blocks.section(
        f"{':lock: ' if group.is_locked else ''}{names}\n{clauses}{why}".strip(),
        accessory=blocks.button(label, action_id=action_id, value=str(group.group_id)),
    )


def send_text(people: int, groups: int, without: int, *, ends: str = "A round that runs ends.") -> str:
    """To whom a round goes that is sent now. For plain text."""
    told = sentence_start(counted(people, "person is", "people are"))
    alone = sentence_start(counted(without, "person is", "people are"))
    left = f" {alone} told why they have no buddy." if without else ""
    hour = "each at the next hour that is daytime for all of it"
    return f"{told} introduced in {counted(groups, 'group')}, {hour}.{left} {ends}".strip()


def _actions(said: Preview) -> Block:
    value = str(said.round_id)
    is_cut = len(said.unpaired) > LISTED
    everybody = [blocks.button("See everybody", action_id=PAIRS, value=f"{value}:0")] if is_cut else []
    return blocks.actions(
        *everybody,
        blocks.button("Move people", action_id=MOVE, value=value),
        blocks.button("Match the unlocked anew", action_id=MATCH_ANEW, value=value),
        confirmed(
            blocks.button("Send now", action_id=SEND_NOW, value=value, style="primary"),
            title="Send the round now?",
            text=send_text(sum(len(one.buddies) for one in said.groups), len(said.groups), len(said.unpaired)),
            yes="Send now",
        ),
    )
