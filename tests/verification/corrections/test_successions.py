"""The head died or the card was replaced: nobody falls between, aid follows, and all of it can be taken back."""

from datetime import date

import pytest
from django.urls import reverse as address

from dtks.jobs.models import Event
from dtks.office.queries import code_by_label, code_labels
from dtks.office.services import load_codes
from dtks.papers.services import add_document
from dtks.registry.models import AidRecord, Citizen, Household, Programme, Source
from dtks.registry.queries import family_of, head_of, members_of
from dtks.registry.services import set_values
from tests.verification.corrections.people import a_person
from verification.corrections.queries.succession import candidates, continuity
from verification.corrections.services import (
    BrokenPlan,
    CorrectionError,
    MemberPlace,
    decide_fields,
    follow_removal,
    propose_succession,
    reverse,
    undo_decision,
)

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = "7471051403090001", "7471051811260002", "7471051811260003"
ACCEPT = {"kk_number": "accepted", "relation": "accepted"}


@pytest.fixture
def operator(make_user):
    return make_user("rahma", "operator")


@pytest.fixture
def family(lahundape):
    """La Ndoasa Bolu, his wife, a married son, a daughter of 15, a grandchild of 4."""
    load_codes()
    code_labels.cache_clear()
    code_by_label.cache_clear()
    rows = [("LA NDOASA BOLU", "1", "1965-01-02", "L", "2"), ("WA SAMSIA", "3", "1974-03-04", "P", "2"),
            ("RAHMAT BOLU", "4", "2002-05-06", "L", "2"), ("NURBAYA BOLU", "4", "2011-07-08", "P", "1"),
            ("AULIA BOLU", "6", "2022-09-10", "P", "1")]  # fmt: skip
    people = [a_person(*row, lahundape, card=OLD) for row in rows]
    bpnt = Programme.objects.create(code="SEMBAKO", label="BPNT", short_label="BPNT", unit="family")
    pkh = Programme.objects.create(code="PKH", label="PKH", short_label="PKH", unit="family")
    month = date(2026, 10, 1)
    AidRecord.objects.create(citizen=people[0], programme=bpnt, period=month, state="YA", reference="Daftar No. 1")
    AidRecord.objects.create(citizen=people[1], programme=pkh, period=month, state="YA", reference="Daftar No. 1")
    return people


def the_plan(family, **changes):
    head, wife, son, daughter, grandchild = family
    places = {
        head: MemberPlace(citizen=head, deceased=True),
        wife: MemberPlace(citizen=wife, number=NEW, relation="1"),
        son: MemberPlace(citizen=son, number=OTHER, relation="1"),
        daughter: MemberPlace(citizen=daughter, number=NEW, relation="4"),
        grandchild: MemberPlace(citizen=grandchild),
    }
    return list((places | changes.pop("places", {})).values())


def proposed(family, operator, **changes):
    papers = [
        add_document(citizen=family[1], kind=kind, form="original", seen_by=operator)
        for kind in ("AKTA_MATI", "KK", "KTP")
    ]
    said = {"successor": family[1], "kind": "died", "event_on": date(2026, 11, 2), "documents": papers}
    places = the_plan(family, places=changes.pop("places", {}))
    return propose_succession(household=family_of(family[0]), maker=operator, places=places, **(said | changes))


def applied(request, *people):
    for person in people:
        decide_fields(request=request, verdicts=ACCEPT, checker=person)
    request.refresh_from_db()
    assert (request.state, request.apply_error) == ("applied", "")


def card(number):
    return Household.objects.get(unit="family", number=number)


def test_the_spouse_is_suggested_and_a_child_under_17_may_not(family):
    replaced = candidates(members_of(family_of(family[0])), date(2026, 11, 20))
    assert replaced[0].citizen == family[0] and replaced[0].suggested  # a card that is only replaced keeps its head
    found = candidates(members_of(family_of(family[0])), date(2026, 11, 20), without=[family[0].pk])
    assert [each.citizen.name for each in found][:2] == ["WA SAMSIA", "RAHMAT BOLU"]
    assert [each.suggested for each in found] == [True, False, False, False]
    assert {each.citizen.name for each in found if not each.allowed} == {"NURBAYA BOLU", "AULIA BOLU"}


def test_only_the_programme_in_the_dead_heads_name_loses_its_recipient(family):
    lines = continuity(family, leaving=family[0], successor=family[1])
    assert [(line.programme, line.becomes, line.lost) for line in lines] == [
        ("BPNT", "WA SAMSIA", True), ("PKH", "tetap", False),
    ]  # fmt: skip


def test_a_list_that_marks_the_whole_family_warns_when_its_head_dies_and_not_when_a_child_does(family):
    bpnt = Programme.objects.get(code="SEMBAKO")
    for person in family[1:]:
        AidRecord.objects.create(
            citizen=person, programme=bpnt, period=date(2026, 10, 1), state="YA", reference="Daftar No. 1"
        )
    by_name = {line.programme: line for line in continuity(family, leaving=family[0], successor=family[1])}
    bpnt_line = by_name["BPNT"]
    assert (bpnt_line.lost, bpnt_line.was, bpnt_line.becomes) == (True, ["LA NDOASA BOLU"], "WA SAMSIA")
    assert not any(line.lost for line in continuity(family, leaving=family[3], successor=None))


def test_row_3_idea_6_the_old_card_closes_and_nobody_falls_between(family, operator, kasi, kabid):
    head, wife, son, daughter, grandchild = family
    request = proposed(family, operator)
    assert (request.act.code, request.waits_for) == ("HEAD_SUCCESSION", ["kasi"])
    assert family_of(daughter).number == OLD
    applied(request, kasi, kabid)
    old = card(OLD)
    assert old.ended_on and old.succeeded_by == card(NEW) and not old.memberships.filter(ended_on=None).exists()
    assert (head_of(card(NEW)), head_of(card(OTHER))) == (wife, son)
    assert family_of(daughter) == card(NEW)
    waiting = grandchild.memberships.get(ended_on=None)
    assert (waiting.household, waiting.finding) == (card(NEW), "NOT_ON_NEW_CARD")
    head.refresh_from_db()
    assert (head.life_state, head.life_state_on) == ("2", date(2026, 11, 2))
    stone = head.tombstones.get()
    assert (stone.reason, stone.request_number, stone.removed_on) == ("13", request.number, date(2026, 11, 2))
    follow_removal(Event.objects.filter(kind="change.applied", payload__request=request.pk).latest("pk"))
    stone.refresh_from_db()
    assert stone.lifted_on is None, "the succession that buried him stands"
    assert wife.aid.get(programme__code="SEMBAKO").reference == f"{request.number}, dari Daftar No. 1"


def test_who_waits_for_a_card_stays_with_the_family_until_his_own_number_comes(family, operator, kasi, kabid):
    applied(proposed(family, operator), kasi, kabid)
    child = Citizen.objects.get(pk=family[4].pk)
    set_values(citizen=child, values={"relation": "9"}, source=Source.CORRECTION, reference="P", on=date(2026, 11, 25))
    assert family_of(child) == card(NEW)
    set_values(citizen=child, values={"kk_number": OTHER}, source=Source.CORRECTION, reference="P",
               on=date(2026, 11, 26))  # fmt: skip
    assert family_of(child) == card(OTHER)


@pytest.mark.parametrize("way", ["undo", "reverse"])
def test_it_is_taken_back_as_a_whole(family, operator, kasi, kabid, way, client_of):
    request = proposed(family, operator)
    applied(request, kasi, kabid)
    if way == "undo":
        undo_decision(request=request, actor=kabid)
    else:
        back = reverse(request=request, maker=operator, reason="akta mati keliru")
        page = client_of(kasi).get(address("workbench:case", args=[back.pk])).content.decode()
        assert f"Pembalikan {request.number}" in page and "akta mati keliru" in page and "RAHMAT BOLU" in page
        assert back.is_whole and 'value="refused"' not in page, "its fields are not decided one by one"
        applied(back, kasi, kabid)
        request.refresh_from_db()
        assert request.state == "reversed"
    old = card(OLD)
    assert old.ended_on is None and old.succeeded_by is None
    now = dict(old.memberships.filter(ended_on=None).values_list("citizen__name", "relation"))
    assert now == {"LA NDOASA BOLU": "1", "WA SAMSIA": "3", "RAHMAT BOLU": "4", "NURBAYA BOLU": "4", "AULIA BOLU": "6"}
    head = Citizen.objects.get(pk=family[0].pk)
    assert head.life_state == "1" and not head.tombstones.filter(lifted_on=None).exists()
    assert not AidRecord.objects.filter(citizen=family[1], programme__code="SEMBAKO").exists()


def test_a_plan_that_lets_somebody_fall_is_refused(family, operator):
    head, wife, son, daughter, _ = family
    with pytest.raises(BrokenPlan, match="sudah berubah"):
        propose_succession(
            household=family_of(head), maker=operator, places=the_plan(family)[:-1], successor=wife, kind="died",
            event_on=date(2026, 11, 2),
        )  # fmt: skip
    with pytest.raises(BrokenPlan, match="belum punya kepala"):
        proposed(family, operator, places={son: MemberPlace(citizen=son, number=OTHER, relation="4")})
    with pytest.raises(BrokenPlan, match="baru 15 tahun"):
        proposed(
            family, operator, successor=daughter,
            places={daughter: MemberPlace(citizen=daughter, number=NEW, relation="1"),
                    wife: MemberPlace(citizen=wife, number=NEW, relation="3")},
        )  # fmt: skip
    with pytest.raises(BrokenPlan, match="16 angka"):
        proposed(family, operator, places={son: MemberPlace(citizen=son, number="123", relation="1")})


def test_it_is_decided_whole_and_says_who_left_meanwhile(family, operator, kasi, kabid):
    request = proposed(family, operator)
    with pytest.raises(CorrectionError, match="diputuskan utuh"):
        decide_fields(request=request, verdicts={"relation": "accepted"}, checker=kasi)
    decide_fields(request=request, verdicts=ACCEPT, checker=kasi)
    set_values(citizen=family[3], values={"kk_number": "7471050101200009"}, source=Source.CORRECTION, reference="P",
               on=date(2026, 11, 20))  # fmt: skip
    decide_fields(request=request, verdicts=ACCEPT, checker=kabid)
    request.refresh_from_db()
    assert request.state == "apply_failed" and "NURBAYA BOLU sudah tidak di kartu lama" in request.apply_error
    assert family_of(family[1]).number == OLD and card(OLD).ended_on is None


def test_the_page_of_a_case_decided_whole_takes_it_by_one_act_at_every_tier(family, operator, kasi, kabid, client_of):
    request = proposed(family, operator)
    place = f"/perkara/{request.pk}/"
    for person in (kasi, kabid):
        page = client_of(person).get(place).content.decode()
        assert "Diputuskan utuh" in page and "Simpan, berikutnya" not in page and "data-hitung" not in page
        assert 'name="v-' not in page and 'name="lingkup" value="case"' in page
        client_of(person).post(f"{place}putuskan/", {"act": "accept_all"})
    request.refresh_from_db()
    assert (request.state, request.apply_error) == ("applied", "")
