"""What people wrote, made safe to show: no mention, no markup, no line of theirs longer than its place allows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from babel.lists import format_list

from bot.domain.sharing import host

# Slack reads these as bold, strike-through, code; the look-alikes it leaves alone. An underscore between two letters
# means nothing to it, so America/New_York stays as it is.
_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_ITALIC = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_JOINERS = "\u200d\ufe0f"  # of emoji
_FORMULA_SIGNS = frozenset("=+-@|%\u2212")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def plain(written: str, limit: int = 300) -> str:
    """User text for mrkdwn, on one line, at most `limit` characters after escaping; an ellipsis says it was cut."""
    text = _ITALIC.sub("ˍ", one_line(written)).translate(_LOOKALIKES)
    shown = _escape(text)
    if len(shown) <= limit:
        return shown
    room, kept = limit - 1, []
    for character in text:
        piece = _escape(character)
        room -= len(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + "…"


def one_line(written: str) -> str:
    """The text without control characters and direction overrides, white space collapsed."""
    visible = (" " if character.isspace() else character for character in written if not _is_hidden(character))
    return " ".join("".join(visible).split())


def cut(text: str, limit: int) -> str:
    """Plain text (no mrkdwn) of at most `limit` characters; an ellipsis says it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def own_lines(written: str) -> list[str]:
    """A text of several lines, whose length was checked before it was kept, as safe lines."""
    return [plain(line, 10_000) for line in written.strip().splitlines()]


def link(written: str, limit: int = 500) -> str:
    """A web address that can be clicked; as plain text where it is none, or too long for its place."""
    shown = f"<{_escape(written)}>"
    fits = len(shown) <= limit and not any(one.isspace() or one in "<>|" or _is_hidden(one) for one in written)
    return shown if fits and written.startswith(("https://", "http://")) else plain(written, limit)


def as_host(written: str, limit: int = 500) -> str:
    """A web address that can be clicked, shown as the host that it leads to; as plain text where it is none. Nothing of
    it is ever fetched.
    """
    address = written.strip()
    found, shown = host(address), link(address, 2000)
    return f"{shown[:-1]}|{plain(found, 100)}>" if found and shown.startswith("<") else plain(written, limit)


def code(written: str, limit: int = 60) -> str:
    """A name as machines write it, in Slack's fixed-width style."""
    return f"`{cut(one_line(written).replace('`', 'ˋ'), limit).translate(_ENTITIES)}`"


def cell(written: str, limit: int = 300) -> str:
    """User text for a table's cell, on one line, that no spreadsheet takes for a formula.

    As owasp.org/www-community/attacks/CSV_Injection says; full-width and small forms of those signs are formulas too.
    """
    line = cut(one_line(written), limit - 1)
    begins = unicodedata.normalize("NFKC", line.lstrip(_JOINERS)[:1])
    return f"'{line}" if begins in _FORMULA_SIGNS else line


def mention(slack_user_id: str) -> str:
    """Names a person so that Slack shows their present name. Nothing but letters and digits of an id is let through."""
    return f"<@{''.join(character for character in slack_user_id if character.isalnum())}>"


def _escape(text: str) -> str:
    return text.translate(_ENTITIES)


def _is_hidden(character: str) -> bool:
    if character in _JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") and not character.isspace()


def in_words(number: int) -> str:
    """A number in a sentence: `no`, `two`, `ten`, `1,200`."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def counted(number: int, noun: str, many: str = "") -> str:
    """`one goal`, `two goals`, `no buddies`, `14 goals`; `many` is the plural where it is not noun and s."""
    return f"{in_words(number)} {noun if number == 1 else many or noun + 's'}"


def sentence(words: str) -> str:
    """The words with a capital letter at the beginning and a full stop at the end."""
    return f"{sentence_start(words)}{'' if words.endswith('.') else '.'}"


def sentence_start(words: str) -> str:
    """The words with a capital letter at the beginning."""
    return words[:1].upper() + words[1:]


def listed(parts: Sequence[str], *, most: int = 15) -> str:
    """Safe parts in a sentence: a, b and c; after `most` of them, how many more there are."""
    more = len(parts) - most
    shown = [*parts[:most], f"{in_words(more)} more"] if more > 0 else list(parts)
    return format_list(shown, locale="en_GB")  # which has no comma before its "and"
