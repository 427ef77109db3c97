"""`make pictures`: takes the pictures of the documents anew, from the demo, in a headless Chromium.

It lives the demo's first two weeks and takes each picture at its moment; `make pictures ONLY="home digest"` takes some.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import typer
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bot.demo import script
from bot.demo.cast import ORGANIZER
from bot.demo.play import CURTAIN, OFFERS, ZONE, Play, rehearse
from bot.demo.stage import free_port, stage
from bot.domain.calendar import instant, next_monday
from sandbox.http_client import wait_until
from tests.browser.conftest import PATIENCE, launched

FOLDER = Path(__file__).parents[2] / "docs" / "images"
SEED = 7
COLORS = 128  # of a picture's palette: text stays sharp, and the file is a fourth as large
MEMBER, BUSY = "Ahmed Mansour", "Amara Okafor"
NEWCOMERS = ("Theo Bergman", "Mira Santos", "Ruth Adler")
ROSTER = (
    "Name,City,Offers\nTheo Bergman,Malmö,Portfolio reviews\nMira Santos,Lisbon,\n"
    "Ruth Adler,Vienna,Interview practice\nGrace Kim,Busan,\nRuht Adler,Vienna,\n"
)


@dataclass(frozen=True)
class Picture:
    """A file of docs/images: what is opened for it, and how large the window is."""

    name: str
    opened: Callable[[Camera], Page]
    width: int = 1200
    height: int = 900
    is_dark: bool = False


@dataclass
class Camera:
    """A window on what one of the play's people sees."""

    browser: Browser
    play: Play
    options: dict[str, Any]

    def window(self, url: str) -> Page:
        page = self.browser.new_context(locale="en-GB", **self.options).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(url)
        return page

    def slack(self, name: str, place: str = "") -> Page:
        """The sandbox's page as this person, at a place: Kith's own conversation where none is named."""
        person = self.play.stage.client.as_person(name)
        page = self.window(f"{self.play.stage.url}/#/{person.shape['workspace']}/{person.id}/{place or person.dm().id}")
        page.wait_for_selector("body[data-ready]")
        return page

    def message(self, name: str, words: str, place: str = "") -> Page:
        """The last message with these words, from its beginning."""
        page = self.slack(name, place)
        page.locator("#messages .message").filter(has_text=words).last.evaluate("one => one.scrollIntoView(true)")
        return page

    def group(self, name: str) -> Page:
        """The conversation with somebody's buddies."""
        person = self.play.stage.client.as_person(name)
        groups = [one for one in person.conversations() if one.shape["kind"] == "mpim" and one.find("Why you")]
        return self.message(name, "Why you", max(groups, key=lambda one: one.last.at).id)

    def room(self, name: str, room: str) -> Page:
        """A room of somebody's App Home."""
        person = self.play.stage.client.as_person(name)
        person.open_home()
        wait_until(lambda: room in person.home().buttons, "the rooms")
        person.home().press(room)
        page = self.slack(name, "home")
        self.play.stage.settle()
        page.wait_for_timeout(1000)  # until it is drawn anew for having been opened
        return page

    def page(self, *links: str) -> Page:
        """The organizers' page, by its links."""
        page = self.window(f"{self.play.stage.kith.context.settings.page_url}/")
        page.get_by_role("button", name="Sign in with Slack").click()
        page.get_by_label("You are").select_option(label=ORGANIZER)
        page.get_by_role("button", name="Allow").click()
        page.get_by_role("main").get_by_role("link").first.click()
        for link in links:
            page.get_by_role("link", name=link, exact=True).first.click()
        return page


def check_in(camera: Camera) -> Page:
    """A Friday check-in, with the inspector beside it."""
    page = camera.message(BUSY, "How was your week?")
    page.get_by_role("button", name="Inspector").click()
    return page


def next_round(camera: Camera) -> Page:
    """Planned a week ahead."""
    page = camera.page("Pairs", "The next round")
    page.get_by_role("button", name="Plan the next round").click()
    page.get_by_text("goes out by itself").wait_for()
    return page


def report(camera: Camera) -> Page:
    """Of all days so far."""
    page = camera.page("Report")
    page.get_by_role("link", name="all of the program").click()
    return page


def roster(camera: Camera) -> Page:
    """A spreadsheet that is looked over before anybody is asked."""
    page = camera.page("Roster")
    file: Any = {"name": "people.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look it over").click()
    return page


# When they are taken, in order
WEEK_BEFORE = (
    Picture("sandbox-dark", check_in, 1200, 960, is_dark=True),
    Picture("next-round", next_round, 1200, 1000),
)
NEXT_ROUND = (
    Picture("sandbox", lambda camera: camera.group(MEMBER), 1200, 960),
    Picture("home", lambda camera: camera.room(MEMBER, "Week"), 1200, 1060),
    Picture("home-phone", lambda camera: camera.room(MEMBER, "Week"), 390, 844),
    Picture("people", lambda camera: camera.room(ORGANIZER, "People"), 1200, 1060),
    Picture("give", lambda camera: camera.room(ORGANIZER, "Give & ask"), 1200, 1000),
    Picture("digest", lambda camera: camera.message(ORGANIZER, "Who takes part"), 1200, 1100),
    Picture("page-overview", lambda camera: camera.page("Overview"), 1200, 900),
    Picture("page-people", lambda camera: camera.page("People"), 1200, 800),
    Picture("page-pairs", lambda camera: camera.page("Pairs"), 1200, 800),
    Picture("page-report", report, 1200, 1000),
    Picture("page-roster", roster, 1200, 700),
    Picture("page-phone", lambda camera: camera.page("Overview"), 390, 844),
)


def main(only: list[str]) -> None:
    """Live the weeks and write the pictures; all of them, or those that are named."""
    with stage(start=CURTAIN, web_port=free_port()) as running, sync_playwright() as playwright:
        play = rehearse(running, seed=SEED, tell=lambda line: typer.echo(f"  {line} …"))
        browser = launched(playwright)
        for pictures in lived(play):
            for picture in pictures:
                if not only or picture.name in only:
                    typer.echo(f"  {take(browser, play, picture)}")
        browser.close()


def lived(play: Play) -> Iterator[tuple[Picture, ...]]:
    """The play, stopped where pictures are taken."""
    monday = next_monday(CURTAIN.date())
    play.set_up()
    script.note_people(play.organizer)
    script.offer(play.organizer, OFFERS[0])
    for name in NEWCOMERS:
        play.stage.client.add_person(name)
    for week in (1, 2):
        play.tell(f"week {week}")
        play.week(week, weeks=3)
    yield WEEK_BEFORE
    play.stage.client.clock.to(at(monday + timedelta(weeks=2), 11))
    yield NEXT_ROUND


def at(day: date, hour: int) -> Any:
    return instant(day, time(hour), ZONE)


def take(browser: Browser, play: Play, picture: Picture) -> str:
    """Take one, and write it with a small palette."""
    options = {
        "viewport": {"width": picture.width, "height": picture.height},
        "color_scheme": "dark" if picture.is_dark else "light",
    }
    page = picture.opened(Camera(browser, play, options))
    page.wait_for_load_state("networkidle")
    taken = Image.open(io.BytesIO(page.screenshot()))
    page.context.close()
    path = FOLDER / f"{picture.name}.png"
    taken.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
    return f"{path.name}: {path.stat().st_size:,} bytes"


if __name__ == "__main__":
    main(sys.argv[1:])
