"""The operator's first page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from dtks.assignments.models import Assignment, Kind, Owner
from dtks.overview.queries.backlog import board
from dtks.web.memory import forget
from verification.corrections.models import Decision
from verification.corrections.queries.pace import forecast, seconds_a_case
from verification.corrections.services import Because, decide_fields

pytestmark = pytest.mark.django_db
HOME = "/beranda"


def names_on(page):
    return re.findall(r'class="baris-tautan" href="[^"]*">([^<]+)<', page.content.decode())


def accept(request, person, word="accepted", **more):
    request.refresh_from_db()
    verdicts = dict.fromkeys(request.fields.values_list("field", flat=True), word)
    return decide_fields(request=request, verdicts=verdicts, checker=person, **more)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_home_begins_with_the_case_that_the_queue_begins_with(client, rahmawati, nuraeni, make_citizen, find):
    old = make_citizen(name="LA NDOASA BOLU", nik="7471051203410001", birth_date="1941-03-12", sex="L")
    find(nuraeni, {"rt": "007"})
    find(old, {"rt": "008"})  # came later, but harm is greater
    client.force_login(rahmawati, backend="django.contrib.auth.backends.ModelBackend")

    home = client.get(reverse("overview:home"))

    assert names_on(home) == [old.name, nuraeni.name]
    assert names_on(client.get(reverse("workbench:queue"))) == names_on(home)
    assert f'action="{reverse("workbench:next")}"' in home.content.decode()


def test_menu_chips_and_cards_of_a_page_tell_one_number_of_what_waits(
    client_of, rahmawati, kasi, make_citizen, find, ask, fitriani
):
    desk = client_of(rahmawati)
    find(make_citizen(nik="", name="LA SATU"), {"rt": "007"})
    assert "Antrean 1" in text_of(desk.get(HOME))
    for name in ("WA DUA", "LA TIGA"):
        find(make_citizen(nik="", name=name), {"rt": "007"})
    own = ask(make_citizen(nik="", name="WA EMPAT"), {"rt": "007"}, maker=rahmawati)
    assert own.waits_for and "operator" not in {each for each in own.waits_for if each == "front_desk"}
    for page in (HOME, "/antrean/"):
        said = text_of(desk.get(page))
        assert "Antrean 3" in said and "Semua 3" in said, page
    home = text_of(desk.get(HOME))
    assert "Sisa tunggakan 4" in home and "4 belum diputus (1 di antaranya menunggu orang lain)" in home


def test_the_window_bar_tells_what_lacks_papers(client_of, rahmawati, make_citizen, find, ask):
    find(make_citizen(nik="", name="LA SATU"), {"rt": "007"})
    ask(make_citizen(nik="", name="WA DUA"), {"birth_place": "RAHA"}, agrees=False)
    assert "1 kurang berkas · 1 siap diputus" in text_of(client_of(rahmawati).get(HOME))


def test_the_median_of_a_decision_is_from_its_opening_to_its_decision(client_of, rahmawati, make_citizen, find):
    start = datetime(2026, 11, 24, 1, tzinfo=UTC)
    requests = [find(make_citizen(nik="", name=name), {"rt": "007"}) for name in ("LA SATU", "WA DUA", "LA TIGA")]
    desk, at = client_of(rahmawati), start
    for request, seconds in zip(requests, (7, 9, 300), strict=True):
        with time_machine.travel(at, tick=False):
            desk.get(f"/perkara/{request.pk}/")
        at += timedelta(seconds=seconds)
        with time_machine.travel(at, tick=False):
            accept(request, rahmawati)
    with time_machine.travel(at, tick=False):
        assert seconds_a_case(rahmawati) == 9
        assert "3 Anda putus · tengah 9 detik" in text_of(desk.get(HOME))


def test_row_74_the_pace_is_of_whole_working_days_only(rahmawati, make_citizen, find, client_of):
    friday = datetime(2026, 11, 20, 2, tzinfo=UTC)
    requests = [find(make_citizen(nik="", name=f"WARGA {n}"), {"rt": "007"}) for n in range(6)]
    for request, day in zip(requests, (0, 0, 1, 3), strict=False):  # Friday twice, Saturday, Monday
        with time_machine.travel(friday + timedelta(days=day), tick=False):
            accept(request, rahmawati)
    with time_machine.travel(friday + timedelta(days=3, hours=1), tick=False):
        forget("paces")
        assert forecast(2).a_day == 2 / 10  # a burst of this morning moves nothing
    with time_machine.travel(friday + timedelta(days=4), tick=False):
        forget("paces")
        found = board(rahmawati).forecast()
        assert found.per_day == 3 / 10 and found.chart.with_more < str(found.chart.end)
        home = client_of(rahmawati).get(HOME).content.decode()
        assert home.count('class="nanti') == 2 and "hari ini</text>" in home


def test_work_that_stands_in_the_queue_is_no_task_on_the_home_and_is_linked_from_its_case(
    client_of, rahmawati, make_citizen, find
):
    busy, free = (make_citizen(nik="", name=name) for name in ("LA SATU", "WA DUA"))
    request = find(busy, {"rt": "007"})
    for citizen in (busy, free):
        Assignment.objects.create(
            kind=Kind.REVIEW, title=f"Periksa ejaan {citizen.pk}", citizen=citizen, region=citizen.kelurahan,
            role="operator", owner=Owner.OFFICE, due_on=timezone.localdate(), origin="Rekonsiliasi 1",
            key=f"uji:{citizen.pk}",
        )  # fmt: skip
    desk = client_of(rahmawati)
    assert "1 tugas tentang warga tanpa perkara terbuka" in text_of(desk.get(HOME))
    case = desk.get(f"/perkara/{request.pk}/").content.decode()
    assert f"Periksa ejaan {busy.pk}</a>" in case and f"Periksa ejaan {free.pk}" not in case


def test_who_accepted_is_told_that_the_second_pair_of_eyes_refused(
    client_of, rahmawati, salim, kasi, nuraeni, find, settings
):
    settings.SECOND_LOOK_SHARE = 1
    request = find(nuraeni, {"rt": "007"})
    desk = client_of(rahmawati)
    answer = desk.post(f"/perkara/{request.pk}/putuskan/", {"act": "accept_all"}, follow=True)
    assert f"{request.number} dicek orang kedua; belum diterapkan" in answer.content.decode()
    assert "Pemeriksa kedua menolak" not in text_of(desk.get(HOME))
    reason = Because("OTHER_PERSON")
    accept(request, salim, "refused", reasons={"rt": reason})
    assert Decision.objects.filter(kind="refuse", checker=salim).exists()
    forget("disagreement")
    home = desk.get(HOME)
    assert f"Pemeriksa kedua menolak yang Anda terima: {request.number}, {nuraeni.name}" in text_of(home)
    assert "beda 100,0%" in text_of(home)
    assert "Pemeriksa kedua menolak" not in text_of(client_of(salim).get(HOME))


def test_idea_10_the_kabid_watches_quota_and_overdue_of_the_urgent_lane(client_of, kabid, nuraeni, ask):
    with time_machine.travel(datetime(2026, 11, 17, 1, tzinfo=UTC), tick=False):
        ask(nuraeni, {"rt": "007"}, urgent_reason="LAHIR")
    with time_machine.travel(datetime(2026, 11, 24, 1, tzinfo=UTC), tick=False):
        page = client_of(kabid).get(HOME)
    assert 'href="/antrean/mendesak/"' in page.content.decode()
    assert "1 dari 10 kuota 1 belum diputus 1 lewat waktu" in text_of(page)
