"""The forms of introductions: companies, about what Kith may ask, the ask itself, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.introductions import COMPANY as COMPANY_LIMIT
from bot.domain.introductions import MOST_TARGETS, Question, Room, Way, Written
from bot.domain.lengths import LINE
from bot.domain.messages import Block, View
from bot.views.blocks import button, context, input_block, modal, option, section, text_input
from bot.views.drafts import Draft, draft_blocks, lines
from bot.views.pickers import checkboxes, people_select, radio_buttons
from bot.views.text import cut, mention, one_line, plain

TARGETS_FORM, PLACES_FORM = "introductions.save_targets", "introductions.save_places"
REFUSED_FORM = "introductions.refuse"
ASK_FORM, CAME_ABOUT_FORM, DONE = "introductions.send", "introductions.came_about", "introductions.done"
COPIED = "introductions.copied"
MEANT = {written: f"introductions.meant_{written}" for written in Written}
VALUE, YES = "value", "yes"
COMPANIES, PEOPLE, EMPLOYER = "companies", "people", "employer"
COMPANY, PERSON, WHAT_FOR, WHOM, WAY = "company", "person", "what_for", "whom", "way"
_MANY = 2000
_WAYS = {
    Way.TOGETHER: "Kith opens a conversation of the two of us here",
    Way.EMAIL: "I write an e-mail to both",
}


def targets_form(room: Room) -> View:
    """The companies that somebody would like to get to know."""
    field = input_block(
        "Companies",
        text_input(action_id=VALUE, initial="\n".join(one.name for one in room.targets), multiline=True, limit=_MANY),
        block_id=COMPANIES,
        hint=f"One a line, up to {MOST_TARGETS}. Nobody else sees them.",
    )
    return modal("My companies", [field], callback_id=TARGETS_FORM, submit="Save")


def places_form(room: Room) -> View:
    """About what Kith may ask."""
    companies = [one.company for one in room.places if not one.person and not one.is_employer]
    people = [one.person for one in room.places if one.person]
    return modal(
        "Kith may ask me",
        [
            section(
                "About these, Kith may ask you now and then whether you would introduce a member of your programs. You "
                "decide each time; a no is told to nobody, and nobody sees what stands here."
            ),
            *_employer(room),
            input_block(
                "Companies where I know somebody",
                text_input(action_id=VALUE, initial="\n".join(companies), multiline=True, limit=_MANY),
                block_id=COMPANIES,
                hint="One a line.",
            ),
            input_block(
                "People I know",
                text_input(action_id=VALUE, initial="\n".join(people), multiline=True, limit=_MANY),
                block_id=PEOPLE,
                hint="One a line: Ana Ruiz, or Ana Ruiz, Stripe. Kith asks you about them and their company. Who is "
                "new comes into the room People.",
            ),
        ],
        callback_id=PLACES_FORM,
        submit="Save",
    )


def refused_form(people: Sequence[str]) -> View:
    """Whose introductions somebody does not want."""
    return modal(
        "Not from these people",
        [
            section(
                "Kith does not ask you for an introduction of theirs, and asks none of them for one of yours. Nobody "
                "sees this list, and it does not change who your buddy is."
            ),
            input_block("People", people_select(action_id=VALUE, initial=people), block_id=PEOPLE),
        ],
        callback_id=REFUSED_FORM,
        submit="Save",
    )


def ask_form(company: str) -> View:
    """What somebody asks for."""
    return modal(
        "Ask for an introduction",
        [
            input_block(
                "At which company?",
                text_input(action_id=VALUE, initial=company, limit=COMPANY_LIMIT),
                block_id=COMPANY,
            ),
            input_block(
                "To whom, if you know?",
                text_input(action_id=VALUE, limit=LINE),
                block_id=PERSON,
                hint="A person whom somebody of your programs may know.",
            ),
            input_block(
                "What for?",
                text_input(
                    action_id=VALUE,
                    limit=LINE,
                ),
                block_id=WHAT_FOR,
                optional=False,
                hint="One line: “Twenty minutes with somebody who tests medical software”. Whoever Kith asks reads it "
                "with your name, and may quote it to the other side.",
            ),
            context(
                "Kith asks one person at a time, if there is somebody. Nobody learns who was asked, and you read what "
                "came of it in one of your week's messages and in Kith's Home tab."
            ),
        ],
        callback_id=ASK_FORM,
        submit="Ask",
    )


def meant(written_in: Written, suggested: Mapping[int, tuple[str, str]]) -> View:
    """Names that are spelled much as a well-known one: by id, as it was written and as it may be meant."""
    blocks = [
        section(
            f"Is “{plain(other, 80)}” the company you mean by “{plain(written, 80)}”?",
            accessory=button(cut(f"Yes, {one_line(other)}", 75), action_id=MEANT[written_in], value=str(row_id)),
        )
        for row_id, (written, other) in suggested.items()
    ]
    return modal("Saved", [*blocks, context("If not, just close this.")], callback_id=DONE)


def saved() -> View:
    """Said in place of the question what is meant."""
    return modal("Saved", [section("It is noted as you mean it.")], callback_id=DONE)


def note_form(question: Question, *, said_yes: bool = False) -> View:
    """The draft to forward to the other side."""
    thanks = (
        "Thank you. Here is a note to forward. In Give & ask, and at the end of the week, Kith asks what came of it."
    )
    return modal(
        "Note to forward",
        [*([section(thanks)] if said_yes else []), *draft_blocks(note(question))],
        callback_id=COPIED,
        submit="Done",
    )


def note(question: Question) -> Draft:
    """What the knower may send to the other side: it quotes what the asker wrote."""
    wanted, asker = question.wanted, one_line(question.asker) or "a member of my network"
    to = one_line(wanted.person or question.match.place.person)
    whom = "you" if wanted.person else f"somebody at {one_line(wanted.company)}"
    body = lines(
        f"Hi{' ' + to if to else ''},",
        f"{asker}, whom I know from a program that we are both in, would like to get to know {whom}. In their own "
        f"words: “{one_line(wanted.what_for)}”",
        "May I introduce the two of you? If it doesn't suit you, that's fine too.",
    )
    return Draft(f"May I introduce you to {asker}?", body)


def copied() -> View:
    """Said once the draft was taken along."""
    said = "Thank you for asking. What came of it can be said in Give & ask, or at the end of the week."
    return modal("Thank you", [section(said)], callback_id=DONE)


def came_about_form(question: Question, *, metadata: str) -> View:
    """Who said yes, and how the two get together."""
    ways = [option(words, way) for way, words in _WAYS.items()]
    known = question.wanted.person or question.match.place.person
    return modal(
        "They said yes",
        [
            section(f"How good. {mention(question.asked_by)} reads who said yes, and that it was you who asked."),
            input_block(
                "Who said yes?",
                text_input(action_id=VALUE, initial=one_line(known), limit=LINE),
                block_id=WHOM,
                optional=False,
                hint="The name. It goes into their people, with you as the one through whom.",
            ),
            input_block(
                "How do they get together?",
                radio_buttons(ways, action_id=VALUE, initial=ways[0]),
                block_id=WAY,
                optional=False,
            ),
        ],
        callback_id=CAME_ABOUT_FORM,
        submit="Tell them",
        private_metadata=metadata,
    )


def told(question: Question, way: Way, whom: str) -> View:
    """Said in place of the form; with the e-mail to copy."""
    if way is Way.TOGETHER:
        both = f"a conversation of you and {mention(question.asked_by)}"
        said = f"Thank you. Kith opens {both} as soon as it suits you both."
        return modal("Thank you", [section(said)], callback_id=DONE)
    asker, name = one_line(question.asker) or "", one_line(whom)
    body = lines(
        f"Hi {name}, hi {asker},",
        f"{name}, this is {asker}, of whom I wrote to you. {asker}, {name} is glad to hear from you.",
        f"To begin with, in {asker}'s own words: “{one_line(question.wanted.what_for)}”",
        "I leave you to it.",
    )
    return modal("Thank you", draft_blocks(Draft(f"{asker}, meet {name}", body)), callback_id=COPIED, submit="Done")


def _employer(room: Room) -> list[Block]:
    if not room.employer:
        return []
    box = option(cut(f"{one_line(room.employer)}, where I work", 75), YES)
    is_on = any(one.is_employer for one in room.places)
    element = checkboxes([box], action_id=VALUE, initial=[box] if is_on else [])
    return [input_block("My employer", element, block_id=EMPLOYER)]
