"""The documents say what is so: every scope that Kith asks for has its reason, and every link leads somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.browser import pictures

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(document: Path) -> set[str]:
    """The anchors of its headings, as they are on GitHub."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_scope_is_explained_to_it_and_no_other() -> None:
    asked = json.loads((ROOT / "bot" / "manifest.json").read_text())["oauth_config"]["scopes"]["bot"]
    table = (ROOT / "docs" / "it-questions.md").read_text().split("| scope |")[1].split("\n\n")[0]
    explained = re.findall(r"`([a-z:.]+)`", "".join(line.split("|")[1] for line in table.splitlines()[2:]))
    assert sorted(explained) == sorted(asked)


def test_what_is_optional_stands_among_the_scopes_and_is_explained_as_such() -> None:
    scopes = json.loads((ROOT / "bot" / "manifest.json").read_text())["oauth_config"]["scopes"]
    table = (ROOT / "docs" / "it-questions.md").read_text().split("| scope |")[1].split("\n\n")[0]
    optional = re.findall(r"^\| `([a-z:.]+)` \| optional:", table, re.MULTILINE)
    assert scopes["bot_optional"] == optional == ["users:read.email"]
    assert set(optional) <= set(scopes["bot"])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    lost = []
    for link in _LINK.findall(document.read_text()):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        is_there = target.exists() and (not anchor or anchor in anchors(target))
        lost += [] if is_there else [link]
    assert lost == []


def test_every_picture_is_one_that_a_script_takes_and_is_shown() -> None:
    taken = {picture.name for picture in (*pictures.WEEK_BEFORE, *pictures.NEXT_ROUND)}
    measured = {"pairing", "pairing-cohort"}  # `make bench`, `kith pairs simulate --picture`
    assert {path.stem for path in pictures.FOLDER.iterdir()} == taken | measured
    shown = {link for document in DOCUMENTS for link in _LINK.findall(document.read_text()) if link.endswith(".png")}
    assert {Path(link).stem for link in shown} == taken | measured
