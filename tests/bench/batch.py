"""Measure a month's batch: `python -m tests.bench.batch [--rows 100000] [--times 2]`.

Invented people with one accepted correction each, in an office of their own (`.local/bench/batch`). One after the
other: the bare write (the cells of our own files, by XlsxWriter, as many rows a file, in memory and in constant
memory), `export_batch --inline`, one worker, two workers. Of ours the writing is timed from the seal to the end of the
job: rows out of the database, workbook, reading back, hash, disk. Every process may use one thread.
"""

import argparse
import io
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from dtks import embedded

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".local" / "bench" / "batch"
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
MONTH = date(2026, 11, 1)
FIRST = "SITTI|LA ODE|WA ODE|MUHAMMAD|ANDI|ROSMINI|NURLINA|HERMAN|JUMRIAH".split("|")
LAST = "LAMONDO LAPAGALA POROSI MALAKA TOSEPU TEBAWO SUGENG LABABA BOLU KAMARIA".split()
AT_ONCE = 5_000


def office():
    """An empty office with its tables of reference; this process speaks to it from here on."""
    found = embedded.start(HOME)
    os.environ |= {"DATABASE_URL": found.database_url, "REDIS_URL": found.redis_url, "PADAN_HOME": str(HOME)}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "dtks.settings", **ONE_THREAD}
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    connection.cursor().execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
    call_command("migrate", verbosity=0)
    call_command("prepare", verbosity=0)


def fill(rows):
    """Citizens with an accepted and applied correction of NIK, name and address, without the histories of triggers."""
    from django.db import connection
    from django.utils import timezone

    from dtks.office.models import Region
    from dtks.registry.models import Citizen
    from verification.corrections.models import Act, ChangeRequest, FieldChange, Origin

    Act.objects.filter(code="FIX_NIK").update(needs_packet=False)  # else the files wait for the mayor's letter
    chance, act, now = random.Random(5), Act.objects.get(code="FIX_NIK"), timezone.now()
    places = list(Region.objects.filter(level="kelurahan", in_kendari=True))
    connection.cursor().execute("SET session_replication_role = replica")
    for at in range(0, rows, AT_ONCE):
        numbers = range(at, min(rows, at + AT_ONCE))
        people = Citizen.objects.bulk_create(_citizen(n, chance, places) for n in numbers)
        requests = ChangeRequest.objects.bulk_create(
            ChangeRequest(
                number=f"P-2611-{n:06d}", act=act, citizen=person, origin=Origin.EXTRACT, state="applied",
                submitted_at=now, applied_at=now,
            )
            for n, person in zip(numbers, people, strict=True)
        )  # fmt: skip
        FieldChange.objects.bulk_create(
            FieldChange(
                request=request, field=field, old_value=str(getattr(request.citizen, field)), new_value=value,
                verdict="accepted", applied=True, basis={"verdict": "same", "taken_on": "2026-09-28"},
            )
            for request in requests
            for field, value in _new(request.citizen, chance).items()
        )  # fmt: skip
    connection.cursor().execute("SET session_replication_role = origin; ANALYZE")


def _citizen(n, chance, places):
    from dtks.registry.models import Citizen

    born = date(1950 + n % 60, 1 + n % 12, 1 + n % 28)
    return Citizen(
        name=f"{chance.choice(FIRST)} {chance.choice(LAST)} {chance.choice(LAST)}", nik=f"7471{n:012d}",
        kk_number=f"7471{n // 4:012d}", dtks_id=f"D{n:08d}", sex="LP"[n % 2], relation="3", birth_place="KENDARI",
        mother_name=f"{chance.choice(FIRST)} {chance.choice(LAST)}", birth_date=born, rt=f"{n % 20:03d}", rw="002",
        address=f"JL. {chance.choice(LAST)} NO. {n % 300}", kelurahan=chance.choice(places), marital_status="2",
        occupation="3",
    )  # fmt: skip


def _new(citizen, chance):
    """New values for every field that the sheet can send, so that all of its columns are filled."""
    values = {"nik": f"7471{citizen.pk:012d}", "address": f"LORONG {chance.choice(LAST)} {citizen.pk % 99}"}
    values |= {field: str(getattr(citizen, field)) for field in ("kk_number", "birth_place", "birth_date", "rt", "rw")}
    return values | {"name": f"{citizen.name} {chance.choice(LAST)}", "mother_name": citizen.mother_name, "sex": "P"}


def forget():
    """As before the export: the next way begins with the same people."""
    from django.db import connection

    tables = "siks_batchfile monthly_ledgerline monthly_batchrow monthly_heldback monthly_batch".split()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        cursor.execute("UPDATE corrections_changerequest SET sealed_in = '', sealed_at = NULL")
        cursor.execute("SET session_replication_role = origin")
    connection.connection.autocommit = True
    connection.cursor().execute("VACUUM ANALYZE corrections_changerequest")


def bare(constant):
    """The cells of the files that the last export wrote, by the library alone: seconds, processor seconds, MB."""
    from verification.siks.models import BatchFile

    paths = [str(HOME / "files" / path) for path in BatchFile.objects.values_list("stored__path", flat=True)]
    command = [sys.executable, "-m", "tests.bench.batch", "--bare", "constant" if constant else "memory"]
    said, peak = _run(command, "\n".join(paths))
    wall, processor = json.loads(said)
    return wall, processor, peak


def bare_write(constant, paths):
    """Only the writing is timed; the cells are in memory before."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    wall = processor = 0.0
    with tempfile.TemporaryDirectory(dir=HOME) as folder:
        for n, path in enumerate(paths):
            lines = (
                CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes())).get_sheet_by_index(0).to_python()
            )
            started, used = time.perf_counter(), time.process_time()
            book = xlsxwriter.Workbook(f"{folder}/{n}.xlsx", {"constant_memory": constant})
            sheet, form = book.add_worksheet("PERBAIKAN"), book.add_format({"num_format": "@"})
            for at, line in enumerate(lines):
                for position, text in enumerate(line):
                    if text:
                        sheet.write_string(at, position, text, form)
            book.close()
            wall, processor = wall + time.perf_counter() - started, processor + time.process_time() - used
    return wall, processor


LAUNCH = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:])
_, code, usage = os.wait4(process.pid, 0)
print(usage.ru_maxrss)
sys.exit(code)
"""


def _run(command, given=""):
    """What a process said, and its peak in MB; started by a small one, whose own peak it inherits."""
    launch = [sys.executable, "-S", "-c", LAUNCH, *command]
    done = subprocess.run(launch, cwd=ROOT, input=given, stdout=subprocess.PIPE, text=True, check=True)
    said, peak = done.stdout.strip().rsplit("\n", 1)
    return said, int(peak) / 1024


def in_one_process():
    """`manage.py export_batch --inline`: seconds of writing, of filling and sealing, MB."""
    forget()
    with tempfile.TemporaryDirectory(dir=HOME) as out:
        command = [sys.executable, "manage.py", "export_batch", "--month", f"{MONTH:%Y-%m}", "-o", out, "--inline"]
        _, peak = _run(command)
    return *_phases(), peak


def by_workers(count):
    """The same by workers that are there already; MB of the larger one."""
    from dtks.celery import app
    from verification.siks.services import start_export

    forget()
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "dtks",
        "worker",
        "-Q",
        "jobs",
        "-P",
        "solo",
        "--loglevel",
        "ERROR",
    ]
    command += ["--without-gossip", "--without-mingle", "--prefetch-multiplier", "1"]
    workers = [subprocess.Popen([*command, "-n", f"w{number}@%h"], cwd=ROOT) for number in range(count)]
    try:
        while len(app.control.ping(timeout=0.5)) < count:
            time.sleep(0.2)
        _, job = start_export(month=MONTH, actor=None)
        while job.is_live:
            time.sleep(0.1)
            job.refresh_from_db()
    finally:
        peak = max(_peak(worker.pid) for worker in workers)
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
            worker.wait()
    return *_phases(), peak


def _phases():
    """Seconds of writing and of filling the last batch, read from the rows of its job."""
    from dtks.jobs.models import Job
    from verification.monthly.models import Batch

    job, batch = Job.objects.filter(kind="export_batch").latest("id"), Batch.objects.get()
    assert batch.state == Batch.State.WRITTEN, batch.held_back.values_list("sentence").first()
    return (job.ended_at - batch.sealed_at).total_seconds(), (batch.sealed_at - job.started_at).total_seconds()


def _peak(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--bare", choices=["memory", "constant"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        print(json.dumps(bare_write(options.bare == "constant", sys.stdin.read().split())))
        return
    office()
    fill(options.rows)
    ours = {"export_batch --inline": in_one_process, "satu pekerja": lambda: by_workers(1)}
    ours["dua pekerja"] = lambda: by_workers(2)
    found: dict[str, list[tuple[float, float, float]]] = {way: [] for way in ours}
    plain: dict[str, list[tuple[float, float, float]]] = {"memory": [], "constant": []}
    for _ in range(options.times):
        for way, measure in ours.items():
            found[way].append(measure())
        for way, runs in plain.items():
            runs.append(bare(way == "constant"))
    base = statistics.median(run[0] for run in plain["memory"])
    print("| cara | menulis, detik | x tulis polos | mengisi dan menyegel, detik | MB |\n|---|---|---|---|---|")
    for way, runs in plain.items():
        wall, _, peak = (statistics.median(part) for part in zip(*runs, strict=True))
        print(f"| tulis polos ({way}) | {wall:.1f} | {wall / base:.2f} | – | {peak:.0f} |")
    for way, runs in found.items():
        wall, filling, peak = (statistics.median(part) for part in zip(*runs, strict=True))
        print(f"| {way} | {wall:.1f} | {wall / base:.2f} | {filling:.1f} | {peak:.0f} |")
    embedded.stop(HOME)


if __name__ == "__main__":
    main()
