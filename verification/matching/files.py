"""Lists and extracts as files: CSV, XLSX, Parquet in; CSV out. A person with two spreadsheets needs nothing else."""

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from verification.matching import columns, nik

if TYPE_CHECKING:
    import polars as pl

HEADER_WITHIN = 60
OUT_COLUMNS = ("dtks_id", "status", "matched_nik", "confidence", "fields", "band", "codes", "version")


class BadFile(Exception):
    """A file that cannot be used. The message names the file, and row and column where there are such."""


def read(path: Path, wanted: tuple[str, ...], required: tuple[str, ...]) -> "pl.DataFrame":
    """Read a file into canonical columns (columns.py), all text, plus `line`: the row in the file.

    Finds the header below a letterhead, understands `;` `,` tab and `|`, BOM and Windows text. Rows that hold neither
    name nor NIK (totals, blank lines) are left out.

    Raises:
        BadFile: not readable, no header, a required column missing, or every NIK damaged by Excel.
    """
    import polars as pl

    frame = _raw(path)
    found = columns.chosen(name for name in frame.columns if name != "line")
    if lacking := [name for name in required if name not in found]:
        raise BadFile(
            f"{path.name}: kolom {', '.join(lacking)} tidak ditemukan; yang ada: {', '.join(frame.columns[:-1])}"
        )
    parts = [
        pl.col(found[name]).fill_null("").str.strip_chars(" \t\u00a0").alias(name)
        if name in found
        else pl.lit("").alias(name)
        for name in wanted
    ]
    out = frame.select(*parts, pl.col("line"))
    out = out.filter((pl.col("name") != "") | (pl.col("nik") != "") & (pl.col("birth_date") != ""))
    if out.is_empty():
        raise BadFile(f"{path.name}: tidak ada satu baris pun di bawah kepala kolom")
    if nik.excel_loss(out["nik"].head(5000).to_list()):
        raise BadFile(
            f"{path.name}, kolom {found['nik']}: angka terakhir semua NIK hilang (Excel); simpan kolom NIK sebagai teks"
        )
    return out


def _raw(path: Path) -> "pl.DataFrame":
    if not path.is_file():
        raise BadFile(f"{path}: berkas tidak ada")
    start = path.open("rb").read(8)
    if start.startswith(b"PAR1"):
        return _parquet(path)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(path)
    if b"\x00" in start:
        raise BadFile(f"{path.name}: bukan CSV, XLSX, atau Parquet")
    return _text(path)


def _parquet(path: Path) -> "pl.DataFrame":
    import polars as pl

    try:
        frame = pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise BadFile(f"{path.name}: Parquet rusak ({error})") from error
    frame = frame.with_columns(
        pl.col(name).dt.to_string("%Y-%m-%d") if kind in (pl.Date, pl.Datetime) else pl.col(name).cast(pl.String)
        for name, kind in frame.schema.items()
    )
    return frame.with_columns(pl.int_range(1, pl.len() + 1).alias("line"))


def _text(path: Path) -> "pl.DataFrame":
    """CSV. The header is the line that names most columns; the mark between cells is the one that cuts it best."""
    import polars as pl

    encoding, head = _decoded_head(path)
    line, separator = _header_of(head, path)
    names = _unique(next(csv.reader([head[line]], delimiter=separator)))
    try:
        frame = pl.read_csv(
            path, separator=separator, has_header=False, skip_rows=line + 1, new_columns=names, infer_schema=False,
            encoding=encoding, truncate_ragged_lines=True,
        )  # fmt: skip
    except pl.exceptions.NoDataError as error:
        raise BadFile(f"{path.name}: tidak ada satu baris pun di bawah kepala kolom") from error
    except pl.exceptions.PolarsError as error:
        raise BadFile(f"{path.name}: CSV rusak ({str(error).splitlines()[0]})") from error
    if len(frame.columns) < len(names):
        raise BadFile(f"{path.name}, baris {line + 2}: {len(frame.columns)} kolom, seharusnya {len(names)}")
    return frame.with_columns(pl.int_range(line + 2, pl.len() + line + 2).alias("line"))


def _decoded_head(path: Path) -> tuple[str, list[str]]:
    start = path.open("rb").read(200_000)
    for encoding, polars_name in (("utf-8-sig", "utf8"), ("cp1252", "windows-1252")):
        try:
            text = start.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig" and error.start >= len(start) - 4:
                return polars_name, start[: error.start].decode(encoding).splitlines()
            continue
        return polars_name, text.splitlines()
    raise BadFile(f"{path.name}: bukan teks UTF-8 atau Windows-1252")


def _header_of(lines: Sequence[str], path: Path) -> tuple[int, str]:
    best = (0, 0, ";")
    for number, text in enumerate(lines[:HEADER_WITHIN]):
        for separator in ";,\t|":
            cells = next(csv.reader([text], delimiter=separator), [])
            best = max(best, (len(columns.chosen(cells)), -number, separator))
    if best[0] < 2:
        raise BadFile(f"{path.name}: kepala kolom tidak ditemukan dalam {HEADER_WITHIN} baris pertama")
    return -best[1], best[2]


def _workbook(path: Path) -> "pl.DataFrame":
    """XLSX or XLS by calamine: 100,000 x 20 cells in 4 s, openpyxl 59 s (docs/ukuran-pemadanan.md)."""
    import polars as pl
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise BadFile(f"{path.name}: buku kerja tidak terbaca ({error})") from error
    best: tuple[int, int, int] = (0, 0, 0)
    for number, (_, rows) in enumerate(sheets):
        for line, row in enumerate(rows[:HEADER_WITHIN]):
            best = max(best, (len(columns.chosen(row)), -number, -line))
    if best[0] < 2:
        raise BadFile(f"{path.name}: kepala kolom tidak ditemukan dalam {HEADER_WITHIN} baris pertama")
    rows, line = sheets[-best[1]][1], -best[2]
    names = _unique([str(cell) for cell in rows[line]])
    data = {name: [_cell(row[place]) for row in rows[line + 1 :]] for place, name in enumerate(names)}
    frame = pl.DataFrame(data, schema=dict.fromkeys(names, pl.String))
    return frame.with_columns(pl.int_range(line + 2, pl.len() + line + 2).alias("line"))


def _cell(value: object) -> str:
    """A cell as text; whole numbers without a decimal point, dates as yyyy-mm-dd."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def _unique(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for place, name in enumerate(names):
        text = name.strip().strip("\ufeff") or f"kolom {place + 1}"
        seen[text] = seen.get(text, 0) + 1
        out.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return out


def without_repeats(frame: "pl.DataFrame") -> tuple["pl.DataFrame", list[str]]:
    """The list with each id once (the first row of it), and a sentence for every row left out."""
    import polars as pl

    first = frame["dtks_id"].is_first_distinct() & (frame["dtks_id"] != "")
    if first.all():
        return frame, []
    out = frame.filter(~first).select("line", "dtks_id").iter_rows()
    notes = [f"baris {line}, kolom dtks_id: " + (f"{id_} berulang" if id_ else "kosong") for line, id_ in out]
    return frame.filter(pl.Series(first)), notes


def write(settled: "pl.DataFrame", path: Path) -> None:
    """Write OUT.csv. `fields` names what is to be repaired: differing values and those the list lacks."""
    import polars as pl

    from verification.matching.results import FIELDS

    both = {}
    for differ, missing in settled.select("fields", "missing").unique().iter_rows():
        names = {*differ.split(";"), *missing.split(";")}
        both[differ + "|" + missing] = ";".join(name for name in FIELDS if name in names)
    joined = pl.concat_str(["fields", "missing"], separator="|").replace_strict(both, return_dtype=pl.String)
    settled.with_columns(joined.alias("fields")).select(OUT_COLUMNS).write_csv(path)
