"""Tokens at rest are decrypted with a known key alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.db.cipher import Cipher, CipherError, KeyFile, new_key


def test_an_encrypted_token_is_not_readable_and_is_decrypted_again() -> None:
    cipher = Cipher(new_key())
    encrypted = cipher.encrypt("xoxb-1")
    assert "xoxb" not in encrypted
    assert cipher.decrypt(encrypted) == "xoxb-1"


def test_a_new_first_key_decrypts_what_the_old_one_encrypted_and_encrypts_with_the_new() -> None:
    old, new = new_key(), new_key()
    both, before = Cipher(f"{new},{old}"), Cipher(old).encrypt("xoxb-1")
    renewed = both.encrypt(both.decrypt(before))
    assert Cipher(new).decrypt(renewed) == "xoxb-1"
    assert (both.is_newest(before), both.is_newest(renewed)) == (False, True)
    with pytest.raises(CipherError, match="none of the keys decrypts"):
        Cipher(old).decrypt(renewed)


def test_a_key_that_is_no_key_says_how_to_make_one() -> None:
    with pytest.raises(CipherError, match="kith keys new"):
        Cipher("secret")


def test_a_key_file_is_made_for_its_owner_alone_by_the_first_encryption(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "kith.sqlite.keys")
    assert not file.path.exists()
    encrypted = file.encrypt("advice")
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert KeyFile(file.path).decrypt(encrypted) == "advice"
    assert [path.name for path in tmp_path.iterdir()] == ["kith.sqlite.keys"]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    files = [KeyFile(tmp_path / "kith.sqlite.keys") for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        encrypted = list(pool.map(lambda file: file.encrypt("advice"), files))
    assert {files[0].decrypt(one) for one in encrypted} == {"advice"}


def test_a_missing_key_file_is_never_made_anew_to_read_with(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "kith.sqlite.keys")
    encrypted = file.encrypt("advice")
    file.path.unlink()
    with pytest.raises(CipherError, match="put it back from your backup"):
        KeyFile(file.path).decrypt(encrypted)


def test_a_running_process_takes_up_a_key_that_was_added_to_the_file(tmp_path: Path) -> None:
    running, rotating = KeyFile(tmp_path / "kith.sqlite.keys"), KeyFile(tmp_path / "kith.sqlite.keys")
    before = running.encrypt("advice")
    rotating.add_key()
    assert running.decrypt(rotating.encrypt("new")) == "new"
    assert (running.is_newest(before), running.decrypt(before)) == (False, "advice")
    assert running.is_newest(running.encrypt("next"))
