"""Tokens at rest can be opened with a known key alone."""

from __future__ import annotations

import pytest

from bot.oauth.seal import Seal, SealError, new_key


def test_a_sealed_token_is_not_readable_and_opens_again() -> None:
    seal = Seal(new_key())
    sealed = seal.close("xoxb-1")
    assert "xoxb" not in sealed
    assert seal.open(sealed) == "xoxb-1"


def test_a_new_first_key_opens_what_the_old_one_sealed_and_seals_with_the_new() -> None:
    old, new = new_key(), new_key()
    renewed = Seal(f"{new},{old}").renew(Seal(old).close("xoxb-1"))
    assert Seal(new).open(renewed) == "xoxb-1"
    with pytest.raises(SealError, match="none of the keys opens"):
        Seal(old).open(renewed)


def test_a_key_that_is_no_key_says_how_to_make_one() -> None:
    with pytest.raises(SealError, match="kith keys new"):
        Seal("secret")
