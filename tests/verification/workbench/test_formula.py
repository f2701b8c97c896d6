"""The formula of the triage in the hands of the kabid, and the urgent lane."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

from dtks.office import queries as office
from dtks.office.services import load_codes
from verification.corrections.models import ChangeRequest
from verification.workbench.models import Formula
from verification.workbench.queries.formula import Weights, weights_on

PAGE = "/antrean/rumus/"


def typed(**other):
    today = timezone.localdate()
    return asdict(Weights()) | {"starts_on": f"{today:%d-%m-%Y}", "reason": "Lansia didahulukan"} | other


@pytest.fixture
def two_cases(make_citizen, find):
    """A child's and an old woman's, the child's first in the queue."""
    child = find(make_citizen(nik="", name="LA ODE KECIL", birth_date="2024-01-01"), {"rt": "007"})
    old = find(make_citizen(nik="", name="WA TUA", birth_date="1950-01-01"), {"rt": "007"})
    return child, old


def test_idea_9_the_kabid_sees_both_orders_and_sets_every_point(
    client_of, kabid, rahmawati, two_cases, django_capture_on_commit_callbacks
):
    child, old = two_cases
    boss, queue = client_of(kabid), lambda: client_of(rahmawati).get("/antrean/").context["table"].data
    assert [each.pk for each in queue()] == [child.pk, old.pk]

    tried = boss.post(PAGE, typed(elderly=3, young=0, coba="1"))
    seen = tried.context["preview"]
    assert [each.request for each in seen.before] == [child, old]
    assert [(each.request, each.moved) for each in seen.after] == [(old, 1), (child, -1)] and seen.moved == 2
    assert not Formula.objects.exists()
    assert boss.post(PAGE, typed(elderly=3, young=0)).context["preview"] and not Formula.objects.exists()

    carried = {"dicoba": tried.context["tried"]}
    with django_capture_on_commit_callbacks(execute=True):
        boss.post(PAGE, typed(elderly=3, young=0, **carried))
    kept = Formula.objects.get()
    assert (kept.set_by, kept.reason, kept.starts_on) == (kabid, "Lansia didahulukan", timezone.localdate())
    assert [each.pk for each in queue()] == [old.pk, child.pk]
    assert "Lansia didahulukan" in boss.get(PAGE).content.decode()


def test_idea_9_a_formula_is_dated_reasoned_the_kabids_and_kept(client_of, kabid, rahmawati):
    tomorrow = timezone.localdate() + timedelta(days=1)
    wanted = typed(aid=4, starts_on=f"{tomorrow:%d-%m-%Y}")
    carried = {"dicoba": "-".join(str(number) for number in asdict(Weights(aid=4)).values())}
    assert "Hanya kabid" in client_of(rahmawati).post(PAGE, wanted | carried).content.decode()
    boss = client_of(kabid)
    assert "Tulis mengapa" in boss.post(PAGE, wanted | carried | {"reason": " "}).content.decode()
    boss.post(PAGE, wanted | carried)
    assert (weights_on(timezone.localdate()).aid, weights_on(tomorrow).aid) == (2, 4)
    assert "sudah yang berlaku" in boss.post(PAGE, wanted | carried).content.decode()
    assert "harus naik" in boss.post(PAGE, typed(days_2=2)).content.decode()
    with pytest.raises(InternalError), transaction.atomic():
        Formula.objects.update(reason="lain")


def test_idea_10_the_urgent_lane_has_its_own_clock_reasons_and_quota(client_of, rahmawati, make_citizen, ask):
    load_codes()
    office.code_labels.cache_clear()
    urgent = [
        ask(make_citizen(nik="", name=name), {"rt": "007"}, urgent_reason=reason)
        for name, reason in (("WA BAYI", "LAHIR"), ("LA SAKIT", "RAWAT"))
    ]
    ask(make_citizen(nik="", name="WA BIASA"), {"rt": "007"})
    ChangeRequest.objects.filter(pk=urgent[1].pk).update(submitted_at=timezone.now() - timedelta(hours=25))
    for page in ("/antrean/", "/beranda"):
        lane = client_of(rahmawati).get(page).content.decode()
        assert lane.count('class="jalur"') == 2 and "2 dari 10 kuota bulan ini" in lane
        assert "sisa 23 j" in lane and "lewat 1 j 00 m" in lane
        assert "ibu bersalin/bayi baru lahir" in lane and "rawat inap" in lane
        assert lane.index("LA SAKIT") < lane.index("WA BIASA")


def test_an_urgent_case_over_the_quota_is_marked_and_never_held(client_of, rahmawati, kabid, make_citizen, ask):
    Formula.objects.create(
        weights=asdict(Weights(urgent_quota=0)), starts_on=date(2026, 1, 1), reason="Uji", set_by=kabid
    )
    request = ask(make_citizen(), {"rt": "007"}, urgent_reason="BENCANA")
    assert 'class="be tebal">1 dari 0 kuota' in client_of(rahmawati).get("/antrean/").content.decode()
    assert client_of(rahmawati).post("/antrean/berikutnya/").headers["Location"] == f"/perkara/{request.pk}/"
