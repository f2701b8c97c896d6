"""What a bad day does to the servers: emptied, restarted, doubled, full, deaf, with a clock that jumps.

The long ones run in `make torture` (PADAN_TORTURE=1), each with its figures printed; the others in every run.
"""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
import requests
import time_machine
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.test import Client
from django.utils import timezone

from consultation.desk.models import Ticket
from dtks.files.models import StoredFile
from dtks.jobs import tasks
from dtks.jobs.models import Chunk, Event, Job
from dtks.jobs.services import emit, run_inline, sweep_chunks
from dtks.jobs.services.chunks import CLAIMS_UNTIL_STUCK, GRACE, SIGN_OF_LIFE, _claim
from dtks.office.services import next_number
from tests.consultation.desk.conftest import rules
from tests.dtks.files.workbooks import a_person, a_workbook
from tests.dtks.jobs import kinds
from tests.dtks.jobs.conftest import counting, job
from tests.faults.people import fill, outcome
from tests.faults.servers import ALONE, empty_redis, restart_postgres
from tests.faults.workers import Worker, workers
from tests.servers import ROOT
from verification.reconciliation import services
from verification.reconciliation.models import Run

__all__ = ["counting", "job", "rules", "workers"]

FAULTS = int(os.environ.get("PADAN_FAULTS", "4"))
PEOPLE, ROWS = int(os.environ.get("PADAN_FAULTS_PEOPLE", "180")), int(os.environ.get("PADAN_FAULTS_ROWS", "3"))
PULSE = threading.Event()  # never set: waits like the beat of the office
PATIENCE = 300
long = pytest.mark.skipif("PADAN_TORTURE" not in os.environ, reason="make torture")
wholly = pytest.mark.django_db(transaction=True)


def doubled(run: Job) -> None:
    """Every message five times more, to all workers."""
    for number in list(run.chunks.exclude(state="done").values_list("no", flat=True)):
        for _ in range(5):
            tasks.run_chunk.apply_async((run.pk, number), queue="jobs")


def swept_thrice() -> None:
    """Three schedulers at the same moment."""

    def sweep(_: int) -> None:
        try:
            sweep_chunks()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as schedulers:
        list(schedulers.map(sweep, range(3)))


@wholly
def test_emptied_restarted_doubled_and_swept_thrice_a_run_comes_out_the_same(
    workers: list[Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(PEOPLE)
    undisturbed = services.start_run(actor=None, inline=True)
    assert undisturbed.job
    run_inline(job=undisturbed.job)
    monkeypatch.setattr("dtks.jobs.services.chunks.GRACE", GRACE / 100)
    monkeypatch.setattr("dtks.jobs.services.chunks.SIGN_OF_LIFE", SIGN_OF_LIFE / 20)
    workers.append(Worker(name="second"))
    run = services.start_run(actor=None, rows_per_chunk=ROWS)
    assert run.job
    faults = [empty_redis, restart_postgres, lambda: doubled(run.job), swept_thrice]
    chunks, met, seen, moved = 3 * run.job.chunks.count(), 0, 0, monotonic()
    while Job.objects.get(pk=run.job.pk).is_live:
        done = run.job.chunks.filter(state="done").count()
        if done > seen:
            seen, moved = done, monotonic()
        assert monotonic() - moved < PATIENCE, "nothing moves any more"
        if met < FAULTS and done >= (met + 1) * chunks // (2 * FAULTS + 2):  # the last while half is left
            faults[met % len(faults)]()
            met += 1
        if monotonic() - moved > 1:
            sweep_chunks()
        PULSE.wait(0.05)
    run.refresh_from_db()
    lost = PEOPLE - run.results.values("citizen").distinct().count()
    print(f"{met} faults, lost {lost}, doubled {run.results.count() - PEOPLE + lost}")
    assert (met, lost, run.results.count(), run.state) == (FAULTS, 0, PEOPLE, Run.State.DONE)
    assert outcome(run) == outcome(Run.objects.get(pk=undisturbed.pk))


@wholly
def test_a_database_that_restarts_in_mid_request_leaves_nothing_half_done(
    rules, live_server, client_of, front_desk, citizen_kadia
) -> None:
    session = client_of(front_desk).cookies["sessionid"].value
    cookies, token = {"sessionid": session, "csrftoken": "a" * 32}, "a" * 32
    form = {
        "csrfmiddlewaretoken": token, "key": str(uuid.uuid4()), "citizen": citizen_kadia.pk, "kind": "notice",
        "brought_by": "SENDIRI", "asked": "laporan", "act_now": "save",
    }  # fmt: skip
    fallen: list[str] = []

    def fall(**_: object) -> None:
        if not fallen:
            fallen.append("once")
            if ALONE:
                restart_postgres()
                return
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    def send() -> requests.Response:
        place = f"{live_server.url}/tiket/terima/"
        return requests.post(place, data=form, cookies=cookies, timeout=60, allow_redirects=False)

    post_save.connect(fall, sender=Ticket)
    try:
        broken, again = send(), send()
    finally:
        post_save.disconnect(fall, sender=Ticket)
    connection.close()  # it was cut too
    assert (broken.status_code, again.status_code) == (500, 302)
    assert "Traceback" not in broken.text and "R-" in broken.text
    assert Ticket.objects.get().number.endswith("0001"), "the number of the first try is not spent"
    restart_postgres()
    assert requests.get(f"{live_server.url}/tiket/", cookies=cookies, timeout=60).status_code == 200


@pytest.mark.django_db
def test_pages_go_on_while_redis_is_away(settings, front_desk, citizen_kadia, rules) -> None:
    front_desk.set_password("rumah-biru-di-teluk")
    front_desk.save()
    nowhere = {"LOCATION": "unix:///tmp/nobody-listens.sock?db=0"}
    settings.CACHES = {name: {**memory, **nowhere} for name, memory in settings.CACHES.items()}
    browser = Client()
    words = {"username": front_desk.username, "password": "rumah-biru-di-teluk"}
    assert browser.post("/masuk", words).status_code == 302
    for place in ("/beranda", "/tiket/", f"/warga/{citizen_kadia.pk}", "/warga?q=nuraeni"):
        assert browser.get(place).status_code == 200, place


@pytest.mark.django_db
def test_a_row_that_raises_and_one_that_kills_its_process_stop_nothing_else(job) -> None:
    """row 95, failure 29"""
    kinds.FAULTY.add(3)
    for _ in range(CLAIMS_UNTIL_STUCK):  # its process is gone each time before it could say a word
        assert _claim(job_id=job.pk, chunk_no=5)
        Chunk.objects.filter(job=job, no=5).update(lease_until=timezone.now())
        sweep_chunks()
    run_inline(job=job)
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.DONE_WITH_NOTES, 40)
    assert set(job.chunks.filter(state="stuck").values_list("no", flat=True)) == {3, 5}
    assert "20 kali" in job.chunks.get(no=5).error


@pytest.mark.django_db
def test_a_full_disk_is_a_sentence_and_leaves_nothing_half_written(
    settings, tmp_path, monkeypatch, operator, client_of
):
    settings.PADAN_FILES = tmp_path / "files"

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("dtks.files.services.intake._copy", full)
    upload = SimpleUploadedFile("daftar.xlsx", a_workbook([a_person(1)]))
    form = {"purpose": "list", "day": "01-11-2026", "file": upload}
    answer = client_of(operator).post("/berkas-masuk/unggah", form, follow=True)
    assert "Ruang simpan di server penuh" in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_clock_that_jumps_over_the_end_of_a_month_and_back_gives_no_number_twice(job) -> None:
    given = []
    with time_machine.travel("2026-11-30T15:59:59Z", tick=False) as clock:  # 23.59.59 in Kendari
        for moment in ("2026-11-30T15:59:59Z", "2026-11-30T16:00:01Z", "2026-11-30T15:59:59Z", "2027-01-01T00:00:00Z"):
            clock.move_to(moment)
            with transaction.atomic():
                given.append((timezone.localdate().year, next_number(kind="ticket", year=timezone.localdate().year)))
            run_inline(job=job, after_chunk=lambda _: clock.shift(40 * 24 * 3600))
    assert given == [(2026, 1), (2026, 2), (2026, 3), (2027, 1)]
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.DONE, 60), "a lease is of the database's clock, not of the worker's"


@long
@wholly
def test_a_receipt_starts_at_once_beside_a_long_job_and_a_silent_service(workers: list[Worker]) -> None:
    """A service that lets everybody wait for 60 seconds, a run of thousands, and news of the counter in between."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        more = {"PADAN_DUKCAPIL_URL": address, "PADAN_DUKCAPIL_TIMEOUT": "60"}
        workers += [Worker(name="outside", queues="outside", **more), Worker(name="counter", queues="interactive")]
        fill(int(os.environ.get("PADAN_BESIDE_PEOPLE", "7000")))
        run = services.start_run(actor=None, rows_per_chunk=20)
        assert run.job
        while not run.job.chunks.filter(state="done").exists():
            PULSE.wait(0.1)
        waited = []
        for _ in range(20):
            asked = monotonic()
            event = emit(kind="nobody.listens", payload={})
            while Event.objects.get(pk=event.pk).handled_at is None:
                assert monotonic() - asked < PATIENCE
                PULSE.wait(0.01)
            waited.append(monotonic() - asked)
        live = Job.objects.get(pk=run.job.pk).is_live
    print(f"20 events beside the job: median {sorted(waited)[10]:.2f} s, longest {max(waited):.2f} s")
    assert live, "the long job was still at work"


@long
@wholly
def test_a_thousand_creations_by_fifty_clients_on_two_web_workers(
    rules, client_of, front_desk, citizen_kadia, tmp_path
):
    session = client_of(front_desk).cookies["sessionid"].value
    database = f"{configured.DATABASE_URL.rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "dtks.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    web = subprocess.Popen(
        [*command, "--workers", "2", "--threads", "4", "--worker-class", "gthread"], cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    place, token = f"http://127.0.0.1:{port}/tiket/terima/", "a" * 32

    def sit(desk: int) -> list[int]:
        with requests.Session() as desk_session:
            desk_session.cookies.update({"sessionid": session, "csrftoken": token})
            answers = []
            for number in range(20):
                form = {
                    "csrfmiddlewaretoken": token, "key": str(uuid.uuid4()), "citizen": citizen_kadia.pk,
                    "kind": "notice", "brought_by": "SENDIRI", "asked": f"{desk}/{number}", "act_now": "save",
                }  # fmt: skip
                answers.append(desk_session.post(place, data=form, timeout=300, allow_redirects=False).status_code)
            return answers

    try:
        for _ in range(600):
            with socket.socket() as knock:
                if not knock.connect_ex(("127.0.0.1", port)):
                    break
            PULSE.wait(0.1)
        with ThreadPoolExecutor(50) as desks:
            answers = [code for codes in desks.map(sit, range(50)) for code in codes]
    finally:
        web.terminate()
        web.wait()
    numbers = sorted(int(number.rsplit("-", 1)[1]) for number in Ticket.objects.values_list("number", flat=True))
    doubled_asked = 1000 - Ticket.objects.values("asked").distinct().count()
    print(f"{len(answers)} creations, {answers.count(302)} made, numbers {len(set(numbers))}, doubled {doubled_asked}")
    assert answers == [302] * 1000
    assert numbers == list(range(1, 1001))
