"""Measure matching: `python -m tests.bench.matching [--sizes S M L] [--score ../shared/tools/score.py]`.

Each way runs twice, one after the other, alone in a process, on the same invented people; medians are printed, and the
ratio to the floor (read both sides, parse, join on the NIK).
"""

import argparse
import csv
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

SIZES = {"S": (7_000, 50_000), "M": (100_000, 350_000), "L": (1_000_000, 3_000_000)}
ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".local" / "bench"


def measured(command):
    """Wall time in seconds and peak memory in MB of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, code, usage = os.wait4(process.pid, 0)
    if code:
        raise SystemExit(f"gagal: {command}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def quality(out, truth):
    """Precision, recall and F1 of the rows that matter: NIK wrong, or the person in no register."""
    found = {row["dtks_id"]: row["matched_nik"] for row in csv.DictReader(out.open())}
    right = wrong = there = 0
    for row in csv.DictReader(truth.open()):
        if "nik" not in row["fields"].split(";") and row["true_nik"]:
            continue
        given = found.get(row["dtks_id"], "")
        there += bool(row["true_nik"])
        right += bool(given) and given == row["true_nik"]
        wrong += bool(given) and given != row["true_nik"]
    precision, recall = right / max(1, right + wrong), right / max(1, there)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def reliability(out, truth):
    """Of those given 0.99 or more: how many, and the share that is right."""
    true = {row["dtks_id"]: row["true_nik"] for row in csv.DictReader(truth.open())}
    sure = [row for row in csv.DictReader(out.open()) if row["matched_nik"] and float(row["confidence"]) >= 0.99]
    return len(sure), sum(row["matched_nik"] == true[row["dtks_id"]] for row in sure) / max(1, len(sure))


def invented(size, hard, seed):
    folder = WORK / f"{size}{'-hard' if hard else ''}-{seed}"
    if not (folder / "truth.csv").exists():
        listed, registered = SIZES[size]
        command = [sys.executable, "-m", "verification.matching.generate", str(folder), "--seed", str(seed)]
        command += ["--dtks", str(listed), "--civil", str(registered), *(["--hard"] if hard else [])]
        subprocess.run(command, cwd=ROOT, check=True)
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=list(SIZES), default=["S", "M"])
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--times", type=int, default=2)
    options = parser.parse_args()
    naive = str(Path(__file__).with_name("naive.py"))
    print("| data | cara | presisi | recall | F1 | detik | x lantai | MB |\n|---|---|---|---|---|---|---|---|")
    for size in options.sizes:
        for hard in (False, True):
            folder = invented(size, hard, options.seed)
            sides = [str(folder / "dtks.csv"), str(folder / "civil.csv")]
            out = {way: WORK / f"out-{way}.csv" for way in ("lantai", "naif", "Padan")}
            ways = {
                "lantai": [sys.executable, naive, "floor", *sides, str(out["lantai"])],
                "naif": [sys.executable, naive, "naive", *sides, str(out["naif"])],
                "Padan": [sys.executable, "-m", "verification.matching", *sides, "-o", str(out["Padan"])],
            }
            runs: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
            for _ in range(options.times):
                for way, command in ways.items():
                    runs[way].append(measured(command))
            floor = statistics.median(wall for wall, _ in runs["lantai"])
            for way in ways:
                wall, peak = (statistics.median(part) for part in zip(*runs[way], strict=True))
                values = quality(out[way], folder / "truth.csv")
                shown = "– | – | –" if way == "lantai" else " | ".join(f"{value:.4f}" for value in values)
                name = f"{size} sulit" if hard else size
                print(f"| {name} | {way} | {shown} | {wall:.1f} | {wall / floor:.1f} | {peak:.0f} |", flush=True)
            count, share = reliability(out["Padan"], folder / "truth.csv")
            print(f"  keyakinan >= 0,99: {count} orang, benar {share:.4%}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
