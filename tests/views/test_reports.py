"""A report in its layouts and as files: every number with its meaning, nothing split that is about too few."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from bot.domain.figures import IntroducedGroups, Landings, Outcome
from bot.domain.landings import LandingKind, Source
from bot.domain.messages import Message, View
from bot.domain.reports import Outcomes, Participation, Report
from bot.views import report_charts, report_files
from bot.views import reports as forms
from bot.views.report_figures import FIGURES, WEEKLY
from bot.views.report_layouts import TITLES, LaidOut, Layout, laid_out
from bot.views.report_pictures import Chart, pictures
from tests.views.reports import MONDAYS, REPORT, WEEKS


def numbers(told: LaidOut) -> dict[str, int | None]:
    return {row.key: row.value for section in told.sections for row in section.rows}


def notes(told: LaidOut) -> dict[str, str]:
    return {row.key: row.note for section in told.sections for row in section.rows}


@pytest.mark.parametrize("layout", Layout)
def test_every_figure_that_is_told_is_defined_beneath(layout: Layout) -> None:
    told = laid_out(REPORT, layout)
    figures = {row.figure for section in told.sections for row in section.rows} | set(WEEKLY)
    assert figures == set(told.definitions) <= set(FIGURES)
    assert layout in TITLES


def test_every_figure_is_told_somewhere() -> None:
    assert {key for layout in Layout for key in laid_out(REPORT, layout).definitions} == set(FIGURES)


def test_a_report_says_which_days_and_which_weeks_it_counts() -> None:
    days, weeks = laid_out(REPORT, Layout.PLAIN).lines
    assert days == "Monday 2 March 2026 to Friday 24 April 2026; made on Monday 27 April 2026"
    assert "whole weeks: Monday 2 March 2026 to Sunday 26 April 2026 (eight weeks)" in weeks


def test_a_quarterly_report_adds_up() -> None:
    told = numbers(laid_out(REPORT, Layout.QUARTERLY))
    carried, new, exits = (told[key] or 0 for key in ("carried_over", "joined", "exits"))
    assert carried + new - exits == told["in_search"] == 18
    assert exits == sum(told[f"exits.{reason}"] or 0 for reason in ("landed", "left", "account_closed"))
    assert told["placements"] == 3


def test_the_knowledge_rate_is_naces() -> None:
    (outcomes, rates, _) = laid_out(REPORT, Layout.CAREER_CENTRE).sections
    known, career = rates.rows
    assert (known.value, known.of and known.of.whole, known.percent) == (19, 24, 79)  # 6 landed, 13 seeking, of 24
    assert (career.value, career.of and career.of.whole, career.percent) == (5, 18, 28)  # without who stopped looking
    told = {row.part: row.value for row in outcomes.rows}
    parts = ("employed", "service", "education", "not_seeking", "seeking", "unknown")
    assert sum(told[part] or 0 for part in parts) == told["all"] == 24
    assert told["military"] is None


def test_stories_are_those_that_were_passed_on_and_name_nobody() -> None:
    told = laid_out(REPORT, Layout.GRANT)
    assert notes(told)["stories.1"] == (
        "Meetup & more, the same day a new name, 23 days later the landing. In all 23 days."
    )


FEW = replace(
    REPORT,
    participation=Participation(joined=3, exits=1, participants=3),
    outcomes=Outcomes(Landings(1), seeking=1, unknown=1),
    groups=IntroducedGroups({Outcome.MET: 1}, 3),
    people=3,
    acts=(),
    events_in_person=None,
    landings=Landings(3),
    stories=(),
)


@pytest.mark.parametrize("layout", Layout)
def test_about_fewer_than_five_the_totals_alone_stand_there(layout: Layout) -> None:
    told = numbers(laid_out(FEW, layout))
    split = ("participants.", "exits.", "groups.", "acts.", "events.", "landings.")
    assert [key for key in told if key.startswith(split)] == []
    assert told.get("placements", None) is None
    assert {key for key in told if key.startswith("outcomes.")} <= {"outcomes.all"}
    assert Chart.GROUPS not in [picture.chart for picture in pictures(laid_out(FEW, layout))]


def test_what_few_passed_on_is_told_as_theirs() -> None:
    agreed = replace(FEW, landings=Landings(3, {LandingKind.EMPLOYED: 1}, {Source.EVENT: 1}))
    told = laid_out(agreed, Layout.GRANT)
    assert (numbers(told)["landings"], numbers(told)["placements"], numbers(told)["landings.by_event"]) == (3, 1, 1)
    assert notes(told)["placements"] == notes(told)["landings.employed"] == "of those who passed their trail on"


def test_the_table_has_every_number_of_report_and_weeks_and_the_definitions() -> None:
    told = laid_out(REPORT, Layout.PLAIN)
    file = report_files.csv_file(told)
    assert file.name == "kith-report-plain-2026-03-02-2026-04-24.csv"
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == report_files.COLUMNS
    assert {row["layout"] for row in rows} == {"plain"}
    once = {row["figure"]: row["value"] for row in rows if row["section"] == "Period"}
    assert (once["from_on"], once["weeks_until_on"], once["program"]) == ("2026-03-02", "2026-04-26", "Spring cohort")
    by_week = [row for row in rows if row["section"] == "By week"]
    assert len(by_week) == len(WEEKS) * len(WEEKLY)
    acts = [int(row["value"]) for row in by_week if row["figure"] == "acts"]
    (total,) = [row for row in rows if row["figure"] == "acts" and not row["week_on"] and row["value"]]
    assert sum(acts) == int(total["value"]) == REPORT.total("acts")
    (met,) = [row for row in rows if row["figure"] == "groups.met"]
    assert (met["value"], met["of"], met["percent"]) == ("31", "44", "70")
    assert {row["label"] for row in rows if row["figure"] == "acts.activity"} >= {"'=Event", "Coffee chat"}
    assert [row["figure"] for row in rows if row["section"] == "Definitions"] == list(told.definitions)


def test_the_workbook_opens_with_days_as_days_and_numbers_as_numbers() -> None:
    named = replace(REPORT, program_name="=1+1 \x07 Spring")
    told = laid_out(named, Layout.PLAIN)
    book = load_workbook(io.BytesIO(report_files.xlsx_file(told).content))
    assert book.sheetnames == ["Report", "By week", "Definitions"]
    report, weeks, means = book
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    rows = {str(row[0]).strip(): row for row in report.iter_rows(values_only=True) if row[0]}
    assert str(rows["From"][1]) == "2026-03-02 00:00:00"
    assert rows["Program"][1] == "'=1+1 Spring"
    assert rows["Met"][1:4] == (1, 2, 50)  # of councils, which come last
    assert rows["Things done"][1] == REPORT.total("acts")
    assert "'    =Event" not in rows
    assert rows["'=Event"][1] == 51
    assert [str(cell.value)[:10] for cell in weeks["A"][1:]] == [str(on) for on in MONDAYS]
    assert weeks["A2"].number_format == "yyyy-mm-dd"
    assert {cell.data_type for row in weeks.iter_rows(min_row=2, min_col=2) for cell in row} == {"n"}
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert [row[0] for row in means.iter_rows(min_row=2, max_col=1, values_only=True)][: len(told.definitions)] == [
        figure.label for figure in told.definitions.values()
    ]
    assert report.column_dimensions["A"].width == 44


@pytest.mark.parametrize("weeks", [1, 8, 60])
def test_pictures_say_their_numbers_in_words_and_are_drawn(weeks: int) -> None:
    mondays = tuple(date.fromordinal(MONDAYS[0].toordinal() + 7 * number) for number in range(weeks))
    lived = tuple(replace(WEEKS[number % 8], week_on=monday) for number, monday in enumerate(mondays))
    report: Report = replace(REPORT, weeks=lived, period=replace(REPORT.period, weeks=mondays))
    told = laid_out(report, Layout.PLAIN)
    found = pictures(told)
    assert [picture.chart for picture in found] == list(Chart)
    assert "Mon 2 Mar 14 and 20" in found[0].alt
    assert found[2].alt.startswith("Of 44 buddy groups introduced: met 31,")
    for picture in found:
        content = report_charts.file(told, picture).content
        assert content.startswith(b"\x89PNG")
        assert (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")) == (1600, 700)


def test_of_nothing_there_is_no_picture() -> None:
    nothing = Report(1, "Empty", MONDAYS[0], REPORT.period, tuple(replace(WEEKS[0], acts=0) for _ in MONDAYS))
    assert pictures(laid_out(nothing, Layout.PLAIN)) == []


def test_the_form_in_slack_and_what_it_brings(golden: Callable[[str, Message | View], None]) -> None:
    golden("reports/form", forms.form(7, first=MONDAYS[0], last=date(2026, 4, 24)))
    told = laid_out(REPORT, Layout.PLAIN)
    golden("reports/sent", forms.sent(told, [report_files.csv_file(told)]))
    golden("reports/nothing_to_draw", forms.sent(told, []))
    golden("reports/choose", forms.choose([(7, "Spring <cohort>"), (8, "Autumn")]))
