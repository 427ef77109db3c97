"""Councils as organizers see them: before they are introduced, and how far each is."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.calendar import local
from bot.domain.councils import CouncilList, ProposedCouncil
from bot.domain.messages import Block, Message, View
from bot.domain.pairing.plan import Help, HelpKind
from bot.domain.rounds import WithoutBuddy
from bot.domain.states import WaitingWhy
from bot.views import blocks
from bot.views.pickers import confirmed, grouped_select, person_select
from bot.views.rounds.reasons import because, hours
from bot.views.text import counted, in_words, listed, mention, plain, sentence_start
from bot.views.times import clock, day, zone_name

SHOW, SWAP, ANEW, SEND_NOW = "councils.show", "councils.swap", "councils.anew", "councils.send_now"
LOCK, UNLOCK, SWAP_FORM = "councils.lock", "councils.unlock", "councils.swap_form"
ONE, OTHER = "one", "other"
SHOWN, LISTED, CHOOSABLE = 30, 12, 300
_SEEN = "What people say and write in a council is theirs: you see how many meetings took place."
_WHY = {
    WaitingWhy.NOBODY_ELSE: "a council needs three people",
    WaitingWhy.NO_COMMON_HOURS: "nobody works at enough of the same hours",
    WaitingWhy.NO_MENTEE: "each council has a mentor already",
}
_ELSE = "no council has a place that suits"


def preview(said: CouncilList) -> Message:
    """The councils before they are introduced; once they are, how it went."""
    name = plain(said.program_name, 80)
    if said.launched:
        line = f"{name}: its {counted(len(said.councils), 'council')} {_are(said)} introduced."
        shown = [blocks.section(line), *_councils(said), *_without(said.without)]
        look = blocks.button("How far they are now", action_id=SHOW, value=str(said.program_id))
        return blocks.message(line, [*shown, blocks.actions(look)])
    at = f"{day(local(said.starts_at, said.zone).date())}, {clock(said.starts_at, said.zone)}"
    title = f"The councils of {name}"
    empty = [] if said.councils else [blocks.section("No council can be made of the people who take part right now.")]
    return blocks.message(
        f"{title} are introduced on {at}",
        [
            blocks.section(
                f"*{title}*\nThey are introduced on {at} ({zone_name(said.zone)}), for the whole programme. Until then "
                "you can change them. Who comes or leaves by then is taken into account; councils that you lock or "
                "swap stay."
            ),
            *_councils(said),
            *empty,
            *_without(said.without),
            _actions(said),
        ],
    )


def screen(said: CouncilList) -> View:
    """The same in a modal."""
    return blocks.modal("Councils", preview(said).blocks, callback_id=SHOW, private_metadata=str(said.program_id))


def swap_form(said: CouncilList) -> View:
    """Two people trade places."""
    return blocks.modal(
        "Swap two people",
        [
            blocks.input_block("This person", _person(said), block_id=ONE, optional=False),
            blocks.input_block("trades places with", _person(said), block_id=OTHER, optional=False),
        ],
        callback_id=SWAP_FORM,
        submit="Swap",
        private_metadata=str(said.program_id),
    )


def _are(said: CouncilList) -> str:
    return "is" if len(said.councils) == 1 else "are"


def _councils(said: CouncilList) -> Iterator[Block]:
    for one in said.councils[:SHOWN]:
        yield _standing(one) if said.launched else _proposed(one)
    if len(said.councils) > SHOWN:
        yield blocks.context(f"… and {counted(len(said.councils) - SHOWN, 'more council')}.")
    if said.launched:
        yield blocks.context(_SEEN)


def _proposed(one: ProposedCouncil) -> Block:
    clauses = sentence_start("; ".join(because(one.reasons, one.people, of_others=True)[:3]))
    label, action_id = ("Unlock", UNLOCK) if one.is_locked else ("Lock", LOCK)
    return blocks.section(
        f"{':lock: ' if one.is_locked else ''}*{one.number}*  {_names(one)}\n{clauses}".strip(),
        accessory=blocks.button(label, action_id=action_id, value=str(one.council_id)),
    )


def _standing(one: ProposedCouncil) -> Block:
    return blocks.section(f"*Council {one.number}*  {_names(one)}\n{sentence_start(how_far(one))}")


def how_far(one: ProposedCouncil) -> str:
    """`met 3 of 4 times; of one nobody has said anything`."""
    if not one.is_introduced:
        return "to be introduced at an hour that suits all of them"
    if not one.meetings:
        return "introduced; no meeting was due yet"
    silent = f"; of {counted(one.silent, 'meeting')} nobody has said anything" if one.silent else ""
    return f"met {in_words(one.met)} of {counted(one.meetings, 'time')}{silent}"


def _names(one: ProposedCouncil) -> str:
    return listed([mention(person.slack_user_id) for person in one.people])


def _without(without: tuple[WithoutBuddy, ...]) -> Iterator[Block]:
    lines = [f"{mention(one.slack_user_id)}: {why_without(one)}" for one in without[:LISTED]]
    if len(without) > LISTED:
        lines.append(f"… and {in_words(len(without) - LISTED)} more.")
    if lines:
        yield blocks.section("*Without a council for now*\n" + "\n".join(lines))


def why_without(one: WithoutBuddy) -> str:
    """Why, and what would help. Do-not-pair entries stay private."""
    help_ = ", or ".join(words for each in one.help if (words := _help(each)))
    why = _WHY.get(one.why, _ELSE)
    return f"{why}. What would help: {help_}." if help_ else f"{why}."


def _help(one: Help) -> str:
    match one.kind:
        case HelpKind.WIDEN_HOURS:
            return f"{hours(one.amount)} more of their day at which somebody else works"
        case HelpKind.LOWER_MINIMUM_HOURS:
            return f"{hours(one.amount)} as the program's least common time"
        case HelpKind.MORE_PEOPLE | HelpKind.REVIEW_KEPT_APART:
            return "more people"
        case HelpKind.MORE_MENTEES:
            return "more people who are no mentors"
    return ""


def _person(said: CouncilList) -> blocks.Element:
    people = [
        (person.name or person.slack_user_id, person.slack_user_id, f"council {one.number}")
        for one in said.councils
        for person in one.people
    ]
    people += [(one.name or one.slack_user_id, one.slack_user_id, "without a council") for one in said.without]
    if len(people) > CHOOSABLE or not people:
        return person_select(action_id="value")
    options = [blocks.option(name, user, description=place) for name, user, place in sorted(people)]
    pages = {
        f"{options[first]['text']['text'][:30]} …": options[first : first + 100]
        for first in range(0, len(options), 100)
    }
    return grouped_select(pages, action_id="value")


def _actions(said: CouncilList) -> Block:
    value = str(said.program_id)
    anew = blocks.button("Compose the unlocked anew", action_id=ANEW, value=value)
    if not said.councils:
        return blocks.actions(anew)
    return blocks.actions(
        blocks.button("Swap two people", action_id=SWAP, value=value),
        anew,
        confirmed(
            blocks.button("Introduce them now", action_id=SEND_NOW, value=value, style="primary"),
            title="Introduce the councils now?",
            text="Each is introduced at the next hour that is daytime for all of it, and stays for the programme.",
            yes="Introduce them",
        ),
    )
