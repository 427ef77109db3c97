"""Tokens at rest are decrypted with a known key alone."""

from __future__ import annotations

import pytest

from bot.oauth.token_cipher import TokenCipher, TokenCipherError, new_key


def test_an_encrypted_token_is_not_readable_and_is_decrypted_again() -> None:
    cipher = TokenCipher(new_key())
    encrypted = cipher.encrypt("xoxb-1")
    assert "xoxb" not in encrypted
    assert cipher.decrypt(encrypted) == "xoxb-1"


def test_a_new_first_key_decrypts_what_the_old_one_encrypted_and_encrypts_with_the_new() -> None:
    old, new = new_key(), new_key()
    renewed = TokenCipher(f"{new},{old}").reencrypt(TokenCipher(old).encrypt("xoxb-1"))
    assert TokenCipher(new).decrypt(renewed) == "xoxb-1"
    with pytest.raises(TokenCipherError, match="none of the keys decrypts"):
        TokenCipher(old).decrypt(renewed)


def test_a_key_that_is_no_key_says_how_to_make_one() -> None:
    with pytest.raises(TokenCipherError, match="kith keys new"):
        TokenCipher("secret")
