"""The play: a program set up in a channel, and its weeks lived through, step by step of the sandbox's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import combinations

from bot.demo import script
from bot.demo.cast import CHANNEL, ORGANIZER, Part, Player, deal
from bot.demo.script import Script
from bot.demo.stage import Stage
from bot.domain.calendar import instant, next_monday

# The Friday before the first week, in the afternoon of the Americas.
CURTAIN = datetime(2027, 1, 8, 19, tzinfo=UTC)
ZONE = "America/New_York"
# Days after Monday and wall times at which people look at Slack.
LOOKS = (
    (0, time(6)), (0, time(12)), (0, time(21)), (1, time(12)), (2, time(12)),
    (3, time(18)), (4, time(6)), (4, time(14)), (5, time(12)), (6, time(12)), (6, time(20)),
)  # fmt: skip
STEP = "1h"
# From Friday afternoon to Sunday noon nothing comes unasked but what people planned for the weekend themselves.
WEEKEND_STEP = "3h"
WEEKEND = ((5, time(12)), (6, time(12)))
ASKS = (
    ("Feedback", "An honest look at my one-page CV"),
    ("Advice", "How did you move out of teaching?"),
    ("Something else", "Half an hour to practise case interviews"),
    ("Advice", "What does a recruiter look for in a CV?"),
)
# In every second week somebody knows somebody there, and somebody else would like to
KNOWN = ("Nordbank", "Harbour Clinic", "Lumen Energy", "Atlas Freight")
OFFERS = ("I read CVs, ten minutes each", "Mock interviews on Thursdays", "Used to teach, now in learning design")
LINKS = (
    ("https://jobs.example.org/analyst", "This one made me think of you"),
    ("https://blog.example.org/first-hundred-days", "Short, and worth it"),
)
MENTOR_LINE, MENTEE_LINE = "Changing fields, and the first weeks in a role", "Changing fields without starting over"
PRESET = "Career program"
EVENTS = ("Open doors at Harbour Labs", "Data meet-up", "Portfolio evening", "Product talk")


@dataclass(frozen=True)
class Play:
    """A stage with its players."""

    stage: Stage
    players: list[Player]
    script: Script
    tell: Callable[[str], None]

    @property
    def organizer(self) -> Player:
        """Who set the program up."""
        return next(player for player in self.players if player.person.name == ORGANIZER)

    @property
    def mentoring(self) -> tuple[Player, Player]:
        """Mentor and mentee: the last two of one zone who do what they planned."""
        there = [
            player for player in self.players[::-1] if player.part is Part.DILIGENT and player is not self.organizer
        ]
        return next(two for two in combinations(there, 2) if two[0].person.shape["tz"] == two[1].person.shape["tz"])

    def set_up(self, *, preset: str = PRESET) -> None:
        """The organizer starts the program; everyone but the late one joins."""
        self.tell(f"{ORGANIZER} starts a program in #{CHANNEL}")
        script.set_up(self.organizer, preset=preset)
        joining = [player for player in self.players if player.part is not Part.LATE]
        self.tell(f"{len(joining)} people join")
        for player in joining:
            script.join(player)
        script.have_councils(self.organizer)
        script.have_mentors(self.organizer)
        script.be_a_mentor(self.mentoring[0], MENTOR_LINE)

    def furnish(self) -> None:
        """So that the rooms of App Home have life in them before the first week: people of one's own, an event."""
        self.tell(f"{ORGANIZER} notes whom he knows, and somebody brings an event")
        script.note_people(self.organizer)
        brings = next(player for player in self.players if player.part is Part.BUSY)
        script.bring_event(brings, EVENTS[0], on=(_looks_on(1, 3).date()).isoformat())
        script.offer(self.organizer, OFFERS[0])
        script.ask(brings, *ASKS[1])

    def week(self, number: int, *, weeks: int) -> None:
        """One week of the program, from its Monday; the last one also sees the Monday after it, with its digest."""
        for moment in _looks(number):
            step = WEEKEND_STEP if moment in _looks(number, WEEKEND) else STEP
            self.stage.client.clock.to(moment, step=step)
            self._turns(number, moment)
            for player in self.players:
                self.script.react(player)
        if number == weeks:
            self.stage.client.clock.to(_monday(number + 1) + timedelta(hours=11), step=STEP)

    def _turns(self, number: int, moment: datetime) -> None:
        """What happens to people: an event, a pause, a late joiner, a job."""
        if moment == _looks_on(number, 1):
            self._event(number, moment)
            self._give_and_ask(number)
            self._mentoring(number)
        if moment != _looks_on(number, 2):
            return
        for player in self.players:
            if player.part is Part.PAUSES and number == 2:
                script.pause(player, until=(moment + timedelta(days=12)).date().isoformat())
            elif player.part is Part.LATE and number == 2:
                script.join(player)
            elif player.part is Part.LANDS and number == 3:
                script.land(player)

    def _give_and_ask(self, number: int) -> None:
        """Two ask, one offers, one shares a link, and who was helped says so; in every second week an introduction."""
        there = [player for player in self.players if player.part is Part.DILIGENT]
        if number % 2:
            company = KNOWN[number // 2 % len(KNOWN)]
            script.let_ask(there[(number - 1) % len(there)], company)
            script.ask_introduction(there[number % len(there)], company)
        for place in (2 * number, 2 * number + 1):
            script.ask(there[place % len(there)], *ASKS[place % len(ASKS)])
        script.offer(there[(number + 3) % len(there)], OFFERS[number % len(OFFERS)])
        script.share(there[(number + 5) % len(there)], *LINKS[number % len(LINKS)])
        for player in there:
            script.settle(player)

    def _mentoring(self, number: int) -> None:
        """One asks for a mentor and gets a yes; a week later they agree on five lines and have talked."""
        mentor, mentee = self.mentoring
        if number == 1:
            script.ask_for_a_mentor(mentee, MENTEE_LINE)
            script.say_yes_as_a_mentor(mentor)
        elif number == 2:
            script.agree_on_five_lines(mentee)
            script.agree_on_five_lines(mentor)
            script.say_that_they_talked(mentee)

    def _event(self, number: int, moment: datetime) -> None:
        """Somebody brings one for Friday evening, the organizer posts it, and some go."""
        there = [player for player in self.players if player.part in (Part.DILIGENT, Part.BUSY)]
        title = EVENTS[number % len(EVENTS)]
        script.bring_event(there[number % len(there)], title, on=(moment + timedelta(days=3)).date().isoformat())
        script.post_event(self.organizer, title)
        for player in there:
            if player.feels_like(0.4):
                script.go(player, title)


def rehearse(stage: Stage, *, seed: int, tell: Callable[[str], None]) -> Play:
    """Deal the parts."""
    return Play(stage, deal(stage.client.everyone(), seed=seed), Script(stage.settle), tell)


def perform(play: Play, *, weeks: int) -> Iterator[int]:
    """Set up and live through the weeks; gives each week's number when it is over."""
    play.set_up()
    for number in range(1, weeks + 1):
        play.week(number, weeks=weeks)
        yield number


def _monday(number: int) -> datetime:
    first = next_monday(CURTAIN.date())
    return instant(first + timedelta(weeks=number - 1), time(0), ZONE)


def _looks(number: int, looks: tuple[tuple[int, time], ...] = LOOKS) -> list[datetime]:
    monday = _monday(number).astimezone(UTC).date()
    return [instant(monday + timedelta(days=days), at, ZONE) for days, at in looks]


def _looks_on(number: int, weekday: int) -> datetime:
    return next(look for look, (days, _) in zip(_looks(number), LOOKS, strict=True) if days == weekday)
