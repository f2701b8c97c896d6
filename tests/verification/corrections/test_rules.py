"""The kabid mends a broken rule; removals are watched; the second pair of eyes is counted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dtks.office import queries as office
from dtks.office.services import load_codes
from dtks.registry.models import Citizen, Tombstone
from tests.matrix.lines_reconciliation import make_result
from verification.corrections.models import Act, ChangeRequest, Reason, RuleChange
from verification.corrections.queries.second_looks import disagreement
from verification.corrections.services import (
    Because,
    BrokenRule,
    change_rule,
    decide_fields,
    follow_removal,
    reopen_refused,
)
from verification.reconciliation.models import Result
from verification.workbench.queries.removals import removals

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def codes(office_tables):
    load_codes()
    for cached in (office.code_labels, office.code_by_label):
        cached.cache_clear()


def test_failure_9_the_kabid_mends_a_broken_rule_and_what_it_locked_opens(nuraeni, ask, kabid, rahmawati, client_of):
    """failure 9"""
    act = Act.objects.get(code="FIX_NAME")
    Act.objects.filter(pk=act.pk).update(tiers=["camat"])
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    assert request.waits_for == []
    client, url = client_of(kabid), reverse("corrections:rule", args=[act.pk])
    assert "Rusak" in client.get(reverse("corrections:rules")).content.decode()
    sent = {"tier_0": "operator", "tier_1": "kasi", "evidence": "warn", "reason": "Salah ketik"}
    assert client.post(url, {**sent, "tier_0": "kelurahan", "tier_1": "kelurahan"}).status_code == 422
    assert client.post(url, {**sent, "reason": ""}).status_code == 422
    assert client.post(url, sent).status_code == 302
    page = client.get(url).content.decode()  # who decides is dated data: what it was, what it is, by whom and why
    assert "camat; berkas" in page and "operator, lalu kasi; berkas diperingatkan" in page and "Salah ketik" in page
    request.refresh_from_db()
    assert request.tiers == [["operator"], ["kasi"]] and RuleChange.objects.get().opened == 1
    with pytest.raises(BrokenRule):
        change_rule(act=act, tiers=[], evidence="none", by=kabid, reason="kosong")
    assert client_of(rahmawati).get(url).status_code == 403


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (["frontdesk"], "tidak ada yang memutus"),
        (["kelurahan", "frontdesk"], "tidak ada yang memutus"),
        (["kabid", "operator"], "Urutannya naik"),
        (["operator", "frontdesk"], "Urutannya naik"),
        (["kasi", "kasi"], "Satu peran dua kali"),
        (["operator", "", "kabid"], "Tahap 2 kosong"),
        (["", "operator"], "Tahap 1 kosong"),
    ],
)
def test_an_order_by_which_nobody_decides_or_that_has_gaps_or_goes_down_is_refused(
    order, words, kabid, client_of, office_tables
):
    act = Act.objects.get(code="FIX_NAME")
    client, url = client_of(kabid), reverse("corrections:rule", args=[act.pk])
    sent = {f"tier_{place}": role for place, role in enumerate(order)}
    answer = client.post(url, {**sent, "evidence": "block", "reason": "Coba"})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not RuleChange.objects.exists()
    if "" not in order:
        with pytest.raises(BrokenRule):
            change_rule(act=act, tiers=order, evidence="block", by=kabid, reason="Coba")


def test_a_removal_that_the_centre_refused_lifts_its_tombstone(nuraeni, ask, rahmawati, kasi, kabid, settings):
    Act.objects.update(evidence="none")
    request = ask(nuraeni, {"register_state": "removed"}, act="GRADUATE")
    for checker in (rahmawati, kasi, kabid):
        decide_fields(request=request, verdicts={"register_state": "accepted"}, checker=checker)
    follow_removal(type("Event", (), {"payload": {"request": request.pk}})())
    assert Tombstone.objects.get().lifted_on is None
    reopen_refused(refusals={request.pk: "masih layak"})
    assert "verification.corrections.services.follow_removal" in settings.EVENT_HANDLERS["change.reopened"]
    follow_removal(type("Event", (), {"payload": {"request": request.pk}})())
    nuraeni.refresh_from_db()
    assert Tombstone.objects.get().lifted_on is not None and nuraeni.register_state != "removed"
    assert ChangeRequest.objects.get().state == "submitted"


def test_the_rate_of_disagreement_counts_two_people_on_one_request(nuraeni, ask, rahmawati, kasi, settings):
    assert disagreement().share is None
    settings.SECOND_LOOK_SHARE = 1
    Act.objects.update(evidence="none")
    for name, verdict in (("WA ODE NURAINI", "accepted"), ("WA ODE NURAENY", "refused")):
        request = ask(nuraeni, {"name": name})
        decide_fields(request=request, verdicts={"name": "accepted"}, checker=rahmawati)
        reasons = {"name": Because(first_reason(), "lain")} if verdict == "refused" else None
        decide_fields(request=request, verdicts={"name": verdict}, checker=kasi, reasons=reasons)
    assert (disagreement().looked, disagreement().differed) == (2, 1)


def first_reason():
    return Reason.objects.filter(kind="refuse").first().code


def test_idea_20_removal_rates_by_kelurahan_with_an_alarm_band_and_both_errors(lahundape, tipulu, kabid, client_of):
    """idea 20"""
    today = timezone.localdate()
    for place, people, removed in ((lahundape, 200, 2), (tipulu, 100, 30)):
        Citizen.objects.bulk_create(
            Citizen(name=f"W {n}", kelurahan=place, register_state="removed" if n < removed else "listed")
            for n in range(people)
        )
        Tombstone.objects.bulk_create(
            Tombstone(name="W", name_key="W", kelurahan=place, reason="31", removed_on=today - timedelta(days=n))
            for n in range(removed)
        )
    Tombstone.objects.filter(kelurahan=lahundape).update(lifted_on=today)
    Citizen.objects.filter(pk=Citizen.objects.filter(register_state="listed").first().pk).update(life_state="2")
    alive = Citizen.objects.filter(kelurahan=tipulu, register_state="listed", life_state="1").last()
    Result.objects.filter(pk=make_result(alive)).update(result_class="DECEASED")
    found = removals(kabid)
    assert found.heard == 1, "the register says it; nobody has confirmed it, so it is no error yet"
    assert [(str(each.place), each.alarm) for each in found.places] == [("Tipulu", True), ("Lahundape", False)]
    assert (found.removed, found.exclusion_errors, found.inclusion_errors) == (32, 2, 1)
    page = client_of(kabid).get(reverse("workbench:removals")).content.decode()
    assert "perlu diperiksa" in page and "Pemeriksa kedua" in page


def test_a_mistaken_death_and_a_slip_before_sending_are_no_exclusion_errors(lahundape, kabid, nuraeni, ask, client_of):
    """idea 20: both errors are counted apart, and only what the centre was told can exclude somebody"""
    today = timezone.localdate()
    unsent, sent = (ask(nuraeni, {field: "WA ODE N"}) for field in ("name", "mother_name"))
    ChangeRequest.objects.filter(pk=sent.pk).update(sealed_in="K-2611-01")
    for reason, number in (("12", ""), ("13", sent.number), ("31", unsent.number), ("31", sent.number), ("31", "")):
        Tombstone.objects.create(
            name="W", name_key="W", kelurahan=lahundape, reason=reason, request_number=number, removed_on=today,
            lifted_on=today,
        )  # fmt: skip
    found = removals(kabid)
    assert (found.exclusion_errors, found.slips, found.inclusion_errors) == (2, 3, 0)
    assert found.removed == 2, "who was never reported away has not left"
    page = client_of(kabid).get(reverse("workbench:removals")).content.decode()
    assert "3 dibatalkan sebelum terkirim" in page
