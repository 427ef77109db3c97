"""The pages beside docs/ in the site: the README is its first page, and each link leads to a page of the site."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent
FIRST = "README.md"
BESIDE = (
    FIRST,
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "LICENSE",
    "bot/manifest.json",
    "deploy/kith.service",
)


def on_files(files: Files, config: Any, **_more: Any) -> Files:
    """Add what is not in docs/."""
    for name in BESIDE:
        content = re.sub(r"\]\(docs/", "](", (ROOT / name).read_text())
        files.append(File.generated(config, "index.md" if name == FIRST else name, content=content))
    return files


def on_page_markdown(markdown: str, **_more: Any) -> str:
    """Documents name the README as it lies beside them, or above them."""
    return re.sub(r"\]\((?:\.\./)?README\.md", "](index.md", markdown.replace("](../", "]("))
