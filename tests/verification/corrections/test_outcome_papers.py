"""Row 32: papers are asked by act and by outcome; what a missing one does is the kabid's, by act and by outcome."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from dtks.office import queries as office
from dtks.registry.models import AidRecord, Programme, RegisterState
from dtks.web.pdf import typeset
from verification.corrections.models import Act, ChangeRequest, FieldChange, Origin
from verification.corrections.queries import evidence_need
from verification.corrections.queries.evidence import papers_needed
from verification.corrections.queries.outcomes import choices_for, outcome_in, outcome_of
from verification.corrections.services import EvidenceMissing, change_rule, decide_fields, follow_removal, propose
from verification.corrections.views import objection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes_and_programmes")]
ACCEPTED = {"register_state": FieldChange.Verdict.ACCEPTED}
CARD = "7471052210240013"


@pytest.fixture
def removal(make_citizen, ask):
    """Somebody of his own leaves the list for an outcome; the register says nothing of it."""

    def make(outcome, act="GRADUATE", **more):
        state = {"register_state": RegisterState.REMOVED.value}
        return ask(make_citizen(nik=""), state, act=act, agrees=False, outcome=outcome, **more)

    return make


@pytest.fixture
def order(kabid):
    """The kabid says what a missing paper does: for an act, and for outcomes of it."""

    def write(evidence, act="GRADUATE", **outcomes):
        said = {code.removeprefix("o"): rule for code, rule in outcomes.items()}
        held = Act.objects.get(code=act)
        return change_rule(
            act=held, tiers=held.rule.tiers, evidence=evidence, outcomes=said, by=kabid, reason="Menurut sebab"
        )

    return write


def labels(request):
    return [paper["label"] for paper in request.papers_needed]


def test_row_32_the_papers_of_a_request_are_those_of_its_act_and_of_its_outcome(removal):
    """row 32"""
    of_act = ["Berita acara musyawarah kelurahan", "Hasil kunjungan lapangan"]
    assert labels(removal("31")) == of_act
    assert labels(removal("32")) == [*of_act, "Kartu Keluarga"]
    assert labels(removal("35")) == [*of_act, "Rekening/ID pelanggan listrik"]
    assert labels(removal("42", act="NOT_FOUND")) == labels(removal("41", act="NOT_FOUND")), "nothing is asked twice"


def test_row_32_an_alternative_counts_and_is_not_asked_beside_the_paper_that_it_stands_for(
    nuraeni, ask, make_paper, rahmawati
):
    """row 32: a death certificate or the lurah's letter; the card because the recipient must be replaced"""
    death = ask(nuraeni, {"life_state": "2"}, act="DEATH", agrees=False, outcome="13")
    assert labels(death) == ["Kutipan akta kematian atau Surat keterangan kematian", "Kartu Keluarga"]
    assert evidence_need(death).missing == ("Kutipan akta kematian atau Surat keterangan kematian", "Kartu Keluarga")
    death.evidence.create(document=make_paper(nuraeni, "SK_MATI")[0])
    assert evidence_need(death).missing == ("Kartu Keluarga",)
    inside = Act.objects.get(code="MOVE_INSIDE")
    card_or_letter = papers_needed(inside, timezone.localdate(), "22")
    assert card_or_letter == papers_needed(inside, timezone.localdate()), "who shows the card has shown either of both"


def test_row_32_the_papers_are_frozen_with_the_request(removal):
    """row 32"""
    request = removal("32")
    office.code_labels.cache_clear()
    from dtks.office.models import Code

    Code.objects.filter(table="outcome_codes", code="32").update(data={"evidence": "VISIT;LISTRIK"})
    assert evidence_need(ChangeRequest.objects.get(pk=request.pk)).missing[-1] == "Kartu Keluarga"
    assert labels(removal("32"))[-1] == "Rekening/ID pelanggan listrik"


def test_row_32_the_outcomes_own_rule_wins_over_the_acts(removal, order, rahmawati):
    """row 32: none, warn, block"""
    well_off, employee, power = removal("31"), removal("32"), removal("35")
    order("block", o32="warn", o35="none")

    def fresh(request):
        return ChangeRequest.objects.select_related("act").get(pk=request.pk)

    assert [evidence_need(fresh(each)).rule for each in (well_off, employee, power)] == ["block", "warn", "none"]
    assert evidence_need(fresh(employee)).missing and not evidence_need(fresh(power)).missing
    with pytest.raises(EvidenceMissing):
        decide_fields(request=well_off, verdicts=ACCEPTED, checker=rahmawati)
    for request in (employee, power):
        assert decide_fields(request=request, verdicts=ACCEPTED, checker=rahmawati).tier == 1
    order("warn", o31="block")
    assert evidence_need(fresh(power)).rule == "warn", "without a rule of its own it goes as the act"
    with pytest.raises(EvidenceMissing):
        decide_fields(request=well_off, verdicts=ACCEPTED, checker=rahmawati)


def test_row_32_the_kabid_sets_it_by_outcome_and_the_operators_page_follows(removal, kabid, rahmawati, client_of):
    """row 32: by page"""
    request = removal("32")
    case, act = reverse("workbench:case", args=[request.pk]), request.act
    desk, boss, url = client_of(rahmawati), client_of(kabid), reverse("corrections:rule", args=[act.pk])
    locked, missing = "Isian 1 hanya dapat diterima dengan", 'id="berkas-kurang"'
    first = desk.get(case).content.decode()
    assert locked in first and missing in first and "Sebab: <strong>32 ASN, TNI, Polri" in first
    page = boss.get(url).content.decode()
    assert "32 ASN, TNI, Polri" in page and "Kartu Keluarga, Hasil kunjungan lapangan" in page
    sent = {"tier_0": "operator", "tier_1": "kasi", "tier_2": "kabid", "evidence": "block", "reason": "Data BKN cukup"}
    assert boss.post(url, {**sent, "evidence_32": "camat"}).status_code == 422
    assert boss.post(url, {**sent, "evidence_32": "warn"}).status_code == 302
    shown = desk.get(case).content.decode()
    assert locked not in shown and "Diminta untuk" in shown and "Kartu Keluarga" in shown
    assert "lain menurut 1 sebab" in boss.get(reverse("corrections:rules")).content.decode()
    assert "32 ASN, TNI, Polri atau pensiunannya dalam keluarga: diperingatkan" in boss.get(url).content.decode()
    assert boss.post(url, {**sent, "evidence_32": "none"}).status_code == 302
    assert missing not in desk.get(case).content.decode()


def test_row_32_no_outcome_is_offered_where_an_act_has_only_one(kabid, client_of):
    page = client_of(kabid).get(reverse("corrections:rule", args=[Act.objects.get(code="MOVE_OUT").pk]))
    assert "Menurut sebab" not in page.content.decode()


def test_row_32_a_machine_is_asked_for_no_paper_and_the_rule_takes_no_query(
    nuraeni, compare, removal, order, django_assert_num_queries
):
    """row 32: the rule is in the act that is joined anyway"""
    order("block", o32="warn")
    died = propose(
        citizen=nuraeni, act="DEATH", values={"life_state": "2"}, origin=Origin.VITAL_EVENT, maker=None,
        comparison=compare(nuraeni, life_state="2"), reason="11 Meninggal dunia",
    )  # fmt: skip
    assert (died.papers_needed, died.outcome) == ([], "")
    request = ChangeRequest.objects.select_related("act").get(pk=removal("32").pk)
    request.act.group = "correction"  # of an exit a visit's report is looked for in the archive
    with django_assert_num_queries(0):
        assert evidence_need(request, []).rule == "warn"


def test_an_older_request_names_its_outcome_in_its_reason_and_free_words_name_none(removal, rahmawati, kasi, kabid):
    assert outcome_in("32 ASN, TNI, Polri atau pensiunannya dalam keluarga. Guru") == "32"
    assert [outcome_in(words) for words in ("31 tahun tidak ada kabar", "", "99 Sudah", "Sudah mampu")] == [""] * 4
    Act.objects.update(evidence="none")
    older = removal("", reason="35 Daya listrik 2.200 watt atau lebih")
    assert outcome_of(ChangeRequest(reason=older.reason)) == "35"
    for person in (rahmawati, kasi, kabid):
        decide_fields(request=older, verdicts=ACCEPTED, checker=person)
    follow_removal(type("Event", (), {"payload": {"request": older.pk}})())
    assert older.citizen.tombstones.get().reason == "35"


def test_a_death_names_by_itself_whether_the_family_goes_on_and_who_received_its_aid(make_citizen):
    alone = make_citizen(nik="", name="LA ANE", kk_number="7471052210249999", relation="1")
    head = make_citizen(nik="", name="LA ODE", kk_number=CARD, relation="1")
    wife = make_citizen(nik="", name="WA ODE", kk_number=CARD, relation="3")
    AidRecord.objects.create(
        citizen=wife, programme=Programme.objects.get(code="SEMBAKO"), period=timezone.localdate().replace(day=1),
        state="YA", reference="Daftar 1",
    )  # fmt: skip

    def codes_of(citizen):
        return [each.code for each in choices_for("DEATH", citizen)]

    assert [codes_of(each) for each in (alone, head, wife)] == [["12"], ["11", "13"], ["13", "11"]]


def test_row_42_the_page_of_an_exit_asks_for_the_outcome_and_shows_its_papers_before_it_is_sent(
    nuraeni, rahmawati, kasi, kabid, client_of
):
    """row 32, row 42: graduated as well off by default; another outcome is shown again before it is sent"""
    client, url = client_of(rahmawati), reverse("overview:act", args=[nuraeni.pk, "mampu"])
    first = client.get(url)
    assert first.context["form"]["outcome"].value() == "31" and first.context["outcome"].code == "31"
    assert ("Kartu Keluarga", "wajib menurut sebabnya") not in first.context["asked"]
    assert "36 Desil" not in first.content.decode(), "a decile takes nobody off the list"
    sent = {"members": [str(nuraeni.pk)], "reason": "Guru sejak 2024"}
    seen = re.findall(r'name="terlihat" value="(\w+)"', client.post(url, {**sent, "outcome": "31"}).content.decode())
    again = client.post(url, {**sent, "outcome": "32", "terlihat": seen[0]})
    assert not ChangeRequest.objects.exists(), "the outcome was changed after the effect was shown"
    assert ("Kartu Keluarga", "wajib menurut sebabnya") in again.context["asked"]
    page = again.content.decode()
    assert "mengunci putusan sampai dibawa" in page and "32 ASN, TNI, Polri" in page
    [digest] = re.findall(r'name="terlihat" value="(\w+)"', page)
    assert client.post(url, {**sent, "outcome": "99", "terlihat": digest}).status_code == 422
    assert client.post(url, {**sent, "outcome": "32", "terlihat": digest}).status_code == 302
    request = ChangeRequest.objects.get()
    assert request.outcome == "32" and labels(request)[-1] == "Kartu Keluarga"
    assert request.reason == "32 ASN, TNI, Polri atau pensiunannya dalam keluarga. Guru sejak 2024"
    Act.objects.update(evidence="none")
    for person in (kasi, kabid):
        decide_fields(request=request, verdicts=ACCEPTED, checker=person)
    follow_removal(type("Event", (), {"payload": {"request": request.pk}})())
    assert nuraeni.tombstones.get().reason == "32"


def test_the_same_exit_with_another_outcome_is_said_and_may_take_the_place_of_the_first(nuraeni, rahmawati, client_of):
    client, url = client_of(rahmawati), reverse("overview:act", args=[nuraeni.pk, "mampu"])
    for outcome in ("31", "32"):
        sent = {"members": [str(nuraeni.pk)], "reason": "Muskel", "outcome": outcome}
        [digest] = re.findall(r'name="terlihat" value="(\w+)"', client.post(url, sent).content.decode())
        answer = client.post(url, {**sent, "terlihat": digest}, follow=True).content.decode()
    request = ChangeRequest.objects.get()
    assert request.outcome == "31" and f"Tarik {request.number}, ajukan ini" in answer
    client.post(url, {**sent, "terlihat": digest, "ganti": request.pk})
    assert list(ChangeRequest.objects.open().values_list("outcome", flat=True)) == ["32"]


def test_the_slip_of_who_may_object_does_not_tell_a_claim_of_the_centre(
    removal, rahmawati, kasi, kabid, client_of, monkeypatch
):
    said = {}
    monkeypatch.setattr(objection, "typeset", lambda name, data: said.update(data) or typeset(name, data))
    Act.objects.update(evidence="none")
    request = removal("38", reason="38 Terindikasi judi daring menurut pusat")
    for person in (rahmawati, kasi, kabid):
        decide_fields(request=request, verdicts=ACCEPTED, checker=person)
    assert client_of(rahmawati).get(f"/usulan/{request.pk}/keberatan.pdf").status_code == 200
    assert "judi" not in said["reason"] and "data pusat" in said["reason"]
