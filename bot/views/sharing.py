"""Sharing a link: the way in from the room and from a typed link, the form, and what whoever gets it reads."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.lengths import LINE
from bot.domain.messages import Block, Message, View
from bot.domain.participants import MyProgram
from bot.domain.sharing import LONGEST, Recipient, Shared, Way
from bot.views.blocks import Element, actions, button, context, input_block, message, modal, option, section, text_input
from bot.views.pickers import many_select
from bot.views.programs import readers
from bot.views.text import as_host, cut, listed, mention, one_line, plain
from bot.views.typed_proposals import NO

OPEN, OPEN_TYPED, EVENT_TYPED, SAVE_TYPED = "sharing.open", "sharing.typed", "sharing.event", "sharing.save"
FORM = "sharing.share"
VALUE = "value"  # the one element of each input
LINK, TO, WORDS = "link", "to", "words"
NOT_OPENED = "Kith opens no link. You see the host that it leads to."

_WAYS = {
    Way.BUDDY: "your buddy",
    Way.MENTOR: "your mentor",
    Way.MENTEE: "your mentee",
    Way.HELPER: "helps you",
    Way.HELPED: "you help them",
}


def home_blocks(programs: Sequence[MyProgram]) -> list[Block]:
    """In the room, for somebody who is in a program."""
    said = "*Share something*\nAn article, a posting, an event: one link to somebody it helps is a gift, and counts."
    return [section(said, accessory=button("Share a link", action_id=OPEN))] if programs else []


def typed_link(link: str, proposal_id: int, *, may_share: bool) -> Message:
    """The answer to a link that somebody typed to Kith."""
    said = "A link. What would you like to do with it?" if may_share else "A link. Would you like to keep it?"
    first, *others = _ways(str(proposal_id), may_share=may_share)
    first = {**first, "style": "primary"} if may_share else first
    no = button("No", action_id=NO, value=str(proposal_id))
    return message(said, [section(f"{as_host(link)}\n{said}"), actions(first, *others, no)])


def beside(proposal: Message, link: str, proposal_id: int, *, may_share: bool) -> Message:
    """The same below what was understood of the words around it."""
    said = section(f"Or is it about the link, {as_host(link)}?")
    ways = actions(*_ways(str(proposal_id), may_share=may_share))
    return message(proposal.text, [*proposal.blocks, said, ways])


def _ways(value: str, *, may_share: bool) -> list[Element]:
    ways = [
        button("Share it", action_id=OPEN_TYPED, value=value),
        button("Add as an event", action_id=EVENT_TYPED, value=value),
    ]
    return [*(ways if may_share else []), button("Save …", action_id=SAVE_TYPED, value=value)]


def form(recipients: Sequence[Recipient], *, link: str = "", words: str = "") -> View:
    """The link, to whom, and a word of one's own. The first buddy is chosen already."""
    if not recipients:
        return modal("Share a link", [section("There is nobody to share it with yet.")], callback_id=FORM)
    options = [option(cut(one_line(_who(one)), 75), one.value) for one in recipients]
    first = [options[0]] if recipients[0].way is Way.BUDDY else []
    return modal(
        "Share a link",
        [
            input_block(
                "The link",
                text_input(action_id=VALUE, initial=link, limit=LONGEST, hint="https://"),
                block_id=LINK,
                optional=False,
                hint="An article, a posting, an event. Kith does not open it.",
            ),
            input_block(
                "To whom?",
                many_select(options, action_id=VALUE, initial=first),
                block_id=TO,
                optional=False,
                hint="They read that it is from you. In a channel, all who are in it do.",
            ),
            input_block(
                "A word of yours",
                text_input(action_id=VALUE, initial=cut(words, LINE), limit=LINE),
                block_id=WORDS,
                hint="Why you thought of them, in a line.",
            ),
            context("People get it in their daytime, in a message from Kith."),
        ],
        callback_id=FORM,
        submit="Share",
    )


def done(to: Sequence[Recipient]) -> View:
    """Said in place of the form."""
    people = [plain(one.name, 80) for one in to if one.way is not Way.CHANNEL]
    said = [f"Kith passes it on to {listed(people)}, in their daytime."] if people else []
    said += [
        f"It is in <#{one.slack_channel_id}>, as shared by you: for {readers(one.channel_people)}."
        for one in to
        if one.way is Way.CHANNEL
    ]
    said.append("It counts as something you gave.")
    return modal("Shared", [section("\n".join(said))], callback_id="sharing.done")


def shared(one: Shared) -> Message:
    """To a person."""
    who, shares = mention(one.author), "shares something with you"
    return _message(f"{who} {shares}.", f":link: {who} of *{plain(one.program, 100)}* {shares}:\n", one)


def posted(one: Shared) -> Message:
    """To a channel."""
    said = f"Shared by {mention(one.author)}"
    return _message(said, f":link: {said}: ", one)


def _message(text: str, said: str, one: Shared) -> Message:
    words = f"\n“{plain(one.words)}”" if one.words else ""
    return message(text, [section(f"{said}{as_host(one.link)}{words}"), context(NOT_OPENED)])


def _who(one: Recipient) -> str:
    if one.way is Way.CHANNEL:
        name = one_line(one.program)
        return f"{cut(name, 30)}: {readers(one.channel_people)}"
    why = f"asks: {one.ask}" if one.way is Way.ASKER else _WAYS[one.way]
    return f"{one.name} – {why}"
