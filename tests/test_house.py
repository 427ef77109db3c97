"""Who may import whom is `make lint`'s to say; that it says so of every room, is said here."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_room_has_its_place_in_the_layers() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (house,) = [contract for contract in contracts if contract["type"] == "layers"]
    placed = {name.strip() for layer in house["layers"] for name in layer.split("|")}
    rooms = {path.parent for path in (ROOT / "bot").glob("*/__init__.py")}
    rooms |= {path for path in (ROOT / "bot").glob("*.py") if path.name != "__init__.py"}
    assert placed == {f"bot.{room.stem}" for room in rooms} | {"handlers", "jobs"}
