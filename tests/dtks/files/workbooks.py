"""Workbooks as offices send them: a letterhead, merged cells, a second sheet."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADS = ["NO", "ID DTKS", "ID ANGGOTA", "NIK", "NO KK", "NAMA", "TANGGAL LAHIR", "JENIS KELAMIN", "KELURAHAN"]
HEADER_ROW = 4


def a_person(number: int, **changes: Any) -> list[Any]:
    """A row of a list under HEADS."""
    row = {
        "NO": number, "ID DTKS": f"H{number:06}", "ID ANGGOTA": f"D{number:08}", "NIK": f"747105520384{number:04}",
        "NO KK": "7471052210240013", "NAMA": f"WA ODE NOMOR {number}", "TANGGAL LAHIR": "12-03-1984",
        "JENIS KELAMIN": "P", "KELURAHAN": "KADIA",
    }  # fmt: skip
    return list((row | changes).values())


def a_workbook(rows: Sequence[Sequence[Any]], *, more: Sequence[str] = ()) -> bytes:
    """The list as XLSX; `more` are heads of further columns, as `a_person` appends what it does not know."""
    book = Workbook()
    sheet = book.active
    sheet.title = "DAFTAR"
    sheet["A1"], sheet["A2"] = "PEMERINTAH KOTA KENDARI", "DINAS SOSIAL"
    sheet.merge_cells("A1:I1")
    for place, head in enumerate([*HEADS, *more], start=1):
        sheet.cell(HEADER_ROW, place, head)
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        for place, value in enumerate(row, start=1):
            sheet.cell(number, place, value)
    last = HEADER_ROW + len(rows) + 1
    sheet.cell(last, 1, "JUMLAH")
    sheet.merge_cells(start_row=last, start_column=1, end_row=last, end_column=6)
    book.create_sheet("PETUNJUK")["A1"] = "Isi dengan huruf besar."
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
