"""A say in whom one is matched with: three fields first, the rest behind *More*. Words for its author alone."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.lengths import NOTE
from bot.domain.messages import Block, View
from bot.domain.profiles import LONGEST_WORD
from bot.domain.say import Comfort, Say, Wishes
from bot.domain.states import Frequency
from bot.views.blocks import actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.pickers import checkboxes, people_select
from bot.views.text import listed, mention, plain
from bot.views.times import day

OPEN, MORE, FORM = "say.open", "say.more", "say.write"
COMFORT, FREQUENCY, PEOPLE, NOTE_FIELD = "comfort", "frequency", "people", "note"
ONLINE_FIRST, NOT_MY_EMPLOYER, TWO = "online_first", "not_my_employer", "two_buddies"
SHOWN = 120
_COMFORT = {ONLINE_FIRST: "Online first: no meeting in person to begin with", NOT_MY_EMPLOYER: "Nobody of my employer"}
_FREQUENCY = {
    Frequency.EVERY_ROUND: "Every round",
    Frequency.EVERY_SECOND: "Every second round",
    Frequency.MONTHLY: "Once a month",
}
_SOMEBODY = (
    ("field", "Somebody in this field", "Public health"),
    ("school", "Somebody of this school", "TU Berlin"),
    ("city", "Somebody in this city", "Lisbon"),
)
_PRIVATE = (
    "Only you read this. Buddies and organizers do not, and nobody is told why they are, or are not, matched with you."
)
_ONCE = "Wishes count for the next round alone, up to three. Kith tries, and promises nothing; two who wish for each "
_ONCE_TOO = "other are likely to meet."


def form(said: Say, *, is_whole: bool = False) -> View:
    """What they said so far, to be changed."""
    more = actions(button("More: a field, a school, a city, two buddies …", action_id=MORE, value=str(said.program_id)))
    return modal(
        "My say in matching",
        [
            section(f"*{plain(said.program_name, SHOWN)}*"),
            context(_PRIVATE),
            _comfort(said.comfort),
            _how_often(said.frequency),
            input_block(
                "People I'd like to meet in the next round",
                people_select(action_id="value", initial=said.wishes.people),
                block_id=PEOPLE,
                hint=_ONCE + _ONCE_TOO,
            ),
            *(_rest(said.wishes) if is_whole else [more]),
        ],
        callback_id=FORM,
        submit="Save",
        private_metadata=str(said.program_id),
    )


def _comfort(comfort: Comfort) -> Block:
    options = {value: option(words, value) for value, words in _COMFORT.items()}
    ticked = [options[value] for value in _COMFORT if getattr(comfort, value)]
    hint = "They hold in all your programs, in every round."
    if not comfort.employer:
        hint += " Kith knows your employer from your profile; there is none yet."
    return input_block(
        "What I'd rather have",
        checkboxes(list(options.values()), action_id="value", initial=ticked),
        block_id=COMFORT,
        hint=hint,
    )


def _how_often(frequency: Frequency) -> Block:
    options = {one: option(words, one.value) for one, words in _FREQUENCY.items()}
    return input_block(
        "How often I'd like a buddy",
        select(list(options.values()), action_id="value", initial=options[frequency]),
        block_id=FREQUENCY,
        optional=False,
        hint="Between your rounds nobody misses you, and Kith asks you nothing about buddies.",
    )


def _rest(wishes: Wishes) -> list[Block]:
    somebody = [
        input_block(
            label,
            text_input(
                action_id="value", initial=getattr(wishes, kind), limit=LONGEST_WORD, hint=f"For example: {example}"
            ),
            block_id=kind,
        )
        for kind, label, example in _SOMEBODY
    ]
    note = text_input(action_id="value", initial=wishes.note, multiline=True, limit=NOTE)
    two = option("Two buddies in the next round, in two groups, if the numbers allow", TWO)
    both = checkboxes([two], action_id="value", initial=[two] if wishes.two_buddies else [])
    return [
        *somebody,
        input_block("One buddy, or two?", both, block_id=TWO),
        input_block("A note to myself", note, block_id=NOTE_FIELD),
    ]


def home_blocks(says: Sequence[Say]) -> list[Block]:
    """What somebody said, program by program, and the way to change it; nothing for people in no program."""
    shown: list[Block] = []
    for said in says:
        lines = [*_comfort_lines(said.comfort), *_round_lines(said), *_wish_lines(said.wishes)]
        title = "*My say in matching*" if len(says) == 1 else f"*My say in matching, {plain(said.program_name, SHOWN)}*"
        told = "\n".join(lines) or "Whom you would like to meet, and what you would rather not: only Kith reads it."
        shown.append(
            section(
                f"{title}\n{told}",
                accessory=button("Change" if lines else "Say it", action_id=OPEN, value=str(said.program_id)),
            )
        )
    return shown


def _comfort_lines(comfort: Comfort) -> list[str]:
    return [f"• {words}" for value, words in _COMFORT.items() if getattr(comfort, value)]


def _round_lines(said: Say) -> list[str]:
    if said.frequency is Frequency.EVERY_ROUND:
        return []
    comes = f". Your next one comes with the round that starts on {day(said.own_round_on)}" if said.own_round_on else ""
    return [f"• A buddy {_FREQUENCY[said.frequency].lower()}{comes}"]


def _wish_lines(wishes: Wishes) -> list[str]:
    wished = [mention(one) for one in wishes.people]
    wished += [f"somebody in {plain(wishes.field, SHOWN)}"] if wishes.field else []
    wished += [f"somebody of {plain(wishes.school, SHOWN)}"] if wishes.school else []
    wished += [f"somebody in {plain(wishes.city, SHOWN)}"] if wishes.city else []
    lines = [f"• For the next round: {listed(wished)}"] if wished else []
    lines += ["• Two buddies in the next round, if the numbers allow"] if wishes.two_buddies else []
    return [*lines, f"• Your note: {plain(wishes.note, SHOWN)}"] if wishes.note else lines
