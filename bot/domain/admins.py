"""What a workspace's admins see of its programs: name, state and organizers, not what is in them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.states import ProgramState, Starters


@dataclass(frozen=True)
class OverseenProgram:
    """A program as an admin sees it. `organizers` are Slack ids of people who are still there; none: it is orphaned."""

    program_id: int
    name: str
    slack_channel_id: str
    state: ProgramState
    organizers: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """Every program of the workspace that has not ended, who may start one, and the people named for it (Slack ids)."""

    programs: tuple[OverseenProgram, ...]
    starters: Starters
    named: tuple[str, ...]
