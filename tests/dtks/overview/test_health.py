"""Health and figures tell of work that is done, not of programs that run."""

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dtks.jobs.models import Chunk, Event, Job, Message
from dtks.overview.queries.health import checks
from dtks.registry.services import chain_entries

pytestmark = pytest.mark.django_db
KEY = "kunci-pemantau-yang-panjang"


@pytest.fixture
def waiting(settings):
    settings.METRICS_KEY = KEY
    job = Job.objects.create(kind="compare_lists", title="Membandingkan daftar", state="running", total=20, done=7)
    long_ago = timezone.now() - timedelta(hours=2)
    Chunk.objects.create(job=job, no=1, state="done", done=7, ended_at=long_ago)
    Chunk.objects.create(job=job, no=2, due_at=long_ago)
    return job


def unwell():
    return {check.name: check.figure for check in checks() if not check.well}


def figures_of(answer):
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_work_that_nobody_takes_is_a_fault_whatever_programs_run(waiting):
    assert "1 bagian menunggu, yang tertua 2 j" in unwell()["Pekerja"]
    Chunk.objects.filter(no=2).update(state="done", ended_at=timezone.now())
    assert "Pekerja" not in unwell()


def test_what_is_stuck_failed_or_standing_still_is_a_fault(waiting):
    Chunk.objects.filter(no=2).update(state="stuck")
    Event.objects.create(kind="change.applied", error="ValueError")
    Message.objects.create(channel="email", recipient="ani@contoh.id", state="failed", text="Kabar", subject="Kabar")
    assert {"Bagian macet", "Kabar antarbagian", "Pesan keluar", "Penjadwal"} <= set(unwell())


def test_the_figures_say_how_much_is_done_and_how_long_the_rest_waits(waiting, citizen_kadia):
    chain_entries()
    answer = Client().get("/metrics", headers={"authorization": f"Bearer {KEY}"})
    found = figures_of(answer)
    assert found['padan_rows_done_total{kind="compare_lists"}'] == 7
    assert found["padan_chunks_due"] == 1 and 7_190 < found["padan_chunks_due_age_seconds"] < 7_300
    assert found["padan_audit_unchained"] == 0 < found["padan_audit_head"]
    assert found['padan_part_well{part="Pekerja"}'] == 0 and found['padan_part_well{part="Basis data"}'] == 1
    assert citizen_kadia.name not in answer.content.decode()


def test_without_the_key_there_are_no_figures(waiting, settings, administrator, client_of):
    assert Client().get("/metrics").status_code == 404
    assert client_of(administrator).get("/metrics", headers={"authorization": "Bearer salah"}).status_code == 404
    settings.METRICS_KEY = ""
    assert Client().get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_the_sink_of_the_suite_would_see_a_person_in_the_log(sink, citizen_kadia):
    logging.getLogger("padan.pages").warning("opened %s", citizen_kadia.name.title())
    assert sink.faults()
    sink.lines.clear()
    logging.getLogger("padan.pages").warning("opened %s", citizen_kadia.nik)
    assert sink.faults() == [], "a number is masked before it is written"
