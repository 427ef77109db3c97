"""The button in App Home that opens the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.db.models import PageLink
from bot.domain.home import Room
from handlers.bolt import KithApp
from tests.handlers.conftest import Kith


@pytest.fixture
def served(kith: Kith) -> Kith:
    """Kith with a page."""
    settings = kith.context.settings.model_copy(update={"public_url": "https://kith.example.org"})
    context = replace(kith.context, settings=settings)
    return replace(kith, context=context, bolt=KithApp(context))


def test_an_organizer_gets_a_link_that_nobody_else_sees(served: Kith) -> None:
    organizer = served.organizer(served.program())

    assert "Open the page" in str(served.home(organizer, Room.PROGRAMS))
    served.press(organizer, "page.open", where="home")

    opened = served.slack.of("views.open")[-1]["view"]
    assert "https://kith.example.org/link/" in str(opened)
    with served.context.database.unit_of_work() as session:
        assert session.scalar(select(func.count(PageLink.id))) == 1


def test_where_no_page_is_served_home_shows_no_way_to_it(kith: Kith) -> None:
    organizer = kith.organizer(kith.program())

    assert "Open the page" not in str(kith.home(organizer, Room.PROGRAMS))
    kith.press(organizer, "page.open", where="home")

    assert "No page is served here" in str(kith.slack.of("views.open")[-1]["view"])


def test_a_guest_gets_no_link(served: Kith) -> None:
    guest = served.member(is_guest=True)

    served.press(guest, "page.open", where="home")

    assert "full members" in str(served.slack.of("views.open")[-1]["view"])
    with served.context.database.unit_of_work() as session:
        assert session.scalar(select(func.count(PageLink.id))) == 0
