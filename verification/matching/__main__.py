"""`python -m verification.matching DTKS CIVIL -o OUT.csv`: match two files, without a database."""

import argparse
import errno
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from verification.matching.results import Thresholds


_REASONS = {
    errno.EACCES: "tidak boleh dibuka",
    errno.EPERM: "tidak boleh dibuka",
    errno.ENOSPC: "ruang penyimpanan habis",
}
SHOWN_NOTES = 20


def main(arguments: list[str] | None = None) -> int:
    """Match two files. Returns 0: done; 1: a file that cannot be used (the message says where); 2: wrong call; 130:
    stopped by hand.
    """
    parser = argparse.ArgumentParser(
        prog="python -m verification.matching",
        description="Padankan daftar bantuan dengan ekstrak Disdukcapil (CSV, XLSX, atau Parquet).",
    )
    parser.add_argument("dtks", type=Path, help="daftar bantuan")
    parser.add_argument("civil", type=Path, help="ekstrak Disdukcapil")
    parser.add_argument("-o", "--output", type=Path, required=True, help="hasil (CSV)")
    parser.add_argument("--eyes", type=_bound, help="di bawah ini tidak ada orang yang diberikan")
    parser.add_argument("--same", type=_bound, help="mulai dari ini orangnya pasti")
    parser.add_argument("--explain", action="store_true", help="tambah penjelasan dan bobot tiap isian (lebih lama)")
    options = parser.parse_args(arguments)
    try:
        thresholds = _thresholds(options)
    except ValueError as error:
        print(f"Gagal: {error}", file=sys.stderr)
        return 2
    return _tried(options, thresholds)


def _tried(options: argparse.Namespace, thresholds: "Thresholds") -> int:
    from verification.matching.files import BadFile

    try:
        _require_place(options.output)
        _match(options, thresholds)
    except (BadFile, ValueError) as error:
        print(f"Gagal: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        print(f"Gagal: {error.filename or options.output}: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nDihentikan; tidak ada hasil yang ditulis", file=sys.stderr)
        return 130
    return 0


def _require_place(output: Path) -> None:
    """Refuse at once what could only be refused after the work."""
    from verification.matching.files import BadFile

    if not output.resolve().parent.is_dir():
        raise BadFile(f"{output.resolve().parent}: folder hasil tidak ada")
    if output.is_dir():
        raise BadFile(f"{output}: sebuah folder, bukan berkas")


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
    from verification.matching import columns, files, persons, settlement, weights
    from verification.matching.candidates import CivilIndex
    from verification.matching.scoring import score_all

    started = time.monotonic()
    parameters = weights.load()
    _say("membaca daftar", started)
    dtks, notes = files.without_repeats(files.read(options.dtks, columns.COMPARED_DTKS, columns.REQUIRED_DTKS))
    notes += files.unread_dates(dtks, persons.birth_numbers(dtks["birth_date"]))
    _say("membaca ekstrak", started)
    civil = files.read(options.civil, columns.COMPARED_CIVIL, columns.REQUIRED_CIVIL)
    _say(f"mengurutkan {civil.height:,} orang", started)
    index = CivilIndex.build(civil)
    _note(options.dtks.name, notes)
    _note(options.civil.name, files.unread_dates(civil, index.people.birth))
    del civil  # a third of the memory; the index holds what is needed
    scored = score_all(index, dtks, parameters, lambda done: _say(f"dicari {done:,} dari {dtks.height:,}", started))
    settled = settlement.settle(scored, thresholds, parameters, candidates=options.explain)
    files.write(settled, options.output, options.explain)
    found = int(settled["civil_id"].is_not_null().sum())
    _say("selesai", started, last=True)
    print(f"dibaca {settled.height}, ditemukan {found}, tidak ditemukan {settled.height - found}")


def _note(name: str, notes: list[str]) -> None:
    """Rows that were left out or read in part, the first of them one by one."""
    for note in notes[:SHOWN_NOTES]:
        print(f"{name}, {note}", file=sys.stderr)
    if len(notes) > SHOWN_NOTES:
        print(f"{name}: dan {len(notes) - SHOWN_NOTES} catatan lain", file=sys.stderr)


def _say(text: str, started: float, last: bool = False) -> None:
    """Progress, on a terminal only."""
    if sys.stderr.isatty():
        end = "\n" if last else ""
        print(f"\r{time.monotonic() - started:6.1f} s  {text:<60}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
