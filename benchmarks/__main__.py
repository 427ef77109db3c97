"""`make bench [PART=name …]`: run each part in a process of its own, keep its JSON, write its tables into the docs.

A part is a module of this package with `run() -> dict` (JSON values; seconds and bytes unless a name says otherwise)
and `tables(result) -> str` (Markdown).
"""

from __future__ import annotations

import json
import multiprocessing
import pkgutil
import re
import sys
from typing import Any

import benchmarks
from benchmarks._part import HERE, RESULTS, module, run_part

DOCUMENT = HERE.parent / "docs" / "performance.md"
OPENING = "# Performance\n\nMeasured by `make bench`; each table says on what. The JSON is in `benchmarks/results/`.\n"


def main(wanted: list[str]) -> int:
    """Run the wanted parts, or all of them. 0 if each came to its end; 2 for a part that does not exist."""
    known = parts()
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        print(f"No such part: {', '.join(unknown)}. There are: {', '.join(known)}", file=sys.stderr)
        return 2
    failed = [name for name in wanted or known if not _measure(name)]
    if failed:
        print(f"Did not come to their end: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def parts() -> list[str]:
    """The modules of this package that have `run`, by name."""
    names = [found.name for found in pkgutil.iter_modules(benchmarks.__path__) if not found.name.startswith("_")]
    return sorted(name for name in names if callable(getattr(module(name), "run", None)))


def _measure(name: str) -> bool:
    print(f"{name} …", flush=True)
    process = multiprocessing.get_context("spawn").Process(target=run_part, args=(name,))
    process.start()
    process.join()
    if process.exitcode != 0:
        return False
    result = json.loads((RESULTS / f"{name}.json").read_text())
    tables = module(name).tables(result["result"])
    write_tables(name, f"{tables.strip()}\n\n{_measured_on(result)}")
    print(tables.strip(), flush=True)
    return True


def _measured_on(result: dict[str, Any]) -> str:
    machine = result["machine"]
    return (
        f"{machine['cpus']} cores, {machine['system']}, Python {machine['python']}; "
        f"peak memory of the measuring process {result['peak_memory_mb']:,.0f} MB."
    )


def write_tables(name: str, tables: str) -> None:
    """Replace what is between the part's markers; a part that is new comes at the end."""
    text = DOCUMENT.read_text() if DOCUMENT.exists() else OPENING
    section = f"<!-- bench:{name} -->\n{tables}\n<!-- /bench:{name} -->"
    marked = re.compile(rf"<!-- bench:{re.escape(name)} -->.*?<!-- /bench:{re.escape(name)} -->", re.DOTALL)
    at_end = f"{text.rstrip()}\n\n{section}\n"
    DOCUMENT.write_text(marked.sub(lambda _found: section, text) if marked.search(text) else at_end)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
