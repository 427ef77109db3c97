"""``make near``: the tests of what changed against the merge base with main, the uncommitted included.

Those that changed themselves, those that mirror a changed file (bot/services/goals.py: tests/services/test_goals.py),
those of the same noun elsewhere (tests/handlers/test_goals.py), and those that import a changed module; of these none
that lives through weeks, starts processes or opens a browser.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("bot", "handlers", "jobs", "sandbox", "benchmarks")
MOST = 30  # files of tests that take less than a minute
QUICK = "not story and not process and not browser"


def changed() -> list[Path]:
    """The files that differ from where this branch left main, and new ones."""
    base = _git("merge-base", "HEAD", "main") or _git("merge-base", "HEAD", "origin/main") or ["HEAD"]
    names = [*_git("diff", "--name-only", base[0]), *_git("ls-files", "--others", "--exclude-standard")]
    return [Path(name) for name in dict.fromkeys(names) if name.endswith(".py")]


def _git(*arguments: str) -> list[str]:
    asked = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.splitlines() if asked.returncode == 0 else []


def module_of(path: Path) -> str:
    """``bot.services.goals`` of bot/services/goals.py."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imported_by(path: Path) -> Iterator[str]:
    """Every module that a file may import, what it imports from one included."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def mirrors(path: Path, tests: list[Path]) -> list[Path]:
    """The tests of a source file: named after it, or after its folder, in the folder that mirrors its own."""
    folder = Path("tests", *path.parent.parts[path.parts[0] == "bot" :])
    names = {f"test_{path.stem}.py", f"test_{path.parent.name}_{path.stem}.py", f"test_{path.parent.name}.py"}
    return [test for test in tests if test.name in names and test.parent in (folder, folder.parent)]


def near(files: list[Path], tests: list[Path]) -> tuple[list[Path], list[Path]]:
    """The tests that changed or mirror what did, and others: of its noun, that import it, or below its conftest."""
    first = [path for path in tests if path in files]
    for path in files:
        if path.parts[0] in SOURCES:
            first += mirrors(path, tests)
    modules, nouns = {module_of(path) for path in files}, {f"test_{path.stem}.py" for path in files}
    folders = [path.parent for path in files if path.name == "conftest.py"]
    second = [
        test
        for test in tests
        if test.name in nouns
        or any(test.is_relative_to(folder) for folder in folders)
        or not modules.isdisjoint(imported_by(test))
    ]
    return list(dict.fromkeys(first)), [test for test in dict.fromkeys(second) if test not in first]


def main() -> int:
    """Run them; 2 without running any if that is more than a minute's worth."""
    tests = sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py"))
    first, second = near(changed(), tests)
    if len(first) > MOST:
        sys.stderr.write(f"{len(first)} of {len(tests)} files of tests are near this change: make test\n")
        return 2
    if len(first) + len(second) > MOST:
        sys.stderr.write(f"Left out: {len(second)} files of tests that use what changed; make test runs them too.\n")
        second = []
    if not first and not second:
        sys.stderr.write("No tests are near this change.\n")
        return 0
    sys.stderr.write(f"{len(first)} files of tests changed or mirror what did, {len(second)} use it.\n")
    chosen = [str(path) for path in (*first, *second)]
    done = subprocess.run([sys.executable, "-m", "pytest", "-m", QUICK, *chosen], cwd=ROOT, check=False)
    return 0 if done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED else done.returncode


if __name__ == "__main__":
    sys.exit(main())
