"""Figures in words, the same on every surface, and what each of them counts."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.figures import CouncilFigures, IntroducedGroups, Landings, Outcome
from bot.domain.landings import LandingKind, Source
from bot.domain.mentor_figures import PairFigures
from bot.domain.progress import EventsGoneTo, GiveAndAsk, Share
from bot.views.text import counted, in_words, listed, sentence, sentence_start

GROUPS_MEAN = (
    "Buddy groups are all whose introduction went out, whatever became of them later. "
    "Met is what somebody said; silence is never counted as a meeting."
)
LANDINGS_MEAN = "Landed is whoever said that their search is over, whatever it ended in and whatever came later."
MENTOR_PAIRS_MEAN = (
    "Mentor pairs are all whose introduction went out, whatever became of them later. Talked is what one of the two "
    "said; silence is never counted as a talk."
)
GOALS_MEAN = "Goals of a week that was too hard are not counted."

KINDS = {
    LandingKind.EMPLOYED: "employed",
    LandingKind.INTERNSHIP: "in an internship",
    LandingKind.SERVICE: "in service",
    LandingKind.STUDY: "studying",
    LandingKind.OWN_BUSINESS: "with a business of their own",
    LandingKind.STOPPED: "who stopped looking",
}
_WAYS = {
    Source.CONTACT: "by a contact",
    Source.EVENT: "by an event",
    Source.BUDDY: "by a buddy",
    Source.NONE: "otherwise",
}
_OTHERWISE = {  # of one group, of several
    Outcome.UNDER_WAY: ("has a time or said not yet", "have a time or said not yet"),
    Outcome.WONT_HAPPEN: ("said that it won't happen", "said that it won't happen"),
    Outcome.DISSOLVED: ("was changed before it met", "were changed before they met"),
    Outcome.SILENT: ("has said nothing", "have said nothing"),
}


def landings(told: Landings) -> str:
    """six: four employed and two studying. How it came: five by a contact and one otherwise. Half took …"""
    if not told.total:
        return "nobody has said so yet."
    if not told.kinds:
        said = "What it ended in and how it came are told from five on, or of those who pass it on."
        return f"{in_words(told.total)}. {said}"
    kinds = listed([f"{in_words(told.kinds[kind])} {words}" for kind, words in KINDS.items() if told.kinds.get(kind)])
    ways = listed([f"{in_words(told.sources[one])} {words}" for one, words in _WAYS.items() if told.sources.get(one)])
    split = f": {kinds}" if told.is_split else f". Of those who passed it on: {kinds}"
    half = "" if told.days is None else f" Half took {counted(told.days, 'day')} or less from their first step to it."
    return f"{in_words(told.total)}{split}. How it came: {ways}.{half}"


def share(told: Share) -> str:
    """12 of 20 (60 %); without the percentage where it would be about fewer than five people."""
    if not told.whole:
        return "none yet"
    percent = f" ({told.percent} %)" if told.percent is not None else ""
    return f"{told.part:,} of {told.whole:,}{percent}"


def gone_to(events: EventsGoneTo) -> str:
    """`Visits to events: 4, three of them in person`."""
    if not events.in_person:
        return f"Visits to events: {events.number:,}"
    if events.in_person == events.number:
        return f"Visits to events: {events.number:,}, in person"
    return f"Visits to events: {events.number:,}, {in_words(events.in_person)} of them in person"


def introductions(number: int) -> str:
    """`Introductions that came about: 2`."""
    return f"Introductions that came about: {number:,}"


def give_and_ask(of: GiveAndAsk) -> Iterator[str]:
    """`New asks: 3`, `Times somebody helped: 2`; nothing of what there was none of."""
    if of.asks:
        yield f"New asks: {of.asks:,}"
    if of.helps:
        yield f"Times somebody helped: {of.helps:,}"
    if of.shared:
        yield f"Articles, postings and events shared: {of.shared:,}"


def council_meetings(told: CouncilFigures, *, when: str) -> str:
    """`Their meetings last week: 3, of which 2 took place`."""
    if not told.meetings:
        return f"Their meetings {when}: none"
    return f"Their meetings {when}: {told.meetings:,}, of which {told.took_place:,} took place"


def mentor_pairs(pairs: PairFigures) -> str:
    """Three run. Of five introduced since the start, four have talked and one has said nothing; two are over."""
    if not pairs.introduced:
        return "None introduced yet."
    talked = f"{in_words(pairs.talked)} {_have(pairs.talked)} talked" if pairs.talked else ""
    silent = f"{in_words(pairs.silent)} {_have(pairs.silent)} said nothing" if pairs.silent else ""
    over = f"; {in_words(pairs.ended)} {'is' if pairs.ended == 1 else 'are'} over" if pairs.ended else ""
    runs = f"{sentence_start(in_words(pairs.running))} {'runs' if pairs.running == 1 else 'run'}"
    what = listed([one for one in (talked, silent) if one])
    of = f"Of {in_words(pairs.introduced)} introduced since the start, {what}"
    return f"{runs if pairs.running else 'None runs now'}. {of}{over}."


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def introduced_groups(groups: IntroducedGroups) -> str:
    """10 introduced, 6 met (60 %). Of the others, one was changed before it met and three have said nothing."""
    if not groups.number:
        return "none introduced yet"
    percent = f" ({groups.met.percent} %)" if groups.met.percent is not None else ""
    others = [
        f"{in_words(number)} {words[number > 1]}"
        for outcome, words in _OTHERWISE.items()
        if (number := groups.outcomes.get(outcome))
    ]
    said = f"{groups.number:,} introduced, {f'{groups.met.part:,}' if groups.met.part else 'none'} met{percent}."
    if not others:
        return said
    return f"{said} Of the others, {listed(others)}." if groups.met.part else f"{said} {sentence(listed(others))}"
