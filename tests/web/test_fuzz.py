"""Odd forms and addresses: each is answered or refused, none makes Kith stumble, and what is echoed stays words.

More of them: `pytest tests/web/test_fuzz.py --fuzz 5000`; `--fuzz-seed` repeats a run.
"""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from bot.web import security
from bot.web.rows import Form, Row
from bot.web.table import ROWS
from tests.handlers.mutations import WORDS
from tests.handlers.test_fuzz import WORLD, new_world
from tests.handlers.world import World
from tests.web.cases import CASES
from tests.web.conftest import Site, Visitor

ALLOWED = {200, 303, 400, 403, 404, 413, 422, 429}
MARKUP = "\"'><script>alert(1)</script>"
NUMBERS = ("0", "-1", "1", "7", "9" * 9, "9" * 30, "1.5", "٣", "0x10", "1e3", "", "2026-03-02", "9999-12-31", "24:00")
FILES = (
    b"",
    b"\0\0\0",
    b"\xff\xfe\x00",
    b"name\n",
    b"name,city\n" + b"x,y\n" * 3000,
    b'name,city\n"open',
    "näme,çity\nÅ,Ø\n".encode("latin-1"),
    b"PK\x03\x04 no workbook",
)
LONGEST = 5000  # of a word in an address: the client takes no longer ones
TYPES = ("text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=x", "x")
BODIES = (b"", b"%", b"a=%zz&b", b"{}", b"--x\r\n\r\n--x--", b"\xff=\xff")
FORMS = [row for row in ROWS if isinstance(row, Form)]


class Hand:
    """Somebody who writes what no browser writes."""

    def __init__(self, site: Site, world: World, chance: random.Random) -> None:
        self.site, self.world, self.chance, self.named = site, world, chance, world.mine
        fields = {name for row in FORMS for name in CASES[True, row.path].fields(world.mine)}
        self.names = sorted(fields | {"find", "show", "sort", "page", "from_on", "until_on", "layout", "file"})

    def asks(self) -> tuple[str, int, str]:
        """What was sent, the status of the answer, and its text."""
        row = self.chance.choice(ROWS)
        who = self.chance.choices((self.world.organizer, self.world.ada, None), (8, 1, 1))[0]
        visitor = self.site.visitor(who) if who else self.site.stranger()
        path = self._path(row)
        if not isinstance(row, Form):
            asked = [(name[:LONGEST], value[:LONGEST]) for name, value in self._fields({})]
            address = path + "?" + urlencode(asked, errors="surrogatepass")
            return f"GET {address}", *_of(visitor.get(address))
        return self._sends(visitor, row, path)

    def _sends(self, visitor: Visitor, row: Form, path: str) -> tuple[str, int, str]:
        if self.chance.random() < 0.1:
            kind, body = self.chance.choice(TYPES), self.chance.choice(BODIES)
            sent = visitor.client.post(path, content=body, headers={"content-type": kind}, follow_redirects=False)
            return f"POST {path} {kind} {body!r}", *_of(sent)
        fields = self._fields(CASES[True, row.path].fields(self.named))
        token = {"csrf": security.csrf(visitor.token)}
        files = {"file": ("x.csv", self.chance.choice(FILES))} if self.chance.random() < 0.3 else None
        if files is None:
            words = urlencode([*token.items(), *fields], errors="surrogatepass").encode()
            form = {"content-type": "application/x-www-form-urlencoded"}
            sent = visitor.client.post(path, content=words, headers=form, follow_redirects=False)
        else:
            plain = {name: value for name, value in fields if value.isprintable()}
            sent = visitor.client.post(path, data={**plain, **token}, files=files, follow_redirects=False)
        return f"POST {path} {fields!r:.2000} {files!r:.200}", *_of(sent)

    def _fields(self, right: Any) -> list[tuple[str, str]]:
        """The right ones, and of them some gone, twice, or with other words; and some that do not belong there."""
        fields = [(name, one) for name, value in right.items() for one in _each(value)]
        for _ in range(self.chance.randint(0, 3)):
            place = self.chance.randrange(len(fields) + 1)
            fields[place : place + self.chance.randint(0, 1)] = [(self._name(fields), self._word())]
        return fields

    def _name(self, fields: Sequence[tuple[str, str]]) -> str:
        if fields and self.chance.random() < 0.7:
            return self.chance.choice(fields)[0]
        return self.chance.choice((*self.names, self._word()))

    def _word(self) -> str:
        return self.chance.choice(self.chance.choice((WORDS, NUMBERS, (MARKUP, "\0", "x" * 70_000, "a\r\nb"))))

    def _path(self, row: Row) -> str:
        case = CASES[isinstance(row, Form), row.path]
        right = {"program_id": case.program(self.named), "token": "x", **case.ids(self.named), **case.words}

        def part(found: re.Match[str]) -> str:
            if self.chance.random() < 0.9:
                return str(right[found[1]])
            return quote(self.chance.choice((*NUMBERS, MARKUP, "\0")), safe="") or "x"

        return re.sub(r"\{(\w+)(?::\w+)?\}", part, row.path)


def _each(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.text if "html" in answer.headers.get("content-type", "") else ""


def test_odd_forms_and_addresses_are_answered_or_refused(
    site: Site, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    seed = request.config.getoption("--fuzz-seed") or random.SystemRandom().randrange(10**9)
    site.kith.knows_channel("C1", "UOLGA")
    chance = random.Random(seed)
    for number in range(request.config.getoption("--fuzz")):
        if number % WORLD == 0:
            hand = Hand(site, new_world(site.kith), chance)
        sent, status, text = hand.asks()
        assert status in ALLOWED, f"seed {seed}: {status}: {sent}"
        assert "<script>alert" not in text, f"seed {seed}: {sent}"
        stumbled = [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]
        assert not stumbled, f"seed {seed}: {sent}"
        caplog.clear()
