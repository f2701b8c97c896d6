"""Measure reconciliation as a job: `python -m tests.bench.job [--size S M L] [--times 2]`.

The same invented people as the measurement of matching, put into the tables of an office of its own (`.local/bench`).
Each way runs one after the other: the pure function on two files, the job in one process from tables to tables, one
worker of one thread, two workers of one thread each, one worker on what an extract with 1% changed rows touches. Every
process may use one thread.
"""

import argparse
import csv
import io
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

from dtks import embedded
from tests.bench import changes
from tests.bench.matching import ROOT, SIZES, WORK, invented, server_seconds

HOME = WORK / "office"
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
CITIZEN = "name nik dtks_id kk_number sex birth_place birth_date mother_name address rt rw".split()
PERSON = "name nik kk_number sex birth_place birth_date mother_name address rt rw flag".split()
SAID = {
    "name": "nama", "kk_number": "no_kk", "sex": "jk", "birth_place": "tempat_lahir", "birth_date": "tgl_lahir",
    "mother_name": "nama_ibu", "address": "alamat", "flag": "status",
}  # fmt: skip


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


def fill(folder):
    """Both files into their tables, without the histories that triggers write: these are of the registry."""
    from django.db import connection

    from tests.verification.reconciliation.people import an_extract

    extract = an_extract()
    places = _places()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        _copy(cursor, "registry_citizen", folder / "dtks.csv", CITIZEN, places, _citizen_constants())
        constants = {"taken_on": extract.taken_on, "extract_id": extract.pk, "changed_in_id": extract.pk}
        constants |= {"relation": "", "ktp_state": ""}
        _copy(cursor, "sources_civilperson", folder / "civil.csv", PERSON, places, constants)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE registry_citizen, sources_civilperson")


def _citizen_constants():
    words = "relation marital_status religion education occupation ktp_state phone nik_problem name_key".split()
    return dict.fromkeys(words, "") | {
        "birth_estimated": "f", "message_consent": "f", "life_state": "1", "register_state": "listed", "sources": "{}",
        "updated_at": "2026-01-01",
    }  # fmt: skip


def _places():
    from dtks.office.models import Region

    rows = Region.objects.filter(level=Region.Level.KELURAHAN).select_related("parent")
    return {(row.name.upper(), row.parent.name.upper() if row.parent else ""): row.pk for row in rows}


def _copy(cursor, table, path, fields, places, constants):
    buffer, columns = io.StringIO(), [*fields, "kelurahan_id", *constants]
    writer = csv.writer(buffer)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values = [row[SAID.get(field, field)] for field in fields]
            place = places.get((row["kelurahan"].upper(), row["kecamatan"].upper()), "")
            writer.writerow([*values, place, *constants.values()])
    buffer.seek(0)
    empty = ", ".join(column for column in columns if column not in ("birth_date", "kelurahan_id"))
    copy = f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({empty}))"
    cursor.copy_expert(copy, buffer)


def pure(folder):
    """The function on two files: wall, processor seconds, MB."""
    sides = [str(folder / "dtks.csv"), str(folder / "civil.csv")]
    return _process([sys.executable, "-m", "verification.matching", *sides, "-o", str(WORK / "out-job.csv")])


def in_one_process(*more):
    """`manage.py reconcile --inline`, from tables to tables."""
    return _process([sys.executable, "manage.py", "reconcile", "--inline", *more])


def _process(command):
    started, served = time.perf_counter(), server_seconds(HOME)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, code, usage = os.wait4(process.pid, 0)
    if code:
        raise SystemExit(f"gagal: {command}")
    wall, by_server = time.perf_counter() - started, server_seconds(HOME) - served
    return wall, usage.ru_utime + usage.ru_stime, by_server, usage.ru_maxrss / 1024


def by_workers(count, *, then_changed=False):
    """From the start of a run to its end, by workers that are there already: wall, processor seconds, MB of one.

    The first run of each worker is not counted: it reads the program. With `then_changed` the run is one of what an
    extract with 1% changed rows touches.
    """
    from dtks.celery import app

    command = [sys.executable, "-m", "celery", "-A", "dtks", "worker", "-Q", "jobs", "-P", "solo"]
    command += ["--loglevel", "ERROR", "--without-gossip", "--without-mingle", "--prefetch-multiplier", "1"]
    workers = [subprocess.Popen([*command, "-n", f"w{number}@%h"], cwd=ROOT) for number in range(count)]
    try:
        while len(app.control.ping(timeout=0.5) or []) < count:
            time.sleep(0.2)
        _run("all")
        _wait_for_assignments()
        if then_changed:
            changes.change(0.01)
        _clean_up()
        before, started = _used(workers), time.perf_counter()
        _run("changed" if then_changed else "all")
        wall = time.perf_counter() - started
        used = [now - then for now, then in zip(_used(workers), before, strict=True)]
        _wait_for_assignments()
        peak = max(_peak(worker.pid) for worker in workers)
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
            worker.wait()
    return wall, *used, peak


def _run(scope):
    """One run, to its end."""
    from verification.reconciliation import services

    run = services.start_run(actor=None, scope=scope)
    while run.state == run.State.RUNNING:
        time.sleep(0.05)  # the asking is the server's work too
        run.refresh_from_db(fields=["state", "message"])
    if run.scope != scope or run.state != run.State.DONE:
        raise SystemExit(f"gagal: {run.scope} {run.state} {run.message}")


def _wait_for_assignments():
    """The job after a run that gives its results to their owners is another one, and not measured."""
    from dtks.jobs.models import Job

    while Job.objects.filter(kind="assign_results", state__in=Job.LIVE).exists():
        time.sleep(0.2)


def _clean_up():
    """What the runs before left the server to do is done before, not while, one is measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE reconciliation_result, reconciliation_staged, sources_civilperson")
        cursor.execute("CHECKPOINT")


def _used(workers):
    """Processor seconds so far: of the workers, of the server."""
    ticks = 0
    for worker in workers:
        cells = Path(f"/proc/{worker.pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += sum(map(int, cells[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK"), server_seconds(HOME)


def _peak(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


PURE, ONE, TWO, CHANGED = (
    "fungsi murni, dua berkas", "satu pekerja", "dua pekerja", "satu pekerja, 1% ekstrak berubah",
)  # fmt: skip
WAYS = {
    PURE: pure,
    "satu proses, tabel ke tabel": lambda folder: in_one_process(),
    ONE: lambda folder: by_workers(1),
    TWO: lambda folder: by_workers(2),
    CHANGED: lambda folder: by_workers(1, then_changed=True),
}
# What the office asks of the job: the way, the way beside which it is held, the bound of their ratio.
RATIOS = (
    (ONE, PURE, "paling banyak 2,5"),
    (ONE, TWO, "paling sedikit 1,6 (dinding)"),
    (CHANGED, ONE, "paling banyak 0,10"),
)
HEAD = "data cara detik x-murni prosesor-Python prosesor-PostgreSQL x-murni-prosesor MB".split()


def _work(run):
    """Processor seconds of the program and of the server."""
    return run[1] + run[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", nargs="+", choices=list(SIZES), default=["M"])
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    options = parser.parse_args()
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for size in options.size:
        folder = invented(size, False, 77)
        office()
        fill(folder)
        found: dict[str, list[tuple[float, float, float, float]]] = {way: [] for way in options.ways}
        for _ in range(options.times):
            for way in options.ways:
                found[way].append(WAYS[way](folder))
        middle = {way: [statistics.median(part) for part in zip(*runs, strict=True)] for way, runs in found.items()}
        first = middle.get(PURE, [0, 0, 0, 0])
        for way, (wall, own, served, peak) in middle.items():
            times = (
                f"{wall / first[0]:.2f} | {own:.1f} | {served:.1f} | {(own + served) / first[1]:.2f}"
                if first[0]
                else "–"
            )
            print(f"| {size} | {way} | {wall:.1f} | {times} | {peak:.0f} |", flush=True)
        for way, other, bound in RATIOS:
            if way in middle and other in middle:
                wall, work = (middle[way][0] / middle[other][0], _work(middle[way]) / _work(middle[other]))
                print(f"{size}: {way} / {other}: {wall:.2f} dinding, {work:.2f} prosesor; sasaran {bound}")
        print(f"beban mesin {os.getloadavg()[0]:.1f}")
    embedded.stop(HOME)


if __name__ == "__main__":
    main()
