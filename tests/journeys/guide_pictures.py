"""The pictures of the guides that no journey takes, out of a running trial: `make run` in one window, then

    PADAN_HOME=.local .venv/bin/python -m tests.journeys.guide_pictures http://127.0.0.1:8000 PASSWORD [NAME …]

They go to docs/gambar. Only pages of invented people are shown; nothing is decided or sent.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django
import pypdfium2
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "gambar"
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
Way = Callable[[Page], None]


def nothing(page: Page) -> None:
    """The page as it opens."""


def first_row(page: Page) -> None:
    """The first line of the list, opened."""
    page.locator("main .tabel tbody a").first.click()
    page.wait_for_load_state()


def fresh_bundle(page: Page) -> None:
    """The first bundle that is offered, frozen for the preview."""
    page.get_by_role("button", name="Tinjau").first.click()
    page.wait_for_load_state()


def typed_citizen(page: Page) -> None:
    """Somebody found at the counter, with what he asks for."""
    page.locator("main input[type=search], main input[name=q]").first.fill("SITTI")
    page.locator(".temuan-warga label").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.locator("#masih-terbuka").wait_for()
    page.keyboard.press("2")
    page.locator("#syarat", has_text="Kartu Keluarga").wait_for()
    page.locator("label:has(#salah-nik)").click()


def day_list(page: Page) -> None:
    """The list, taken along."""
    page.locator(".daftar-hp a").nth(1).wait_for()


def addresses() -> list[tuple[str, str, str, dict[str, int], Way]]:
    """Name of the picture, who sees it, where, on what, and what is done first."""
    from django.urls import reverse as at

    from consultation.desk.models import Ticket
    from consultation.minutes.models import Minutes
    from dtks.registry.models import Household
    from verification.corrections.models import ChangeRequest, Succession

    stale = ChangeRequest.objects.filter(origin_reference="Loket 2").earliest("pk")
    most = max(ChangeRequest.objects.filter(origin="extract", state="submitted"), key=lambda each: each.fields.count())
    dead = Succession.objects.values("household")
    big = Household.objects.filter(unit="family", ended_on=None).exclude(pk__in=dead)
    card = max(big.prefetch_related("memberships"), key=lambda each: each.memberships.count())
    head = card.memberships.filter(ended_on=None).order_by("relation")[0].citizen
    ticket = Ticket.objects.exclude(citizen=None).filter(changes__isnull=False).latest("pk")
    minutes = Minutes.objects.filter(kelurahan__slug="KADIA").latest("pk")
    return [
        ("masuk", "", at("accounts:login"), DESK, nothing),
        ("galat", "operator", "/tidak-ada", DESK, nothing),
        ("rumah-operator", "operator", at("overview:home"), DESK, nothing),
        ("ringkasan", "kabid", at("overview:home"), DESK, nothing),
        ("perkara", "operator", at("workbench:case", args=[most.pk]), DESK, nothing),
        ("perkara-bentrok", "operator", at("workbench:case", args=[stale.pk]), DESK, nothing),
        ("berkas-sekaligus", "operator", at("workbench:bundles"), DESK, fresh_bundle),
        ("nik-ganda", "operator", at("reconciliation:duplicates"), DESK, first_row),
        ("rumus-poin", "kabid", at("workbench:formula"), DESK, nothing),
        ("aturan-pemutus", "kabid", at("corrections:rules"), DESK, nothing),
        ("pengeluaran", "kabid", at("workbench:removals"), DESK, nothing),
        ("terancam", "operator", at("workbench:losses"), DESK, nothing),
        ("usia-17", "operator", at("workbench:seventeen"), DESK, nothing),
        ("mutu-data", "operator", at("workbench:health"), DESK, nothing),
        ("tindakan", "loket", at("overview:act", args=[head.pk, "mampu"]), DESK, nothing),
        ("penerus", "operator", at("overview:succession", args=[card.pk]), DESK, nothing),
        ("penerimaan", "loket", at("desk:intake"), DESK, typed_citizen),
        ("tiket", "loket", at("desk:ticket", args=[ticket.number]), DESK, nothing),
        ("arsip", "loket", at("papers:archive"), DESK, first_row),
        ("warga", "operator", at("overview:citizen", args=[stale.citizen_id]), DESK, nothing),
        ("daftar-warga", "operator", at("overview:citizens"), DESK, nothing),
        ("pengguna", "admin", at("accounts:users"), DESK, first_row),
        ("kunjungan_1_meja", "supervisor", at("visits:desk"), DESK, nothing),
        ("kunjungan_2_bagi", "supervisor", at("visits:give"), DESK, nothing),
        ("kelurahan-pertama", "lahundape", at("overview:home"), PHONE, nothing),
        ("berita-acara-diperiksa", "kadia", at("minutes:minutes", args=[minutes.pk]), PHONE, nothing),
        ("kelahiran-telepon", "fasilitator", at("overview:birth_new"), PHONE, nothing),
        ("usulan-telepon", "lahundape", at("corrections:list"), PHONE, nothing),
        ("kunjungan_3_daftar_hp", "fasilitator", at("visits:phone"), PHONE, day_list),
        ("loket_12_slip", "loket", at("desk:slip_pdf", args=[ticket.number, "a5"]), DESK, nothing),
    ]


def take(browser: Browser, home: str, password: str, wanted: set[str]) -> None:
    """All pictures, or the wanted ones."""
    from django.conf import settings

    for name, who, path, size, way in addresses():
        if wanted and name not in wanted:
            continue
        context = browser.new_context(viewport=size, locale="id-ID", timezone_id=settings.TIME_ZONE)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(home)
        if who:
            page.fill("input[name=username]", who)
            page.fill("input[name=password]", password)
            page.locator("main button[type=submit]").first.click()
            page.wait_for_load_state()
        target = FOLDER / f"{name}.png"
        if path.endswith(".pdf"):
            on_paper(context.request.get(home + path).body(), target)
        else:
            page.goto(home + path)
            way(page)
            page.screenshot(path=target, full_page=size == PHONE and name == "kelahiran-telepon")
        context.close()
        sys.stdout.write(f"{name}\n")


def on_paper(pdf: bytes, target: Path) -> None:
    """The first page of a paper."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        document[0].render(scale=1.0).to_pil().save(target)


def main(home: str, password: str, *names: str) -> None:
    """Take the pictures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtks.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop runs in this process
    django.setup()
    with sync_playwright() as player:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        take(browser, home.rstrip("/"), password, set(names))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
