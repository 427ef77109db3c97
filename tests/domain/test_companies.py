"""Company names: which are the same, which are asked about, which have nothing to do with each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.companies import Alike, alike, key, suggested


@pytest.mark.parametrize(
    "written",
    [
        "Google",
        " google ",
        "GOOGLE, Inc.",
        "Google LLC",
        "google.com",
        "https://www.google.co.uk/about?x=1",
        "careers.google.com",
        "Google Deutschland GmbH",
        "Google Ireland Limited",
        "Google UK",
        "Google France",
        "The Google Company",
    ],
)
def test_one_company_is_written_in_many_ways(written: str) -> None:
    assert key(written) == "google"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amazon.com, Inc.", "amazon"),
        ("Müller GmbH & Co. KG", "Muller"),
        ("Procter & Gamble", "Procter and Gamble Co."),
        ("Telecom Italia S.p.A.", "telecom italia"),
        ("booking.com", "Booking"),
        ("McDonald’s", "McDonalds"),
        ("Siemens Österreich AG", "siemens.at"),
    ],
)
def test_legal_forms_addresses_and_countries_make_no_difference(one: str, other: str) -> None:
    assert alike(one, other) is Alike.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Google", "Alphabet Inc."),
        ("YouTube", "Google"),
        ("EY", "Ernst & Young"),
        ("Gogle", "Google"),
        ("Zalando", "Zalnado SE"),
        ("SAP", "SAP Labs"),
        ("LinkedIn", "Microsoft"),
    ],
)
def test_owners_branches_and_slips_are_near_and_no_more(one: str, other: str) -> None:
    assert alike(one, other) is alike(other, one) is Alike.NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Google", "Apple"),
        ("Air France SA", "Air India Ltd"),
        ("Bank of America", "Bank of Ireland"),
        ("Ford", "Fort"),
        ("BMW", "BBC"),
        ("", "Google"),
        ("!!!", "???"),
        ("United Airlines", "United Parcel Service"),
    ],
)
def test_others_have_nothing_to_do_with_each_other(one: str, other: str) -> None:
    assert alike(one, other) is Alike.NO


def test_a_slip_of_a_well_known_name_is_asked_about() -> None:
    assert suggested("Gogle") == "Google"
    assert suggested("Mircosoft Corp.") == "Microsoft"
    assert [suggested(name) for name in ("Google", "alphabet.com", "Fort", "Hospital of Leeds", "")] == [""] * 5


@given(st.text(max_size=300))
def test_whatever_is_written_is_read_and_is_like_itself(written: str) -> None:
    assert alike(written, written) is (Alike.SAME if key(written) else Alike.NO)
    suggested(written)
