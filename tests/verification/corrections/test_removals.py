"""An accepted removal leaves a tombstone; undone or reversed, the tombstone is lifted. A broken rule is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consultation.visits.models import Visit
from dtks.assignments.models import Assignment
from dtks.jobs.models import Event, Message
from dtks.jobs.services import sweep_events
from dtks.office.queries import KABID, code_labels
from dtks.office.services import load_codes
from dtks.papers.models import Document
from dtks.registry.models import RegisterState
from dtks.web.masking import mask
from dtks.web.pdf import typeset
from dtks.web.templatetags.formats import long_day
from verification.corrections.models import Act, ChangeRequest, FieldChange
from verification.corrections.services import EvidenceMissing, cite, decide_fields, open_blocked, reverse, undo_decision
from verification.corrections.views import objection

ACCEPT = FieldChange.Verdict.ACCEPTED
State = ChangeRequest.State


@pytest.fixture(autouse=True)
def codes(db):
    load_codes()
    code_labels.cache_clear()


def accept(request, field, *people):
    for person in people:
        decide_fields(request=request, verdicts={field: ACCEPT}, checker=person)
    request.refresh_from_db()
    assert request.state == State.APPLIED, request.apply_error
    sweep_events()
    return request


@pytest.fixture
def removal(nuraeni, ask):
    def make(**more):
        return ask(nuraeni, {"register_state": RegisterState.REMOVED.value}, act="GRADUATE", **more)

    return make


def test_a_removal_of_the_minutes_leaves_a_tombstone_with_all_keys(nuraeni, removal, rahmawati, kasi, kabid):
    request = removal(reason="32 ASN, TNI, Polri atau pensiunannya dalam keluarga")
    accept(request, "register_state", rahmawati, kasi, kabid)
    stone = nuraeni.tombstones.get()
    assert (stone.reason, stone.request_number, stone.nik) == ("32", request.number, nuraeni.nik)
    assert (stone.name, stone.birth_date, stone.kelurahan) == (nuraeni.name, nuraeni.birth_date, nuraeni.kelurahan)
    Event.objects.filter(kind="change.applied").update(handled_at=None)
    sweep_events()
    assert nuraeni.tombstones.count() == 1


def test_idea_20_who_is_removed_gets_a_form_to_object_without_any_number(
    nuraeni, removal, make_paper, rahmawati, kasi, kabid, client_of, monkeypatch
):
    """it says the public reason and the berita acara, never what the maker wrote for the office"""
    said = {}
    monkeypatch.setattr(objection, "typeset", lambda name, data: said.update(data) or typeset(name, data))
    request = removal(reason="32 ASN, TNI, Polri atau pensiunannya dalam keluarga. Kata tetangga iparnya polisi.")
    [minutes] = make_paper(nuraeni, "BA_MUSKEL")
    Document.objects.filter(pk=minutes.pk).update(note="12/BA-DTKS/KEL-LHD/XI/2026 versi 2")
    cite(request=request, document=minutes, locator="butir 17")
    place = f"/usulan/{request.pk}/keberatan.pdf"
    assert client_of(rahmawati).get(place).status_code == 404  # nothing to object to yet
    accept(request, "register_state", rahmawati, kasi, kabid)
    assert place in client_of(rahmawati).get(request.get_absolute_url()).content.decode()
    answer = client_of(rahmawati).get(place)
    assert answer.content.startswith(b"%PDF") and answer["Cache-Control"] == "private, no-store"
    assert (said["name"], said["reason"]) == (nuraeni.name, "ASN, TNI, Polri atau pensiunannya dalam keluarga")
    assert said["minutes"] == "12/BA-DTKS/KEL-LHD/XI/2026 butir 17"
    assert "iparnya" not in str(said), "the maker's note is for the office"
    assert said["official"] == f"{KABID} (nama pejabat belum diisi)"
    assert said["until"] == long_day(timezone.localdate() + timedelta(days=14))
    assert nuraeni.nik not in str(said) and mask(nuraeni.nik) not in str(said)


def test_idea_20_nobody_leaves_without_the_minutes_and_a_visit_and_the_way_back_asks_for_neither(
    nuraeni, removal, make_paper, fitriani, rahmawati, kasi, kabid
):
    """idea 20, row 32: the item of a berita acara proves an exit, and a checked visit counts by itself"""
    request = removal(agrees=False)
    [minutes] = make_paper(nuraeni, "BA_MUSKEL")
    cite(request=request, document=minutes, locator="butir 17")
    with pytest.raises(EvidenceMissing, match=r"Berkas belum ada: Hasil kunjungan lapangan\."):
        decide_fields(request=request, verdicts={"register_state": ACCEPT}, checker=rahmawati)
    [report] = make_paper(nuraeni, "VISIT")
    Document.objects.filter(kind__code="VISIT").update(issued_on=timezone.localdate() - timedelta(days=20))
    with pytest.raises(EvidenceMissing):  # a paper of that kind is no visit
        decide_fields(request=request, verdicts={"register_state": ACCEPT}, checker=rahmawati)
    Visit.objects.create(
        number="K-2611-0121", citizen=nuraeni, kelurahan=nuraeni.kelurahan, source="hand", document=report,
        due_on=timezone.localdate(), facilitator=fitriani, state="checked", checked_by=kasi, checked_at=timezone.now(),
    )  # fmt: skip
    accept(request, "register_state", rahmawati, kasi, kabid)
    back = reverse(request=request, maker=fitriani, reason="Keberatan diterima")
    assert back.papers_needed == []


def test_an_undone_removal_takes_its_tombstone_back(nuraeni, removal, rahmawati, kasi, kabid):
    request = accept(removal(), "register_state", rahmawati, kasi, kabid)
    undo_decision(request=request, actor=kabid)
    sweep_events()
    stone = nuraeni.tombstones.get()
    assert stone.lifted_on and request.number in stone.lifted_reason
    nuraeni.refresh_from_db()
    assert nuraeni.register_state != RegisterState.REMOVED


def test_a_reversed_removal_takes_its_tombstone_back(nuraeni, removal, rahmawati, kasi, kabid, make_user):
    request = accept(removal(), "register_state", rahmawati, kasi, kabid)
    back = reverse(request=request, maker=rahmawati, reason="Keliru orang")
    for person in (kasi, kabid):
        decide_fields(request=back, verdicts={"register_state": ACCEPT}, checker=person)
    sweep_events()
    assert not nuraeni.tombstones.filter(lifted_on=None).exists()


def test_a_death_leaves_a_tombstone_of_a_member_or_of_the_last_one(make_citizen, ask, rahmawati, kasi):
    first = make_citizen(kk_number="7471052210240013", nik="7471055203849012", name="LA ODE")
    make_citizen(kk_number="7471052210240013", nik="7471055203849013", name="WA ODE")
    accept(ask(first, {"life_state": "2"}, act="DEATH"), "life_state", rahmawati, kasi)
    alone = make_citizen(kk_number="7471052210249999", nik="7471055203849014", name="LA ANE")
    accept(ask(alone, {"life_state": "2"}, act="DEATH"), "life_state", rahmawati, kasi)
    assert (first.tombstones.get().reason, alone.tombstones.get().reason) == ("11", "12")


def test_failure_9_the_kabid_is_told_of_a_broken_rule_and_it_opens_when_mended(nuraeni, ask, rahmawati, kabid):
    kabid.email = "kabid@dinsos.example"
    kabid.save()
    act = Act.objects.get(code="FIX_NAME")
    Act.objects.filter(pk=act.pk).update(tiers=["camat"])
    request = ask(nuraeni, {"name": "WA ODE NURAINI"})
    ask(nuraeni, {"name": "WA ODE NURAINA"})
    sweep_events()
    alert = Assignment.objects.get()
    assert alert.role == "kabid" and "camat" in alert.step
    message = Message.objects.get()
    assert message.recipient == kabid.email and nuraeni.nik not in message.text
    client = Client()
    client.force_login(kabid)
    assert alert.title in client.get("/beranda").content.decode()
    Act.objects.filter(pk=act.pk).update(tiers=["operator"])
    assert open_blocked() == 2
    request.refresh_from_db()
    assert decide_fields(request=request, verdicts={"name": ACCEPT}, checker=rahmawati).state == State.APPLIED
    alert.refresh_from_db()
    assert not alert.is_live
