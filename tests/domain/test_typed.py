"""What people type to Kith, sentence by sentence: what is proposed, and what is asked rather than guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.presets import JOB_SEEKERS
from bot.domain.typed import ENTRIES, LONGEST, Entry, read
from bot.domain.typed_drafts import Kind, Option

WEDNESDAY = date(2026, 3, 4)
OPTIONS = [Option(f"1:{number}", *one) for number, one in enumerate(JOB_SEEKERS.activities.items(), start=1)]
KEYS = {option.value: option.key for option in OPTIONS}
# "+" is somebody new for the book; what comes after "asks" is doubted, and said to be so
SENTENCES: list[tuple[str, list[str]]] = [
    (
        "coffee with Ana Ruiz yesterday, met Bo from Stripe, write to Bo friday",
        ["coffee_chat · 2026-03-03 · Ana Ruiz, +Bo from Stripe", "next · 2026-03-06 · Bo · “write to Bo”"],
    ),
    ("coffee with Ana", ["coffee_chat · 2026-03-04 · Ana"]),
    ("Coffee chat with ana yesterday", ["coffee_chat · 2026-03-03 · ana"]),
    ("had coffee with Ana Ruiz and Bo Li on Monday", ["coffee_chat · 2026-03-02 · Ana Ruiz, Bo Li"]),
    ("coffee with Ana, Bo and Carl yesterday", ["coffee_chat · 2026-03-03 · Ana, Bo, Carl"]),
    ("coffee with Ana, Stripe", ["coffee_chat · 2026-03-04 · Ana, Stripe · asks people"]),
    ("Had a great coffee with Ana from Stripe this morning", ["coffee_chat · 2026-03-04 · +Ana from Stripe"]),
    ("lunch with Ana yesterday", ["coffee_chat · 2026-03-03 · Ana · asks activity"]),
    (
        "met Bo from Stripe and Eva from SAP at the career fair yesterday",
        ["met · 2026-03-03 · +Bo from Stripe · asks day", "event · 2026-03-03 · asks meaning"],
    ),
    ("went to the Python meetup on 1 March, met Eva Klein from SAP", ["event · 2026-03-01 · +Eva Klein from SAP"]),
    ("Went to a job fair yesterday", ["event · 2026-03-03"]),
    ("emailed Dana from Google on monday", ["reach_out · 2026-03-02 · +Dana from Google"]),
    ("reached out to Erik Jansen on 2 March", ["reach_out · 2026-03-02 · Erik Jansen"]),
    ("write to Bo friday", ["next · 2026-03-06 · Bo · “write to Bo”"]),
    ("write to Bo on 12 March about the opening", ["next · 2026-03-12 · Bo · “write to Bo about the opening”"]),
    ("follow up with Ana next week", ["next · 2026-03-09 · Ana · “follow up with Ana” · asks day"]),
    ("follow up with Ana on monday", ["next · 2026-03-09 · Ana · “follow up with Ana”"]),
    ("need to call Dana tomorrow", ["next · 2026-03-05 · Dana · “call Dana”"]),
    ("email Dana in two weeks", ["next · 2026-03-18 · Dana · “email Dana”"]),
    (
        "coffee with Ana yesterday, follow up friday",
        ["coffee_chat · 2026-03-03 · Ana", "next · 2026-03-06 · Ana · “follow up”"],
    ),
    (
        "coffee with Ana Ruiz yesterday and write to her on monday",
        ["coffee_chat · 2026-03-03 · Ana Ruiz", "next · 2026-03-09 · Ana Ruiz · “write to her”"],
    ),
    (
        "met Bo from Stripe yesterday. Ask Bo about visas on friday",
        ["met · 2026-03-03 · +Bo from Stripe", "next · 2026-03-06 · Bo · “Ask Bo about visas”"],
    ),
    ("Yesterday: coffee with Ana, call with Bo", ["coffee_chat · 2026-03-03 · Ana", "coffee_chat · 2026-03-03 · Bo"]),
    (
        "yesterday I had coffee with Ana and a call with Bo",
        ["coffee_chat · 2026-03-03 · Ana", "coffee_chat · 2026-03-03 · Bo"],
    ),
    (
        "coffee with Ana and lunch with Bo yesterday",
        ["coffee_chat · 2026-03-03 · Ana · asks day", "coffee_chat · 2026-03-03 · Bo · asks activity"],
    ),
    ("call with Ana fri 3pm", ["coffee_chat · 2026-02-27 · Ana · asks day"]),
    ("called Ana yesterday at 15:00", ["coffee_chat · 2026-03-03 · Ana"]),
    ("coffee with Ana friday", ["coffee_chat · 2026-02-27 · Ana · asks day"]),
    ("had coffee with Ana last friday", ["coffee_chat · 2026-02-27 · Ana"]),
    ("coffee with Ana 2026-03-01", ["coffee_chat · 2026-03-01 · Ana"]),
    ("coffee with Ana 3/2", ["coffee_chat · no day · Ana · asks day"]),
    ("coffee with Ana tomorrow", ["next · 2026-03-05 · Ana · “coffee with Ana” · asks meaning"]),
    ("coffee with Ana next friday at 10", ["coffee_chat · no day · Ana · asks day"]),
    ("I will have coffee with Ana on friday", ["next · 2026-03-06 · Ana · “have coffee with Ana”"]),
    ("didn't meet Ana yesterday", []),
    ("coffee with Ana yesterday was cancelled", []),
    ("no coffee this week", []),
    ("how do I log a coffee with Ana?", []),
    ("can you tell Ana that I am late", []),
    ("Ana introduced me to Bo from Stripe", ["introduction · 2026-03-04 · Ana, +Bo from Stripe"]),
    ("introduced Ana to Bo yesterday", ["introduction · 2026-03-03 · Ana, Bo"]),
    ("asked Ana for an intro to Stripe", ["introduction · 2026-03-04 · Ana"]),
    ("thanked Ana for the coffee", ["follow_up · 2026-03-04 · Ana"]),
    ("sent Ana a thank-you note yesterday", ["follow_up · 2026-03-03 · Ana"]),
    ("sent Bo a message on monday", ["reach_out · 2026-03-02 · Bo"]),
    ("sent a job posting to Bo", ["lead · 2026-03-04 · Bo"]),
    ("shared a lead with Bo today", ["lead · 2026-03-04 · Bo"]),
    ("talked to a stranger on the train", ["stranger · 2026-03-04"]),
    (
        "informational interview with Dr. Eva Klein from Siemens on Tuesday",
        ["prepared_chat · 2026-03-03 · +Dr Eva Klein from Siemens"],
    ),
    ("Ana and I had coffee yesterday", ["coffee_chat · 2026-03-03 · Ana"]),
    ("coffee with my old boss yesterday", ["coffee_chat · 2026-03-03 · my old boss"]),
    ("coffee with Ana's brother", ["coffee_chat · 2026-03-04 · Ana · asks people"]),
    ("talked with Ana at the meetup yesterday", ["coffee_chat · 2026-03-03 · Ana · asks activity"]),
    ("spoke to Ludwig van Beethoven yesterday", ["coffee_chat · 2026-03-03 · Ludwig van Beethoven"]),
    ("3 events this week", ["event · no day · asks day, meaning"]),
    ("joined the Data Science community", ["event · 2026-03-04 · asks activity"]),
    ("posted on LinkedIn", ["? · 2026-03-04 · asks activity, people"]),
    ("thank you so much!", []),
    ("I feel tired", []),
    ("zoom with Ana (Stripe) yesterday", ["coffee_chat · 2026-03-03 · +Ana from Stripe"]),
    ("video call with Ana on Tuesday evening", ["coffee_chat · 2026-03-03 · Ana"]),
    (
        "- coffee with Ana yesterday\n- event on Monday\n- write to Bo friday",
        ["coffee_chat · 2026-03-03 · Ana", "event · 2026-03-02", "next · 2026-03-06 · Bo · “write to Bo”"],
    ),
    ("coffee with ana ruiz yesterday", ["coffee_chat · 2026-03-03 · ana ruiz · asks people"]),
    ("met Ana for coffee yesterday", ["coffee_chat · 2026-03-03 · Ana"]),
    ("met someone from Google", ["coffee_chat · 2026-03-04 · someone from Google · asks activity"]),
    ("Ana met Bo yesterday", ["met · 2026-03-03 · +Bo · asks meaning"]),
    ("caught up with Ana over coffee on saturday", ["coffee_chat · 2026-02-28 · Ana"]),
    ("coffee with Ana last week", ["coffee_chat · no day · Ana · asks day"]),
    ("coffee", ["coffee_chat · 2026-03-04"]),
    (
        "met with Ana Ruiz from Stripe today, thank her tomorrow",
        ["coffee_chat · 2026-03-04 · +Ana Ruiz from Stripe", "next · 2026-03-05 · Ana Ruiz from Stripe · “thank her”"],
    ),
    (
        "coffee with José Álvarez de la Cruz from Telefónica yesterday",
        ["coffee_chat · 2026-03-03 · +José Álvarez de la Cruz from Telefónica"],
    ),
    ("wrote to Bo, Carl and Dana on monday", ["reach_out · 2026-03-02 · Bo, Carl, Dana"]),
    ("meeting with Ana yesterday", ["coffee_chat · 2026-03-03 · Ana · asks activity"]),
    (
        "reminder: write to Ana Ruiz on Friday about the referral",
        ["next · 2026-03-06 · Ana Ruiz · “write to Ana Ruiz about the referral”"],
    ),
    ("coffee with Ana at Starbucks yesterday", ["coffee_chat · 2026-03-03 · +Ana from Starbucks · asks organisation"]),
]


def line(entry: Entry) -> str:
    """An entry as the table has it."""
    what = KEYS.get(entry.activity) or ("?" if entry.kind is Kind.ACT else str(entry.kind))
    people = ", ".join(f"{'+' * person.is_new}{person.line()}" for person in entry.people)
    parts = [what, entry.on.isoformat() if entry.on else "no day", people, f"“{entry.note}”" if entry.note else ""]
    asks = f" · asks {', '.join(entry.doubts)}" if entry.doubts else ""
    return " · ".join(filter(None, parts)) + asks


@pytest.mark.parametrize(("written", "proposed"), SENTENCES, ids=[written for written, _ in SENTENCES])
def test_a_sentence_is_read(written: str, proposed: list[str]) -> None:
    assert [line(entry) for entry in read(written, today=WEDNESDAY, activities=OPTIONS).entries] == proposed


def test_there_are_seventy_five_sentences() -> None:
    assert len(SENTENCES) == len({written for written, _ in SENTENCES}) == 75


def test_a_program_names_its_own_activities() -> None:
    own = [Option("3:1", "walk", "Walk in the park"), Option("3:2", "coffee_chat", "Virtual tea")]
    found = read("Walk in the park with Ana, virtual tea with Bo", today=WEDNESDAY, activities=own).entries
    assert [(entry.activity, entry.people[0].name) for entry in found] == [("3:1", "Ana"), ("3:2", "Bo")]


def test_what_is_not_read_is_said_and_what_is_too_long_is_not_read_at_all() -> None:
    found = read("coffee with Ana yesterday, then the dog ate my CV", today=WEDNESDAY, activities=OPTIONS)
    assert found.left_out == ("the dog ate my CV",)
    assert read("coffee with Ana. " * LONGEST, today=WEDNESDAY, activities=OPTIONS).entries == ()
    many = read("coffee with Ana\n" * 20, today=WEDNESDAY, activities=OPTIONS)
    assert len(many.entries) == ENTRIES
    assert len(many.left_out) == 20 - ENTRIES


_TOKENS = """coffee with Ana Bo met from at Stripe yesterday friday 12 March tomorrow write to and , . ? not will lunch
event next last week in two days ago on <@U1> <!channel> 31.2. feb 30 3pm introduced me sent a job the ’s 💥 \ue000"""
_WORDS = st.sampled_from([*_TOKENS.split(), "\n"])


@example(written='MET"’s', days=0)
@given(written=st.text(max_size=300) | st.lists(_WORDS, max_size=40).map(" ".join), days=st.integers(0, 800))
def test_any_words_are_read_without_a_fault_and_nothing_done_lies_ahead(written: str, days: int) -> None:
    today = WEDNESDAY + timedelta(days=days)
    for entry in read(written, today=today, activities=OPTIONS).entries:
        is_ahead = entry.on is not None and entry.on > today
        assert entry.on is None or is_ahead == (entry.kind is Kind.NEXT)
        assert all(0 < len(person.name) <= 200 for person in entry.people)
        assert "\ue000" not in line(entry)
        assert Entry.from_json(entry.to_json()) == entry
