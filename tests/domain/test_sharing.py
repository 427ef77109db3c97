"""Links: which are passed on, the host that is shown, and the first one of a text."""

from __future__ import annotations

import pytest

from bot.domain.errors import InvalidInputError
from bot.domain.sharing import checked, first_link, host


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("https://Example.org/a?b=c&d#e", "example.org"),
        ("http://jobs.example.org:8080/x", "jobs.example.org"),
        ("https://bücher.example/", "bücher.example"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://evil.example\\@bank.example/", ""),
        ("https://evil.example\t.bank.example/", ""),
        ("https://bank.example/\u202ehtap", ""),
        ("https://a.example/x|y>", ""),
        ("https://[::1/", ""),
        ("https://a.example:99999999/", ""),
        ("https://localhost/", ""),
        ("javascript://a.example/%0aalert(1)", ""),
        ("ftp://a.example/", ""),
        ("", ""),
    ],
)
def test_the_host_is_the_one_that_a_browser_goes_to_or_none(link: str, leads_to: str) -> None:
    assert host(link) == leads_to


def test_a_link_may_be_written_without_its_scheme() -> None:
    assert checked(" example.org/talk ", " for \n you ") == ("https://example.org/talk", "for you")


@pytest.mark.parametrize(
    ("field", "link", "words"),
    [
        ("link", " ", ""),
        ("link", "read this", ""),
        ("link", "https://bank.example@evil.example/", ""),
        ("link", "mailto:ana@example.org", ""),
        ("link", f"https://example.org/{'x' * 400}", ""),
        ("words", "https://example.org", "x" * 201),
    ],
)
def test_what_is_no_link_is_said_beside_its_field(field: str, link: str, words: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(link, words)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See https://a.example/x. And http://b.example", "https://a.example/x"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("nothing here", ""),
    ],
)
def test_the_first_link_of_a_text_is_found_without_what_ends_the_sentence(text: str, link: str) -> None:
    assert first_link(text) == link
