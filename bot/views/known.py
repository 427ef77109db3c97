"""Who I already know: one card at a time, three names on each."""

from __future__ import annotations

from bot.domain.contacts import Closeness
from bot.domain.known import NAMES, Category, Known
from bot.domain.lengths import LINE
from bot.domain.messages import Block, View
from bot.views.blocks import actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.text import counted, in_words

OPEN = "known.open"
FORM = "known.names"
SKIP, LATER = "known.skip", "known.later"

CLOSENESS = "closeness"
CARDS = list(Category)  # a card travels as its place among them

_ASKED = {
    Category.FAMILY: ("Your family", "Cousins, in-laws, aunts and uncles: what do they do, and whom do they know?"),
    Category.COLLEAGUE: ("Former colleagues", "People you worked with, wherever they are now."),
    Category.TEACHER: ("Your teachers", "At school, in training, on a course. Most like to hear what became of you."),
    Category.NEIGHBOUR: ("Your neighbours", "On the stairs, in the street, at the playground."),
    Category.CLIENT: ("Clients and partners", "Customers, suppliers, people of other firms who know how you work."),
    Category.GROUP_MATE: ("People of your groups", "Sport, choir, parents, a club, a faith, an online community."),
}
_CLOSE = {Closeness.CLOSE: "Close: we talk of all sorts of things", Closeness.KNOWN: "Known: we would greet each other"}


def progress(known: Known) -> str:
    """How far somebody is, in one line; empty where they have not begun."""
    if not known.named:
        return ""
    people = counted(known.people, "person", "people")
    if known.is_done:
        return f"Who I already know: all six cards looked at, {people} named."
    return f"Who I already know: {in_words(len(known.named))} of six cards looked at, {people} named."


def card(category: Category) -> View:
    """One category. The fields of each card have ids of their own, so that none takes over what another had."""
    title, said = _ASKED[category]
    value = str(CARDS.index(category))
    options = [option(words, closeness) for closeness, words in _CLOSE.items()]
    usual = options[0 if category is Category.FAMILY else 1]
    names: list[Block] = [
        input_block(
            f"Name {number}",
            text_input(action_id=f"{field(number)}_{value}", limit=LINE, hint="Ana Ruiz, Stripe"),
            block_id=field(number),
        )
        for number in range(1, NAMES + 1)
    ]
    blocks: list[Block] = [
        section(f"*{title}*\n{said}\nThree names are plenty, and so is one. Take a minute."),
        *names,
        input_block(
            "How close are you?",
            select(options, action_id=f"{CLOSENESS}_{value}", initial=usual),
            block_id=CLOSENESS,
            optional=False,
        ),
        actions(button("Skip", action_id=SKIP, value=value), button("Later", action_id=LATER, value=value)),
        context(f"Card {value_of(category)} of {len(CARDS)}. Only you see the names. They go into your book."),
    ]
    return modal("Who I already know", blocks, callback_id=FORM, submit="Save and go on", private_metadata=value)


def closing(known: Known) -> View:
    """Where no other card is left."""
    if known.is_done:
        said = f"{progress(known)} *Whom to write to next*, in People, begins with somebody of them."
    else:
        said = "The card waits for you in People. There is no hurry."
    return modal("Who I already know", [section(said)], callback_id=FORM)


def field(number: int) -> str:
    """The block id of a name."""
    return f"name_{number}"


def value_of(category: Category) -> int:
    """The number of a card, as people count."""
    return CARDS.index(category) + 1
