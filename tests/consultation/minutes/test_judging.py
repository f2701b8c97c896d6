"""Dinsos judges a berita acara name by name; each accepted name becomes a request that cites it."""

import pytest
from django.urls import reverse

from consultation.minutes import services
from consultation.minutes.models import Item, Minutes
from consultation.minutes.queries.news import news_items, news_of
from consultation.minutes.services import NotOpen
from dtks.assignments.models import Assignment
from dtks.office.services import load_codes
from dtks.papers.services import load_papers, load_requirements
from verification.corrections.models import ChangeRequest, Evidence, Origin
from verification.corrections.services import propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(draft, write, people, hand_in):
    """Five names: worthy, gone well-off, dead, a correction, adjourned."""
    a, b, c, d, e = people(5)
    write(a, "worthy")
    write(b, "not_worthy", reason="Kios dan dua kendaraan")
    write(c, "deceased", reason="Wafat 3 Oktober 2026")
    write(d, "correction", values={"rt": "6"})
    write(e, "adjourned", reason="Menunggu surat domisili")
    return hand_in()


def item(minutes, position) -> Item:
    found: Item = minutes.items.get(position=position)
    return found


def test_an_accepted_name_becomes_a_request_of_the_officer_that_cites_its_item(handed_in, operator, officer_kadia):
    done = services.judge(item=item(handed_in, 3), verdict="accepted", actor=operator)
    request = done.request
    assert (request.act.code, request.origin, request.maker) == ("DEATH", Origin.MINUTES, officer_kadia)
    assert request.origin_reference == "BA 01/BA-DTKS/KEL-KADIA/11/2026 butir 3"
    cited = request.evidence.get(document=handed_in.scan)
    assert (cited.locator, cited.holds) == ("butir 3", True)
    assert [(change.field, change.new_value) for change in request.fields.all()] == [("life_state", "2")]


def test_each_decision_makes_its_own_act(handed_in, operator):
    for place in range(1, 6):
        services.judge(item=item(handed_in, place), verdict="accepted", actor=operator)
    items = handed_in.items.select_related("request__act")
    acts = {each.position: each.request.act.code if each.request else "" for each in items}
    assert acts == {1: "", 2: "GRADUATE", 3: "DEATH", 4: "FIX_ADDRESS", 5: ""}
    assert Minutes.objects.get(pk=handed_in.pk).state == "checked"


def test_row_32_the_outcome_of_an_item_goes_along_with_its_papers(draft, write, people, hand_in, operator):
    """row 32: a state employee is asked for the family card beside the papers of every exit"""
    load_papers()
    load_requirements()
    load_codes()
    (a, b) = people(2)
    write(a, "not_worthy", outcome="32", reason="Guru")
    write(b, "not_worthy", reason="Kios dan dua kendaraan")
    minutes = hand_in()
    made = [services.judge(item=item(minutes, place), verdict="accepted", actor=operator).request for place in (1, 2)]
    assert [(each.act.code, each.outcome) for each in made] == [("GRADUATE", "32"), ("GRADUATE", "31")]
    asked = [{paper["label"] for paper in each.papers_needed} for each in made]
    assert asked[0] - asked[1] == {"Kartu Keluarga"} and asked[1]


def test_a_returned_name_needs_a_reason_and_holds_up_no_other(handed_in, operator):
    with pytest.raises(NotOpen):
        services.judge(item=item(handed_in, 2), verdict="returned", actor=operator)
    services.judge(item=item(handed_in, 2), verdict="returned", reason="Bukti kurang", actor=operator)
    services.judge(item=item(handed_in, 3), verdict="accepted", actor=operator)
    assert item(handed_in, 2).request is None
    assert ChangeRequest.objects.count() == 1


def test_a_name_returned_after_all_no_longer_stands_behind_its_request(handed_in, operator):
    accepted = services.judge(item=item(handed_in, 3), verdict="accepted", actor=operator)
    services.judge(item=accepted, verdict="returned", reason="Perlu akta", actor=operator)
    assert not Evidence.objects.get(request=accepted.request, document=handed_in.scan).holds
    again = services.judge(item=accepted, verdict="accepted", actor=operator)
    assert again.request == accepted.request, "the open request, no second one"
    assert Evidence.objects.get(request=accepted.request, document=handed_in.scan).holds


def test_a_second_click_accepts_once(handed_in, operator):
    first = services.judge(item=item(handed_in, 2), verdict="accepted", actor=operator)
    second = services.judge(item=first, verdict="accepted", actor=operator)
    assert first.request == second.request
    assert second.reviews.count() == 1


def test_all_without_a_note_are_accepted_at_once_the_others_wait(handed_in, operator):
    outcomes = services.judge_plain(minutes=handed_in, actor=operator)
    assert [outcome.item.position for outcome in outcomes] == [1], "the others lack a paper or were adjourned"
    assert item(handed_in, 2).review == "open"


def test_a_correction_without_values_stands_behind_what_is_open(write, people, hand_in, operator, front_desk):
    citizen = people(1)[0]
    request = propose(
        citizen=citizen, act="FIX_NAME", values={"name": "SITI RAMLAH"}, origin=Origin.DESK, maker=front_desk
    )
    write(citizen, "correction")
    minutes = hand_in()
    done = services.judge(item=item(minutes, 1), verdict="accepted", actor=operator)
    assert done.request == request
    assert request.evidence.get(document=minutes.scan).locator == "butir 1"


def test_somebody_new_is_written_down_only_when_accepted(draft, hand_in, operator, officer_kadia):
    from dtks.registry.models import Citizen

    services.add_unknown(minutes=draft, given={"name": "NURANI TAMBURAKA", "rt": "3"})
    minutes = hand_in()
    assert not Citizen.objects.filter(name="NURANI TAMBURAKA").exists()
    done = services.judge(item=item(minutes, 1), verdict="accepted", actor=operator)
    citizen = done.request.citizen
    assert (citizen.name, citizen.rt, citizen.kelurahan) == ("NURANI TAMBURAKA", "003", draft.kelurahan)
    assert done.request.act.code == "NEW_PROPOSAL"
    assert citizen.register_state == "unlisted", "proposed only once it is decided"


def test_the_kelurahan_sends_a_returned_name_again(handed_in, operator, officer_kadia):
    services.judge(item=item(handed_in, 2), verdict="returned", reason="Bukti kurang", actor=operator)
    services.answer_return(item=item(handed_in, 2), answer="Foto rumah ditambahkan", actor=officer_kadia)
    assert item(handed_in, 2).review == "open"
    with pytest.raises(NotOpen):
        services.answer_return(item=item(handed_in, 2), answer="Lagi", actor=officer_kadia)


def test_a_name_on_hold_for_a_visit_sends_somebody_there_once(handed_in, operator):
    for _ in range(2):
        services.judge(item=item(handed_in, 1), verdict="held", reason="Perlu kunjungan: rumahnya", actor=operator)
    services.judge(item=item(handed_in, 2), verdict="held", reason="Ada keberatan", actor=operator)
    services.judge(item=item(handed_in, 3), verdict="held", reason="Menunggu perkara lain", actor=operator)
    asked = [(each.kind, each.role, each.origin, each.citizen) for each in Assignment.objects.order_by("pk")]
    first, second = item(handed_in, 1), item(handed_in, 2)
    assert asked == [
        ("visit", "facilitator", f"Berita acara {handed_in.number}, butir 1", first.citizen),
        ("visit", "facilitator", f"Keberatan, berita acara {handed_in.number}, butir 2", second.citizen),
    ]


def test_dinsos_judges_by_page_and_takes_the_last_one_back(handed_in, operator, client_of):
    browser = client_of(operator)
    page = reverse("minutes:review", args=[handed_in.pk])
    assert "Usulan mutu" not in browser.get(page).content.decode()
    judge = reverse("minutes:judge", args=[handed_in.pk, item(handed_in, 2).pk])
    browser.post(judge, {"verdict": "returned", "return_reason": "own", "words": "Foto kabur"})
    assert item(handed_in, 2).review_reason == "Foto kabur"
    assert "Urungkan" in browser.get(page).content.decode()
    browser.post(page, {"undo": "1"})
    assert item(handed_in, 2).review == "open"


def test_the_officer_reads_what_became_of_each_name(handed_in, operator, officer_kadia, officer_lahundape):
    services.judge(item=item(handed_in, 2), verdict="accepted", actor=operator)
    services.judge(item=item(handed_in, 3), verdict="held", reason="Perlu kunjungan", actor=operator)
    words = {each.position: news_of(each).word for each in news_items(officer_kadia)}
    assert words == {1: "Diperiksa", 2: "Menunggu putusan", 3: "Ditahan", 4: "Diperiksa", 5: "Diperiksa"}
    assert not news_items(officer_lahundape).exists()
