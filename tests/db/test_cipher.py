"""Tokens at rest are decrypted with a known key alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.db.cipher import Cipher, CipherError, KeyFile, cipher_for, key_file, new_key


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


def test_a_rotation_that_is_begun_again_loses_no_key_that_something_needs(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "kith.sqlite.keys")
    first = file.encrypt("advice")
    file.add_key()  # killed before anything was encrypted anew
    file.add_key()
    assert KeyFile(file.path).decrypt(first) == "advice"
    file.drop_old_keys()
    assert len(file.path.read_text().split(",")) == 2
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_a_running_process_does_not_replace_a_key_file_that_is_gone(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "kith.sqlite.keys")
    file.encrypt("advice")
    file.path.unlink()
    with pytest.raises(CipherError, match="put it back from your backup"):
        file.encrypt("advice")
    with pytest.raises(CipherError, match="put it back from your backup"):
        file.add_key()
    assert not file.path.exists()


def test_keys_in_the_settings_decrypt_what_the_key_file_encrypted(tmp_path: Path) -> None:
    url = make_url(f"sqlite:///{tmp_path / 'kith.sqlite'}")
    by_file = KeyFile(key_file(url)).encrypt("advice")
    both, new = cipher_for(url, keys := new_key()), Cipher(keys)
    assert both is not None
    assert both.decrypt(by_file) == "advice"
    assert new.decrypt(both.encrypt("advice")) == "advice"
