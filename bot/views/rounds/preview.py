"""The next round as its organizers see it before it goes out."""

from __future__ import annotations

from bot.domain.calendar import local
from bot.domain.messages import Block, Message, View
from bot.domain.rounds import Preview, PreviewGroup
from bot.views import blocks
from bot.views.pickers import confirmed, grouped_select, person_select
from bot.views.rounds.pairs import LISTED, PAIRS, without_buddy
from bot.views.rounds.reasons import because
from bot.views.text import counted, listed, mention, plain, sentence_start
from bot.views.times import clock, day, zone_name

SHOW = "rounds.preview"
SWAP, SWAP_FORM = "rounds.swap", "rounds.swap_form"
LOCK, UNLOCK = "rounds.lock", "rounds.unlock"
MATCH_ANEW, SEND_NOW = "rounds.match_anew", "rounds.send_now"
ONE, OTHER = "one", "other"
SHOWN = 40  # groups; a message has 50 blocks
CHOOSABLE = 300  # people; a form has 250,000 characters


def preview(said: Preview) -> Message:
    """The proposed groups with their reasons, and what an organizer can change."""
    title = f"The next round of {plain(said.program_name, 80)}"
    at = f"{day(local(said.starts_at, said.zone).date())}, {clock(said.starts_at, said.zone)} ({zone_name(said.zone)})"
    shown: list[Block] = [
        blocks.section(
            f"*{title}*\nIt goes out by itself on {at}. There is nothing to do; until then you can change it. "
            "Who comes or leaves by then is taken into account, and so are settings; groups that you lock or swap stay."
        ),
        *(_group(group) for group in said.groups[:SHOWN]),
    ]
    if not said.groups:
        shown.append(blocks.section("No group can be made of the people who take part right now."))
    if len(said.groups) > SHOWN:
        shown.append(blocks.context(f"… and {counted(len(said.groups) - SHOWN, 'more group')}."))
    return blocks.message(f"{title} goes out on {at}", [*shown, *without_buddy(said.unpaired), _actions(said)])


def screen(shown: Message) -> View:
    """The same in a modal, where App Home opened it."""
    return blocks.modal("The next round", shown.blocks, callback_id=SHOW)


def swap_form(said: Preview, response_url: str) -> View:
    """Two people of the round trade places."""
    return blocks.modal(
        "Swap two people",
        [
            blocks.input_block("This person", _person(said), block_id=ONE, optional=False),
            blocks.input_block("trades places with", _person(said), block_id=OTHER, optional=False),
        ],
        callback_id=SWAP_FORM,
        submit="Swap",
        private_metadata=f"{said.round_id} {response_url}",
    )


def _person(said: Preview) -> blocks.Element:
    """The people of the round, by name, each with whom they are; all of the workspace where that is too long a list."""
    people = [
        (buddy.name or buddy.slack_user_id, buddy.slack_user_id, f"with {listed(others)}")
        for group in said.groups
        for buddy in group.buddies
        if (others := [other.name or other.slack_user_id for other in group.buddies if other is not buddy])
    ]
    people += [(one.name or one.slack_user_id, one.slack_user_id, "without a buddy") for one in said.unpaired]
    if len(people) > CHOOSABLE or len(people) < 1:
        return person_select(action_id="value")
    options = [blocks.option(name, user, description=place) for name, user, place in sorted(people)]
    pages = {
        f"{options[first]['text']['text'][:30]} …": options[first : first + 100]
        for first in range(0, len(options), 100)
    }
    return grouped_select(pages, action_id="value")


def _group(group: PreviewGroup) -> Block:
    names = listed([mention(buddy.slack_user_id) for buddy in group.buddies])
    clauses = sentence_start("; ".join(because(group.reasons, group.buddies, of_others=True)[:3]))
    label, action_id = ("Unlock", UNLOCK) if group.is_locked else ("Lock", LOCK)
    return blocks.section(
        f"{':lock: ' if group.is_locked else ''}{names}\n{clauses}".strip(),
        accessory=blocks.button(label, action_id=action_id, value=str(group.group_id)),
    )


def _actions(said: Preview) -> Block:
    value = str(said.round_id)
    is_cut = len(said.groups) > SHOWN or len(said.unpaired) > LISTED
    everybody = [blocks.button("See everybody", action_id=PAIRS, value=f"{value}:0")] if is_cut else []
    return blocks.actions(
        *everybody,
        blocks.button("Swap two people", action_id=SWAP, value=value),
        blocks.button("Match the unlocked anew", action_id=MATCH_ANEW, value=value),
        confirmed(
            blocks.button("Send now", action_id=SEND_NOW, value=value, style="primary"),
            title="Send the round now?",
            text="The groups are introduced at the next hour that is daytime for each. A round that runs ends.",
            yes="Send now",
        ),
    )
