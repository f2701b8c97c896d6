"""Papers that are missing make a case less easy, and an urgent one that nobody can accept goes last (idea 9, 10)."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from dtks.web.memory import forget
from verification.corrections.models import Act, FieldChange, Origin
from verification.corrections.services import change_rule, decide_fields, propose
from verification.corrections.services.citations import cite_more
from verification.workbench.models import Formula, Queued
from verification.workbench.queries import current_weights, lane_of, triaged, weigh
from verification.workbench.queries.formula import Weights, weights_on
from verification.workbench.services import claim_next, mend_queue

PLACE = {"birth_place": "RAHA"}
PAPERS = ("KTP", "KK", "AKTA_LAHIR")


@pytest.fixture
def people(make_citizen):
    return [make_citizen(nik="", name=name) for name in ("LA SATU", "WA DUA", "LA TIGA")]


def ease(user):
    return {each.pk: (each.ease, each.papers) for each in triaged(user)}


def test_idea_9_a_case_whose_papers_are_missing_is_less_easy_until_they_are_there(
    people, ask, find, rahmawati, make_paper
):
    bare, plain = ask(people[0], PLACE, agrees=False), ask(people[1], PLACE, agrees=False)
    cite_more(request=plain, documents=make_paper(people[1], *PAPERS))
    weights = Weights(uncompared=4)
    assert ease(rahmawati) == {bare.pk: (1, "locked"), plain.pk: (1, "")}
    Formula.objects.create(weights=asdict(weights), starts_on=timezone.localdate(), reason="Uji", set_by=rahmawati)
    forget(f"formula:{timezone.localdate()}")
    assert list(ease(rahmawati).items()) == [(plain.pk, (4, "")), (bare.pk, (1, "locked"))]
    [paper, *rest] = make_paper(people[0], *PAPERS)
    cite_more(request=bare, documents=[paper])
    assert ease(rahmawati)[bare.pk] == (1, "locked")
    cite_more(request=bare, documents=rest)
    assert ease(rahmawati)[bare.pk] == (4, "")  # weighed again by the paper alone
    bare.evidence.filter(document=paper).update(holds=False)
    assert ease(rahmawati)[bare.pk] == (1, "locked")


def test_an_older_formula_gives_what_it_gave_before_the_papers_had_a_point(people, ask, find, rahmawati):
    request = ask(people[0], PLACE, agrees=False)
    old = asdict(Weights(uncompared=3))
    del old["incomplete"]
    Formula.objects.create(weights=old, starts_on=timezone.localdate(), reason="Lama", set_by=rahmawati)
    forget(f"formula:{timezone.localdate()}")
    assert weights_on(timezone.localdate()).incomplete == 5
    assert ease(rahmawati) == {request.pk: (3, "locked")}


def test_what_a_rule_or_a_part_decided_changes_is_weighed_again(people, ask, rahmawati, kabid):
    request = ask(people[0], {**PLACE, "rt": "007"}, agrees=False)
    weigh()
    assert Queued.objects.get().papers == "locked"
    change_rule(act=request.act, tiers=["operator"], evidence="warn", by=kabid, reason="Uji")
    assert weigh() == 1 and Queued.objects.get().papers == "missing"
    change_rule(act=Act.objects.get(pk=request.act_id), tiers=["operator"], evidence="none", by=kabid, reason="Uji")
    assert weigh() == 1 and Queued.objects.get().papers == ""


def test_a_case_of_which_only_the_locked_part_is_left_waits_for_its_papers(nuraeni, compare, fitriani, rahmawati):
    comparison = compare(nuraeni, rt="007")
    request = propose(
        citizen=nuraeni, act="FIX_BIRTH", values={**PLACE, "rt": "007"}, origin=Origin.DESK,
        origin_reference="Tiket 1", maker=fitriani, comparison=comparison,
    )  # fmt: skip
    verdicts = {change.field: change.basis.get("verdict") for change in request.fields.all()}
    assert verdicts["rt"] == "same" != verdicts["birth_place"]
    weigh()
    assert Queued.objects.get().papers == "missing"
    decide_fields(request=request, verdicts={"rt": FieldChange.Verdict.ACCEPTED}, checker=rahmawati)
    weigh()
    assert Queued.objects.get().papers == "locked"


def test_idea_10_an_urgent_case_without_its_papers_stays_in_the_lane_and_is_offered_last(
    people, ask, find, rahmawati, make_paper, client_of
):
    locked = ask(people[0], PLACE, agrees=False, urgent_reason="LAHIR")
    plain = find(people[1], {"rt": "007"})
    weigh()
    lane = lane_of(rahmawati)
    assert [(line.name, line.lacks_papers) for line in lane.lines] == [("LA SATU", True)] and lane.first == 1
    page = client_of(rahmawati).get("/antrean/").content.decode()
    assert page.count("menunggu berkas") == 2  # in the lane, and in its row of the list
    assert claim_next(user=rahmawati) == plain
    assert claim_next(user=rahmawati, but=plain.pk) == locked  # the only one that is left
    other = ask(people[2], {"rt": "007"}, urgent_reason="LAHIR")
    weigh()
    assert claim_next(user=rahmawati) == other
    assert lane_of(rahmawati).lines[lane_of(rahmawati).first - 1].name == "LA TIGA"
    cite_more(request=locked, documents=make_paper(people[0], *PAPERS))
    weigh()
    assert claim_next(user=rahmawati, but=other.pk) == locked
    assert mend_queue() == 0 and claim_next(user=rahmawati, but=other.pk) == locked


def test_the_next_case_is_found_along_the_index_of_the_queue(rahmawati, people, find):
    for person in people:
        find(person, {"rt": "007"})
    weigh()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        order = "turn DESC, points DESC, submitted_at, request_id"
        cursor.execute(
            f"EXPLAIN SELECT request_id FROM workbench_queued ORDER BY {order} LIMIT 1 FOR UPDATE SKIP LOCKED"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "queue_order" in plan and "Sort" not in plan


def test_the_page_of_a_case_says_why_it_stands_where_it_does(people, ask, rahmawati, client_of):
    request = ask(people[0], PLACE, agrees=False, urgent_reason="LAHIR")
    type(request).objects.filter(pk=request.pk).update(submitted_at=timezone.now() - timedelta(days=45))
    page = client_of(rahmawati).get(f"/perkara/{request.pk}/").content.decode()
    assert "Mengapa di sini" in page
    assert f"menunggu lebih dari {current_weights().waiting_days} hari: +1" in page
    assert "alasan mendesak: +1" in page
    assert "belum dibandingkan: 1; berkas yang diminta belum lengkap, paling banyak 1" in page
