"""What Kith says of typed words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkins import Catalogue
from bot.domain.goals import Choice
from bot.domain.presets import JOB_SEEKERS
from bot.domain.typed import Entry, Proposed, read
from bot.domain.typed_drafts import Doubt, Kind, Option
from bot.domain.typed_people import Person
from bot.views import typed, typed_proposals
from tests.views.building import ODD
from tests.views.limits import check_limits

Golden = Callable[[str, dict[str, Any]], None]
WEDNESDAY = date(2026, 3, 4)
OPTIONS = [Option(f"1:{number}", *one) for number, one in enumerate(JOB_SEEKERS.activities.items(), start=1)]
NAMES = {option.value: option.name for option in OPTIONS}
CATALOGUES = [Catalogue(1, "Spring", (Choice(1, "Coffee chat"), Choice(5, "Event")))]


def shown(message: Any) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


def proposed(text: str) -> Proposed:
    found = read(text, today=WEDNESDAY, activities=OPTIONS)
    return Proposed(12, dict(enumerate(found.entries)), NAMES, found.left_out)


def test_a_proposal(golden: Golden) -> None:
    one = proposed("coffee with Ana Ruiz yesterday")
    golden("typed/one", shown(typed_proposals.proposal(one, today=WEDNESDAY)))
    several = proposed(
        "coffee with Ana Ruiz, met Bo from Stripe yesterday, the dog, write to Bo friday. Lunch with Eva"
    )
    golden("typed/several", shown(typed_proposals.proposal(several, today=WEDNESDAY)))
    unclear = proposed("coffee with Ana Ruiz last week")
    golden("typed/unclear", shown(typed_proposals.proposal(unclear, today=WEDNESDAY)))


def test_what_is_said_after_a_press(golden: Golden) -> None:
    done, rest = proposed("coffee with Ana Ruiz"), proposed("event last week")
    golden("typed/logged", shown(typed_proposals.logged(done, rest, today=WEDNESDAY)))
    golden("typed/saved", shown(typed_proposals.saved(Proposed(12, {}, {}), today=WEDNESDAY)))
    golden("typed/no", shown(typed_proposals.nothing_logged()))
    golden("typed/four_buttons", shown(typed.four_buttons()))
    golden("typed/command", shown(typed.command("skip", "sit out the next round")))


def test_the_forms(golden: Golden) -> None:
    (act,) = proposed("event on 1 March, met Bo from Stripe").entries.values()
    golden("typed/act_form", typed_proposals.act_form(act, CATALOGUES, today=WEDNESDAY, metadata="12:0 https://x"))
    (step,) = proposed("write to Bo friday").entries.values()
    golden("typed/next_form", typed_proposals.next_form(step, metadata="12:1 https://x"))


@given(
    written=st.text(max_size=1000) | st.sampled_from([f"coffee with {odd} yesterday, write to {odd}" for odd in ODD])
)
def test_any_words_stay_within_slacks_limits_and_ping_nobody(written: str) -> None:
    found = proposed(written)
    message = typed_proposals.proposal(found, today=WEDNESDAY)
    check_limits(message)
    assert not any(ping in str(message.blocks) for ping in ("<!", "<@", "<#", "<http"))


def test_eight_entries_full_of_odd_names_fit() -> None:
    odd = tuple(Person(name[:200] or "x", name[:200], is_new=True) for name in ODD)
    entries = {
        number: Entry(kind, WEDNESDAY, odd, note="<" * 200, doubts=tuple(Doubt))
        for number, kind in enumerate([*Kind] * 2)
    }
    found = Proposed(999_999_999, entries, {}, ODD)
    message = typed_proposals.proposal(found, today=WEDNESDAY)
    check_limits(message)
    assert "typed.log" in str(message.blocks[-1])
    for entry in entries.values():
        check_limits(typed_proposals.act_form(entry, CATALOGUES, today=WEDNESDAY, metadata="1"))
        check_limits(typed_proposals.next_form(entry, metadata="1"))
