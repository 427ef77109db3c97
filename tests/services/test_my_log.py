"""One's own log, searched, and the work-search record of it: nobody else's is reached."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.db.models import CheckIn
from bot.domain.checkins import Act
from bot.domain.errors import InvalidInputError
from bot.domain.my_log import SHOWN, LogSearch
from bot.domain.work_search import Details
from bot.services import checkins, export, my_log, privacy, work_search
from tests.people import Person, make_person
from tests.services.counting import statements

NOW = datetime(2026, 3, 6, 14, tzinfo=UTC)
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 2)
DETAILS = Details(employer="Acme", position="Data engineer", proof_note="an e-mail")
_forms = count(1)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


def log(session: Session, me: Person, act: Act) -> None:
    checkins.record(session, me.actor, me.program.id, act, source=f"form:{next(_forms)}", now=NOW)


def found(session: Session, me: Person, words: str = "", week_on: date | None = None, page: int = 0) -> list[str]:
    return [entry.act.with_whom for entry in my_log.find(session, me.actor, LogSearch(words, week_on, page)).entries]


def test_every_word_that_was_noted_is_found(session: Session, me: Person) -> None:
    words = {"new_contacts": ("Lin Chen",), "companies": "Navy", "advice": "bring cards", "details": DETAILS}
    log(session, me, Act(me.coffee, FRIDAY, with_whom="Grace", **words))  # type: ignore[arg-type]
    log(session, me, Act(me.event, FRIDAY, with_whom="Bo"))
    for word in ("grace", "chen", "navy", "CARDS", "acme engineer", "coffee"):
        assert found(session, me, word) == ["Grace"]
    assert found(session, me, "acme bo") == []
    assert found(session, make_person(session), "grace") == []


def test_a_week_and_a_page_narrow_it_with_one_query(session: Session, me: Person) -> None:
    for number in range(SHOWN + 1):
        log(session, me, Act(me.coffee, FRIDAY - timedelta(days=number), with_whom=f"Guest {number}"))
    assert found(session, me, week_on=MONDAY) == [f"Guest {number}" for number in range(5)]
    for words in ("", "guest"):
        first = my_log.find(session, me.actor, LogSearch(words))
        assert (len(first.entries), first.has_more) == (SHOWN, True)
        assert found(session, me, words, page=1) == [f"Guest {SHOWN}"]
    with statements(session) as counted:
        my_log.find(session, me.actor, LogSearch("guest"))
    assert len(counted) == 1


@pytest.mark.parametrize("search", [LogSearch(), LogSearch("a b:c ü", MONDAY, 3), LogSearch(page=2)])
def test_a_search_is_remembered_without_white_space(search: LogSearch) -> None:
    assert LogSearch.read(search.value()) == search
    assert " " not in search.value()


@pytest.mark.parametrize("made_up", ["", "x", "0:2026-99-01:", "99999::", "0:0001-01-01:", "-1::"])
def test_what_no_list_wrote_looks_for_everything(made_up: str) -> None:
    assert LogSearch.read(made_up) == LogSearch()


def test_the_record_has_the_whole_weeks_of_the_days_and_leaves_out_what_was_undone(
    session: Session, me: Person
) -> None:
    for on in (MONDAY - timedelta(days=1), MONDAY, FRIDAY):
        log(session, me, Act(me.coffee, on, with_whom=f"{on:%d}", details=DETAILS))
    log(session, make_person(session, me.program), Act(me.coffee, FRIDAY, with_whom="somebody else's"))
    record = work_search.record(session, me.actor, first=FRIDAY, last=FRIDAY)
    assert (record.from_on, record.until_on) == (MONDAY, date(2026, 3, 8))
    assert [entry.with_whom for entry in record.entries] == ["02", "06"]
    assert record.entries[0].details == DETAILS
    last = session.scalars(select(CheckIn.id).where(CheckIn.done_on == FRIDAY).order_by(CheckIn.id)).first()
    checkins.undo(session, me.actor, last or 0, now=NOW)
    assert [entry.with_whom for entry in work_search.record(session, me.actor, first=MONDAY, last=FRIDAY).entries] == [
        "02"
    ]


@pytest.mark.parametrize(
    ("first", "last", "field"), [(None, FRIDAY, "first"), (MONDAY, None, "last"), (FRIDAY, MONDAY, "last")]
)
def test_weeks_that_are_none_name_their_field(
    session: Session, me: Person, first: date | None, last: date | None, field: str
) -> None:
    with pytest.raises(InvalidInputError) as raised:
        work_search.record(session, me.actor, first=first, last=last)
    assert raised.value.field == field


def test_what_is_for_the_record_is_encrypted_exported_and_erased(session: Session, me: Person) -> None:
    log(session, me, Act(me.coffee, FRIDAY, details=DETAILS))
    session.flush()
    assert "Acme" not in str(session.connection().execute(text("SELECT details FROM checkins")).all())
    assert export.my_data(session, me.actor)["checkins"][0]["position"] == "Data engineer"
    privacy.erase(session, me.actor, now=NOW)
    assert session.scalars(select(CheckIn.details)).all() == [{}]


def test_what_is_too_long_for_the_record_names_its_field(session: Session, me: Person) -> None:
    with pytest.raises(InvalidInputError) as raised:
        log(session, me, Act(me.coffee, FRIDAY, details=Details(position="x" * 201)))
    assert raised.value.field == "position"
