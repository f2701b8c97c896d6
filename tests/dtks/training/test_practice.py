"""The practice area shows what it is; whoever finished a lesson stands in the record once."""

import os
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from django.conf import settings as now
from django.urls import NoReverseMatch, reverse
from model_bakery import baker

from consultation.desk.models import Ticket
from dtks.accounts.models import Role
from dtks.jobs.models import Message
from dtks.office.services import letter_number, numbered_code, numbered_codes
from dtks.overview.queries.search import find
from dtks.training.models import Training
from dtks.training.queries import TOURS
from dtks.training.services import NoBeginning, begin_again, keep_beginning, record
from tests.matrix.lines_siks import make_file

pytestmark = pytest.mark.django_db


def test_every_role_has_a_tour_whose_pages_stand():
    assert set(TOURS) == set(Role.values)
    missing = []
    for lesson in [each for lessons in TOURS.values() for each in lessons]:
        try:
            reverse(lesson.url_name)
        except NoReverseMatch:
            missing.append(lesson.url_name)
    assert missing == []


def test_a_finished_lesson_is_recorded_once_by_name(client_of, facilitator_kadia, kabid):
    browser, form = client_of(facilitator_kadia), {"person": "Salim Saranani", "trainer": "Rahmawati"}
    for _ in range(2):
        browser.post(reverse("training:tour"), {**form, "lessons": ["visit"]})
    browser.post(reverse("training:tour"), {**form, "lessons": ["decide"]})
    assert [(each.lesson, each.trainer, each.role) for each in Training.objects.all()] == [
        ("visit", "Rahmawati", "facilitator")
    ]
    assert "Salim Saranani" in client_of(kabid).get(reverse("training:records")).content.decode()


def test_practice_says_so_on_each_page(client_of, facilitator_kadia, client, settings):
    browser = client_of(facilitator_kadia)
    assert "LATIHAN" not in browser.get(reverse("visits:day")).content.decode()
    settings.PRACTICE = True
    for name in ("visits:day", "visits:phone", "training:tour"):
        assert "LATIHAN" in browser.get(reverse(name)).content.decode()
    assert "LATIHAN" in client.get(reverse("accounts:login")).content.decode()
    page = browser.get(reverse("visits:day")).content.decode()
    assert "Latihan 1 dari 2: Satu kunjungan" in page and "Tambah foto dan lokasi, kirim." in page
    assert "Latihan 1 dari" not in browser.get(reverse("visits:list")).content.decode()


def test_the_page_of_a_lesson_helps_with_each_field(client_of, front_desk, officer_kadia, settings):
    settings.PRACTICE = True
    assert "Salin dari KTP-el, bukan dari ingatan" in client_of(front_desk).get(reverse("desk:intake")).content.decode()
    assert "kata rapat tentang orang itu" in client_of(officer_kadia).get(reverse("minutes:list")).content.decode()


def test_numbers_of_practice_begin_with_their_own_letter_and_are_found(settings, operator, citizen_kadia):
    settings.PRACTICE = True
    today = date(2026, 11, 26)
    assert numbered_code(prefix="T", kind="ticket", on=today) == "L-T-2611-0001"
    assert numbered_codes(prefix="K", kind="visit", on=today, count=2) == ["L-K-2611-0001", "L-K-2611-0002"]
    assert letter_number(kind="letter", on=today) == "L-400.9/1/DINSOS/2026"
    made: Any = baker.make("desk.Ticket", kind="info", number="L-T-2611-0001", citizen=citizen_kadia)
    for typed in ("T-2611-0001", "L-T-2611-0001", "t26111"):
        assert [hit.title for group in find(user=operator, term=typed) for hit in group.hits] == [made.number]


def test_nothing_leaves_the_practice_area(settings, client_of, operator, citizen_kadia, tmp_path):
    env = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "dtks.settings", "PADAN_PRACTICE": "1",
        "PADAN_HOME": str(tmp_path / "latihan"), "EMAIL_URL": "smtp://a:b@mail.example:25", "SECRET_KEY": "x",
        "PADAN_MESSAGE_GATEWAY_URL": "https://sms.example/", "PADAN_DUKCAPIL_URL": "https://dukcapil.example/",
    }  # fmt: skip
    env.pop("DATABASE_URL", None)
    code = "from django.conf import settings as s; print(s.EMAIL_BACKEND, s.MESSAGE_GATEWAY_URL, s.DUKCAPIL_URL)"
    ran = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=now.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert ran.stdout.split() == ["django.core.mail.backends.dummy.EmailBackend"], ran.stderr
    settings.PRACTICE = True
    Message.objects.create(channel="whatsapp", recipient="081234567890", text="Kabar tiket Anda")
    browser = client_of(operator)
    assert "wa.me" not in browser.get(reverse("jobs:hand_over")).content.decode()
    written = make_file(citizen_kadia)
    assert (
        "kiriman tidak keluar dari sini"
        in browser.get(reverse("siks:file", args=[written]), follow=True).content.decode()
    )


def test_practice_begins_again_as_it_was_and_keeps_who_was_trained(
    settings, client_of, facilitator_kadia, citizen_kadia
):
    browser, again = client_of(facilitator_kadia), reverse("training:again")
    assert browser.get(again).status_code == 404, "not in the office itself"
    settings.PRACTICE = True
    with pytest.raises(NoBeginning):
        begin_again()
    settings.PRACTICE = False
    keep_beginning()
    baker.make("desk.Ticket", kind="info", number="L-T-2611-0001", citizen=citizen_kadia)
    citizen_kadia.name = "NAMA KELIRU"
    citizen_kadia.save()
    record(account=facilitator_kadia, person="Salim Saranani", lessons=["visit"])
    settings.PRACTICE = True
    keep_beginning()  # the next start of practice
    told = browser.post(again, follow=True).content.decode()
    assert "kembali seperti semula" in told
    citizen_kadia.refresh_from_db()
    assert citizen_kadia.name != "NAMA KELIRU"
    assert not Ticket.objects.exists() and Training.objects.filter(lesson="visit").count() == 1


def test_practice_never_opens_on_the_data_of_the_office():
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "dtks.settings", "PADAN_PRACTICE": "1"}
    env["DATABASE_URL"] = "postgres://padan@db.example/padan"
    code = "import django; django.setup()"
    ran = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=now.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0 and "Ruang latihan punya data sendiri" in ran.stderr
