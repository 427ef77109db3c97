"""A member's council in App Home: to come, waited for, going on; each sees their own line, and their own part."""

from __future__ import annotations

from bot.domain.councils import MyCouncil
from bot.domain.states import ParticipantState
from bot.services.councils import acts, changes, composing, home
from tests.services.councils.conftest import NOW, Scene


def mine(scene: Scene, number: int = 0) -> list[MyCouncil]:
    return list(home.my_councils(scene.session, scene.actor(scene.people[number]), now=NOW))


def test_before_they_are_introduced_home_says_when_and_shows_no_proposal(proposed: Scene) -> None:
    for _ in range(8):
        proposed.joins()
    composing.refresh(proposed.session, proposed.program.id, now=NOW)
    (found,) = mine(proposed)
    assert found.introduce_on is not None
    assert (found.gathering, found.waits) == (None, False)


def test_the_council_with_its_people_and_ones_own_line(going: Scene) -> None:
    ada = going.people[0]
    acts.write_line(going.session, going.actor(ada), going.meeting_of(ada).id, "One call a day", now=NOW)
    acts.met(going.session, going.actor(ada), going.meeting_of(ada).id, now=NOW)
    (hers,), (bens,), (other,) = mine(going), mine(going, 1), mine(going, 4)
    assert hers.gathering is not None
    assert [one.participant_id for one in hers.gathering.people] == [one.id for one in going.people[:4]]
    assert (hers.my_line, hers.was_there) == ("One call a day", True)
    assert (bens.my_line, bens.was_there) == ("", False)
    assert other.gathering is not None
    assert going.user(ada) not in str(other)


def test_who_waits_and_who_is_to_be_introduced_read_which_it_is(going: Scene) -> None:
    late = going.joins()
    (found,) = mine(going, 8)
    assert found.waits
    changes.place_unplaced(going.session, going.program.id, now=NOW)
    (found,) = mine(going, 8)
    assert found.gathering is not None  # of a council that goes on; it reads of them at the next hour that suits all
    late.state = ParticipantState.PAUSED
    going.session.flush()
    assert mine(going, 8) == []
