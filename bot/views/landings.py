"""A landing: the form, one's own trail to it, what newcomers read of it, and what App Home says of somebody landed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bot.domain.landings import Landing, LandingKind, MyLanding, Offered, Shared, SharedTrail
from bot.domain.lengths import LINE
from bot.domain.messages import Block, Message, View
from bot.domain.participants import MyProgram
from bot.domain.trails import SharedStep, Step, StepKind, Trail
from bot.domain.week_messages import WeekMessage
from bot.views.blocks import Element, actions, button, context, input_block, modal, option, section, select, text_input
from bot.views.checkins import OPEN_FORM, OPEN_LOG
from bot.views.participants import LAND_FORM, YES, remembered, which
from bot.views.pickers import checkboxes, confirmed, date_picker, grouped_select
from bot.views.summaries import GOOD_NEWS
from bot.views.text import counted, mention, one_line, plain, sentence_start
from bot.views.times import dated, day

OPEN, THANK, TAKE_BACK = "landings.open", "landings.thank", "landings.take_back"
SHARE_NAMED, SHARE_UNNAMED, KEEP = "landings.share_named", "landings.share_unnamed", "landings.keep"
VALUE = "value"  # the one element of each input
KIND, ROLE, STARTS_ON, CAME, HELPED, TELLS = "kind", "role", "starts_on", "came", "helped", "tells_channel"

KINDS: Mapping[LandingKind, str] = {
    LandingKind.EMPLOYED: "A job",
    LandingKind.INTERNSHIP: "An internship",
    LandingKind.SERVICE: "Service, voluntary or military",
    LandingKind.STUDY: "Study or training",
    LandingKind.OWN_BUSINESS: "A business of my own",
    LandingKind.STOPPED: "I stopped looking",
}
_STEPS = {
    StepKind.INTRODUCTION: "an introduction by Kith",
    StepKind.EVENT: "an event",
    StepKind.ACT: "a chat or another step",
    StepKind.NAME: "a new name",
    StepKind.FOLLOW_UP: "a follow-up",
    StepKind.LANDING: "the landing",
}


def form(programs: Sequence[MyProgram], offered: Offered, *, chosen: int | None, before: Landing | None = None) -> View:
    """What it ended in and how it came; consent is asked before anything is told. `before`: what was said already."""
    said = before or Landing()
    kinds = [option(words, kind) for kind, words in KINDS.items()]
    came, present = _came(offered, said)
    return modal(
        "My search is over",
        [
            section(
                "Whatever it ended in: Kith asks nothing more of you. You stay as an alum, and can come back any time."
            ),
            *which(programs, chosen=chosen),
            input_block(
                "What did it end in?",
                select(kinds, action_id=VALUE, initial=kinds[list(KINDS).index(said.kind)]),
                block_id=KIND,
                optional=False,
            ),
            input_block("Role, and where", _line(said.role), block_id=ROLE),
            input_block("It starts on", date_picker(action_id=VALUE, initial=said.starts_on), block_id=STARTS_ON),
            input_block(
                "How did it come about?",
                grouped_select(came, action_id=VALUE, initial=present),
                block_id=CAME,
                hint="From it Kith walks your log back, and shows you the way you came.",
            ),
            input_block("Who helped?", _line(said.helped), block_id=HELPED, hint="You can thank them right after."),
            context("Only you see these. Your program counts what it ended in and how it came, without your name."),
            input_block(
                "May the channel know?",
                checkboxes([option("Share it in the next summary, with my name", YES)], action_id=VALUE),
                block_id=TELLS,
                hint="Without the tick nobody is told. That somebody stopped looking is never told.",
            ),
        ],
        callback_id=LAND_FORM,
        submit="Save",
        private_metadata=remembered(programs),
    )


def screen(program_id: int, trail: Trail, shared: Shared | None, *, said: Sequence[Block] = ()) -> View:
    """One's own trail, and whether it is passed on. `said`: what is said first, right after landing."""
    value = str(program_id)
    thank = button("Thank somebody who helped", action_id=THANK, value=value)
    return modal(
        "My trail",
        [
            *said,
            section("*The way you came*\n" + "\n".join(_own_lines(trail.steps))),
            context(_in_all(trail)),
            section(_passed_on(shared)),
            actions(*_sharing(shared, value), thank),
        ],
        callback_id="landings.trail",
    )


def saved(kind: LandingKind, places: Sequence[Message]) -> list[Block]:
    """What is said first, and how they stand in each program from now on."""
    first = "Congratulations!" if kind.is_good_news else "Thank you for saying so. All that you did stays yours."
    return [section(f"*{first}*"), *(block for place in places for block in place.blocks)]


def week_blocks(landed: Sequence[MyLanding], week_message: WeekMessage) -> list[Block]:
    """In the room Week: nothing is asked of somebody who has landed; what they have, they keep."""
    blocks: list[Block] = []
    for one in landed:
        asks = "Beyond your mentees Kith asks nothing" if one.is_mentor else "Kith asks nothing"
        but = " but whether you can help somebody: here, once in four weeks at most" if one.may_be_asked else ""
        said = f"{_landed(one)} {asks} of you there{but}. Your people, next steps and log stay yours."
        blocks += [section(said), actions(*_ways(one, week_message))]
    return blocks


def people_blocks(landed: Sequence[MyLanding]) -> list[Block]:
    """In the room People."""
    return [section(f"{_landed(one)} Your people stay here.", accessory=_open(one)) for one in landed]


def me_blocks(landed: Sequence[MyLanding]) -> list[Block]:
    """In the room Me: what was said of it, the trail, and the way back for a slip."""
    return [block for one in landed for block in _mine(one)]


def others_blocks(told: Sequence[SharedTrail]) -> list[Block]:
    """What newcomers read: real ways and their days."""
    if not told:
        return []
    lines = [f"• {_author(one)} {_HOW[one.kind]}: {others_line(one.steps, shown=_safe)}" for one in told if one.steps]
    return [section("*How others landed here*\n" + "\n".join(lines)), context("They passed this on for you to read.")]


_HOW = {**GOOD_NEWS, LandingKind.STOPPED: "stopped looking"}


def _came(offered: Offered, said: Landing) -> tuple[dict[str, list[Element]], Element]:
    none = option("None of these", "none")
    people = [(f"contact:{number}", name, is_buddy) for number, name, is_buddy in offered.people]
    groups = {
        "Somebody of my people": [option(one_line(name), value) for value, name, is_buddy in people if not is_buddy],
        "A buddy": [option(one_line(name), value) for value, name, is_buddy in people if is_buddy],
        "Somewhere I went": [
            option(f"{day(on)}: {one_line(name)}", f"event:{number}") for number, name, on in offered.events
        ],
        "Otherwise": [none],
    }
    filled = {label: options for label, options in groups.items() if options}
    every = [one for options in filled.values() for one in options]
    return filled, next((one for one in every if one["value"] == said.came.value()), none)


def _line(initial: str) -> Element:
    return text_input(action_id=VALUE, initial=initial, limit=LINE)


def _own_lines(steps: Sequence[Step]) -> list[str]:
    lines, before = [], steps[0].on if steps else date.min
    for step in steps:
        when = day(step.on) if step is steps[0] else sentence_start(_later((step.on - before).days))
        whom = f", with {plain(step.whom, 80)}" if step.whom and step.kind is not StepKind.NAME else ""
        whom = f", {plain(step.whom, 80)}" if step.whom and step.kind is StepKind.NAME else whom
        lines.append(f"• {when}: {_words(step.kind, _safe(step.activity), step.count)}{whom}")
        before = step.on
    return lines


def others_line(steps: Sequence[SharedStep], *, shown: Callable[[str], str]) -> str:
    """`an event, 9 days later a follow-up. In all 9 days.` `shown`: an activity's name as the place needs it."""
    if not steps:
        return ""
    first, *rest = steps
    said = [_words(first.kind, shown(first.activity), first.count)]
    said += [f"{_later(step.days)} {_words(step.kind, shown(step.activity), step.count)}" for step in rest]
    return f"{', '.join(said)}. In all {counted(sum(step.days for step in steps), 'day')}."


def _words(kind: StepKind, activity: str, count: int) -> str:
    """`activity`: its name, ready to be shown."""
    if kind is StepKind.MORE:
        return counted(count, "more step")
    return activity or _STEPS[kind]


def _safe(activity: str) -> str:
    return plain(activity, 80)


def _later(days: int) -> str:
    return f"{counted(days, 'day')} later" if days else "the same day"


def _in_all(trail: Trail) -> str:
    done, names = counted(trail.acts, "thing"), counted(trail.new_names, "new name")
    return f"In all {counted(trail.days, 'day')}, with {done} done and {names} noted. Only you see this."


def _passed_on(shared: Shared | None) -> str:
    if shared is None:
        return (
            "Would you like to pass it on? Newcomers of the program then read what it ended in, the steps and the "
            "days between them. Nobody is named but you, and you only if you like. Organizers count how it came, and "
            "may tell it in a report to those who pay for the program: there without your name."
        )
    how = "with" if shared is Shared.NAMED else "without"
    read = "newcomers of the program read it, and a report to those who pay for it may tell it without your name"
    return f"You passed it on {how} your name: {read}."


def _sharing(shared: Shared | None, value: str) -> list[Element]:
    named = button("Pass it on with my name", action_id=SHARE_NAMED, value=value)
    unnamed = button("Pass it on without my name", action_id=SHARE_UNNAMED, value=value)
    keep = button("Keep it to myself", action_id=KEEP, value=value)
    return {None: [named, unnamed], Shared.NAMED: [unnamed, keep], Shared.UNNAMED: [named, keep]}[shared]


def _landed(one: MyLanding) -> str:
    return f"You landed in *{plain(one.program)}* on {day(one.landed_on)}."


def _open(one: MyLanding) -> Element:
    return button("My trail", action_id=OPEN, value=str(one.program_id))


def _ways(one: MyLanding, week_message: WeekMessage) -> list[Element]:
    log = button("Log what you did", action_id=OPEN_FORM, value=week_message.value())
    return [log, button("My log", action_id=OPEN_LOG, value=week_message.value()), _open(one)]


def _mine(one: MyLanding) -> list[Block]:
    said = one.landing
    lines = [f"*{KINDS[said.kind]}*{f': {plain(said.role)}' if said.role else ''}, {day(one.landed_on)}"]
    lines += [f"It starts on {dated(said.starts_on)}."] if said.starts_on else []
    lines += [f"Helped by {plain(said.helped)}."] if said.helped else []
    slip = confirmed(
        button("It was a mistake", action_id=TAKE_BACK, value=str(one.program_id)),
        title="Take it back?",
        text="It is counted nowhere then, and you take part again. If the search goes on after all, “I'm back” is "
        "enough, and what you landed stays counted.",
        yes="Take it back",
    )
    return [section("\n".join(lines)), actions(_open(one), slip)]


def _author(one: SharedTrail) -> str:
    return mention(one.slack_user_id) if one.slack_user_id else "Somebody"
