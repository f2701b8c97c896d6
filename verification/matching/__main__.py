"""`python -m verification.matching DTKS CIVIL -o OUT.csv`: match two files, without a database."""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from verification.matching.results import Thresholds


def main(arguments: list[str] | None = None) -> int:
    """Match two files. Returns 0: done; 1: a file that cannot be used (the message says where); 2: wrong call."""
    parser = argparse.ArgumentParser(
        prog="python -m verification.matching",
        description="Padankan daftar bantuan dengan ekstrak Disdukcapil (CSV, XLSX, atau Parquet).",
    )
    parser.add_argument("dtks", type=Path, help="daftar bantuan")
    parser.add_argument("civil", type=Path, help="ekstrak Disdukcapil")
    parser.add_argument("-o", "--output", type=Path, required=True, help="hasil (CSV)")
    parser.add_argument("--eyes", type=_bound, help="di bawah ini tidak ada orang yang diberikan")
    parser.add_argument("--same", type=_bound, help="mulai dari ini orangnya pasti")
    options = parser.parse_args(arguments)
    from verification.matching.files import BadFile

    try:
        thresholds = _thresholds(options)
    except ValueError as error:
        print(f"Gagal: {error}", file=sys.stderr)
        return 2
    try:
        _match(options, thresholds)
    except (BadFile, ValueError) as error:
        print(f"Gagal: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Gagal: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _bound(text: str) -> float:
    """A bound as it is typed, with a decimal point or comma."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} bukan angka antara 0 dan 1") from None


def _thresholds(options: argparse.Namespace) -> "Thresholds":
    """The bounds of the parameter file; one that is given, 0 too, takes its place."""
    from verification.matching import weights
    from verification.matching.results import Thresholds

    parameters = weights.load()
    eyes, same = options.eyes, options.same
    return Thresholds(parameters.eyes if eyes is None else eyes, parameters.same if same is None else same)


def _match(options: argparse.Namespace, thresholds: "Thresholds") -> None:
    from verification.matching import columns, files, settlement, weights
    from verification.matching.candidates import CivilIndex
    from verification.matching.scoring import score_all

    started = time.monotonic()
    parameters = weights.load()
    _say("membaca daftar", started)
    dtks, notes = files.without_repeats(files.read(options.dtks, columns.DTKS_COLUMNS, columns.REQUIRED_DTKS))
    _say("membaca ekstrak", started)
    civil = files.read(options.civil, columns.CIVIL_COLUMNS, columns.REQUIRED_CIVIL)
    _say(f"mengurutkan {civil.height:,} orang", started)
    index = CivilIndex.build(civil)
    for note in notes:
        print(f"{options.dtks.name}, {note}: dilewati", file=sys.stderr)
    _say(f"mencari {dtks.height:,} orang", started)
    settled = settlement.settle(score_all(index, dtks, parameters), thresholds, parameters)
    files.write(settled, options.output)
    found = int(settled["civil_id"].is_not_null().sum())
    _say("selesai", started, last=True)
    print(f"dibaca {settled.height}, ditemukan {found}, tidak ditemukan {settled.height - found}")


def _say(text: str, started: float, last: bool = False) -> None:
    """Progress, on a terminal only."""
    if sys.stderr.isatty():
        end = "\n" if last else ""
        print(f"\r{time.monotonic() - started:6.1f} s  {text:<60}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
