"""An update for one's own people comes from one's own profile and log alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.checkins import Act
from bot.domain.own_update import OwnUpdate
from bot.services import checkins, own_update
from tests.people import Person, make_person

NOW = datetime(2026, 3, 6, 14, tzinfo=UTC)
FRIDAY = date(2026, 3, 6)


def log(session: Session, who: Person, source: str, days: int, **more: str) -> None:
    act = Act(who.coffee, FRIDAY - timedelta(days=days), **more)  # type: ignore[arg-type]
    checkins.record(session, who.actor, who.program.id, act, source=source, now=NOW)


def test_it_has_the_last_months_words_the_latest_first(session: Session) -> None:
    me = make_person(session, targeting="data work", asks="somebody who works in a lab")
    for number in range(4):
        log(session, me, f"form:{number}", number, advice=f"advice {number}")
    log(session, me, "form:5", 2, thanks="for the tip")
    log(session, me, "form:6", 40, advice="long ago", thanks="long ago")
    log(session, make_person(session, me.program), "form:1", 0, advice="somebody else's")
    assert own_update.own_update(session, me.actor, now=NOW) == OwnUpdate(
        "data work", ("advice 0", "advice 1", "advice 2"), "somebody who works in a lab", ("for the tip",)
    )


def test_somebody_who_wrote_nothing_gets_an_empty_one(session: Session) -> None:
    told = own_update.own_update(session, make_person(session).actor, now=NOW)
    assert told == OwnUpdate("", (), "", ())
