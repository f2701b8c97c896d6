"""The formula of the triage in the hands of the kabid, and the urgent lane."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import InternalError, transaction
from django.utils import timezone

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


def test_idea_9_the_page_says_which_formula_holds_today_and_what_each_gave(client_of, kabid):
    today = timezone.localdate()
    boss = client_of(kabid)
    page = boss.get(PAGE).content.decode()
    assert "sejak awal" in page and "misalnya 12-03-1984" not in page and "(boleh kosong)" not in page
    for aid, ahead in ((3, 0), (4, 3)):
        day = today + timedelta(days=ahead)
        Formula.objects.create(weights=asdict(Weights(aid=aid)), starts_on=day, reason=f"Uji {aid}", set_by=kabid)
    shown = [(each.standing, dict(each.words)["Dampak"]) for each, _ in boss.get(PAGE).context["history"]]
    assert [standing for standing, _ in shown] == ["coming", "now", "past"]
    assert ["+4" in shown[0][1], "+3" in shown[1][1], "+2" in shown[2][1]] == [True] * 3
    yesterday = typed(aid=3, coba="1", starts_on=f"{today - timedelta(days=1):%d-%m-%Y}")
    tried = boss.post(PAGE, yesterday)
    assert tried.context["preview"] is None and "hari ini atau sesudahnya; urutan" in tried.content.decode()


def test_a_formula_that_has_not_begun_is_withdrawn_with_a_reason_and_one_that_holds_is_not(client_of, kabid, rahmawati):
    tomorrow = timezone.localdate() + timedelta(days=1)
    now, later = (
        Formula.objects.create(weights=asdict(Weights(aid=4)), starts_on=day, reason="Uji", set_by=kabid)
        for day in (timezone.localdate(), tomorrow)
    )
    boss, place = client_of(kabid), "/antrean/rumus/tarik/{}/"
    assert place.format(later.pk) in boss.get(PAGE).content.decode()
    assert place.format(later.pk) not in client_of(rahmawati).get(PAGE).content.decode()
    assert "sudah mulai berlaku" in boss.post(place.format(now.pk), {"reason": "Keliru"}).content.decode()
    assert boss.post(place.format(later.pk), {"reason": ""}).status_code == 422
    boss.post(place.format(later.pk), {"reason": "Keliru"})
    later.refresh_from_db()
    assert (later.withdrawn_by, later.withdrawn_reason, weights_on(tomorrow)) == (
        kabid,
        "Keliru",
        weights_on(now.starts_on),
    )
    assert "sudah ditarik" in boss.post(place.format(later.pk), {"reason": "Lagi"}).content.decode()
    page = boss.get(PAGE).content.decode()
    assert "Ditarik Kabid" in page or "Ditarik" in page
    with pytest.raises(InternalError), transaction.atomic():
        Formula.objects.filter(pk=later.pk).update(withdrawn_reason="lain")
