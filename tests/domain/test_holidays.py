"""Public holidays by country and region, and breaks made of them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.breaks import MOST_BREAKS, is_holiday, with_holidays
from bot.domain.errors import InvalidInputError
from bot.domain.holidays import Holiday, check, countries, offered, regions
from bot.domain.programs import Break

TODAY = date(2026, 11, 30)
CHRISTMAS, NEW_YEAR, EPIPHANY = date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 6)
GERMAN = offered("DE", "", today=TODAY)


def test_countries_have_english_names_and_are_in_their_order() -> None:
    names = list(countries().values())
    assert {"DE": "Germany", "US": "United States", "IN": "India"}.items() <= countries().items()
    assert names == sorted(names)
    assert len(names) > 200


def test_regions_have_names_where_the_country_has_some() -> None:
    assert regions("DE")["BY"] == "Bayern"
    assert regions("US")["CA"] == "California"
    assert regions("MC") == {}
    assert regions("") == {}
    assert regions("XX") == {}


def test_the_holidays_of_the_year_ahead_are_named_in_english() -> None:
    assert GERMAN[:3] == (
        Holiday(CHRISTMAS, "Christmas Day"),
        Holiday(NEW_YEAR, "New Year's Day"),
        Holiday(date(2027, 3, 26), "Good Friday"),
    )
    assert all(TODAY <= one.on < date(2027, 11, 30) for one in GERMAN)


def test_a_region_has_its_own_besides() -> None:
    own = set(offered("DE", "BY", today=TODAY)) - set(GERMAN)
    assert Holiday(EPIPHANY, "Epiphany") in own


def test_those_on_weekends_are_left_out() -> None:
    assert date(2026, 12, 26) not in {one.on for one in GERMAN}  # a Saturday


@pytest.mark.parametrize(("country", "region"), [("", ""), ("", "BY"), ("XX", ""), ("DE", "XX")])
def test_a_country_or_region_that_is_not_known_has_none(country: str, region: str) -> None:
    assert offered(country, region, today=TODAY) == ()


@pytest.mark.parametrize("country", ["US", "IN", "CN", "IL", "BR", "JP"])
def test_no_country_has_more_than_a_list_of_slacks_takes(country: str) -> None:
    for region in ("", *regions(country)):
        assert 0 < len(offered(country, region, today=TODAY)) <= 100


def test_only_a_country_of_the_list_and_a_region_of_it_are_taken() -> None:
    check("", "")
    check("DE", "BY")
    for country, region, field in (("XX", "", "holiday_country"), ("DE", "CA", "holiday_region")):
        with pytest.raises(InvalidInputError) as caught:
            check(country, region)
        assert caught.value.field == field


def test_ticked_days_become_breaks_beside_those_that_were_written() -> None:
    written = (Break(date(2027, 5, 10), date(2027, 5, 12)),)
    found = with_holidays(written, ["2027-01-01"], GERMAN)
    assert found == (Break(NEW_YEAR, NEW_YEAR), *written)
    assert [is_holiday(one, GERMAN) for one in found] == [True, False]


def test_a_day_that_a_longer_break_covers_is_not_set_twice() -> None:
    written = (Break(date(2026, 12, 23), date(2027, 1, 3)),)
    assert with_holidays(written, ["2026-12-25", "2027-01-01"], GERMAN) == written


@pytest.mark.parametrize("day", ["2027-01-02", "x", ""])
def test_a_day_that_was_not_offered_is_refused(day: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        with_holidays((), [day], GERMAN)
    assert caught.value.field == "holidays"


def test_there_is_an_end_to_breaks() -> None:
    many = [Break(date(2027, 2, 1), date(2027, 2, 1))] * MOST_BREAKS
    with pytest.raises(InvalidInputError):
        with_holidays(many, ["2027-01-01"], GERMAN)
