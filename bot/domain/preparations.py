"""Before a chat: a page with three lines about oneself, six questions, what one can offer. Pure rules."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.contacts import Details
from bot.domain.lengths import LINE, NOTE, fitting
from bot.domain.profiles import Profile
from bot.domain.questions import BANK, BY_KEY, Question, Theme

SIX = 6
CHATS = ("coffee_chat", "prepared_chat", "lunch")  # keys of activities for which one prepares


@dataclass(frozen=True)
class Asked:
    """A question of a page: of the bank by its key, as changed in `text`, or the member's own without a key.

    `is_kept`: it comes again the next time.
    """

    key: str
    text: str
    is_kept: bool = False

    @property
    def theme(self) -> Theme | None:
        """What it is about; None for one's own."""
        return BY_KEY[self.key].theme if self.key in BY_KEY else None


@dataclass(frozen=True)
class Page:
    """One preparation. Its texts come from the profile until the member writes others, here alone."""

    whom: str = ""
    about: str = ""
    targeting: str = ""
    offers: str = ""
    questions: tuple[Asked, ...] = ()

    def checked(self) -> Page:
        """Without white space around. Raises InvalidInputError (a field's name) for what is too long."""
        questions = [
            replace(one, text=fitting(question_field(number), " ".join(one.text.split()), LINE))
            for number, one in enumerate(self.questions)
        ]
        return Page(
            whom=fitting("whom", " ".join(self.whom.split()), LINE),
            about=fitting("about", self.about, NOTE),
            targeting=fitting("targeting", self.targeting, NOTE),
            offers=fitting("offers", self.offers, NOTE),
            questions=tuple(one for one in questions if one.text),
        )

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {**vars(self), "questions": [dict(vars(one)) for one in self.questions]}

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Page:
        """The reverse of `to_json`."""
        questions = tuple(Asked(**one) for one in stored.get("questions", ()))
        return Page(**{**stored, "questions": questions})


@dataclass(frozen=True)
class Prepared:
    """A page as its member opens it. `buddies`: whom they meet by their Slack ids; `known`: what they noted of them."""

    preparation_id: int
    page: Page
    buddies: tuple[str, ...] = ()
    known: Details | None = None


@dataclass(frozen=True)
class CameOfIt:
    """What a chat left behind, all of it optional: people, companies, advice, a word on one's résumé."""

    names: tuple[str, ...] = ()
    companies: str = ""
    advice: str = ""
    feedback: str = ""


def question_field(number: int) -> str:
    """The name of a question's field in the form, from 0."""
    return f"question_{number + 1}"


def first_page(whom: str, profile: Profile, before: Sequence[Page], *, seed: object) -> Page:
    """A new page: the profile in the first person, and six questions. `before`: earlier pages, the newest first."""
    questions = six(profile, before, seed=seed)
    return Page(whom, about_me(profile), profile.targeting, profile.offers, questions)


def about_me(profile: Profile) -> str:
    """Three lines about oneself, from the profile; fewer where it is not filled in."""
    lines = (
        f"My field is {profile.field}." if profile.field else "",
        f"I worked at {profile.employer}." if profile.employer else "",
        f"I went to {profile.school}." if profile.school else "",
        f"I live in {profile.city}." if profile.city else "",
    )
    return "\n".join([line for line in lines if line][:3])


def six(profile: Profile, before: Sequence[Page], *, seed: object) -> tuple[Asked, ...]:
    """What was kept for next time, then one question of each theme, until there are six.

    In a theme comes first what was never asked, of it what speaks of the profile; then what was asked longest ago.
    """
    chosen = list(kept(before))[:SIX]
    taken = {one.theme for one in chosen}
    ages = _ages(before)
    chance = random.Random(str(seed))
    for theme in sorted(Theme, key=lambda theme: (theme in taken, list(Theme).index(theme))):
        if len(chosen) < SIX:
            of_theme = [one for one in BANK if one.theme is theme and _fits(one, profile)]
            free = [one for one in of_theme if one.key not in {mine.key for mine in chosen}]
            chance.shuffle(free)
            best = min(free, key=lambda one: (-ages.get(one.key, len(before)), not one.needs))
            chosen.append(Asked(best.key, best.text.format(**vars(profile))))
    order = {theme: place for place, theme in enumerate(Theme)}
    return tuple(sorted(chosen, key=lambda one: order[one.theme] if one.theme else len(order)))


def kept(before: Iterable[Page]) -> Iterable[Asked]:
    """The questions to come again, each once, the newest first."""
    found: dict[str, Asked] = {}
    for page in before:
        for one in page.questions:
            if one.is_kept:
                found.setdefault(one.key or one.text.casefold(), one)
    return found.values()


def with_choices_of(page: Page, saved: Page) -> Page:
    """An earlier page after another was saved: what is kept there is kept here, and what is not, is not."""
    chosen = {one.key or one.text.casefold(): one.is_kept for one in saved.questions}
    questions = (
        replace(one, is_kept=chosen.get(one.key or one.text.casefold(), one.is_kept)) for one in page.questions
    )
    return replace(page, questions=tuple(questions))


def _ages(before: Sequence[Page]) -> dict[str, int]:
    """By key, how many pages ago it was last asked: 0 on the newest."""
    ages: dict[str, int] = {}
    for age, page in enumerate(before):
        for one in page.questions:
            ages.setdefault(one.key, age)
    return ages


def _fits(question: Question, profile: Profile) -> bool:
    return all(getattr(profile, name) for name in question.needs)
