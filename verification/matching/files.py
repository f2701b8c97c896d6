"""Lists and extracts as files: CSV, XLSX, Parquet in; CSV out. A person with two spreadsheets needs nothing else."""

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verification.matching import columns, dates, nik

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
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

    frame = _raw(path, required)
    found = columns.chosen(name for name in frame.columns if name != "line")
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


def _understood(path: Path, headers: Sequence[str], required: tuple[str, ...]) -> list[str]:
    """The headers that mean a column of ours; refuses a file without a required one."""
    found = columns.chosen(headers)
    if lacking := [name for name in required if name not in found]:
        raise BadFile(f"{path.name}: kolom {', '.join(lacking)} tidak ditemukan; yang ada: {', '.join(headers)}")
    return [header for header in headers if header in found.values()]


def _raw(path: Path, required: tuple[str, ...]) -> "pl.DataFrame":
    if not path.is_file():
        raise BadFile(f"{path}: berkas tidak ada")
    start = path.open("rb").read(8)
    if start.startswith(b"PAR1"):
        return _parquet(path, required)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(path, required)
    if b"\x00" in start:
        raise BadFile(f"{path.name}: bukan CSV, XLSX, atau Parquet")
    return _text(path, required)


def _parquet(path: Path, required: tuple[str, ...]) -> "pl.DataFrame":
    import polars as pl

    try:
        headers = _understood(path, list(pl.read_parquet_schema(path)), required)
        frame = pl.read_parquet(path, columns=headers)
    except pl.exceptions.PolarsError as error:
        raise BadFile(f"{path.name}: Parquet rusak ({error})") from error
    frame = frame.with_columns(
        pl.col(name).dt.to_string("%Y-%m-%d") if kind in (pl.Date, pl.Datetime) else pl.col(name).cast(pl.String)
        for name, kind in frame.schema.items()
    )
    return frame.with_columns(pl.int_range(1, pl.len() + 1).alias("line"))


def _text(path: Path, required: tuple[str, ...]) -> "pl.DataFrame":
    """CSV. The header is the line that names most columns; the mark between cells is the one that cuts it best."""
    import polars as pl

    encoding, head = _decoded_head(path)
    line, separator = _header_of(head, path)
    names = _unique(next(csv.reader([head[line]], delimiter=separator)))
    _understood(path, names, required)
    try:
        frame = _cut(path, encoding, line, separator, names)
    except pl.exceptions.NoDataError as error:
        raise BadFile(f"{path.name}: tidak ada satu baris pun di bawah kepala kolom") from error
    except pl.exceptions.PolarsError as error:
        raise BadFile(f"{path.name}: CSV rusak ({str(error).splitlines()[0]})") from error
    return frame.with_columns(pl.int_range(line + 2, pl.len() + line + 2).alias("line"))


def _cut(path: Path, encoding: str, line: int, separator: str, names: list[str]) -> "pl.DataFrame":
    """The rows below the header, cut into cells. A row with more cells than the header is refused, unless the cells
    beyond it are empty.
    """
    import polars as pl

    wanted = [names.index(name) for name in names if name in columns.chosen(names).values()]

    def read(ragged: bool) -> pl.DataFrame:
        return pl.read_csv(
            path, separator=separator, has_header=False, skip_rows=line + 1, schema=dict.fromkeys(names, pl.String),
            columns=wanted, encoding=encoding, truncate_ragged_lines=ragged, missing_columns="insert",
            extra_columns="ignore" if ragged else "raise",
        )  # fmt: skip

    try:
        return read(ragged=False)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        _refuse_long_rows(path, encoding, line, separator, names)
    return read(ragged=True)


def _refuse_long_rows(path: Path, encoding: str, line: int, separator: str, names: list[str]) -> None:
    with path.open(encoding="utf-8-sig" if encoding == "utf8" else encoding, newline="") as file:
        for number, cells in enumerate(csv.reader(file, delimiter=separator), 1):
            if number > line + 1 and any(cell.strip() for cell in cells[len(names) :]):
                raise BadFile(
                    f"{path.name}, baris {number}, kolom {len(names) + 1}: {len(cells)} isian, seharusnya {len(names)};"
                    f" mungkin ada tanda {separator} di dalam satu isian"
                )


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


def _workbook(path: Path, required: tuple[str, ...]) -> "pl.DataFrame":
    """XLSX or XLS by calamine: 100,000 x 20 cells in 4 s, openpyxl 59 s (docs/ukuran-pemadanan.md)."""
    import polars as pl
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        locked = "password" in str(error).lower()
        reason = "terkunci kata sandi; buka lalu simpan tanpa sandi" if locked else f"tidak terbaca ({error})"
        raise BadFile(f"{path.name}: buku kerja {reason}") from error
    best: tuple[int, int, int] = (0, 0, 0)
    for number, (_, rows) in enumerate(sheets):
        for line, row in enumerate(rows[:HEADER_WITHIN]):
            best = max(best, (len(columns.chosen(row)), -number, -line))
    if best[0] < 2:
        raise BadFile(f"{path.name}: kepala kolom tidak ditemukan dalam {HEADER_WITHIN} baris pertama")
    rows, line = sheets[-best[1]][1], -best[2]
    names = _unique([str(cell) for cell in rows[line]])
    wanted = _understood(path, names, required)
    data = {name: [_cell(row[names.index(name)]) for row in rows[line + 1 :]] for name in wanted}
    frame = pl.DataFrame(data, schema=dict.fromkeys(wanted, pl.String))
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
    notes = [f"baris {line}, kolom dtks_id: {f'{id_} berulang' if id_ else 'kosong'}, dilewati" for line, id_ in out]
    return frame.filter(pl.Series(first)), notes


def unread_dates(frame: "pl.DataFrame", births: "npt.NDArray[np.integer[Any]]") -> list[str]:
    """A sentence for every birth date that is written but cannot be read; such a one counts as unknown.

    `births` are the dates as read (persons.birth_numbers), 0 for unknown.
    """
    import polars as pl

    unread = frame.select("line", "birth_date").filter(pl.Series(births == 0))
    return [
        f"baris {line}, kolom tanggal lahir: {text!r} bukan tanggal, dianggap kosong"
        for line, text in unread.iter_rows()
        if text.strip().upper() not in dates.BLANKS
    ]


def write(settled: "pl.DataFrame", path: Path, explained: bool = False) -> None:
    """Write OUT.csv. `fields` names what is to be repaired: differing values and those the list lacks.

    With `explained` every row also says why, for an operator and for the citizen, and the weight of each field.
    """
    import polars as pl

    from verification.matching.results import FIELDS

    both = {}
    for differ, missing in settled.select("fields", "missing").unique().iter_rows():
        names = {*differ.split(";"), *missing.split(";")}
        both[differ + "|" + missing] = ";".join(name for name in FIELDS if name in names)
    joined = pl.concat_str(["fields", "missing"], separator="|").replace_strict(both, return_dtype=pl.String)
    out = settled.with_columns(joined.alias("fields")).select(OUT_COLUMNS)
    if explained:
        out = pl.concat([out, _explanations(settled)], how="horizontal")
    out.write_csv(path)


def _explanations(settled: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    from verification.matching.explanation import explain_citizen, explain_operator
    from verification.matching.results import as_results

    words = [(explain_operator(result), explain_citizen(result)) for result in as_results(settled)]
    weights = settled.select(name for name in settled.columns if name.startswith("w_"))
    texts = {"penjelasan_operator": [one for one, _ in words], "penjelasan_warga": [two for _, two in words]}
    return pl.concat([pl.DataFrame(texts), weights], how="horizontal")
