"""A program's zone is a city's."""

from __future__ import annotations

import pytest

from bot.domain.errors import InvalidInputError
from bot.domain.zones import check_zone


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "UTC"])
def test_a_citys_zone_is_taken(zone: str) -> None:
    check_zone(zone)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("EST", "Did you mean America/New_York?"),
        ("IST", "Did you mean Asia/Kolkata?"),
        ("US/Eastern", "Did you mean America/New_York?"),
        ("berlin", "Did you mean Europe/Berlin?"),
        ("New York", "Did you mean America/New_York?"),
        ("Europe/Berln", "Did you mean Europe/Berlin?"),
        ("Etc/GMT+5", "Write a city's zone"),
        ("Mars", "Write a city's zone"),
        ("", "Write a city's zone"),
    ],
)
def test_anything_else_is_refused_with_what_was_probably_meant(written: str, meant: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_zone(written)
    assert caught.value.field == "zone"
    assert meant in caught.value.message
