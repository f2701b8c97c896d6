"""The practice area shows what it is; whoever finished a lesson stands in the record once."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as now
from django.urls import NoReverseMatch, reverse

from dtks.accounts.models import Role
from dtks.training.models import Training
from dtks.training.queries import TOURS

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


def test_practice_never_opens_on_the_data_of_the_office():
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "dtks.settings", "PADAN_PRACTICE": "1"}
    env["DATABASE_URL"] = "postgres://padan@db.example/padan"
    code = "import django; django.setup()"
    ran = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=now.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0 and "Ruang latihan punya data sendiri" in ran.stderr
