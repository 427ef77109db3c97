"""`make near`: the tests of what changed against the merge base with main, the uncommitted included.

Those that changed themselves, those that mirror a changed file (bot/services/goals.py: tests/services/test_goals.py),
those of the same noun elsewhere (tests/handlers/test_goals.py), and those that import a changed module; of these none
that lives through weeks, starts processes or opens a browser.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
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


@cache
def imported_by(path: Path) -> set[str]:
    """Every module that a file may import, what it imports from one included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def python_files(*folders: str) -> list[Path]:
    """Those of these folders, in order."""
    return sorted(path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py"))


class Nearness:
    """Which tests are near a file. Looks at every import once."""

    def __init__(self) -> None:
        self.tests = [path for path in python_files("tests") if path.name.startswith("test_")]
        self._imports = {path: imported_by(path) for path in python_files(*SOURCES, "tests")}

    def mirrors(self, path: Path) -> list[Path]:
        """The tests of a source file: named after it, or after its folder, in the folder that mirrors its own."""
        if path.parts[0] not in SOURCES:
            return [path] if path in self.tests else []
        folder = _mirror(path)
        names = {f"test_{path.stem}.py", f"test_{path.parent.name}_{path.stem}.py", f"test_{path.parent.name}.py"}
        return [test for test in self.tests if test.name in names and test.parent in (folder, folder.parent)]

    def using(self, path: Path) -> list[Path]:
        """The tests below a conftest, of a noun, that import a module, mirror what imports it, or else stand nearby."""
        module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        if path.name == "conftest.py":
            return [test for test in self.tests if test.is_relative_to(path.parent)]
        found = [test for test in self.tests if test.name == f"test_{path.stem}.py" or module in self._imports[test]]
        for other, imports in self._imports.items():
            if module in imports:
                found += self.mirrors(other)
        folder = _mirror(path)
        while not found and folder.name != "tests":
            found, folder = [test for test in self.tests if test.is_relative_to(folder)], folder.parent
        return found


def _mirror(path: Path) -> Path:
    return Path("tests", *path.parent.parts[path.parts[0] == "bot" :])


def near(files: list[Path]) -> tuple[list[Path], list[Path]]:
    """The tests that changed or mirror what did, and others that use it, the nearest first."""
    nearness = Nearness()
    first = dict.fromkeys(test for path in files for test in nearness.mirrors(path))
    second = dict.fromkeys(test for path in files for test in nearness.using(path))
    return list(first), [test for test in second if test not in first]


def main() -> int:
    """Run them, the nearest `MOST` files; 2 without running any if more than so many changed or mirror what did."""
    first, second = near(changed())
    if len(first) > MOST:
        sys.stderr.write(f"{len(first)} files of tests are near this change. All of them: make test\n")
        return 2
    chosen = [str(path) for path in (*first, *second)][:MOST]
    sys.stderr.write(f"{len(chosen)} files of tests: {len(first)} changed or mirror what did, the others use it.\n")
    if left := len(first) + len(second) - len(chosen):
        sys.stderr.write(f"Left out: {left} more that use it. All of them: make test\n")
    if not chosen:
        return 0
    done = subprocess.run([sys.executable, "-m", "pytest", "-m", QUICK, *chosen], cwd=ROOT, check=False)
    return 0 if done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED else done.returncode


if __name__ == "__main__":
    sys.exit(main())
