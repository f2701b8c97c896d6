"""Measure matching: `python -m tests.bench.matching [--sizes S M L] [--ways …] [--times 2]`.

Every way runs alone in a process, one after the other, as often as asked, on the same invented people of a seed that
no weight was learnt on. Printed are medians, and the ratio to the floor: both sides read out of PostgreSQL, parsed and
joined on the NIK.
"""

import argparse
import math
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import database
from tests.bench.judge import MATTERS, judge

SIZES = {"S": (7_000, 50_000), "M": (100_000, 350_000), "L": (1_000_000, 3_000_000)}
ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
WORK = ROOT / ".local" / "bench"
SPLINK = ROOT / ".venv-bench" / "bin" / "python"
FLOOR, NAIVE, TRIGRAM, SETTLED, FULL, OURS = (
    "lantai", "naif", "trigram PostgreSQL", "Splink, NIK dulu", "Splink penuh", "Padan",
)  # fmt: skip
WAYS = (FLOOR, NAIVE, TRIGRAM, SETTLED, FULL, OURS)
HEAD = (
    "data", "cara", "presisi", "recall", "F1", "F1 terbaik", "recall pada presisi 99%", "kelas tepat", "kelas diterima",
    "detik", "detik CPU", "x lantai", "MB",
)  # fmt: skip


def measured(command):
    """Wall time and processor time (the server's too) in seconds and peak memory in MB of one process."""
    started, served = time.perf_counter(), server_seconds()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = process.stderr.read()
    _, code, usage = os.wait4(process.pid, 0)
    if code:
        raise SystemExit(f"gagal: {command}\n{said}")
    wall = time.perf_counter() - started
    return wall, usage.ru_utime + usage.ru_stime + server_seconds() - served, usage.ru_maxrss / 1024


def server_seconds(home=WORK / "server"):
    """Processor seconds that the embedded PostgreSQL has used so far, all its processes together."""
    found = list(home.rglob("postmaster.pid"))
    if not found:
        return 0.0
    master = found[0].read_text().split()[0]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            cells = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if stat.parent.name == master:  # those that have ended are in its account
            ticks += sum(map(int, cells[11:15]))
        elif cells[1] == master:
            ticks += sum(map(int, cells[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def invented(size, hard, seed):
    """The folder of invented people, made once."""
    folder = WORK / f"{size}{'-hard' if hard else ''}-{seed}"
    if not (folder / "truth.csv").exists():
        listed, registered = SIZES[size]
        command = [sys.executable, "-m", "verification.matching.generate", str(folder), "--seed", str(seed)]
        command += ["--dtks", str(listed), "--civil", str(registered), *(["--hard"] if hard else [])]
        subprocess.run(command, cwd=ROOT, check=True)
    return folder


def commands(folder, address):
    """Each way as a command, and the file that it writes."""
    sides = [str(folder / "dtks.csv"), str(folder / "civil.csv")]
    out = {way: folder / f"out-{place}.csv" for place, way in enumerate(WAYS)}
    python, server = sys.executable, str(HERE / "database.py")
    return {
        FLOOR: ([python, server, "floor", address, str(out[FLOOR])], out[FLOOR]),
        NAIVE: ([python, str(HERE / "naive.py"), *sides, str(out[NAIVE])], out[NAIVE]),
        TRIGRAM: ([python, server, "trigram", address, str(out[TRIGRAM])], out[TRIGRAM]),
        SETTLED: (
            [str(SPLINK), str(HERE / "probabilistic.py"), "settled", *sides, str(out[SETTLED])],
            out[SETTLED],
        ),
        FULL: ([str(SPLINK), str(HERE / "probabilistic.py"), "full", *sides, str(out[FULL])], out[FULL]),
        OURS: ([python, "-m", "verification.matching", *sides, "-o", str(out[OURS])], out[OURS]),
    }


def shown(value, digits=4):
    return "–" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def line(name, way, verdict, floor, runs):
    """One line of the great table."""
    wall, cpu, peak = (statistics.median(part) for part in zip(*runs, strict=True))
    memory = f"{peak:.0f}{' + server' if way in (FLOOR, TRIGRAM) else ''}"
    quality: list[float | None] = [None] * 7
    if way != FLOOR:
        group = verdict.groups[MATTERS]
        classes = (verdict.strict / verdict.rows, verdict.lenient / verdict.rows) if way == OURS else (None, None)
        ranked = (verdict.best_f1, verdict.recall_at(0.99))
        quality = [group.precision, group.recall, group.f1, *ranked, *classes]
    cells = [name, way, *map(shown, quality), f"{wall:.1f}", f"{cpu:.1f}", f"{wall / floor:.1f}", memory]
    return f"| {' | '.join(cells)} |"


def group_table(verdicts):
    """F1 of each group of rows, and of each planted fault, way by way."""
    ways = list(verdicts)
    lines = [f"| kelompok | baris | {' | '.join(f'F1 {way}' for way in ways)} |", "|---|---|" + "---|" * len(ways)]
    any_way = next(iter(verdicts.values()))
    for name in sorted(any_way.groups, key=lambda name: (name.startswith("class"), name)):
        cells = [shown(verdicts[way].groups[name].f1) for way in ways]
        lines.append(f"| {name} | {any_way.groups[name].rows} | {' | '.join(cells)} |")
    return lines


def reliability_table(verdict):
    lines = ["| keyakinan | orang | benar |", "|---|---|---|"]
    for low, high, count, share in verdict.reliability():
        bounds = f"{low:.2f} ke atas" if high > 1 else f"{low:.2f} sampai {high:.2f}"
        lines.append(f"| {bounds} | {count} | {shown(share, 5)} |")
    sure = (f"bidang: presisi {shown(verdict.field_precision)}, recall {shown(verdict.field_recall)}", "")
    return ["", *lines, "", *sure]


def measure(name, folder, ways, times, address):
    """Run the ways on one list and register; print the lines of the great table; return the verdicts."""
    database.load(address, folder / "dtks.csv", folder / "civil.csv")
    todo = commands(folder, address)
    runs: dict[str, list[tuple[float, float, float]]] = {way: [] for way in ways}
    for _ in range(times):
        for way in ways:
            runs[way].append(measured(todo[way][0]))
    floor = statistics.median(wall for wall, _, _ in runs[FLOOR])
    verdicts = {way: judge(todo[way][1], folder / "truth.csv") for way in ways if way != FLOOR}
    for way in ways:
        print(line(name, way, verdicts.get(way), floor, runs[way]), flush=True)
    return verdicts


def chosen_ways(asked):
    """The ways asked for, in their order, the floor always; those of Splink only where it is installed."""
    ways = [way for way in WAYS if way == FLOOR or not asked or way in asked]
    if not SPLINK.exists() and any(way in (SETTLED, FULL) for way in ways):
        print("Splink tidak terpasang (.venv-bench); dilewati", file=sys.stderr)
        ways = [way for way in ways if way not in (SETTLED, FULL)]
    return ways


def main():
    from dtks import embedded

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=["S", "M"])
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=[])
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--plain-only", action="store_true", help="tanpa data sulit")
    options = parser.parse_args()
    ways = chosen_ways(options.ways)
    WORK.mkdir(parents=True, exist_ok=True)
    home = WORK / "server"
    shutil.rmtree(home, ignore_errors=True)
    address = embedded.start(home, for_tests=True).database_url
    try:
        print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}", flush=True)
        told = {}
        for size in options.sizes:
            for hard in (False,) if options.plain_only else (False, True):
                name = f"{size} sulit" if hard else size
                folder = invented(size, hard, options.seed)
                told[name] = measure(name, folder, ways, options.times, _libpq(address))
    finally:
        embedded.stop(home)
    for name, verdicts in told.items():
        print(f"\n### {name}\n", *group_table(verdicts), sep="\n")
        if OURS in verdicts:
            print(*reliability_table(verdicts[OURS]), sep="\n")


def _libpq(url):
    """The address of an embedded server as libpq reads it."""
    user, rest = url.removeprefix("postgres://").split("@/", 1)
    folder, name = rest.rsplit("/", 1)
    return f"host={folder} user={user} dbname={name}"


if __name__ == "__main__":
    main()
