"""What the processes of a delivery run are told."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Place:
    """A workspace as a process that decides or sends needs it."""

    workspace_id: int
    slack_team_id: str
    bot_token: str
    channel: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What a process is told. `scale`: by how much the time in which Slack counts is shortened; None: no pacing."""

    database_url: str
    api_url: str
    scale: float | None
    seed: int
    places: tuple[Place, ...]
    keys: str

    def to_json(self) -> str:
        """For the command line of a process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """What `to_json` wrote."""
        values = json.loads(text)
        places = tuple(Place(**{**place, "people": tuple(place["people"])}) for place in values.pop("places"))
        return cls(**values, places=places)
