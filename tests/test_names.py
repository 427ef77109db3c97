"""Names that were replaced by plainer ones do not come back (the words of the house are in CONTRIBUTING.md)."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# By folder, each old name and what it is called now.
OLD_NAMES = {
    "sandbox": {"Door": "ApiApp", "Wire": "HttpClient", "_wire": "_http", "wire": "http", "shapes": "serializers"},
    "bot/oauth": {"Seal": "Cipher", "seal": "cipher", "sealed": "encrypted", "reseal": "reencrypt"},
    "bot/slack": {"told_apart": "translate_errors", "whisper": "reply_ephemeral"},
    "bot/delivery": {"Trip": "Lane", "put_off": "release_until", "come_back": "release_until", "hand_over": "claim"},
    "benchmarks": {"Door": "Driver", "open_door": "start_driver"},
    "jobs": {"NOUNS": "MODULES", "guarded": "run_isolated", "Edge": "AppContext", "edge": "context"},
    "handlers": {
        "Edge": "AppContext",
        "edge": "context",
        "spot": "week_message",
        "at_spot": "on_week_message",
        "acting": "as_member",
        "observing": "workspace_event",
        "Stopped": "StopReason",
    },
    "tests": {"Edge": "AppContext", "Spot": "WeekMessage", "at_spot": "on_week_message"},
    "bot/domain": {"Spot": "WeekMessage", "Surface": "WeekMessageKind", "Stopped": "StopReason"},
    "bot/services": {
        "Spot": "WeekMessage",
        "spot": "week_message",
        "Stopped": "StopReason",
        "has_message_of_its_own": "has_week_message",
        "waits_since": "oldest_unfinished_at",
    },
    "bot/views": {
        "Spot": "WeekMessage",
        "spot": "week_message",
        "Surface": "WeekMessageKind",
        "APART": "DO_NOT_PAIR",
        "APART_FORM": "DO_NOT_PAIR_FORM",
    },
}
# Modules that were renamed, and where they are now. No module of these names comes back in the same folder.
OLD_MODULES = {
    "sandbox/wire": "sandbox/http_client",
    "sandbox/shapes": "sandbox/serializers",
    "sandbox/webapi/door": "sandbox/webapi/api_app",
    "sandbox/control/acts": "sandbox/control/action_routes",
    "sandbox/control/clockwork": "sandbox/control/clock_routes",
    "sandbox/control/failing": "sandbox/control/fault_routes",
    "sandbox/control/seen": "sandbox/control/read_routes",
    "bot/oauth/seal": "bot/db/cipher",
    "bot/slack/outcomes": "bot/slack/errors",
    "jobs/outcomes": "jobs/delivery_failures",
    "bot/db/looks": "bot/db/due_queries",
    "bot/db/moving": "bot/db/transfer",
    "bot/db/once": "bot/db/upsert",
    "bot/db/restoring": "bot/db/restore",
    "bot/domain/pairing/ahead": "bot/domain/pairing/lookahead",
    "bot/domain/pairing/chance": "bot/domain/pairing/hashed_noise",
    "bot/domain/pairing/cohort": "bot/domain/pairing/people_table",
    "bot/domain/pairing/cohorts": "bot/domain/pairing/small_pools",
    "bot/domain/pairing/lacking": "bot/domain/pairing/diagnosis",
    "bot/domain/pairing/larger": "bot/domain/pairing/groups",
    "bot/domain/pairing/near": "bot/domain/pairing/weak_ties",
    "bot/domain/pairing/suiting": "bot/domain/pairing/scoring",
    "bot/domain/pairing/swapping": "bot/domain/pairing/local_search",
    "bot/domain/pairing/worth": "bot/domain/pairing/score_table",
    "bot/services/agenda": "bot/services/recipients",
    "bot/services/closing": "bot/services/close_week",
    "bot/services/notices": "bot/services/message_cap",
    "bot/services/returns": "bot/services/pauses",
    "bot/services/rounds/apart": "bot/services/do_not_pair",
    "bot/services/rounds/chats": "bot/services/rounds/meeting_checkins",
    "bot/services/rounds/looking": "bot/services/rounds/dry_run",
    "bot/services/rounds/unheard": "bot/services/rounds/inactivity",
    "bot/services/rounds/words": "bot/services/rounds/nudges",
    "bot/services/seats": "bot/services/enrollments",
    "bot/services/week_facts": "bot/services/week_data",
    "bot/views/rounds/aloud": "bot/views/rounds/plain_text",
    "bot/views/rounds/lacking": "bot/views/rounds/unmatched_reasons",
    "bot/views/rounds/words": "bot/views/rounds/nudges",
    "jobs/words": "jobs/nudges",
    "bot/edge": "bot/context",
    "handlers/door": "handlers/dispatch",
    "bot/domain/spots": "bot/domain/week_messages",
}
# Sentences that have to be translated back, in folders that are free of them.
PLAIN = ("bot", "handlers", "jobs", "sandbox", "benchmarks", "tests")
UNPLAIN = re.compile(r"\b(to|for|of|with|from|by) who\b|\bhad to do with\b|\bheard of\b|(?<!`)``(?!`)")


def _files(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if path != Path(__file__))


def _identifiers(path: Path) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME}


@pytest.mark.parametrize("folder", OLD_NAMES)
def test_an_old_name_does_not_come_back(folder: str) -> None:
    names = OLD_NAMES[folder]
    found = {str(path.relative_to(ROOT)): names.keys() & _identifiers(path) for path in _files(folder)}
    assert not {path: {name: names[name] for name in again} for path, again in found.items() if again}


def test_an_old_module_does_not_come_back() -> None:
    assert not [f"{old} is now {new}" for old, new in OLD_MODULES.items() if (ROOT / f"{old}.py").exists()]
    assert all((ROOT / f"{new}.py").exists() for new in OLD_MODULES.values())


@pytest.mark.parametrize("folder", PLAIN)
def test_sentences_stay_plain(folder: str) -> None:
    lines = ((path, line) for path in _files(folder) for line in path.read_text(encoding="utf-8").splitlines())
    assert not [f"{path.relative_to(ROOT)}: {line.strip()}" for path, line in lines if UNPLAIN.search(line)]
