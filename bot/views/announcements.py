"""What is posted to a program's whole channel, and the forms that show it, and to how many it goes, before it goes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import Block, Message, View
from bot.domain.own_texts import LIMITS, TextKind
from bot.domain.programs import LONGEST_NAME, ProgramNews
from bot.domain.states import Joining
from bot.views.blocks import actions, button, context, input_block, message, modal, section, text_input
from bot.views.participants import rhythm
from bot.views.pickers import date_picker
from bot.views.programs import SETTINGS, ending_fields, join_row, leave_row, readers
from bot.views.text import counted, listed, mention, own_lines, plain, sentence_start
from bot.views.times import day

START_FORM, COPY_START_FORM = "programs.start", "programs.copy_start"
INVITE, INVITE_FORM = "programs.invite_form", "programs.invite"
_LONGEST = LIMITS[TextKind.ANNOUNCEMENT]
_LIMITS = (
    f"At most {_LONGEST:,} characters, & counted as five, < and > as four. Slack shows what you write as "
    "plain text: no bold, no mentions."
)


def review(program: ProgramNews, *, remembers: str, is_copy: bool = False) -> View:
    """The last click before a program starts: its name, its first day, and what everybody in the channel will read."""
    return modal(
        "Start the program",
        [
            section(_invited(program)),
            _posts(program, "Start"),
            input_block(
                "Name",
                text_input(action_id="value", initial=program.name, limit=LONGEST_NAME),
                block_id="name",
                optional=False,
            ),
            input_block(
                "First round starts on" if program.buddy_rounds else "First week begins on",
                date_picker(action_id="value", initial=program.next_round_on),
                block_id="starts_on",
                optional=False,
                hint="A Monday, within a year. Until then people can join.",
            ),
            *ending_fields(has_rounds=program.buddy_rounds),
            _words(words_of(program), "It begins with name and first day, as above, and ends with a button."),
        ],
        callback_id=COPY_START_FORM if is_copy else START_FORM,
        submit="Start",
        private_metadata=remembers,
    )


def invite_form(program: ProgramNews) -> View:
    """The invitation once more, to look over before it is posted."""
    return modal(
        "Invite again",
        [
            section(_again(program)),
            _words(words_of(program), "It comes below that line, with a button to join."),
            _posts(program, "Post"),
        ],
        callback_id=INVITE_FORM,
        submit="Post",
        private_metadata=str(program.program_id),
    )


def usual(program: ProgramNews) -> str:
    """What the channel reads below the first line, unless an organizer writes their own."""
    if program.joining is Joining.EVERYONE:
        return f"{rhythm(program)}\nIf it is not for you, press “Leave”: one click, and nobody is told."
    one_click = "Leaving, pausing and skipping" if program.buddy_rounds else "Leaving and pausing"
    return f"{rhythm(program)}\nWhether you join is up to you. {one_click} are one click each."


def words_of(program: ProgramNews) -> str:
    """What the channel reads below the first line: its organizers' words, if they wrote any."""
    return program.announcement or usual(program)


def announcement(program: ProgramNews, words: str) -> Message:
    """The first message in the channel."""
    name = plain(program.name)
    everyone = program.joining is Joining.EVERYONE
    who = "everybody in this channel takes part" if everyone else "you are warmly invited"
    said = f":wave: Hello! *{name}* starts on {day(program.next_round_on)}, and {who}."
    return _posted(f"{name} starts on {day(program.next_round_on)}", said, words, program)


def invitation_again(program: ProgramNews, words: str) -> Message:
    """The join message once more."""
    return _posted(f"There is room for you in {plain(program.name)}", _again(program), words, program)


def invited_again(program: ProgramNews) -> View:
    """Said in place of the form."""
    said = f"Kith has posted it to {readers(program.channel_people)}: <#{program.slack_channel_id}>."
    return modal("Posted", [section(said)], callback_id="programs.invited")


def few_joined(program: ProgramNews, people: Sequence[str]) -> Message:
    """To organizers, two days before a round that few have joined."""
    name, value = plain(program.name), str(program.program_id)
    who = f": {listed([mention(one) for one in people])}" if people else ""
    number, takes = len(people), "takes" if len(people) == 1 else "take"
    said = (
        f"*{name}*: the next round starts on {day(program.next_round_on)}, and {counted(number, 'person', 'people')} "
        f"{takes} part so far{who}. With three or more nobody waits."
    )
    invite = button("Invite again", action_id=INVITE, value=value, style="primary")
    row = [invite] if program.joining is Joining.BY_CHOICE else []
    return message(
        f"{name} has few people yet",
        [section(said), actions(*row, button("Settings", action_id=SETTINGS, value=value))],
    )


def _again(program: ProgramNews) -> str:
    if not program.buddy_rounds:
        return f":wave: There is room for you in *{plain(program.name)}*, and you are warmly invited."
    return (
        f":wave: There is room for you in *{plain(program.name)}*. The next round starts on "
        f"{day(program.next_round_on)}, and you are warmly invited."
    )


def _posted(text: str, first: str, words: str, program: ProgramNews) -> Message:
    row = leave_row(program) if program.joining is Joining.EVERYONE else join_row(program)
    return message(text, [section("\n".join([first, *own_lines(words)])), row])


def _words(initial: str, hint: str) -> Block:
    element = text_input(action_id="value", initial=initial, multiline=True, limit=_LONGEST)
    return input_block("What the channel reads", element, block_id="announcement", hint=f"{hint} {_LIMITS}")


def _posts(program: ProgramNews, press: str) -> Block:
    to = sentence_start(readers(program.channel_people))
    return context(f":loudspeaker: {to}, <#{program.slack_channel_id}>, will read this once you press *{press}*.")


def _invited(program: ProgramNews) -> str:
    if program.joining is Joining.EVERYONE:
        return (
            f"*Who takes part:* everybody in <#{program.slack_channel_id}>, each with a notice and a button to leave."
        )
    return f"*Who is invited:* everybody in <#{program.slack_channel_id}>. Each of them chooses whether to join."
