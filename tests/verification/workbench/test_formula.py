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
