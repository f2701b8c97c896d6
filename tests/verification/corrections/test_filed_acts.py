"""What an act on a family is asked before it is filed: days, card, what is open beside it, what the office made."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation.minutes.models import Item, Minutes, Print
from consultation.minutes.services import judge
from consultation.visits.models import Visit
from dtks.papers.models import Document
from dtks.registry.models import Citizen, Household
from verification.corrections.models import ActPlan, ChangeRequest, Origin
from verification.corrections.queries import evidence_need
from verification.corrections.queries.act_forms import act_forms
from verification.corrections.services import BrokenPlan, OpenAlready, Proposal, propose_act, propose_many, withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes_and_programmes")]
OLD, OTHER, NEW = "7471051403090001", "7471051808060001", "7471051811260002"
FORMS = act_forms()
TODAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def on_a_friday(time_machine):
    time_machine.move_to(datetime(2026, 11, 27, 2, tzinfo=UTC))


@pytest.fixture
def family(make_citizen) -> list[Citizen]:
    """A father, a mother and a boy of seven on one card, on the centre's list."""
    rows = [
        ("LA NDOASA", "1", "1965-01-02", "L"),
        ("WA SAMSIA", "3", "1974-03-04", "P"),
        ("LA BARA", "4", "2019-01-08", "L"),
    ]
    for name, relation, born, sex in rows:
        make_citizen(name=name, nik="", kk_number=OLD, relation=relation, birth_date=born, sex=sex)
    Citizen.objects.update(register_state="listed")
    return list(Citizen.objects.order_by("pk"))


@pytest.fixture
def neighbours(make_citizen):
    """The head of another living card."""
    return make_citizen(name="HAURA TARIGAN", nik="", kk_number=OTHER, relation="1", birth_date="1970-01-01")


@pytest.fixture
def minutes(family, make_paper, fitriani, lahundape):
    """`minutes("not_worthy", …)`: a signed berita acara whose third item names the mother."""

    def make(decision="not_worthy", outcome="31"):
        record = Minutes.objects.create(
            number="04/BA-DTKS/KEL-LAHUNDAPE/11/2026", kelurahan=lahundape, month=TODAY.replace(day=1),
            held_on=TODAY, made_by=fitriani,
        )  # fmt: skip
        item = Item.objects.create(
            minutes=record, position=3, citizen=family[1], decision=decision, outcome=outcome, reason="Musyawarah"
        )
        record.version = Print.objects.create(
            minutes=record, number=1, code="BA-7Q2K-91", sha256="0" * 64, printed_by=fitriani
        )
        record.state, record.handed_in_by, record.handed_in_at = "handed_in", fitriani, timezone.now()
        [record.scan] = make_paper(family[1], "BA_MUSKEL")
        record.save()
        return item

    return make


@pytest.fixture
def visit(family, make_paper, fitriani, kasi, lahundape):
    """`visit(days, "41")`: a checked visit of the father so many days ago."""

    def make(days, outcome="31"):
        [paper] = make_paper(family[0], "VISIT")
        Document.objects.filter(pk=paper.pk).update(issued_on=TODAY - timedelta(days=days))
        return Visit.objects.create(
            number=f"K-{days:04}", citizen=family[0], kelurahan=lahundape, source="hand", due_on=TODAY,
            facilitator=fitriani, state="checked", checked_by=kasi, checked_at=timezone.now(), outcome=outcome,
            document=paper,
        )  # fmt: skip

    return make


def removed(people):
    return {each: {"register_state": "removed"} for each in people}


def died(citizen):
    return {citizen: {"life_state": "2"}}


def file(client, citizen, slug, **sent):
    """Look at the effect, then send it; the answer to the second."""
    url = reverse("overview:act", args=[citizen.pk, slug])
    page = client.post(url, sent).content.decode()
    digest = re.findall(r'name="terlihat" value="(\w+)"', page)
    return client.post(url, {**sent, "terlihat": digest[0]}) if digest else page


def test_idea_20_the_counter_cannot_say_that_it_saw_what_the_office_makes(
    family, make_paper, rahmawati, fitriani, client_of, ask
):
    """idea 20: no chip for berita acara and visit, no number to type; one that was only "seen" locks nothing open"""
    page = client_of(rahmawati).get(reverse("overview:act", args=[family[0].pk, "mampu"])).content.decode()
    asked = page[page.index("<form") : page.index('aria-label="Akibat"')]
    assert "Berita acara musyawarah" not in asked and "Hasil kunjungan" not in asked
    assert '<select name="minutes"' in page and "terkunci sampai ada" in page
    state = {"register_state": "removed"}
    papers = make_paper(family[0], "BA_MUSKEL", "VISIT")
    request = ask(family[0], state, act="GRADUATE", agrees=False, documents=papers)
    missing = evidence_need(request).missing
    assert "Berita acara musyawarah kelurahan" in missing and "Hasil kunjungan lapangan" in missing


def test_idea_20_a_family_leaves_by_the_item_that_names_it_and_a_checked_visit(
    family, minutes, visit, rahmawati, client_of
):
    item, seen = minutes(), visit(20)
    client = client_of(rahmawati)
    page = client.get(reverse("overview:act", args=[family[0].pk, "mampu"])).content.decode()
    assert "butir 3 · WA SAMSIA · Tidak layak" in page and "K-0020" in page
    sent = {"members": [str(each.pk) for each in family], "reason": "Muskel", "minutes": str(item.pk)}
    assert "Select a valid" not in str(file(client, family[0], "mampu", **{**sent, "minutes": "12/BA"}))
    assert not ChangeRequest.objects.exists()
    assert file(client, family[0], "mampu", **sent).status_code == 302
    request = ChangeRequest.objects.get()
    cited = {each.document_id: each.locator for each in request.evidence.all()}
    assert cited == {item.minutes.scan_id: "butir 3", seen.document_id: "Form A4 K-0020"}
    assert not {"Berita acara musyawarah kelurahan", "Hasil kunjungan lapangan"} & set(evidence_need(request).missing)
    assert request.act_plan.details["minutes"] == item.minutes.number


def test_an_item_that_comes_after_the_exit_was_filed_is_cited_by_filing_it_again(family, minutes, rahmawati, client_of):
    client, sent = client_of(rahmawati), {"members": [str(each.pk) for each in family], "reason": "Muskel"}
    assert file(client, family[0], "mampu", **sent).status_code == 302
    request = ChangeRequest.objects.get()
    assert "Berita acara musyawarah kelurahan" in evidence_need(request).missing
    item = minutes()
    assert file(client, family[0], "mampu", **sent, minutes=str(item.pk)).status_code == 302
    assert ChangeRequest.objects.get() == request
    assert request.evidence.get(document=item.minutes.scan_id).locator == "butir 3"
    assert "Berita acara musyawarah kelurahan" not in evidence_need(ChangeRequest.objects.get()).missing


def test_an_item_that_is_sent_back_no_longer_holds_and_holds_again_when_accepted(family, minutes, rahmawati, fitriani):
    item = minutes()
    request = propose_act(
        form=FORMS["mampu"], citizen=family[0], values=removed(family), maker=rahmawati, reason="Muskel",
        cited=[(item.minutes.scan, item.locator)],
    )  # fmt: skip
    judge(item=item, verdict="returned", reason="Bukti kurang", actor=rahmawati)
    assert not request.evidence.get().holds
    judge(item=item, verdict="accepted", actor=rahmawati)
    assert request.evidence.get().holds and ChangeRequest.objects.get() == request


def test_only_checked_visits_of_two_days_say_that_nobody_was_found(family, visit, rahmawati, client_of):
    client = client_of(rahmawati)
    first = visit(9, "41")
    sent = {"members": [str(each.pk) for each in family], "reason": "Muskel", "visits": [str(first.pk)]}
    answer = file(client, family[0], "tidak-ditemukan", **sent)
    assert "dua kunjungan yang sudah diperiksa" in answer and not ChangeRequest.objects.exists()
    second = visit(2, "41")
    sent["visits"] = [str(first.pk), str(second.pk)]
    assert file(client, family[0], "tidak-ditemukan", **sent).status_code == 302
    days = ActPlan.objects.get().details["visits"]
    assert days == [f"{TODAY - timedelta(days=9)}", f"{TODAY - timedelta(days=2)}"]
    with pytest.raises(BrokenPlan, match="masa depan"):
        propose_act(
            form=FORMS["tidak-ditemukan"], citizen=family[0], values=removed(family), maker=rahmawati,
            details={"visits": [f"{TODAY}", f"{TODAY + timedelta(days=14)}"]},
        )  # fmt: skip


def test_nobody_dies_before_birth_or_tomorrow_and_the_field_says_it(family, fitriani, client_of, rahmawati):
    mother = family[1]
    for day, word in ((date(1930, 1, 1), "lahir 04-03-1974"), (TODAY + timedelta(days=1), "masa depan")):
        answer = file(client_of(rahmawati), mother, "meninggal", event_on=f"{day:%d-%m-%Y}", reason="Dilaporkan RT")
        assert word in answer and 'aria-invalid="true"' in answer
    with pytest.raises(BrokenPlan, match="lahir sesudah"):
        propose_act(
            form=FORMS["meninggal"], citizen=mother, values=died(mother), maker=fitriani, event_on=date(1930, 1, 1)
        )
    assert not ChangeRequest.objects.exists()


def test_the_same_act_with_another_day_is_said_and_may_take_the_place_of_ones_own(
    family, rahmawati, fitriani, client_of
):
    mother, client = family[1], client_of(rahmawati)
    wrong, right = TODAY - timedelta(days=30), TODAY - timedelta(days=7)
    sent = {"event_on": f"{wrong:%d-%m-%Y}", "reason": "Dilaporkan RT"}
    assert file(client, mother, "meninggal", **sent).status_code == 302
    first = ChangeRequest.objects.get()
    assert file(client, mother, "meninggal", **sent).status_code == 302  # the very same stays one
    sent["event_on"] = f"{right:%d-%m-%Y}"
    answer = file(client, mother, "meninggal", **sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and f"sudah terbuka sebagai {first.number}" in page
    assert f"{right:%d-%m-%Y}" in page and f"Tarik {first.number}, ajukan ini" in page
    stranger = file(client_of(fitriani), mother, "meninggal", **sent).content.decode()
    assert first.number in stranger and 'name="ganti"' not in stranger
    assert file(client, mother, "meninggal", **sent, ganti=str(first.pk)).status_code == 302
    first.refresh_from_db()
    assert first.state == "withdrawn"
    assert ChangeRequest.objects.open().get().act_plan.event_on == right


@pytest.mark.parametrize("state", ["submitted", "returned", "approved", "apply_failed"])
def test_row_38_a_family_does_not_leave_beside_the_death_of_one_of_it(family, fitriani, rahmawati, state):
    leaving = propose_act(form=FORMS["mampu"], citizen=family[0], values=removed(family), maker=fitriani, reason="x")
    ChangeRequest.objects.filter(pk=leaving.pk).update(state=state)
    mother = family[1]
    with pytest.raises(BrokenPlan, match=leaving.number):
        propose_act(form=FORMS["meninggal"], citizen=mother, values=died(mother), maker=rahmawati)
    with pytest.raises(OpenAlready, match=leaving.number):
        propose_act(form=FORMS["mampu"], citizen=family[0], values=removed(family[:1]), maker=fitriani, reason="x")


def test_row_38_a_death_keeps_the_family_from_leaving_but_not_a_second_one_or_its_new_recipient(
    family, fitriani, rahmawati
):
    father, mother, _ = family
    death = propose_act(form=FORMS["meninggal"], citizen=mother, values=died(mother), maker=fitriani)
    with pytest.raises(BrokenPlan, match=death.number):
        propose_act(form=FORMS["mampu"], citizen=father, values=removed(family), maker=rahmawati, reason="x")
    other = propose_act(form=FORMS["meninggal"], citizen=father, values=died(father), maker=fitriani)
    follows = propose_act(
        form=FORMS["ganti-pengurus"], citizen=father, values={father: {}}, maker=fitriani,
        details={"programmes": ["BPNT"]},
    )  # fmt: skip
    assert len({death.pk, other.pk, follows.pk}) == 3
    for request in (death, other, follows):
        withdraw(request=request, actor=fitriani)
    assert propose_act(form=FORMS["mampu"], citizen=father, values=removed(family), maker=rahmawati, reason="x")


def test_a_split_goes_to_no_card_of_another_family_and_makes_no_child_a_head(
    family, neighbours, fitriani, make_citizen
):
    boy = family[2]
    with pytest.raises(BrokenPlan, match="kartu keluarga lain") as refusal:
        propose_act(
            form=FORMS["pecah-kk"], citizen=boy, values={boy: {"kk_number": OTHER, "relation": "4"}}, maker=fitriani
        )
    assert neighbours.name not in str(refusal.value)
    with pytest.raises(BrokenPlan, match="baru 7 tahun"):
        propose_act(
            form=FORMS["pecah-kk"], citizen=boy, values={boy: {"kk_number": NEW, "relation": "1"}}, maker=fitriani
        )


def test_the_decider_of_a_merge_sees_whose_card_it_is_by_name_only_in_the_same_kelurahan(
    family, neighbours, fitriani, rahmawati, kasi, client_of, tipulu
):
    request = propose_act(
        form=FORMS["gabung-kk"], citizen=family[0], maker=fitriani,
        values={each: {"kk_number": OTHER, "relation": "9"} for each in family},
    )  # fmt: skip
    page = client_of(kasi).get(request.get_absolute_url()).content.decode()
    assert "kartu keluarga HAURA TARIGAN, 1 orang" in page
    Citizen.objects.filter(pk=neighbours.pk).update(kelurahan=tipulu)
    page = client_of(kasi).get(request.get_absolute_url()).content.decode()
    assert "HAURA" not in page and "kartu keluarga warga kelurahan lain, " in page
    assert Household.objects.filter(number=OTHER).exists()


def test_a_death_with_its_day_is_not_lost_behind_the_registers_word_of_it(family, fitriani, rahmawati, client_of):
    father = family[0]
    word = propose_many(
        proposals=[Proposal(citizen_id=father.pk, values={"life_state": "2"}, act="DEATH")],
        origin=Origin.VITAL_EVENT, origin_reference="Peristiwa 1",
    ).made[0]  # fmt: skip
    answer = file(client_of(rahmawati), father, "meninggal", event_on="2026-11-02", reason="Akta", outcome="11")
    page = answer if isinstance(answer, str) else answer.content.decode()
    assert word.number in page and "minta operator menolaknya dahulu" in page.lower()
    assert not ActPlan.objects.exists() and ChangeRequest.objects.get() == word
