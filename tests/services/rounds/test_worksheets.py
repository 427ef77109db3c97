"""The worksheet of a meeting: written by those who were there, read by them alone, quoted to oneself afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.db.models import GroupMember, Participant, Worksheet
from bot.domain.calendar import week_of
from bot.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.states import MeetingOutcome
from bot.domain.worksheets import Lines
from bot.services import buddies, digests, export, privacy, retention, rounds, weeks
from bot.services.rounds import pairs, worksheets
from bot.views import digest_csv
from tests.factories import make_group, make_meeting, make_participant, make_round
from tests.services.rounds.conftest import STARTED, TUESDAY, Scene

SECRET = "Zebra stripes"


def meet(scene: Scene, number: int = 0, *, at: object = TUESDAY) -> int:
    group = scene.groups[number]
    return make_meeting(scene.session, group.id, outcome=MeetingOutcome.MET, starts_at=at, settled_at=at).id


def write(scene: Scene, person: Participant, meeting_id: int, **lines: str) -> None:
    worksheets.write(scene.session, scene.actor(person), meeting_id, Lines(**lines), now=TUESDAY)


def test_each_of_the_group_reads_what_the_others_wrote_by_name(scene: Scene) -> None:
    ada, ben = scene.people(0)
    meeting_id = meet(scene)
    write(scene, ada, meeting_id, stuck=" where to\nbegin ", will_try="Write to Grace")
    sheet = worksheets.of_group(scene.session, scene.actor(ben), scene.groups[0].id)
    assert sheet.mine.is_empty
    (hers,) = sheet.others
    assert hers.slack_user_id == scene.actor(ada).slack_user_id
    assert (hers.lines.stuck, hers.lines.will_try) == ("where to begin", "Write to Grace")


def test_lines_are_replaced_and_what_is_taken_back_shows_no_more(scene: Scene) -> None:
    ada, ben = scene.people(0)
    meeting_id = meet(scene)
    write(scene, ada, meeting_id, stuck="x", advice="y")
    write(scene, ada, meeting_id)
    assert len(scene.session.scalars(select(Worksheet)).all()) == 1
    assert worksheets.of_meeting(scene.session, scene.actor(ben), meeting_id).others == ()


def test_the_next_meeting_opens_with_what_each_set_out_to_try(scene: Scene) -> None:
    ada, ben = scene.people(0)
    first = meet(scene)
    write(scene, ada, first, will_try="Write to Grace")
    write(scene, ben, first, will_try="Go to the fair")
    second = meet(scene, at=TUESDAY + timedelta(days=7))
    sheet = worksheets.of_group(scene.session, scene.actor(ben), scene.groups[0].id)
    assert (sheet.meeting_id, sheet.mine, sheet.others) == (second, Lines(), ())
    assert [one.lines.will_try for one in sheet.before] == ["Write to Grace", "Go to the fair"]


def test_the_same_people_in_another_round_begin_with_it_and_others_read_nothing_of_it(scene: Scene) -> None:
    ada, ben = scene.people(0)
    carl = scene.people(1)[0]
    write(scene, ada, meet(scene), will_try=SECRET)
    later = make_round(scene.session, scene.program, number=2, started_at=STARTED)
    again = make_group(scene.session, later, ada, ben)
    other = make_group(scene.session, later, ada, carl)
    for group in (again, other):
        make_meeting(scene.session, group.id, outcome=MeetingOutcome.MET, settled_at=TUESDAY + timedelta(days=20))
    assert [one.lines.will_try for one in worksheets.of_group(scene.session, scene.actor(ben), again.id).before] == [
        SECRET
    ]
    assert worksheets.of_group(scene.session, scene.actor(carl), other.id).before == ()


def test_who_was_not_there_neither_reads_nor_writes(scene: Scene) -> None:
    meeting_id = meet(scene)
    stranger = scene.actor(scene.people(1)[0])
    with pytest.raises(NotAllowedError):
        worksheets.of_meeting(scene.session, stranger, meeting_id)
    with pytest.raises(NotAllowedError):
        worksheets.write(scene.session, stranger, meeting_id, Lines("x"), now=TUESDAY)
    with pytest.raises(NotFoundError):
        worksheets.of_group(scene.session, stranger, scene.groups[1].id)  # has not met
    with pytest.raises(NotFoundError):
        worksheets.of_meeting(scene.session, stranger, 999)


def test_somebody_who_came_into_the_group_later_does_not_read_what_was_before(scene: Scene) -> None:
    meeting_id = meet(scene)
    write(scene, scene.people(0)[0], meeting_id, stuck=SECRET)
    latecomer = make_participant(scene.session, scene.program)
    place = {"group_id": scene.groups[0].id, "participant_id": latecomer.id}
    scene.session.add(GroupMember(**place, joined_at=TUESDAY + timedelta(days=1)))
    scene.session.flush()
    with pytest.raises(NotFoundError):
        worksheets.of_meeting(scene.session, scene.actor(latecomer), meeting_id)


@pytest.mark.parametrize("name", worksheets.LINES)
def test_a_line_that_is_too_long_names_its_field_and_nothing_is_stored(scene: Scene, name: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        write(scene, scene.people(0)[0], meet(scene), **{name: "x" * 201})
    assert raised.value.field == name
    assert not any(getattr(row, one) for row in scene.session.scalars(select(Worksheet)) for one in worksheets.LINES)


def test_the_next_monday_and_the_next_meeting_quote_ones_own_words_to_oneself(scene: Scene) -> None:
    ada, ben = scene.people(0)
    write(scene, ada, meet(scene), will_try="Write to Grace")
    next_monday = week_of(TUESDAY.date()) + timedelta(days=7)
    make_meeting(scene.session, scene.groups[0].id, starts_at=TUESDAY + timedelta(days=8))

    def quoted(week_on: object) -> dict[int, list[str]]:
        found = weeks.load(scene.session, on=week_on, member_ids=[ada.member_id, ben.member_id], now=TUESDAY)  # type: ignore[arg-type]
        return {one: [part.will_try for part in week.sections] for one, week in found.items()}

    assert quoted(next_monday) == {ada.member_id: ["Write to Grace"], ben.member_id: [""]}
    for other in (next_monday - timedelta(days=7), next_monday + timedelta(days=7)):
        assert quoted(other) == {ada.member_id: [""], ben.member_id: [""]}
    found = buddies.meetings(scene.session, [ada.member_id, ben.member_id])
    assert [found[one.member_id][0].will_try for one in (ada, ben)] == ["Write to Grace", ""]


def test_nobody_but_the_group_has_any_of_it(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    ada, ben = scene.people(0)
    with caplog.at_level("DEBUG", logger="bot"):
        write(scene, ada, meet(scene), **dict.fromkeys(worksheets.LINES, SECRET))
    session = scene.session
    stored = session.connection().execute(text("SELECT * FROM worksheets")).all()
    digest = digests.digest(session, scene.program.id, week_on=week_of(TUESDAY.date()), now=TUESDAY)
    seen = [stored, digest, digest_csv.file(digest), caplog.text, export.my_data(session, scene.actor(ben))]
    seen += [pairs.read_pairs(session, scene.round.id), rounds.home_round(session, scene.actor(ben), now=TUESDAY)]
    assert [one for one in seen if SECRET in str(one)] == []
    mine = export.my_data(session, scene.actor(ada))
    assert mine["worksheets"][0]["will_try"] == SECRET


@pytest.mark.parametrize("way", ["erased", "retention"])
def test_what_somebody_wrote_goes_with_their_data_and_with_their_notes(scene: Scene, way: str) -> None:
    ada, ben = scene.people(0)
    meeting_id = meet(scene)
    write(scene, ada, meeting_id, will_try=SECRET)
    write(scene, ben, meeting_id, stuck="Mine")
    if way == "erased":
        privacy.erase(scene.session, scene.actor(ada), now=TUESDAY)
    else:
        retention.erase_notes(scene.session, ada.id, now=TUESDAY)
    scene.session.expire_all()
    sheet = worksheets.of_meeting(scene.session, scene.actor(ben), meeting_id)
    assert (sheet.mine, sheet.others) == (Lines(stuck="Mine"), ())
