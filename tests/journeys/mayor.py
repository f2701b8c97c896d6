"""The way to the mayor and back: the rule, the packet, the desks, the signed letter, the Governor's copy."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
from playwright.sync_api import Page, expect

Picture = Callable[[Page, str], None]
LETTER = "460/1182/SETDA"


def let_sheets_wait(kabid: Page) -> None:
    """From today on every sheet waits for the mayor's letter."""
    kabid.get_by_role("link", name="Paket wali kota").first.click()
    expect(kabid.get_by_text("Paket belum dipakai")).to_be_visible()
    kabid.get_by_role("link", name="Tentukan lembar yang menunggu wali kota").click()
    kabid.get_by_role("button", name="Berlakukan").click()
    expect(kabid.get_by_text("Aturan pengesahan disimpan")).to_be_visible()


def gather(kabid: Page, count: int, picture: Picture) -> str:
    """The packet of this month with all that waits; its address."""
    kabid.get_by_role("link", name="Paket wali kota").first.click()
    kabid.get_by_role("link", name=f"Buat paket, {count} nama menunggu").click()
    kabid.get_by_role("button", name="Himpun baris yang menunggu").click()
    expect(kabid.get_by_text("Paket masih disusun")).to_be_visible()
    picture(kabid, "paket_1_susun")
    return kabid.url


def freeze(kabid: Page, count: int, picture: Picture) -> str:
    """The kabid's sign; the code that every page of the paper bears."""
    kabid.get_by_role("link", name="Bekukan dan cetak").click()
    picture(kabid, "paket_2_beku")
    kabid.get_by_role("button", name=f"Bekukan dan cetak {count} nama").click()
    found = re.search(r"kode (PW\d\d-[0-9A-F]{4})", kabid.get_by_text("beku,").first.inner_text())
    assert found
    return found[1]


def give_up(kabid: Page, reason: str) -> None:
    """The packet is void; its number stays and its names wait for the next one."""
    kabid.get_by_role("link", name="Batalkan").click()
    kabid.get_by_label("Sebab dibatalkan").fill(reason)
    kabid.get_by_role("button", name="Batalkan paket").click()
    expect(kabid.get_by_text("Paket ini batal")).to_be_visible()


def initial_at_every_desk(mayor: Page, picture: Picture) -> None:
    """The mayor's office records each desk by the sheet of initials, one of them by an acting official."""
    desks = mayor.locator(".paraf li").count() - 2  # the mayor himself and the Governor come later
    for desk in range(desks):
        mayor.get_by_role("link", name=re.compile("^Catat paraf")).click()
        mayor.get_by_label("Nama pejabat").fill(f"Pejabat Meja {desk + 1}")
        if desk == 3:
            mayor.get_by_role("radio", name="Plh.").check()
            mayor.get_by_label("Nomor surat perintah").fill("800/311/2026")
            mayor.get_by_label("Berlaku mulai").fill(mayor.get_by_label("Tanggal", exact=True).input_value())
        mayor.get_by_role("button", name="Catat paraf").click()
        expect(mayor.locator(".paraf .selesai")).to_have_count(desk + 1)
    expect(mayor.get_by_text("Plh.", exact=True)).to_be_visible()
    picture(mayor, "paket_3_edar")


def printed(page: Page) -> bytes:
    """The packet's paper as the printer gets it."""
    address = page.get_by_role("link", name="Cetak surat dan lampiran").get_attribute("href")
    answer = page.request.get(f"{page.url.split('/paket-wali-kota')[0]}{address}")
    assert answer.ok and answer.body().startswith(b"%PDF-")
    return answer.body()


def scan_of(paper: bytes, place: Path) -> Path:
    """The first page, signed and scanned: a picture in a PDF."""
    with pypdfium2.PdfDocument(paper) as document:
        picture = document[0].render(scale=150 / 72).to_pil().convert("L")
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=150)
    place.write_bytes(out.getvalue())
    return place


def hand_in(mayor: Page, scan: Path) -> None:
    """The scan of the signed letter, with its number."""
    mayor.get_by_role("link", name="Unggah surat bertanda tangan").click()
    mayor.locator("input[type=file]").set_input_files(scan)
    mayor.get_by_label("Nomor surat wali kota").fill(LETTER)
    mayor.get_by_label("Ditandatangani oleh").fill("Hj. Siska Karina Imran")
    mayor.get_by_role("button", name="Unggah dan periksa kodenya").click()


def tell_the_governor(kabid: Page, picture: Picture) -> None:
    """The copy is made from the signed packet, and its sending is put on record."""
    kabid.reload()
    kabid.get_by_role("link", name="Buat tembusan Gubernur").click()
    kabid.get_by_label("Dikirim lewat").select_option("surel")
    kabid.get_by_role("button", name="Buat tembusan").click()
    kabid.get_by_role("link", name="Catat pengiriman").click()
    kabid.get_by_label("Tanggal kirim").fill(today())
    kabid.get_by_label("Tanda terima").fill("Agenda 117/GUB")
    kabid.get_by_role("button", name="Catat").click()
    expect(kabid.get_by_text("Agenda 117/GUB")).to_be_visible()
    picture(kabid, "paket_5_tembusan")


def today() -> str:
    """Today as the office writes it."""
    return f"{datetime.now(ZoneInfo('Asia/Makassar')):%d-%m-%Y}"
