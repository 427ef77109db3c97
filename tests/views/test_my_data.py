"""The page of a member's data: readable, complete, and nothing in it is read as markup."""

from __future__ import annotations

from bot.views.my_data import page

DATA = {
    "profile": {"name": "Ada <b>Lovelace</b>", "link": "", "erased_at": None},
    "checkins": [
        {"activity": "Coffee chat", "done_on": "2026-03-03", "new_contacts": ["Zoë", "Kim"], "in_person": True},
        {"activity": "Event", "done_on": "2026-03-04", "new_contacts": [], "in_person": None},
    ],
    "wins_of_mine": [{"text": "<script>alert(1)</script>"}],
    "preparations": [{"questions": [{"key": "path_1", "text": "Why?", "is_kept": True}, {"key": "", "text": "How?"}]}],
    "goals": [],
}


def test_parts_have_titles_and_what_is_empty_is_left_out() -> None:
    drawn = page(DATA).decode()
    assert drawn.index("Your profile") < drawn.index("What you did") < drawn.index("Wins of mine")
    assert "Your goals" not in drawn
    assert '<th scope="col">Done on</th>' in drawn
    assert "<td>Zoë, Kim</td><td>yes</td>" in drawn
    assert "<td>path_1 · Why? · yes\nHow?</td>" in drawn
    assert "Erased at" not in drawn


def test_what_people_wrote_is_text() -> None:
    drawn = page(DATA).decode()
    assert "Ada &lt;b&gt;Lovelace&lt;/b&gt;" in drawn
    assert "<script>" not in drawn
