"""What organizers read of councils adds up, wherever they read it, and is no word of anybody's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.figures import CouncilFigures, Outcome
from bot.services.councils import acts, changes, figures, lists, withdrawing
from tests.factories import make_council_meeting, make_program
from tests.services.councils.conftest import LATER, MONDAY, NOW, Scene

WEEK = timedelta(days=7)


def of_week(scene: Scene, monday: date = MONDAY) -> CouncilFigures:
    return figures.of_program(scene.session, scene.program, [monday], now=LATER)


def meets(scene: Scene, number: int) -> None:
    who = scene.people[number]
    acts.met(scene.session, scene.actor(who), scene.meeting_of(who).id, now=NOW)


def test_each_introduced_council_has_one_outcome_and_they_add_up(going: Scene) -> None:
    assert of_week(going).groups.outcomes == {Outcome.SILENT: 2}
    meets(going, 0)
    who = going.people[4]
    acts.agree(going.session, going.actor(who), going.meeting_of(who).id, starts_at=NOW + WEEK, place=None, now=NOW)
    found = of_week(going).groups
    assert (found.outcomes, found.people) == ({Outcome.MET: 1, Outcome.UNDER_WAY: 1}, 8)
    for one in going.people[:3]:
        changes.release(going.session, one.id, now=NOW)
    assert of_week(going).groups.outcomes == {Outcome.MET: 1, Outcome.UNDER_WAY: 1}  # whatever became of it later


def test_meetings_are_counted_in_their_week_and_silence_is_no_meeting(going: Scene) -> None:
    assert (of_week(going).meetings, of_week(going).took_place) == (2, 0)
    meets(going, 0)
    meets(going, 1)  # of the same meeting
    assert (of_week(going).meetings, of_week(going).took_place) == (2, 1)
    make_council_meeting(going.session, going.council_of(going.people[0]), number=2, week_on=MONDAY + 2 * WEEK)
    assert of_week(going, MONDAY + 2 * WEEK).meetings == 0  # not due yet
    assert of_week(going, MONDAY + WEEK).meetings == 0


def test_the_list_shows_how_far_each_is_to_organizers_alone(going: Scene) -> None:
    meets(going, 0)
    acts.write_line(going.session, going.actor(going.people[0]), going.meeting_of(going.people[0]).id, "Zebra", now=NOW)
    shown = lists.up_to_date(going.session, going.organizer, going.program.id, now=LATER)
    assert [(one.meetings, one.met, one.silent) for one in shown.councils] == [(1, 1, 0), (0, 0, 0)]
    assert "Zebra" not in str(shown)
    with pytest.raises(NotAllowedError):
        lists.up_to_date(going.session, going.actor(going.people[0]), going.program.id, now=LATER)
    other = make_program(going.session)
    with pytest.raises(NotFoundError):
        lists.of_program(going.session, other.id, now=LATER)


def test_the_last_message_of_a_council_that_is_over_is_claimed_once(going: Scene) -> None:
    council = going.council_of(going.people[0])
    assert [row[1] for row in withdrawing.OVER.ask(going.session, now=NOW)] == []
    council.dissolved_at = NOW
    going.session.flush()
    assert [row[1] for row in withdrawing.OVER.ask(going.session, now=NOW)] == [council.id]
    told = withdrawing.withdraw(going.session, council.id, now=NOW)
    assert told is not None
    assert not told.program_ended
    going.session.flush()
    assert [row[1] for row in withdrawing.OVER.ask(going.session, now=NOW)] == []
