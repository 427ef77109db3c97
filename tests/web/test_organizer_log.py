"""The log on the page: what was done, by whom, without anybody's words."""

from __future__ import annotations

from tests.handlers.world import make_world
from tests.web.conftest import Site


def test_what_an_organizer_did_is_read_with_names(site: Site) -> None:
    world = make_world(site.kith)
    visitor, at = site.visitor(world.organizer), f"/programs/{world.mine.program}"
    visitor.follow(f"{at}/settings/conduct", {"conduct": "Be kind to Ada"})
    visitor.follow(f"{at}/settings/breaks", {"breaks": "24 Dec 2026 - 2 Jan 2027"})

    said = visitor.read(f"{at}/log")

    assert said.index("Olga changed the breaks: with 24 Dec 2026 – 2 Jan 2027") < said.index("Olga changed the code")
    assert "Be kind" not in said
    table = visitor.get(f"{at}/log.csv")
    assert table.headers["content-disposition"] == "attachment; filename*=UTF-8''kith-who-did-what.csv"
    assert table.text.count("\r\n") == 3
    assert "Be kind" not in table.text


def test_long_logs_are_read_page_by_page(site: Site) -> None:
    world = make_world(site.kith)
    visitor, at = site.visitor(world.organizer), f"/programs/{world.mine.program}"
    for number in range(101):
        visitor.follow(f"{at}/settings/conduct", {"conduct": f"Rule {number}"})

    page = visitor.get(f"{at}/log").text

    older = page.partition('href="?before=')[2].partition('"')[0]
    assert page.count("Olga</b>") == 100
    assert visitor.get(f"{at}/log?before={older}").text.count("Olga</b>") == 1
    assert visitor.get(f"{at}/log?before=x").status_code == 200
