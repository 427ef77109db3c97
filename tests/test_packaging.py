"""What Kith reads beside its code is packed with it: an installed Kith has no checkout around it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bot.settings import MANIFEST

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "jobs", "sandbox")


def test_every_file_in_a_package_is_packed() -> None:
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    left_behind = [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file()
        and path.suffix not in (".py", ".pyc")
        and not any(path.relative_to(ROOT / package).match(pattern) for pattern in packed.get(package, ()))
    ]
    assert left_behind == []


def test_the_manifest_is_in_a_package() -> None:
    assert MANIFEST.is_relative_to(ROOT / "bot")
    assert MANIFEST.is_file()
