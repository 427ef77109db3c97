"""Rosters as spreadsheets write them, and as nobody should: a clear answer to any bytes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import InvalidInputError
from bot.domain.rosters import FIELDS, Fault, Found, Line, SlackEntry, Table, match, read

ANA = SlackEntry("U1", "Ana Ruíz", ("ana", "Ana R"), "ana@kith.example")
BEN, OTHER_BEN = SlackEntry("U2", "Ben Hall"), SlackEntry("U3", "ben  hall")
PEOPLE = (ANA, BEN, OTHER_BEN)
TEXT = 'Name;E-Mail;Stadt;City;School\r\nAna Ruíz;ana@kith.example;x;Köln;"North; and\nSouth"\r\n;;;;\r\n'


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.replace(";", "\t").replace("North\t", "North;").encode(),
        TEXT.replace(";", ",").replace("North,", "North;").encode(),
        b"\r\n" + TEXT.encode(),
    ],
    ids=("UTF-8", "with its mark", "Windows", "UTF-16", "tabs", "commas", "an empty line first"),
)
def test_a_table_reads_the_same_however_it_was_saved(content: bytes) -> None:
    values = {"city": "Köln", "school": "North; and South"}
    line = Line(2, "Ana Ruíz", "ana@kith.example", "", values)
    assert read(content) == Table((line,), (), ("Stadt",))


def test_columns_come_in_any_order_and_spelling() -> None:
    read_one = read(b"LinkedIn,Looking for,Slack ID,ROLE\nhttps://a.example,law,U1,Mentor\n").lines[0]
    assert (read_one.handle, read_one.is_mentor) == ("U1", True)
    assert read_one.values == {"targeting": "law", "link": "https://a.example"}


def test_faults_are_named_by_line_and_the_rest_is_kept() -> None:
    table = read(f"name,school,link,role\nAna,{'x' * 81},y,boss\n,North,,\nBen,,,,more\n".encode())
    assert [(one.number, one.name, dict(one.values)) for one in table.lines] == [(2, "Ana", {}), (4, "Ben", {})]
    assert table.faults == (
        Fault(2, "school: At most 80 characters. It is left out."),
        Fault(2, "link: Write a whole address, beginning with https:// It is left out."),
        Fault(2, "role: Write mentor, or nothing. It is left out."),
        Fault(3, "It says nobody: no name, no email, no handle."),
        Fault(4, "It has more cells than there are columns."),
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no table that Kith can read"),
        (b"school,city\nNorth,Bonn\n", "one of them name, email or handle. Here it is: school, city."),
        (b"name,Full name\n", "Two columns are the name"),
        (b"name\n" + b"Ana\n" * 2001, "At most 2,000 people"),
        (b"name\n" + b"x" * 200_000, "no table that Kith can read"),
    ],
)
def test_what_is_no_roster_is_said_clearly(content: bytes, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said) as refused:
        read(content)
    assert refused.value.field == "file"


def test_two_thousand_people_fit() -> None:
    assert len(read(b"name\n" + b"Ana\n" * 2000).lines) == 2000


@given(st.binary(max_size=300) | st.text(st.sampled_from('name,;\t"\r\nélmi\x00@=')).map(str.encode))
@example(b'"')
@example(b"name\r\r\n\x81,")
def test_any_bytes_give_a_table_or_a_clear_answer(content: bytes) -> None:
    try:
        table = read(content)
    except InvalidInputError as error:
        refused = error
    else:
        assert all(line.shown and set(line.values) <= set(FIELDS) for line in table.lines)
        return
    assert refused.field == "file"


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        (Line(2, email="ANA@kith.example"), ["U1"]),
        (Line(2, handle="@Ana"), ["U1"]),
        (Line(2, handle="u1"), ["U1"]),
        (Line(2, name="ana  ruiz"), ["U1"]),
        (Line(2, name="Ben Hall"), ["U2", "U3"]),
        (Line(2, name="Ben Hall", handle="U3"), ["U3"]),
        (Line(2, name="Ben Hall", handle="nobody"), ["U2", "U3"]),
        (Line(2, handle="U2", email="ana@kith.example"), ["U2", "U1"]),
        (Line(2, name="Cleo"), []),
        (Line(2, email="nobody@kith.example"), []),
        (Line(2, handle="@"), []),
    ],
)
def test_who_a_line_is(line: Line, ids: list[str]) -> None:
    ((found,), faults) = match([line], PEOPLE)
    assert [one.slack_user_id for one in found.people] == ids
    assert found.found is (Found.UNKNOWN, Found.MATCHED, Found.AMBIGUOUS)[min(len(ids), 2)]
    assert faults == []


def test_a_person_counts_in_one_line_alone() -> None:
    matches, faults = match([Line(2, handle="ana"), Line(3, name="Ana Ruiz")], PEOPLE)
    assert [one.line.number for one in matches] == [2]
    assert faults == [Fault(3, "It is the same person as line 2, which counts.")]
