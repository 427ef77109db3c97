"""What mentor and mentee read together, in the conversation of the two."""

from __future__ import annotations

from bot.domain.mentor_pairs import Pair
from bot.domain.messages import Message
from bot.views.blocks import actions, button, context, header, message, section
from bot.views.mentor_agendas import agenda
from bot.views.mentor_pairs import AGREEMENT, concern_button, pair_buttons
from bot.views.mentor_times import when
from bot.views.text import in_words, mention, plain
from bot.views.times import day

_AGREEMENT = (
    "*Your agreement*\nFive lines that both agree on: what for, how often, where, until when, what stays between you. "
    "Either of you begins; it holds once both have agreed."
)
_LENGTH = "Three quarters of an hour is plenty."
_SMALL = (
    "Kith reads only its own posts here, and stores nothing that you write to each other. Nobody else reads your "
    "agreement, organizers included. Either of you can end this in Kith's Home tab, and nobody is asked why."
)


def key(pair_id: int) -> str:
    """Of the message that introduces the pair, in the ledger."""
    return f"mentor_pair:{pair_id}"


def introduction(pair: Pair) -> Message:
    """To both: who is who, the agreement, and the agenda of the talk that comes next. It follows what they do."""
    mentee, mentor = mention(pair.mentee), mention(pair.mentor)
    program = plain(pair.program, 80)
    said = f"{mentee}, {mentor} is your mentor in {program} until {day(pair.ends_on)}. Buddies go on beside."
    return message(
        f"{mentee} and {mentor}: mentor and mentee",
        [
            header("Mentor and mentee"),
            section(said),
            section(agenda(pair)),
            *when(pair, ask="" if pair.talks else f"{mentee}, would you choose one? {_LENGTH} "),
            section(_agreement(pair)),
            actions(*pair_buttons(pair)),
            context(_SMALL),
            actions(concern_button(pair)),
        ],
    )


def _agreement(pair: Pair) -> str:
    if pair.signed is None:
        return _AGREEMENT
    if pair.signed.holds:
        return "*Your agreement*\nYou both agreed on your five lines. A change asks both again."
    return "*Your agreement*\nIt is written, and holds once both have agreed to it. Each of you can read and change it."


def written(pair: Pair, slack_user_id: str) -> Message:
    """To both: that one of them wrote down or changed the agreement. Its lines are read on opening it."""
    said = f"{mention(slack_user_id)} has written down your agreement. It holds once both have agreed to it."
    return message(said, [section(said, accessory=button("Read it", action_id=AGREEMENT, value=str(pair.pair_id)))])


def goes_on(pair: Pair) -> Message:
    """To both, once both would go on."""
    said = f"You both would go on, so you do: until {day(pair.ends_on)}, for {in_words(pair.weeks)} more weeks."
    return message(said, [section(said)])


def over() -> Message:
    """What the introduction becomes once the pair is over; nothing is asked any more, nobody is blamed."""
    said = "Your time as mentor and mentee has come to its end. This conversation is yours: stay in touch as you like."
    small = "In Kith's Home tab each of you can pass on a last word."
    return message(said, [header("Mentor and mentee"), section(said), context(small)])
