"""Who is with whom in a round, and whether they met, as organizers read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.calendar import local
from bot.domain.messages import Block, Message, View
from bot.domain.pair_lists import GroupState, ListedGroup, RoundPairs
from bot.domain.rounds import WithoutBuddy
from bot.views import blocks
from bot.views.rounds.unmatched_reasons import unmatched_reason
from bot.views.text import counted, in_words, listed, mention, plain, sentence_start
from bot.views.times import clock, short_day, zone_name

PAIRS, PAGE_BEFORE, NEXT_PAGE = "rounds.pairs", "rounds.pairs_before", "rounds.pairs_next"
EARLIER, LATER = "rounds.pairs_earlier", "rounds.pairs_later"
STATES = {
    GroupState.COMING: "to be introduced",
    GroupState.MET: "met",
    GroupState.HAS_TIME: "have a time",
    GroupState.CHANGED: "changed before they met",
    GroupState.NOT_MET: "not met yet",
}
LISTED = 12  # people without a buddy; a block has 3,000 characters
_A_BLOCK = 20  # groups
_SEEN = "What people say of a meeting is theirs: you see that a group has a time, or has met."


def begun(said: RoundPairs, *, was_sent: bool = False) -> Message:
    """What the message that proposed the round is from then on. `was_sent`: an organizer pressed “Send now”."""
    how_many = counted(said.count, "group") if said.count else "no group: nobody could be matched"
    line = f"{plain(said.program_name, 80)}: this round has begun with {how_many}."
    if was_sent:
        line = f"Sent. {line} Each is introduced at the next hour that is daytime for all of them."
    over = said.count - len(said.groups)
    more = [blocks.context(f"… and {counted(over, 'more group')}.")] if over > 0 else []
    look = blocks.button("How far they are now", action_id=PAIRS, value=_page(said, 0))
    return blocks.message(
        line,
        [blocks.section(line), *_list(said), *more, *without_buddy(said.unpaired), blocks.actions(look)],
    )


def screen(said: RoundPairs) -> View:
    """One page of the list, in a modal."""
    title = f"*{plain(said.program_name, 80)}, round {said.number}*\n{sentence_start(counted(said.count, 'group'))}"
    where = f", page {said.page + 1} of {said.pages}" if said.pages > 1 else ""
    turns = [
        *([blocks.button("Page before", action_id=PAGE_BEFORE, value=_page(said, said.page - 1))] if said.page else []),
        *(
            [blocks.button("Next page", action_id=NEXT_PAGE, value=_page(said, said.page + 1))]
            if said.page + 1 < said.pages
            else []
        ),
        *(
            blocks.button(f"Round {beside[1]}", action_id=action_id, value=f"{beside[0]}:0")
            for action_id, beside in ((EARLIER, said.earlier), (LATER, said.later))
            if beside
        ),
    ]
    shown = [
        blocks.section(f"{title}{where}"),
        *_list(said),
        *([blocks.actions(*turns)] if turns else []),
        *without_buddy(said.unpaired, most=8 * LISTED),
        *([blocks.context(_SEEN)] if said.has_begun else []),
    ]
    return blocks.modal("Who is with whom", shown, callback_id=PAIRS)


def without_buddy(unpaired: Sequence[WithoutBuddy], *, most: int = LISTED) -> Iterator[Block]:
    """Who has no buddy, why, and what would help."""
    lines = [f"{mention(one.slack_user_id)}: {unmatched_reason(one.why, one.help)}" for one in unpaired[:most]]
    if len(unpaired) > most:
        lines.append(f"… and {in_words(len(unpaired) - most)} more.")
    for first in range(0, len(lines), LISTED + 1):
        title = "" if first else "*Without a buddy for now*\n"
        yield blocks.section(title + "\n".join(lines[first : first + LISTED + 1]))


def _list(said: RoundPairs) -> Iterator[Block]:
    for first in range(0, len(said.groups), _A_BLOCK):
        yield blocks.section("\n".join(_line(group, said) for group in said.groups[first : first + _A_BLOCK]))


def _line(group: ListedGroup, said: RoundPairs) -> str:
    names = listed([mention(one.slack_user_id) for one in group.buddies])
    return f"• {names}: {_how_far(group, said.zone)}" if said.has_begun else f"• {names}"


def _how_far(group: ListedGroup, zone: str) -> str:
    if group.state is GroupState.COMING and group.introduce_at is not None:
        at = f"{short_day(local(group.introduce_at, zone).date())}, {clock(group.introduce_at, zone)}"
        return f"introduction on {at} ({zone_name(zone)})"
    return f"*{STATES[group.state]}*" if group.state is GroupState.MET else STATES[group.state]


def _page(said: RoundPairs, number: int) -> str:
    return f"{said.round_id}:{number}"
