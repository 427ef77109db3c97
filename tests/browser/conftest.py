"""A headless Chromium for tests that look at pages.

`KITH_CHROMIUM` names the browser; without it `chromium`, `chromium-browser` or `google-chrome` is taken from
the path. Where there is none the tests are skipped, and fail in continuous integration (`CI` is set).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright
from starlette.applications import Starlette

from tests.server.conftest import free_port

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]
_MISSING = "no Chromium: install one (apt install chromium) or set KITH_CHROMIUM to its path"

OpenPage = Callable[..., Page]
# How the organizers' page is read
WAYS: dict[str, dict[str, Any]] = {
    "wide": {},
    "phone": {"width": 390, "height": 844},
    "dark": {"color_scheme": "dark"},
    "without scripts": {"java_script_enabled": False},
}
PATIENCE = 30_000  # milliseconds; a busy machine stands still for seconds


def find_chromium() -> str | None:
    """The path of a Chromium, or None."""
    return os.environ.get("KITH_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


def launched(playwright: Playwright) -> Browser:
    """A browser that is started."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=_ARGUMENTS)


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """The address at which browsers reach it."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, lifespan="off"))
    thread = Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module: while it is open, its thread has an event loop that other tests could trip over."""
    path = find_chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(_MISSING)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = launched(playwright)
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open an address in a window of its own: `open_page(url, width=1200, height=800, color_scheme="dark")`.

    Afterwards the test fails if a page raised an error or wrote one to the console.
    """
    contexts, errors = [], []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            errors.append(message.text)

    def open_it(url: str, *, width: int = 1200, height: int = 800, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", note)
        page.goto(url)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert errors == []
