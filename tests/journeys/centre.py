"""The centre beside us: its screen is keyed, it answers, its next list names people who were taken out.

It answers a batch with our rows back, with STATUS, KODE, PESAN and TANGGAL PROSES. Most rows are accepted, some
refused, some get no answer, some are answered twice the other way, some answer nobody.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page, expect

from tests.journeys.office import until

Picture = Callable[[Page, str], None]
STATUSES = ["DITERIMA", "DITOLAK", "PENDING", "GANDA", "TIDAK PADAN"]
WEIGHTS = (70, 14, 8, 3, 5)
SILENT, TWICE, STRANGERS = 0.05, 0.01, 3


@dataclass(frozen=True)
class Answered:
    """One row of ours: what the centre said of it; an empty status is silence."""

    name: str
    status: str


def answer(files: Sequence[Path], folder: Path, *, seed: int) -> tuple[list[Path], list[Answered]]:
    """The return files, NAME_HASIL.xlsx each, and the truth of every row."""
    chance = random.Random(seed)
    folder.mkdir(exist_ok=True)
    returned, truth = [], list[Answered]()
    for file in files:
        book = openpyxl.load_workbook(file)
        result = openpyxl.Workbook()
        result.remove(result.worksheets[0])
        for sheet in book:
            if (head := _head(sheet)) is not None:
                truth += _answer_sheet(sheet, result.create_sheet(sheet.title), head, chance)
        returned.append(folder / f"{file.stem}_HASIL.xlsx")
        result.save(returned[-1])
    return returned, truth


def _head(sheet: Any) -> list[str] | None:
    """The header row as it stands in the first line, where it has NO and NIK."""
    names = [str(cell.value or "").strip().upper() for cell in sheet[1]]
    return names if "NO" in names and "NIK" in names else None


def _answer_sheet(sheet: Any, result: Any, head: list[str], chance: random.Random) -> list[Answered]:
    result.append([*(cell.value for cell in sheet[1]), "STATUS", "KODE", "PESAN", "TANGGAL PROSES"])
    number, nik, name = head.index("NO"), head.index("NIK"), head.index("NAMA")
    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[number] not in (None, "")]
    truth = []
    for row in rows:
        status = "" if chance.random() < SILENT else chance.choices(STATUSES, WEIGHTS)[0]
        truth.append(Answered(str(row[name]), status))
        if status:
            result.append([*row, *_tail(status, chance)])
            if chance.random() < TWICE:
                result.append([*row, *_tail("DITOLAK" if status == "DITERIMA" else "DITERIMA", chance)])
    for each in range(STRANGERS if rows else 0):
        stranger = list(rows[0])
        stranger[number], stranger[nik] = 90001 + each, f"747101010180{9001 + each}"
        result.append([*stranger, "DITERIMA", "", "", "20/11/2026"])
    return truth


def _tail(status: str, chance: random.Random) -> list[str]:
    good = status == "DITERIMA"
    code = "" if good else f"E{chance.randint(1, 30):02d}"
    return [status, code, "" if good else "Data tidak sesuai", f"20/{chance.randint(1, 11):02d}/2026"]


def choose(page: Page, entry: str) -> None:
    """An entry of the menu that stands behind "Lainnya"."""
    page.locator("summary", has_text="Lainnya").click()
    page.get_by_role("navigation").get_by_role("link", name=entry, exact=True).click()


def key_one_and_fail_at_one(page: Page, batch: str, picture: Picture) -> None:
    """Beside SIKS-NG: one person goes in with a reference number, one does not, and the screen goes on by itself."""
    page.goto(batch)
    page.get_by_role("link", name="Ketik satu per satu").click()
    page.get_by_label(re.compile("Nomor rujukan")).fill("SIKS-20261126-0001")
    picture(page, "kiriman_3_ketik")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 dari 4 sudah diketik")).to_be_visible()
    page.get_by_label(re.compile("Bila tidak dapat diketik")).fill("NIK tidak ditemukan")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Tidak dapat diketik").click()
    expect(page.get_by_text("1 tidak dapat diketik").first).to_be_visible()


def take_in_answer(page: Page, file: Path, picture: Picture) -> None:
    """The return file is read row by row."""
    choose(page, "Jawaban pusat")
    page.get_by_role("link", name="Unggah jawaban").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Unggah dan cocokkan").click()
    page.get_by_role("heading", name=file.name).wait_for()
    until(page, page.get_by_text("baris dibaca"))
    picture(page, "jawaban")


WORDS = {
    "DITERIMA": "Diterima", "DITOLAK": "Ditolak", "PENDING": "Diproses pusat", "GANDA": "Ganda",
    "TIDAK PADAN": "Tidak padan", "": "Belum dijawab",
}  # fmt: skip


def expect_ledger(page: Page, truth: list[Answered], picture: Picture) -> None:
    """Every row stands in the ledger as the centre answered it."""
    choose(page, "Buku usulan")
    for each in truth:
        row = page.get_by_role("row").filter(has_text=re.compile(re.escape(each.name), re.IGNORECASE))
        expect(row.first).to_contain_text(WORDS[each.status])
    picture(page, "buku-usulan")


def remove_again(page: Page, picture: Picture) -> str:
    """A name that was taken out stands on the list again: out with it by the old reason. Whose it is."""
    choose(page, "Nama muncul kembali")
    waiting = page.get_by_role("table").locator("a.baris-tautan")
    until(page, waiting.nth(9))  # the cases open as the merge has ended
    picture(page, "kembali_1_daftar")
    name = waiting.first.inner_text()
    waiting.first.click()
    expect(page.get_by_text("Pernah dikeluarkan").first).to_be_visible()
    page.keyboard.press("1")
    picture(page, "kembali_2_putusan")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"Usulan \S+ menunggu kasi, lalu kabid")).first).to_be_visible()
    return name
