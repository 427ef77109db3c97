"""The room People, word by word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.contacts import Book, Closeness, Contact, Details, Double, Found, Only, Pasted, Search
from bot.views import contact_forms, contacts, contacts_csv
from bot.views.blocks import home
from tests.views.limits import check_limits
from tests.views.weeks import ODD

Golden = Callable[[str, dict[str, Any]], None]
ANA = Contact(
    7,
    Details("Ana Ruiz", "Stripe", "payments", "Bo Berg", "likes chess\nhas a dog"),
    Closeness.CLOSE,
    date(2026, 3, 3),
    date(2026, 2, 1),
    next_on=date(2026, 3, 10),
    next_note="send the article",
)
LENA = Contact(8, Details("Lena Vogt", notes="reads CVs"), added_on=date(2026, 3, 2), slack_user_id="U8")
SOMEBODY = Contact(9, Details("*Bo* <!channel>"), Closeness.KNOWN)


def test_the_room_with_nobody_in_it_says_how_to_begin(golden: Golden) -> None:
    golden("contacts/home_empty", home(contacts.home_blocks(Book(0, ()))))


def test_the_room(golden: Golden) -> None:
    golden("contacts/home", home(contacts.home_blocks(Book(34, (ANA, LENA, SOMEBODY)))))


def test_somebody_who_may_be_there_already_is_asked_about(golden: Golden) -> None:
    golden("contacts/asked", home(contacts.asked([Double(10, Details("ana ruiz"), ANA.details)])))


def test_what_was_found(golden: Golden) -> None:
    golden("contacts/found", contacts.find_form(Found(Search("an", Only.NEW, 1), 34, (ANA, LENA))))
    golden("contacts/found_nobody", contacts.find_form(Found(Search("xyz"), 0, ())))


def test_the_forms(golden: Golden) -> None:
    golden("contacts/new", contact_forms.new_form(today=date(2026, 3, 3)))
    golden("contacts/edit", contact_forms.edit_form(ANA, metadata="7 all:0:an"))
    golden("contacts/edit_buddy", contact_forms.edit_form(LENA, metadata="8"))


def test_who_is_the_same_person_is_searched_and_chosen(golden: Golden) -> None:
    golden("contacts/same", contact_forms.same_form(ANA, Found(Search("ana"), 34, (LENA, SOMEBODY)), metadata="7"))
    golden("contacts/same_nobody", contact_forms.same_form(LENA, Found(Search("xyz"), 0, ()), metadata="8"))
    golden("contacts/same_done", contact_forms.same())


def test_a_list_is_looked_at_before_it_is_added(golden: Golden) -> None:
    pasted = Pasted((ANA.details, Details("Bo")), ((3, "There is no name at its beginning."),), asked=1)
    golden("contacts/paste", contact_forms.paste_form())
    golden("contacts/paste_preview", contact_forms.paste_preview(pasted, "Ana Ruiz, Stripe, payments\nBo\n???"))
    golden("contacts/pasted", contact_forms.pasted(pasted))


def test_thirty_long_lines_fit_the_preview() -> None:
    long = Details("n" * 200, "o" * 200, "w" * 200)
    check_limits(contact_forms.paste_preview(Pasted((long,) * 30), "x" * 3000))


def test_odd_texts_break_no_limit_and_mention_nobody() -> None:
    odd = replace(ANA, details=Details(ODD, ODD, ODD, ODD, ODD))
    double = Double(1, odd.details, odd.details)
    check_limits(home(contacts.home_blocks(Book(2000, (odd,) * 10))))
    check_limits(home(contacts.asked((double,) * 3)))
    check_limits(contacts.find_form(Found(Search(ODD), 2000, (odd,) * 10)))
    check_limits(contact_forms.edit_form(odd, metadata="7"))
    check_limits(contact_forms.same_form(odd, Found(Search(ODD), 2000, (odd,) * 10), metadata="7"))


def test_the_table_has_a_row_a_person_and_no_formula() -> None:
    bad = Contact(3, Details('=HYPERLINK("x")', notes="-1\n+2"))
    (file,) = contacts_csv.table([ANA, bad]).files
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(contacts_csv.COLUMNS)
    assert lines[1] == (
        "Ana Ruiz,Stripe,payments,close,,Bo Berg,2026-03-03,2026-02-01,2026-03-10,send the article,"
        "likes chess has a dog"
    )
    assert lines[2].startswith("\"'=HYPERLINK")
    assert lines[2].endswith("'-1 +2")
