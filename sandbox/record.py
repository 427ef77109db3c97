"""--record: each request of the app and each payload sent to it, one JSON object a line."""

import json
from pathlib import Path

from sandbox import serializers
from sandbox.model import Change, Store

_KINDS = ("request", "delivery")


class Recorder:
    """A subscriber of the store that writes to a file; OSError if it cannot be opened."""

    def __init__(self, store: Store, path: Path) -> None:
        self._store = store
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def on_change(self, change: Change) -> None:
        """Write a request or a delivery; other changes follow from these."""
        if change.kind in _KINDS:
            line = {"at": change.at, "kind": change.kind, "team_id": change.team_id}
            line |= serializers.jsonable(self._store, change.team_id, change.data)
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Write out and close."""
        self._file.close()
