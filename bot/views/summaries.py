"""The channel's weekly post: deeds first, thanks, good news. It compares nobody with anybody."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from bot.domain.landings import LandingKind
from bot.domain.messages import Block, Message
from bot.domain.progress import Summary
from bot.views.asks import summary_blocks
from bot.views.blocks import context, header, message, section
from bot.views.figures import give_and_ask, gone_to, introductions
from bot.views.text import counted, listed, mention, plain, sentence_start
from bot.views.times import week
from bot.views.weeks import author

MOST_ACTIVITIES = 12
FEWEST_NAMED = 3  # a name or two would stand there as if nobody else did anything

QUIET = (
    "A quiet week. What you did and have not noted yet still counts: Kith's Home tab has room for it.",
    "If you talked or wrote to somebody last week, or went somewhere, Kith's Home tab has room for it.",
    "Last week was a calm one. A new week has begun, and one small step is a good size for it.",
    "A calm week. If you would like to begin small: write two lines to someone you already know.",
)
OPENINGS = (
    "Here is what this group did last week.",
    "Last week, in this group:",
    "What last week brought, all together:",
)
GOOD_NEWS = {
    LandingKind.EMPLOYED: "found a job",
    LandingKind.INTERNSHIP: "found an internship",
    LandingKind.SERVICE: "found a place in service",
    LandingKind.STUDY: "found a place to study",
    LandingKind.OWN_BUSINESS: "started a business",
}
CLOSINGS = (
    "Something missing? You can still add it in Kith's Home tab.",
    "Anything not noted yet still counts: Kith's Home tab has room for it.",
    "Thank you to everybody who made time for somebody.",
)


def summary(told: Summary) -> Message:
    """The post about the closed week. A quiet week reads well too; the seed chooses the wording."""
    choose = random.Random(told.seed)
    blocks = [header(f"{told.program_name}: the week of {week(told.week_on)}"), *_body(told, choose)]
    return message(_notification(told), blocks)


def _body(told: Summary, choose: random.Random) -> Iterator[Block]:
    if told.is_quiet:
        yield section(choose.choice(QUIET))
    else:
        yield section("\n".join([choose.choice(OPENINGS), *_deeds(told)]))
    yield from _good_news(told)
    if len(told.named) >= FEWEST_NAMED:
        yield section(f"Thank you, {_people(told.named)}.")
    yield from _thanks(told)
    yield from summary_blocks(told.asks)
    trend = list(_trend(told))
    if trend:
        yield context(" · ".join(trend))
    if not told.is_quiet:
        yield context(choose.choice(CLOSINGS))


def _deeds(told: Summary) -> Iterator[str]:
    for act in told.acts[:MOST_ACTIVITIES]:
        yield f"• {plain(act.name, 75)}: *{act.count}*"
    others = sum(act.count for act in told.acts[MOST_ACTIVITIES:])
    if others:
        yield f"• and more: *{others}*"
    if told.groups_met:
        yield f"• Buddy groups that met: *{told.groups_met:,}*"
    if told.events.number:
        yield f"• {gone_to(told.events)}"
    if told.introductions:
        yield f"• {introductions(told.introductions)}"
    for line in give_and_ask(told.give_and_ask):
        yield f"• {line}"
    if told.week.new_contacts:
        yield f"• New contacts: *{told.week.new_contacts:,}*"
    if told.tells_people:
        yield f"{sentence_start(counted(told.week.people, 'person', 'people'))} did something."


def _good_news(told: Summary) -> Iterator[Block]:
    by_kind = {kind: [user for user, its in told.landed if its is kind] for kind in GOOD_NEWS}
    news = [
        f"{_people(users)} {'has' if len(users) == 1 else 'have'} {GOOD_NEWS[kind]}"
        for kind, users in by_kind.items()
        if users
    ]
    if news:
        yield section(f":tada: Good news: {listed(news)}. Congratulations from all of us.")


def _thanks(told: Summary) -> Iterator[Block]:
    if told.thanks:
        lines = [f"• “{plain(thanks.text)}” – {author(thanks)}" for thanks in told.thanks]
        yield section("\n".join(["*Thanks, passed on*", *lines]))


def _trend(told: Summary) -> Iterator[str]:
    """Totals of the last weeks, plainly; what came together since the start only ever grows."""
    before = told.weeks[:-1]
    if not before:
        if not told.is_quiet:
            yield "That was the first week"
        return
    if told.week.acts:
        yield f"Things done, week by week: {', '.join(f'{total.acts:,}' for total in told.weeks)}"
    if told.acts_since_start:
        made = f" and {counted(told.contacts_since_start, 'new contact')}" if told.contacts_since_start else ""
        yield f"Since the start: {counted(told.acts_since_start, 'thing')} done{made}"


def _notification(told: Summary) -> str:
    name = plain(told.program_name, 75)
    if told.week.acts:
        return f"{name}: {counted(told.week.acts, 'thing')} done last week"
    if told.groups_met:
        return f"{name}: {counted(told.groups_met, 'buddy group')} met last week"
    if told.introductions:
        return f"{name}: {counted(told.introductions, 'introduction')} came about last week"
    return f"{name}: last week in this group"


def _people(slack_user_ids: Sequence[str]) -> str:
    return listed([mention(slack_user_id) for slack_user_id in slack_user_ids])
