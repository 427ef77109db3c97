"""A report in the layouts that are asked for: sections of rows, each with its figure, number and note."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.figures import IntroducedGroups, Landings, Outcome
from bot.domain.landings import LandingKind, Source
from bot.domain.progress import SMALLEST_GROUP, Share
from bot.domain.reports import Exit, Report
from bot.domain.states import ParticipantState
from bot.views.landings import others_line
from bot.views.report_figures import FIGURES, WEEKLY, Figure
from bot.views.text import counted, one_line
from bot.views.times import dated

FEW = "told from five people on"
_MORE = f"more is {FEW}"
_WITHOUT_TOTAL = ("outcomes", "stories")  # figures that are a list
WHO_PASSED_ON = "of those who passed their trail on"
_PLACED = (LandingKind.EMPLOYED, LandingKind.INTERNSHIP, LandingKind.OWN_BUSINESS)


class Layout(StrEnum):
    """How a report is laid out."""

    PLAIN = "plain"
    GRANT = "grant"
    CAREER_CENTRE = "career_centre"
    QUARTERLY = "quarterly"


@dataclass(frozen=True)
class Row:
    """One number. `figure`: a key of `FIGURES`, `part` what of it; `of`: the whole that it is a share of. Without a
    value it is not told, or not known: the note says why.
    """

    figure: str
    label: str
    value: int | None = None
    of: Share | None = None
    note: str = ""
    part: str = ""

    @property
    def key(self) -> str:
        """Its stable name in files: `groups`, `groups.met`."""
        return f"{self.figure}.{self.part}" if self.part else self.figure

    @property
    def is_below(self) -> bool:
        """Whether it is a part of the row above it."""
        return bool(self.part) and self.figure not in _WITHOUT_TOTAL

    @property
    def percent(self) -> int | None:
        """Whole percent of the whole, from five people on."""
        return self.of.percent if self.of is not None else None


@dataclass(frozen=True)
class Section:
    """Rows under a headline."""

    title: str
    rows: tuple[Row, ...]

    @property
    def has_shares(self) -> bool:
        """Whether any of its numbers is a share."""
        return any(row.of is not None for row in self.rows)

    @property
    def has_notes(self) -> bool:
        """Whether there is anything to note."""
        return any(row.note for row in self.rows)


@dataclass(frozen=True)
class LaidOut:
    """A report as it is read, whatever shows it. `weekly`: keys of `FIGURES`, a column each of the table by week."""

    report: Report
    layout: Layout
    title: str
    lines: tuple[str, ...]  # what it covers
    sections: tuple[Section, ...]
    weekly: tuple[str, ...] = WEEKLY

    @property
    def definitions(self) -> Mapping[str, Figure]:
        """What the figures in it mean, in one order everywhere."""
        told = {row.figure for section in self.sections for row in section.rows} | set(self.weekly)
        return {key: figure for key, figure in FIGURES.items() if key in told}


TITLES: Mapping[Layout, str] = {
    Layout.PLAIN: "Plain",
    Layout.GRANT: "For a grant: served, exits, placements, stories",
    Layout.CAREER_CENTRE: "For a career centre: knowledge rate (NACE)",
    Layout.QUARTERLY: "Quarterly (as SCSEP's)",
}
STATES: Mapping[ParticipantState, str] = {
    ParticipantState.ACTIVE: "Taking part",
    ParticipantState.PAUSED: "Paused",
    ParticipantState.RESTING: "Not heard from for long",
    ParticipantState.LANDED: "Landed, and stay as alumni",
    ParticipantState.LEFT: "Left since the period ended",
}
_EXITS = {Exit.LANDED: "Landed", Exit.LEFT: "Left the program", Exit.ACCOUNT_CLOSED: "Account closed in Slack"}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.MET: "Met",
    Outcome.UNDER_WAY: "Have a time, or said not yet",
    Outcome.WONT_HAPPEN: "Said it won't happen",
    Outcome.DISSOLVED: "Changed before they met",
    Outcome.SILENT: "Said nothing",
}
_KINDS = {
    LandingKind.EMPLOYED: "A job",
    LandingKind.INTERNSHIP: "An internship",
    LandingKind.OWN_BUSINESS: "A business of their own",
    LandingKind.SERVICE: "Service, voluntary or military",
    LandingKind.STUDY: "Study or training",
    LandingKind.STOPPED: "Stopped looking",
}
_SOURCES = {
    Source.CONTACT: "By a contact",
    Source.EVENT: "By an event",
    Source.BUDDY: "By a buddy",
    Source.NONE: "Otherwise",
}


def laid_out(report: Report, layout: Layout) -> LaidOut:
    """The report in this layout."""
    return LaidOut(
        report=report,
        layout=layout,
        title=one_line(report.program_name),
        lines=tuple(_covers(report)),
        sections=tuple(section for section in _LAYOUTS[layout](report) if section.rows),
    )


def _covers(report: Report) -> Iterator[str]:
    """Which days and weeks it counts."""
    period = report.period
    yield f"{dated(period.from_on)} to {dated(period.until_on)}; made on {dated(report.made_on)}"
    weeks = f"{dated(period.weeks[0])} to {dated(period.last_on)}"
    yield (
        f"Who joined and who left is counted by these days; all else by whole weeks: {weeks} "
        f"({counted(len(period.weeks), 'week')})."
    )


def _plain(report: Report) -> list[Section]:
    return [
        Section("Participation", tuple(_participation(report))),
        Section("Buddies", tuple(_groups(report))),
        Section("Councils and mentors", (*_councils(report), *_mentors(report))),
        Section("What was done", tuple(_done(report))),
        Section("Give and ask", tuple(_given(report))),
        Section("Landings", tuple(_landings(report.landings))),
    ]


def _grant(report: Report) -> list[Section]:
    return [
        Section("Served", (*_served(report), *_exits(report))),
        Section("Placements", (*_placements(report.landings), *_landings(report.landings))),
        Section("What was done", tuple(_done(report))),
        Section("Buddies", tuple(_groups(report))),
        Section("Stories, passed on with consent", tuple(_stories(report))),
    ]


def _quarterly(report: Report) -> list[Section]:
    who = report.participation
    return [
        Section(
            "Participation levels",
            (
                _row("carried_over", who.carried_over),
                _row("joined", who.joined),
                *_exits(report),
                _row("in_search", who.in_search),
            ),
        ),
        Section("Placements", (*_placements(report.landings), *_landings(report.landings))),
    ]


def _career_centre(report: Report) -> list[Section]:
    found = report.outcomes
    if 0 < found.number < SMALLEST_GROUP:
        return [Section("People", (*_served(report), Row("outcomes", "All", found.number, part="all", note=_MORE)))]
    kinds, told = found.landings.kinds, found.landings.is_split or not found.landings.total
    note = "" if told else FEW

    def of(*wanted: LandingKind) -> int | None:
        return sum(kinds.get(kind, 0) for kind in wanted) if told else None

    rows = [
        Row("outcomes", "Employed", of(*_PLACED), part="employed", note=note),
        Row("outcomes", "Service, voluntary or military", of(LandingKind.SERVICE), part="service", note=note),
        Row("outcomes", "Military alone", part="military", note="not told apart from service"),
        Row("outcomes", "Continuing education", of(LandingKind.STUDY), part="education", note=note),
        Row("outcomes", "Not seeking", of(LandingKind.STOPPED), part="not_seeking", note=note),
        Row("outcomes", "All of these together", found.landings.total, part="landed"),
        Row("outcomes", "Seeking", found.seeking, part="seeking"),
        Row("outcomes", "Not known", found.unknown, part="unknown"),
        Row("outcomes", "All", found.number, part="all"),
    ]
    rates = [_row("knowledge_rate", found.known, of=Share(found.known, found.number))]
    stopped, career = of(LandingKind.STOPPED), of(*_PLACED, LandingKind.SERVICE, LandingKind.STUDY)
    if stopped is not None and career is not None:
        rates.append(_row("career_outcomes_rate", career, of=Share(career, found.known - stopped)))
    return [Section("Outcomes", tuple(rows)), Section("Rates", tuple(rates)), Section("People", tuple(_served(report)))]


_LAYOUTS: Mapping[Layout, Callable[[Report], list[Section]]] = {
    Layout.PLAIN: _plain,
    Layout.GRANT: _grant,
    Layout.CAREER_CENTRE: _career_centre,
    Layout.QUARTERLY: _quarterly,
}


def _row(figure: str, value: int | None, *, of: Share | None = None, note: str = "") -> Row:
    return Row(figure, FIGURES[figure].label, value, of=of, note=note)


def _participation(report: Report) -> Iterator[Row]:
    who = report.participation
    yield Row("participants", FIGURES["participants"].label, who.participants, note=_withheld(who.participants))
    for state, words in STATES.items():
        if state in who.states:
            yield Row("participants", words, who.states[state], part=state)
    yield _row("carried_over", who.carried_over)
    yield _row("joined", who.joined)
    yield from _exits(report)
    yield _row("in_search", who.in_search)


def _served(report: Report) -> Iterator[Row]:
    yield _row("served", report.participation.served)
    yield _row("carried_over", report.participation.carried_over)
    yield _row("joined", report.participation.joined)


def _exits(report: Report) -> Iterator[Row]:
    who = report.participation
    yield _row("exits", who.exits, note=_withheld(who.exits))
    for reason, words in _EXITS.items():
        if reason in who.reasons:
            yield Row("exits", words, who.reasons[reason], part=reason)


def _withheld(people: int) -> str:
    return _MORE if 0 < people < SMALLEST_GROUP else ""


def _groups(report: Report) -> Iterator[Row]:
    yield _row("rounds", report.rounds)
    yield from _outcomes("groups", report.groups)


def _outcomes(figure: str, groups: IntroducedGroups) -> Iterator[Row]:
    """All that were introduced, and what became of them."""
    yield _row(figure, groups.number, note=_withheld(groups.people))
    if groups.is_split:
        for outcome, words in OUTCOMES.items():
            number = groups.outcomes.get(outcome, 0)
            yield Row(figure, words, number, of=Share(number, groups.number, groups.people), part=outcome)


def _councils(report: Report) -> Iterator[Row]:
    councils = report.councils
    if councils.groups.number:
        yield from _outcomes("councils", councils.groups)
        took_place = Share(councils.took_place, councils.meetings, councils.groups.people)
        yield Row("councils", "Meetings planned", councils.meetings, part="meetings")
        yield Row("councils", "Meetings that took place", councils.took_place, of=took_place, part="took_place")


def _mentors(report: Report) -> Iterator[Row]:
    pairs = report.mentor_pairs
    if pairs.introduced:
        yield Row("mentor_pairs", "Mentor pairs introduced", pairs.introduced, note=_withheld(pairs.people))
        if pairs.people >= SMALLEST_GROUP:
            talked = Share(pairs.talked, pairs.introduced, pairs.people)
            yield Row("mentor_pairs", "Talked", pairs.talked, of=talked, part="talked")
            yield Row("mentor_pairs", "Over by the end", pairs.ended, part="ended")


def _done(report: Report) -> Iterator[Row]:
    acts = report.total("acts")
    yield _row("people", report.people)
    yield _row("acts", acts, note=_withheld(report.people))
    for act in report.acts:
        yield Row("acts", one_line(act.name), act.count, of=Share(act.count, acts, report.people), part="activity")
    yield _row("new_contacts", report.total("new_contacts"))
    yield _row("goals_set", report.total("goals_set"))
    met = report.total("goals_met")
    yield _row("goals_met", met, of=Share(met, report.total("goals_set"), report.people))
    yield _row("introductions", report.total("introductions"))
    yield _row("events", report.total("events"))
    if report.events_in_person is not None:
        yield Row("events", "Of these, in person", report.events_in_person, part="in_person")


def _given(report: Report) -> Iterator[Row]:
    for figure in ("asks", "helps", "shared"):
        yield _row(figure, report.total(figure))


def _placements(found: Landings) -> Iterator[Row]:
    told = bool(found.kinds) or not found.total
    value = sum(found.kinds.get(kind, 0) for kind in _PLACED) if told else None
    yield _row("placements", value, note=_of_whom(found) if found.total else "")


def _landings(found: Landings) -> Iterator[Row]:
    yield _row("landings", found.total, note=_of_whom(found) if found.total and not found.kinds else "")
    note = "" if found.is_split else WHO_PASSED_ON
    for kind, words in _KINDS.items():
        if found.kinds.get(kind):
            yield Row("landings", words, found.kinds[kind], part=kind, note=note)
    for source, words in _SOURCES.items():
        if found.sources.get(source):
            yield Row("landings", words, found.sources[source], part=f"by_{source}", note=note)
    if found.days is not None:
        yield _row("days", found.days)


def _of_whom(found: Landings) -> str:
    if found.is_split:
        return ""
    return WHO_PASSED_ON if found.kinds else "what it ended in and how it came are told from five on"


def _stories(report: Report) -> Sequence[Row]:
    return [
        Row("stories", _KINDS[one.kind], note=others_line(one.steps, shown=one_line), part=str(number))
        for number, one in enumerate(report.stories, start=1)
    ]
