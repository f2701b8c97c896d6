"""Cells become values: cleaned, canonical, with a remark and an advice for whatever is not as it should be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from dtks.files.services.columns import slug as header_slug
from dtks.files.services.places import Place, find_kelurahan
from dtks.office.queries import code_by_label, slug
from verification.matching.dates import parse_date
from verification.matching.nik import clean_nik, is_placeholder

_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe]"
)
_ESCAPED = re.compile(r"_x00[01][0-9A-Fa-f]_|_x007[Ff]_")
_BLANKS = re.compile(r"\s+")
_TOTAL = re.compile(r"^(?:GRAND|SUB)?(?:JUMLAH|TOTAL|REKAP)")
_EMPTY = frozenset({"", "-", "--", "---", ".", "NULL", "NONE", "N/A", "#N/A", "NAN", "NIHIL"})
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d{1,2}$")
LONGEST = {
    "name": 120, "mother_name": 120, "father_name": 120, "address": 200, "birth_place": 60, "occupation": 60, "rt": 10,
    "rw": 10, "household_id": 36, "dtks_id": 36, "minutes_number": 60, "nisn": 12, "npsn": 10, "school": 120,
    "grade": 20,
    "kip_number": 20, "kks_number": 20, "pkh_number": 24, "pip_worthy": 20, "certificate": 60, "destination": 120,
}  # fmt: skip
_TABLES = {
    "relation": "family_relations", "marital_status": "marital_status", "religion": "religions",
    "education": "education", "ktp_state": "ktp_states",
}  # fmt: skip
SEXES = {
    "1": "L", "L": "L", "LK": "L", "LAKILAKI": "L", "LAKI": "L", "PRIA": "L", "M": "L", "MALE": "L", "LELAKI": "L",
    "2": "P", "P": "P", "PR": "P", "PEREMPUAN": "P", "WANITA": "P", "F": "P", "FEMALE": "P", "PRP": "P", "W": "P",
}  # fmt: skip
_FLAGS = {
    "AKTIF": "AKTIF", "HIDUP": "AKTIF", "1": "AKTIF", "TETAP": "AKTIF", "MENINGGAL": "MENINGGAL", "MATI": "MENINGGAL",
    "2": "MENINGGAL", "PINDAH": "PINDAH", "3": "PINDAH", "NONAKTIF": "NONAKTIF", "TIDAKAKTIF": "NONAKTIF",
    "GANDA": "GANDA",
}  # fmt: skip


@dataclass
class ReadRow:
    """A row as it stood and as we read it. `refused` where a finding says so."""

    row_no: int
    raw: list[str]
    values: dict[str, str] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    nik_digits: int = 0  # 1: a NIK of 16 digits; 2: and it may have lost its last digit in Excel

    @property
    def refused(self) -> bool:
        return any(finding["refuses"] for finding in self.findings)


def text_of(cell: Any) -> str:
    """A cell as the person sees it: whole numbers without a point, dates as yyyy-mm-dd."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e17:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def clean_text(text: str) -> str:
    """Without control and hidden characters, NBSP, Excel's apostrophe in front, doubled blanks."""
    if text.isascii() and text.isprintable() and "  " not in text and "_x" not in text and text[:1] != "'":
        return text.strip()
    text = _HIDDEN.sub("", _ESCAPED.sub("", text))
    return _BLANKS.sub(" ", text).strip().removeprefix("'").strip()


def has_hidden(text: str) -> bool:
    """Whether there are characters that nobody sees."""
    return (not text.isprintable() and bool(_HIDDEN.search(text))) or ("_x00" in text and bool(_ESCAPED.search(text)))


class RowReader:
    """Reads the rows of one file: columns by their meaning, one pass, every fault noted."""

    def __init__(
        self, *, headers: Sequence[str], columns: Mapping[int, str], today: date, key: str, keep: bool = True
    ) -> None:
        """`columns` is position to field; `key` the id that must not be damaged (dtks_id or nik)."""
        self.headers, self.today, self.key, self.keep = list(headers), today, key, keep
        self.columns = {place: name for place, name in columns.items() if name}
        self.place_of = {name: place for place, name in self.columns.items()}
        self.header_slugs = [header_slug(text) for text in headers]

    def read(self, row_no: int, cells: Sequence[Any]) -> ReadRow | None:
        """A row of a person; None for blank lines, totals, numbers under the header, a repeated header, foot lines."""
        texts = [text_of(cell) for cell in cells]
        filled = [n for n, text in enumerate(texts) if text and not text.isspace()]
        if not filled or self._is_no_row(texts, filled):
            return None
        row = ReadRow(row_no, [text.replace("\x00", "") for text in texts])
        for place, name in self.columns.items():
            cell = cells[place] if place < len(cells) else None
            self._take(row, name, cell, texts[place] if place < len(texts) else "")
        self._place(row, texts)
        if not row.values.get("name"):
            self._note(row, "name", "name_empty", "Nama kosong. Tulis nama seperti pada KTP.", refuses=True)
        return row

    def _is_no_row(self, texts: list[str], filled: list[int]) -> bool:
        first = slug(texts[filled[0]])
        named = [n for n in ("name", "nik", self.key) if self._text(texts, n)]
        if _TOTAL.match(first) and len(named) < 2:
            return True
        if (
            len(filled) <= 2
            and len(self.columns) >= 5
            and not any(self._digits(texts, n) for n in ("nik", "kk_number"))
        ):
            return not (self._text(texts, "name") and self._text(texts, self.key))
        same = sum(n < len(self.header_slugs) and header_slug(texts[n]) == self.header_slugs[n] != "" for n in filled)
        if same * 2 > len(filled):
            return True
        return len(filled) > 2 and all(slug(texts[n]) == str(n + 1) for n in filled)

    def _text(self, texts: list[str], name: str) -> str:
        place = self.place_of.get(name, -1)
        return texts[place].strip() if 0 <= place < len(texts) else ""

    def _digits(self, texts: list[str], name: str) -> bool:
        return sum(mark.isdigit() for mark in self._text(texts, name)) >= 8

    def _take(self, row: ReadRow, name: str, cell: Any, text: str) -> None:
        value = clean_text(text)
        if has_hidden(text):
            self._note(row, name, "control_character", "Tanda tersembunyi dibuang.", text=text)
        if name in _READERS:
            _READERS[name](self, row, name, cell, value)
            return
        if value.upper() in _EMPTY:
            return
        if name in _TABLES:
            self._code(row, name, value)
        elif name.startswith("aid:") or name in ("payout", "programme"):
            row.values[name] = value.upper()[:40]
        else:
            row.values[name] = self._short(row, name, value)

    def _short(self, row: ReadRow, name: str, value: str) -> str:
        longest = LONGEST.get(name, 200)
        if len(value) > longest:
            advice = f"{len(value)} huruf, dipotong menjadi {longest}. Pendekkan bila perlu."
            self._note(row, name, "text_too_long", advice, text=value)
        return value[:longest]

    def _code(self, row: ReadRow, name: str, value: str) -> None:
        code = code_by_label(_TABLES[name]).get(slug(value))
        if code is None:
            self._note(row, name, "code_unknown", "Kata ini tidak ada di tabel, jadi dikosongkan.", text=value)
        else:
            row.values[name] = code

    def read_nik(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        number = clean_nik(cell if isinstance(cell, int | float) else value)
        lost = (isinstance(cell, float) and abs(cell) >= 1e15) or bool(_SCIENTIFIC.match(value))
        if name == "nik" and len(number) == 16 and number.isdigit() and (lost or not is_placeholder(number)):
            row.nik_digits = 2 if number[-1] == "0" else 1
        if is_placeholder(number) or (len(number) == 16 and number[0] == "0"):
            if name == "nik" and number:
                self._note(row, name, "nik_missing", "NIK hanya pengisi, dianggap kosong.", text=value)
            return
        if len(number) != 16 or not number.isdigit():
            label = "NIK" if name == "nik" else "No. KK"
            advice = f"{label} {len(number)} angka, mestinya 16. Periksa {'KTP' if name == 'nik' else 'KK'}."
            self._note(row, name, f"{'nik' if name == 'nik' else 'kk'}_invalid", advice, text=value)
        row.values[name] = number[:24]

    def read_birth_date(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        read = _day(cell if isinstance(cell, date | int | float) else value, self.today)
        if read.problem == "EMPTY":
            return
        if read.problem == "FUTURE":
            self._note(row, name, "date_future", "Tanggal lahir di masa depan. Periksa tahunnya.", refuses=True)
            return
        if read.date is None or read.problem == "TOO_OLD":
            advice = "Tanggal ini tidak ada. Tulis hari-bulan-tahun, misalnya 12-03-1984."
            if read.problem == "TOO_OLD":
                advice = "Tanggal lahir sebelum 1900. Periksa tahunnya."
            self._note(row, name, "date_impossible", advice, refuses=True)
            return
        if read.problem in ("YEAR_ONLY", "MONTH_FIRST"):
            read_as = {"YEAR_ONLY": "Hanya tahun; dicatat 1 Juli, perkiraan.", "MONTH_FIRST": "Dibaca bulan di depan."}
            self._note(row, name, "date_read_so", read_as[read.problem])
        row.values[name] = read.date.isoformat()

    def read_other_date(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        read = _day(cell if isinstance(cell, date | int | float) else value, self.today)
        if read.date is not None:
            row.values[name] = read.date.isoformat()
        elif read.problem != "EMPTY":
            self._note(row, name, "date_unreadable", "Tanggal ini tidak terbaca, jadi dikosongkan.")

    def read_sex(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        if value.upper() in _EMPTY:
            return
        sex = SEXES.get(slug(value))
        if sex is None:
            self._note(row, name, "sex_unknown", "Jenis kelamin tidak dikenal. Tulis L atau P.", refuses=True)
        else:
            row.values[name] = sex

    def read_flag(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        if value.upper() in _EMPTY:
            return
        known = _FLAGS.get(slug(value))
        if known is None:
            self._note(row, name, "code_unknown", "Status penduduk tidak dikenal, dianggap nonaktif.")
        row.values[name] = known or "NONAKTIF"

    def read_neighbourhood(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        if value.upper() in _EMPTY:
            return
        number = value.removesuffix(".0")
        if number.upper().startswith(name.upper()):
            number = number[2:].strip(" .:")
        if number.isdecimal():
            if int(number):
                row.values[name] = f"{int(number):03d}"
            return
        advice = f"{name.upper()} bukan angka; disimpan apa adanya. Tulis tiga angka, misalnya 001."
        self._note(row, name, f"{name}_not_number", advice)
        row.values[name] = value[:10]

    def read_both(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        numbers = re.findall(r"\d+", value)
        if len(numbers) == 2:
            self.read_neighbourhood(row, "rt", numbers[0], numbers[0])
            self.read_neighbourhood(row, "rw", numbers[1], numbers[1])
        elif value.upper() not in _EMPTY:
            self._note(row, name, "rt_not_number", "RT/RW tidak terbaca. Tulis 001/002.")

    def read_desil(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        found = re.fullmatch(r"(?:DESIL)?\s*(\d{1,2})(?:\.0)?\+?", value.upper())
        if found and 1 <= int(found[1]) <= 10:
            row.values[name] = str(int(found[1]))
        elif value.upper() not in _EMPTY and value != "0":
            self._note(row, name, "desil_unknown", "Desil harus 1 sampai 10, jadi dikosongkan.")

    def read_phone(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        digits = re.sub(r"\D", "", value).removeprefix("62").removeprefix("0")
        if 7 <= len(digits) <= 12:
            row.values[name] = f"+62{digits}"
        elif digits:
            self._note(row, name, "phone_unreadable", "Nomor telepon tidak terbaca, jadi dikosongkan.")

    def read_nothing(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        """Parts of a place are read together."""

    def read_occupation(self, row: ReadRow, name: str, cell: Any, value: str) -> None:
        if value.upper() not in _EMPTY:
            row.values[name] = code_by_label("occupations").get(slug(value)) or self._short(row, name, value)

    def _place(self, row: ReadRow, texts: list[str]) -> None:
        said = Place(**{name: clean_text(self._text(texts, name)) for name in Place.__dataclass_fields__})
        if not said.kelurahan and not said.kelurahan_code and not said.no_kel:
            return
        code, word = find_kelurahan(said)
        if not code and word != "outside":
            field_name = "kelurahan" if "kelurahan" in self.place_of else "kelurahan_code"
            advice = "Kelurahan ini tidak dikenal. Tulis nama kelurahan di Kota Kendari."
            self._note(row, field_name, "kelurahan_unknown", advice, text=said.kelurahan, refuses=True)
        elif word:
            note = {"outside": "Kelurahan di luar Sulawesi Tenggara; hanya teksnya disimpan."}
            self._note(row, "kelurahan", "kelurahan_read_so", note.get(word, word))
        if code:
            row.values["kelurahan"] = code

    def _note(
        self, row: ReadRow, name: str, code: str, advice: str, *, text: str | None = None, refuses: bool = False
    ) -> None:
        place = self.place_of.get(name, -1)
        value = text if text is not None else row.raw[place] if 0 <= place < len(row.raw) else ""
        header = self.headers[place] if 0 <= place < len(self.headers) else ""
        row.findings.append(
            {
                "column": header,
                "place": place,
                "field": name,
                "value": value.replace("\x00", "")[:200],
                "code": code,
                "advice": advice,
                "refuses": refuses,
            }
        )


@lru_cache(maxsize=60_000)
def _day(value: Any, today: date) -> Any:
    return parse_date(value, today)


_Reader = Callable[[RowReader, ReadRow, str, Any, str], None]
_READERS: dict[str, _Reader] = {
    "nik": RowReader.read_nik,
    "kk_number": RowReader.read_nik,
    "birth_date": RowReader.read_birth_date,
    "removed_on": RowReader.read_other_date,
    "died_on": RowReader.read_other_date,
    "moved_on": RowReader.read_other_date,
    "event_on": RowReader.read_other_date,
    "sex": RowReader.read_sex,
    "flag": RowReader.read_flag,
    "rt": RowReader.read_neighbourhood,
    "rw": RowReader.read_neighbourhood,
    "rt_rw": RowReader.read_both,
    "desil": RowReader.read_desil,
    "phone": RowReader.read_phone,
    "occupation": RowReader.read_occupation,
    **dict.fromkeys(
        ("kelurahan", "kelurahan_code", "kecamatan", "regency", "province", "no_prop", "no_kab", "no_kec", "no_kel"),
        RowReader.read_nothing,
    ),
}
