"""One part, run in a process of its own."""

from __future__ import annotations

import importlib
import json
import os
import platform
import resource
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results"


def module(name: str) -> ModuleType:
    """The module of a part."""
    return importlib.import_module(f"benchmarks.{name}")


def run_part(name: str) -> None:
    """Run the part and write benchmarks/results/NAME.json: its result, the machine, the peak of memory."""
    result: dict[str, Any] = {
        "part": name,
        "machine": {"cpus": os.cpu_count(), "system": platform.system(), "python": platform.python_version()},
        "result": module(name).run(),
    }
    result["peak_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
