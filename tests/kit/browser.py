"""
A real browser at the real server: people at their workplaces, and what each of their pages has to be.

::

    with chromium() as browser, workplace(browser, school.app) as work:
        page = work.as_("GV01")            # signed in by the demo's door; the page complains about console errors
        page.goto(work.url("/viec"))
        settled(page, "work")              # fits at this width, axe finds nothing serious; a picture, when asked for
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.app import DEMO_MARK, App
from domain.school_year.state import Staff
from tests.kit import require
from tests.kit.served import served

P = ParamSpec("P")
T = TypeVar("T")

#: As root in a container, and asking nobody outside of this machine.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=vi",
]  # fmt: skip

DESK, PHONE = (1280, 800), (360, 740)
#: A page comes long before, but not by a clock: the machine may do other things, too.
COMES_MS_MAX = 90_000
expect.set_options(timeout=COMES_MS_MAX)
#: What axe tells of each element that is right is not asked for: most of its answer, and much of its time.
FAULTS_ONLY = {"resultTypes": ["violations"]}
#: Where pictures go, when HOCBA_SCREENS=1 asks for them.
SCREENS = Path(__file__).parents[2] / "docs" / "screens"
SCREENS_WANTED = os.environ.get("HOCBA_SCREENS") == "1"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Start it after the school was made: its driver's event loop runs in this thread."""
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as home:
        env = {"HOME": home, "LANG": "vi_VN.UTF-8", "LANGUAGE": "vi"}
        launched = driver.chromium.launch(executable_path=require.program("chromium"), args=FLAGS, env=env)
        yield launched
        launched.close()


@dataclass
class Workplace:
    """A browser, a server, and the people of its school."""

    browser: Browser
    base: str
    app: App
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"{self.base}{path}"

    def anybody(self, size: tuple[int, int] = DESK, **options: Any) -> Page:
        """A page of nobody: a window of its own, with its own cookies, on a computer as they are set up here."""
        here = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"} | options
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, **here)
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(COMES_MS_MAX)
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def as_(self, code: str, size: tuple[int, int] = DESK, **options: Any) -> Page:
        """A page of the member of staff with this code, who has been picked at the demo's door."""
        page = self.anybody(size, **options)
        page.goto(self.url("/vao"))
        page.locator("button.person").filter(has_text=f"{code} ·").first.click()
        page.wait_for_url("**/viec")
        return page

    def staff(self, code: str) -> Staff:
        """The person with this code."""
        return self.app.desk(self.app.school_id(None)).year().member(code)

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _hear(self, kind: str, text: str) -> None:
        # A refusal is an answer: the browser logs each with its status, and the page tells it in words.
        if kind in ("error", "warning") and "the server responded with a status of 4" not in text:
            self.complaints.append(text)


@contextmanager
def workplace(browser: Browser, app: App, *, demo: bool = True) -> Iterator[Workplace]:
    """The server over the program, made a demo's; at the end nothing has complained in any window's console."""
    if demo:
        with app.pool.connection() as connection:
            mark = "INSERT INTO work.marks (name, value) VALUES (%s, 'test') ON CONFLICT DO NOTHING"
            connection.execute(mark, [DEMO_MARK])
    with served(app) as client:
        work = Workplace(browser, str(client.base_url).rstrip("/"), app)
        yield work
        work.close()
    assert work.complaints == []


def apart(act: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """In a thread of its own: sealing a paper needs an event loop, and the browser's driver has that of this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act, *given, **named).result()


def fits(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url


def accessible(page: Page) -> None:
    """axe finds no serious or critical fault."""
    found = Axe().run(page, options=FAULTS_ONLY).response["violations"]
    serious = [
        f"{each['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
    assert not serious, "\n".join([page.url, *serious])


def shot(page: Page, name: str, *, hidden: str = "") -> None:
    """A picture for ``docs/screens``, where one is asked for: what stands in the window, but what a selector hides."""
    if SCREENS_WANTED:
        page.screenshot(
            path=SCREENS / f"{name}{'-phone' if page.viewport_size['width'] < 500 else ''}.png",
            mask=[page.locator(hidden)] if hidden else None,
            mask_color="#8793a2",
        )


_looked_at: set[str] = set()


def settled(page: Page, name: str, *, hidden: str = "") -> None:
    """The page as it stands is one to be proud of, at a desk and on a phone, as far as a machine sees; its pictures."""
    if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"):
        name += "-dark"
    if name not in _looked_at:  # at another width it is the same document
        accessible(page)
        _looked_at.add(name)
    here = page.viewport_size
    assert here
    wide = here["width"] == DESK[0]
    for width, height in (PHONE, DESK) if wide else (DESK, PHONE):  # the last one is where it was
        page.set_viewport_size({"width": width, "height": height})
        fits(page)
        shot(page, name, hidden=hidden)
