"""Every act of the office on a family: the effect before it is sent, decided by others, done and taken back whole."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dtks.registry.models import AidRecord, Citizen, Household, Programme, Tombstone
from dtks.registry.queries import family_of
from verification.corrections.models import Act, ChangeRequest
from verification.corrections.queries.act_forms import act_forms, effects
from verification.corrections.queries.succession import programme_lines
from verification.corrections.services import (
    BrokenPlan,
    apply_decided,
    decide_fields,
    follow_removal,
    propose_act,
    undo_decision,
)  # fmt: skip
from verification.corrections.services import (
    reverse as take_back,
)

pytestmark = pytest.mark.django_db
OLD, NEW = "7471051403090001", "7471051811260002"
FORMS = act_forms()


@pytest.fixture(autouse=True)
def no_papers(codes_and_programmes):
    Act.objects.update(evidence="none")


@pytest.fixture
def family(make_citizen) -> list[Citizen]:
    """A father, a mother who receives aid, and a daughter on one card, on the centre's list."""
    rows = [("LA NDOASA", "1", "1965-01-02", "L"), ("WA SAMSIA", "3", "1974-03-04", "P"),
            ("NURBAYA", "4", "2004-07-08", "P")]  # fmt: skip
    people = [
        make_citizen(name=name, nik="", kk_number=OLD, relation=relation, birth_date=born, sex=sex)
        for name, relation, born, sex in rows
    ]
    Citizen.objects.update(register_state="listed")
    AidRecord.objects.create(
        citizen=people[1], programme=Programme.objects.get(code="SEMBAKO"), period=timezone.localdate().replace(day=1),
        state="YA", reference="Daftar 1",
    )  # fmt: skip
    return list(Citizen.objects.order_by("pk"))


@pytest.fixture
def decide(rahmawati, kasi, kabid):
    """Everybody whose turn it is accepts, and what follows has followed."""

    def accept(request: ChangeRequest) -> ChangeRequest:
        people = {"operator": rahmawati, "kasi": kasi, "kabid": kabid}
        while request.state == "submitted":
            verdicts = {each.field: "accepted" for each in request.fields.all()}
            request = decide_fields(request=request, verdicts=verdicts, checker=people[request.waits_for[0]])
        follow(request)
        return request

    return accept


def follow(request: ChangeRequest) -> None:
    """What the workers do with the events of a request."""
    from dtks.jobs.models import Event

    for event in Event.objects.filter(payload__request=request.pk).order_by("pk"):
        (apply_decided if event.kind == "change.decided" else follow_removal)(event)


def test_row_42_every_act_of_the_table_has_a_form_or_a_place_of_its_own():
    """row 42"""
    elsewhere = {
        "KK_CHANGE", "HEAD_SUCCESSION", "DUPLICATE", "RETURNED_NAME", "CERTIFICATE", "PIP_SUPPORT", "OBJECTION",
        "COMPLAINT", "CHANGE_NOTICE", "INFO", "KTP17",
    }  # fmt: skip
    repairs = set(Act.objects.filter(code__startswith="FIX_").values_list("code", flat=True))
    acts = set(Act.objects.values_list("code", flat=True))
    assert acts - elsewhere - repairs == {form.code for form in FORMS.values()}


def test_idea_20_a_family_that_became_well_off_leaves_and_comes_back_as_a_whole(family, fitriani, decide, kasi):
    """row 40, idea 20: three persons, tombstones, one click back"""
    form = FORMS["mampu"]
    values = {each: dict(form.sets) for each in family}
    shown = effects(form, values)
    assert shown[1].aid == [("BPNT", "berhenti")] and shown[0].changes[0][2] == "Dikeluarkan"
    request = propose_act(form=form, citizen=family[0], values=values, maker=fitriani, reason="Muskel 3 November")
    assert list(request.tiers) == [["operator"], ["kasi"], ["kabid"]] and not Tombstone.objects.exists()
    (line,) = programme_lines(request)
    assert (line.programme, line.was, line.ends) == ("BPNT", [family[1].name], True)
    decide(request)
    assert set(Citizen.objects.values_list("register_state", flat=True)) == {"removed"}
    assert Tombstone.objects.filter(reason="31", lifted_on=None).count() == 3
    back = take_back(request=ChangeRequest.objects.get(pk=request.pk), maker=fitriani, reason="Keberatan diterima")
    assert back.is_whole and {each.pk for each in back.companions} == {each.pk for each in family[1:]}
    decide(back)
    follow(request)
    assert set(Citizen.objects.values_list("register_state", flat=True)) == {"listed"}
    assert not Tombstone.objects.filter(lifted_on=None).exists()
    request.refresh_from_db()
    assert request.state == "reversed"


def test_a_split_needs_one_head_and_is_undone_with_the_cards(family, fitriani, decide, kasi):
    father, mother, daughter = family
    form = FORMS["pecah-kk"]
    with pytest.raises(BrokenPlan, match="belum punya"):
        propose_act(form=form, citizen=daughter, values={daughter: {"kk_number": NEW}}, maker=fitriani)
    request = propose_act(
        form=form, citizen=daughter, maker=fitriani,
        values={daughter: {"kk_number": NEW, "relation": "1"}, mother: {"kk_number": NEW, "relation": "7"}},
    )  # fmt: skip
    request = decide(request)
    old = Household.objects.get(number=OLD)
    assert family_of(daughter) == family_of(mother) != old and family_of(father) == old
    undo_decision(request=request, actor=kasi)
    assert {family_of(each) for each in family} == {old}
    assert not Household.objects.get(number=OLD).ended_on


def test_a_merge_closes_the_old_card_and_links_it(family, make_citizen, fitriani, decide):
    head = make_citizen(name="LA IPAR", nik="", kk_number=NEW, relation="1", sex="L", birth_date="1970-01-01")
    form = FORMS["gabung-kk"]
    with pytest.raises(BrokenPlan, match="lebih dari satu"):
        propose_act(form=form, citizen=family[0], values={family[0]: {"kk_number": NEW}}, maker=fitriani)
    request = propose_act(
        form=form, citizen=family[0], maker=fitriani,
        values={each: {"kk_number": NEW, "relation": "9"} for each in family},
    )  # fmt: skip
    decide(request)
    old = Household.objects.get(number=OLD)
    assert old.succeeded_by == family_of(head) and family_of(family[2]) == family_of(head)


def test_the_recipient_changes_and_the_aid_stands_at_the_new_one(family, fitriani, decide):
    daughter = family[2]
    form = FORMS["ganti-pengurus"]
    [shown] = effects(form, {daughter: {}}, programmes=["BPNT"], family=family)
    assert shown.aid == [("BPNT", "dari WA SAMSIA kepada NURBAYA")]
    with pytest.raises(BrokenPlan):
        propose_act(form=form, citizen=daughter, values={daughter: {}}, maker=fitriani)
    request = decide(
        propose_act(
            form=form, citizen=daughter, values={daughter: {}}, maker=fitriani, details={"programmes": ["BPNT"]}
        )
    )
    assert request.state == "applied"
    assert daughter.aid.get().reference == f"{request.number}, dari Daftar 1"


def test_row_37_a_value_that_changed_meanwhile_stops_the_whole_plan(family, fitriani, decide):
    """row 37"""
    form = FORMS["pindah-keluar"]
    request = propose_act(
        form=form, citizen=family[0], values={each: {"life_state": "3"} for each in family}, maker=fitriani,
        event_on=timezone.localdate() - timedelta(days=3), details={"place": "Makassar"},
    )  # fmt: skip
    Citizen.objects.filter(pk=family[2].pk).update(life_state="2")
    request = decide(request)
    assert request.state == "apply_failed" and "sudah berubah" in request.apply_error
    assert set(Citizen.objects.values_list("life_state", flat=True)) == {"1", "2"}


def test_row_38_two_acts_on_one_card_are_not_open_at_once(family, fitriani, rahmawati):
    removed = {each: {"register_state": "removed"} for each in family}
    first = propose_act(form=FORMS["mampu"], citizen=family[0], values=removed, maker=fitriani, reason="Muskel")
    again = propose_act(form=FORMS["mampu"], citizen=family[0], values=removed, maker=fitriani, reason="Muskel")
    assert again == first
    away = {each: {"life_state": "3"} for each in family}
    with pytest.raises(BrokenPlan, match=first.number):
        propose_act(form=FORMS["pindah-keluar"], citizen=family[1], values=away, maker=rahmawati)


def test_rules_of_single_acts(family, fitriani):
    today = timezone.localdate()
    alone: dict[Citizen, dict[str, str]] = {family[0]: {}}
    with pytest.raises(BrokenPlan, match="enam bulan"):
        propose_act(
            form=FORMS["reaktivasi-pbi"], citizen=family[0], values=alone, maker=fitriani,
            event_on=today - timedelta(days=200),
        )  # fmt: skip
    removed = {family[0]: {"register_state": "removed"}}
    with pytest.raises(BrokenPlan, match="dua kunjungan"):
        propose_act(
            form=FORMS["tidak-ditemukan"], citizen=family[0], values=removed, maker=fitriani,
            details={"visits": ["2026-11-02", "2026-11-02"]},
        )  # fmt: skip
    with pytest.raises(BrokenPlan, match="masa depan"):
        propose_act(
            form=FORMS["meninggal"], citizen=family[0], values={family[0]: {"life_state": "2"}}, maker=fitriani,
            event_on=today + timedelta(days=1),
        )  # fmt: skip
    one = propose_act(form=FORMS["reaktivasi-pbi"], citizen=family[0], values=alone, maker=fitriani, event_on=today)
    two = propose_act(form=FORMS["pembaruan-desil"], citizen=family[0], values=alone, maker=fitriani)
    assert one != two and (one.act.code, two.act.code) == ("REACTIVATE_PBI", "DESIL_REVIEW")


def test_the_page_shows_the_effect_first_and_sends_only_what_was_shown(family, rahmawati, kasi, client_of):
    client = client_of(rahmawati)
    acts = client.get(reverse("overview:acts", args=[family[0].pk])).content.decode()
    assert all(reverse("overview:act", args=[family[0].pk, slug]) in acts for slug in FORMS)
    url = reverse("overview:act", args=[family[0].pk, "mampu"])
    assert "berhenti" in client.get(url).content.decode()
    sent = {"members": [str(each.pk) for each in family], "reason": "Muskel 3 November"}
    first = client.post(url, sent).content.decode()
    assert "Akibatnya sudah tampil" in first and not ChangeRequest.objects.exists()
    [digest] = re.findall(r'name="terlihat" value="(\w+)"', first)
    fewer = client.post(url, {**sent, "members": [str(family[0].pk)], "terlihat": digest})
    assert fewer.status_code == 200 and not ChangeRequest.objects.exists()
    assert client.post(url, {**sent, "terlihat": digest}).status_code == 302
    request = ChangeRequest.objects.get()
    page = client_of(kasi).get(request.get_absolute_url()).content.decode()
    assert "Berlaku juga bagi keluarganya" in page and "WA SAMSIA" in page
    assert client.get(reverse("overview:act", args=[family[0].pk, "tidak-ada"])).status_code == 404
    for slug in FORMS:
        assert client.get(reverse("overview:act", args=[family[1].pk, slug])).status_code == 200, slug


def test_idea_10_the_page_of_a_death_points_to_the_successor_and_may_go_into_the_urgent_lane(
    family, rahmawati, client_of
):
    """idea 6, idea 10: the death of a head; only an act that the lane takes offers it"""
    client = client_of(rahmawati)
    url = reverse("overview:act", args=[family[0].pk, "meninggal"])
    page = client.get(url).content.decode()
    assert reverse("overview:succession", args=[family_of(family[0]).pk]) + "?kind=died" in page
    assert 'name="urgent"' not in client.get(reverse("overview:act", args=[family[0].pk, "mampu"])).content.decode()
    sent = {"event_on": f"{timezone.localdate():%d-%m-%Y}", "reason": "Dilaporkan istri", "urgent": "MATI"}
    [digest] = re.findall(r'name="terlihat" value="(\w+)"', client.post(url, sent).content.decode())
    assert client.post(url, {**sent, "terlihat": digest}).status_code == 302
    assert ChangeRequest.objects.get().urgent_reason == "MATI"


def test_moved_on_the_day_of_the_event(family, fitriani, decide):
    day = timezone.localdate() - timedelta(days=9)
    mother = family[1]
    request = propose_act(
        form=FORMS["meninggal"], citizen=mother, values={mother: {"life_state": "2"}}, maker=fitriani, event_on=day
    )
    decide(request)
    mother.refresh_from_db()
    assert mother.life_state_on == day and family_of(mother) is None
    assert Tombstone.objects.get().reason == "11" and isinstance(day, date)
