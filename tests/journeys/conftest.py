"""The office of the journeys, and the people who walk through it."""

from __future__ import annotations

import lzma
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.office import PASSWORD, Office
from tests.servers import ROOT

DATA = ROOT / "tests" / "data"
SERIES = os.environ.get("PADAN_SERIES", "")  # a folder with a whole office's files; empty: those of tests/data
PICTURES = os.environ.get("PADAN_PICTURES", "")  # a folder, docs/gambar in a clean checkout; empty: none are taken

OpenDesk = Callable[[str], Page]


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """An empty office that serves."""
    served = Office(ROOT / ".local" / "test" / f"journey-{os.getpid()}")
    try:
        served.open()
        yield served
    finally:
        served.close()


@pytest.fixture(scope="session")
def central_list() -> Path:
    """The centre's list of September as it came, letterhead and all."""
    return _file("daftar_dtks_2026-09.xlsx")


@pytest.fixture(scope="session")
def next_list() -> Path:
    """The centre's list of November, with more columns and names that come back."""
    return _file("daftar_dtks_2026-11.xlsx")


@pytest.fixture(scope="session")
def removals() -> Path:
    """People whom the office took out in September, with reason and berita acara."""
    return _file("penghapusan_2026-09.xlsx")


@pytest.fixture(scope="session")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extract of the civil register of 28 September."""
    found = _file("ekstrak_disdukcapil_2026-09-28.csv")
    if found.exists():
        return found
    place = tmp_path_factory.mktemp("extract") / found.name
    place.write_bytes(lzma.decompress(found.with_name(f"{found.name}.xz").read_bytes()))
    return place


def _file(name: str) -> Path:
    """A file of the series: of three kelurahan, or of the whole office where a folder is named."""
    place = Path(SERIES or DATA)
    later = place / "series" / name
    return later if later.exists() else place / name


@pytest.fixture
def desk_of(office: Office, browser: Browser) -> Iterator[OpenDesk]:
    """`desk_of("operator")`: that person's browser, signed in by the form, on the first page."""
    opened = []

    def sign_in(username: str) -> Page:
        context = browser.new_context(locale="id-ID", viewport={"width": 1366, "height": 768}, accept_downloads=True)
        context.set_default_timeout(60_000)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{office.url}/masuk")
        page.get_by_label("Nama pengguna").fill(username)
        page.locator("input[type=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/masuk" not in url)
        return page

    yield sign_in
    for context in opened:
        context.close()


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """`picture(page, "daftar_terunggah")`: what the window shows, kept where pictures are wished for."""

    def keep(page: Page, name: str) -> None:
        if PICTURES:
            folder = Path(PICTURES)
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}.png")

    return keep
