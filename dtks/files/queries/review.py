"""The review of a staged file: kinds of faults with their count, the faults, rows by what a merge would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from dtks.files.models import StagedFile
from dtks.files.services import columns
from verification.matching.nik import mask_nik

SECRET = ("nik", "kk_number")
# Kinds of faults as the list of them names them; a code that is not here is shown by its column.
FAULT_WORDS = {
    "name_empty": "Nama kosong", "nik_invalid": "NIK kurang, lebih, atau rusak", "kk_invalid": "No. KK rusak",
    "nik_missing": "NIK hanya pengisi", "date_future": "Tanggal lahir di masa depan",
    "date_impossible": "Tanggal lahir mustahil", "date_read_so": "Tanggal dibaca dengan dugaan",
    "date_unreadable": "Tanggal tidak terbaca", "sex_unknown": "Jenis kelamin tidak dikenal",
    "code_unknown": "Kata di luar tabel", "kelurahan_unknown": "Wilayah tidak dikenal",
    "kelurahan_read_so": "Wilayah dibaca dengan dugaan", "control_character": "Tanda tersembunyi",
    "text_too_long": "Teks terlalu panjang", "rt_not_number": "RT bukan angka", "rw_not_number": "RW bukan angka",
    "desil_unknown": "Desil di luar 1–10", "phone_unreadable": "Telepon tidak terbaca",
    "id_repeated": "Nomor ganda dalam berkas", "id_damaged": "Nomor rusak", "row_unreadable": "Baris tidak terbaca",
    "row_wide": "Baris terlalu lebar",
    "event_unknown": "Peristiwa tidak dikenal",
}  # fmt: skip


@dataclass(frozen=True)
class FaultKind:
    """Findings of one kind in a file, and how many of them refuse their row."""

    code: str
    word: str
    count: int
    refusing: int


def fault_kinds(staged: StagedFile) -> list[FaultKind]:
    """Kinds of findings, those that refuse rows first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT f->>'code', min(f->>'field'), count(*), count(*) FILTER (WHERE (f->>'refuses')::boolean)
            FROM files_stagedrow r, jsonb_array_elements(r.findings) f
            WHERE r.staged_file_id = %s AND r.findings <> '[]' GROUP BY 1 ORDER BY 4 DESC, 3 DESC, 1
            """,
            [staged.pk],
        )
        return [
            FaultKind(code, FAULT_WORDS.get(code) or columns.WORDS.get(field, "Lain-lain"), count, refusing)
            for code, field, count, refusing in cursor.fetchall()
        ]


def faults_of(staged: StagedFile, *, code: str, first: int, most: int) -> list[dict[str, Any]]:
    """Findings in the order of the rows, those of refused rows first; `code` empty: of all kinds.

    The advice of a finding says what is wrong, then what to do: the two are given apart.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.row_no, r.verdict = 'refused', f->>'field', f->>'column', (f->>'place')::int, f->>'value',
                   f->>'advice'
            FROM files_stagedrow r, jsonb_array_elements(r.findings) WITH ORDINALITY AS each(f, n)
            WHERE r.staged_file_id = %(file)s AND r.findings <> '[]' AND (%(code)s = '' OR f->>'code' = %(code)s)
            ORDER BY 2 DESC, r.row_no, n OFFSET %(first)s LIMIT %(most)s
            """,
            {"file": staged.pk, "code": code, "first": first, "most": most},
        )
        return [
            {
                "row_no": row_no, "refused": refused, "letter": letter(place) if place >= 0 else "", "column": column,
                "value": shown(field, value.strip()), "wrong": advice.partition(". ")[0].removesuffix("."),
                "advice": advice.partition(". ")[2],
            }
            for row_no, refused, field, column, place, value, advice in cursor.fetchall()
        ]  # fmt: skip


def samples_of(staged: StagedFile, *, verdict: str, first: int, most: int) -> list[dict[str, Any]]:
    """Rows of one verdict, with what they would change; numbers masked."""
    rows = staged.rows.filter(verdict=verdict).order_by("row_no")[first : first + most]
    return [
        {
            "row_no": row.row_no,
            "name": row.values.get("name", ""),
            "nik": mask_nik(row.values.get("nik", "")),
            "changes": [
                (columns.WORDS.get(field, field), *(shown(field, text) for text in pair))
                for field, pair in row.changes.items()
            ],
            "findings": [finding["advice"] for finding in row.findings],
        }
        for row in rows
    ]


def shown(field: str, text: str) -> str:
    """A cell as the page may show it."""
    return mask_nik(text) if field in SECRET else text


def letter(place: int) -> str:
    """The name a spreadsheet gives to a column: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
