"""A small step a week: the step in messages about a week and in the room Week, the forecast, and the whole path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.goals import Week
from bot.domain.lengths import LINE
from bot.domain.messages import Block, View
from bot.domain.path import RULES, STEPS, PathNow, Step, Taken
from bot.domain.week_messages import WeekMessage
from bot.views import known, ladder
from bot.views.blocks import Element, actions, button, context, input_block, modal, section, text_input
from bot.views.pickers import confirmed
from bot.views.text import in_words, plain

BEGIN, OPEN = "path.begin", "path.open"
TAKE, DID = "path.take", "path.did"
FORECAST, RESULT = "path.forecast", "path.result"
FORECAST_FORM, RESULT_FORM = "path.forecast_form", "path.result_form"
PAUSE, GO_ON, LEAVE = "path.pause", "path.go_on", "path.leave"

VALUE = "value"  # the one element of each input
FORECAST_FIELD, RESULT_FIELD = "forecast", "result"

_COURSE = "It is a lesson of a course in networking that helped the least outgoing most (Wanberg et al. 2020)."
TITLES: Mapping[Step, str] = {
    Step.KNOWN: "Look at who I already know",
    Step.WRITE: "Write to somebody current, then to somebody I lost touch with",
    Step.STRANGER: "Small talk with a stranger",
    Step.MOVER: "Follow somebody who moves my field",
    Step.ADVICE: "Ask for advice",
    Step.HELP: "Offer help",
    Step.EVENT: "Go to an event alone, the next time with a buddy",
    Step.THANKS: "Write a thank-you",
    Step.LETTER: "Ask for a reference letter",
    Step.PROFILE: "Brush up my public profile",
}
# Two sentences each, the second with its source
WHY: Mapping[Step, str] = {
    Step.KNOWN: f"More people come to mind than one thinks, and the cards in People help. {_COURSE}",
    Step.WRITE: (
        "A line to somebody you speak with anyway is the easiest beginning. Ties gone quiet are as useful, and bring "
        "more that is new (Levin, Walter & Murnighan)."
    ),
    Step.STRANGER: (
        "A sentence in a queue or on a train is enough. People underestimate by up to half how often others say yes "
        "(Flynn & Lake 2008)."
    ),
    Step.MOVER: f"Read what they write, and answer it once. {_COURSE}",
    Step.ADVICE: (
        "A question about somebody's work is a small thing to answer. Seeking advice in pairs raised what people sold "
        "by 15 % and more, for 20 weeks and longer (Sandvik et al. 2020)."
    ),
    Step.HELP: (
        "An article, a name, an opening you heard about: small things count. Giving advice motivates the giver, too "
        "(Eskreis-Winkler et al. 2018)."
    ),
    Step.EVENT: f"You may leave after half an hour, and it still counts. {_COURSE}",
    Step.THANKS: f"Say what came of their help, in two lines. {_COURSE}",
    Step.LETTER: (
        "Ask somebody you worked for, and say what for. Such a letter raised call-backs by 60 % "
        "(Abel, Burger & Piraino 2020)."
    ),
    Step.PROFILE: (
        "A headline that says what you look for, and a few lines on what you can do. Learning to use it well had "
        "7 in 100 more in work (Wheeler et al. 2022)."
    ),
}
GUESSED: Mapping[Step, str] = {
    Step.STRANGER: "Will they answer? What do you think will happen?",
    Step.ADVICE: "Will they say yes? What do you think will happen?",
}
# Where in People somebody begins
_HELPS: Mapping[Step, Sequence[tuple[str, str]]] = {
    Step.KNOWN: [("Who I already know", known.OPEN)],
    Step.WRITE: [(ladder.TITLE, ladder.OPEN)],
}
_OFFER = (
    "*A small step a week*\nTen of them, if you like: each a goal for a week, with why it helps. Nobody else sees that "
    "you are on it."
)


def prompt_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """In a message about the week: its step, for somebody on the path; after a hard week one small step is enough."""
    if week.path is None or week.path.is_paused or any(part.small_step for part in week.sections):
        return []
    return [*_step(week, week.path, week_message), *asked_blocks(week, week_message, besides=week.path.now)]


def home_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """In the room Week: the step, or how to begin."""
    if week.is_hard:
        return []
    if week.path is None:
        begin = button("Begin", action_id=BEGIN, value=week_message.value())
        return [section(_OFFER, accessory=begin)] if any(part.is_asked for part in week.sections) else []
    if week.path.is_paused or week.path.step is None:
        said = "Your small steps are on a pause." if week.path.is_paused else "All ten small steps are done. Well done!"
        return [section(said, accessory=_my_path(week_message)), *asked_blocks(week, week_message)]
    return [*_step(week, week.path, week_message), *asked_blocks(week, week_message, besides=week.path.now)]


def asked_blocks(week: Week, week_message: WeekMessage, *, besides: Taken | None = None) -> list[Block]:
    """What came of what somebody forecast, of the steps that are done, `besides` one that is shown anyway."""
    asked = [] if week.path is None or week.path.is_paused else [one for one in week.path.asked if one != besides]
    return [
        section(f"*{TITLES[one.step]}*\n{quoted(one)}", accessory=_result_button(one, week_message)) for one in asked
    ]


def quoted(one: Taken) -> str:
    """The forecast and the result, together."""
    said = f"You thought: “{plain(one.forecast, LINE)}”" if one.forecast else ""
    happened = f"What happened: “{plain(one.result, LINE)}”" if one.result else ""
    return "\n".join(filter(None, (said, happened)))


def forecast_form(taken: Taken, *, metadata: str) -> View:
    """What somebody thinks will happen, before it does."""
    field = _line("Your guess", taken.forecast, FORECAST_FIELD)
    asked = GUESSED.get(taken.step, "What do you think will happen?")
    blocks = [section(asked), field, context("You read it again when it is done. Only you see it.")]
    return modal("Before you do it", blocks, callback_id=FORECAST_FORM, submit="Save", private_metadata=metadata)


def result_form(taken: Taken, *, metadata: str) -> View:
    """What happened, below what was thought."""
    said = quoted(taken) or TITLES[taken.step]
    blocks = [section(said), _line("What happened?", taken.result, RESULT_FIELD), context("Only you see it.")]
    return modal("How did it go?", blocks, callback_id=RESULT_FORM, submit="Save", private_metadata=metadata)


def path_form(path: PathNow) -> View:
    """The ten with what is done and what was written, and the ways to pause and leave."""
    lines = [section(_listed(number, step, path)) for number, step in enumerate(STEPS, start=1)]
    leave = confirmed(
        button("Leave the path", action_id=LEAVE, style="danger"),
        title="Leave the path?",
        text="Which steps you did, and what you wrote about them, goes for good. Your goals and your log stay.",
        yes="Leave",
    )
    pause = button("Go on", action_id=GO_ON) if path.is_paused else button("Pause", action_id=PAUSE)
    done = f"{in_words(path.done).capitalize()} of ten small steps done. Only you see this."
    return modal("A small step a week", [section(done), *lines, actions(pause, leave)], callback_id=OPEN)


def left() -> View:
    """Said once somebody left."""
    return modal(
        "A small step a week", [section("You have left the path. You can begin anew in Week.")], callback_id=OPEN
    )


def number_of(step: Step) -> int:
    """The number by which a step travels."""
    return STEPS.index(step)


def _step(week: Week, path: PathNow, week_message: WeekMessage) -> list[Block]:
    """The week's step: offered, taken or done."""
    step, taken = path.step, path.now
    if step is None or all(part.is_closed or not part.is_asked for part in week.sections):
        return []
    title = TITLES[step]
    number = f"{in_words(number_of(step) + 1)} of ten"
    value = week_message.value(number_of(step))
    if taken is None:
        take = button("Take this step", action_id=TAKE, value=value)
        return [section(f"*A small step, {number}: {title}*\n{WHY[step]}"), actions(take, _my_path(week_message))]
    said = [f"*This week's small step: {title}*{'  :white_check_mark:' if taken.is_done else ''}"]
    if taken.activity and not taken.is_done:
        said.append(f"It is among your goals. Each “{plain(taken.activity, 80)}” that you log counts.")
    said.append(quoted(taken))
    return [section("\n".join(filter(None, said))), actions(*_buttons(taken, week_message), _my_path(week_message))]


def _buttons(taken: Taken, week_message: WeekMessage) -> list[Element]:
    value = week_message.value(number_of(taken.step))
    if taken.is_done:
        return [_result_button(taken, week_message)] if taken.asks_result else []
    helps = [button(label, action_id=key) for label, key in _HELPS.get(taken.step, ())]
    did = [] if taken.activity else [button("I did it", action_id=DID, value=value, style="primary")]
    guess = button(
        "Change my guess" if taken.forecast else "What do I think will happen?", action_id=FORECAST, value=value
    )
    return [*did, *helps, *([guess] if RULES[taken.step].is_forecast else [])]


def _result_button(taken: Taken, week_message: WeekMessage) -> Element:
    value = week_message.value(number_of(taken.step))
    return button("What happened?", action_id=RESULT, value=value, style="primary")


def _my_path(week_message: WeekMessage) -> Element:
    return button("My path", action_id=OPEN, value=week_message.value())


def _listed(number: int, step: Step, path: PathNow) -> str:
    taken = path.taken.get(step)
    tick = "  :white_check_mark:" if taken and taken.is_done else ""
    return "\n".join(filter(None, (f"*{number}. {TITLES[step]}*{tick}", WHY[step], quoted(taken) if taken else "")))


def _line(label: str, initial: str, block_id: str) -> Block:
    element = text_input(action_id=VALUE, initial=initial, limit=LINE)
    return input_block(label, element, block_id=block_id, optional=False)
