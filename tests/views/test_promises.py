"""The form for a promise, word by word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.views.rounds import promises
from tests.views.limits import check_limits
from tests.views.test_rounds import ADA, BEN
from tests.views.weeks import ODD

Golden = Callable[[str, dict[str, object]], None]
TODAY = date(2026, 3, 3)


def test_the_form_asks_to_whom_only_where_there_are_several(golden: Golden) -> None:
    golden("rounds/promise", promises.form([BEN], today=TODAY, metadata="3"))
    golden("rounds/promise_of_several", promises.form([ADA, BEN], today=TODAY, metadata="3"))
    golden("rounds/promise_noted", promises.noted())


def test_odd_names_break_no_limit() -> None:
    check_limits(promises.form([replace(BEN, name=ODD), replace(ADA, name="")], today=TODAY, metadata="3"))
