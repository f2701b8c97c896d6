"""Which paper proves which field, on the two pages where a person proposes a change."""

import pytest

from consultation.desk import services as desk
from consultation.desk.models import Kind
from dtks.papers.models import Document
from dtks.papers.services import add_document
from tests.consultation.desk.conftest import PAPERS, WRONG_NIK, counter, rules  # noqa: F401
from tests.staff import client_of, front_desk, make_user  # noqa: F401
from verification.corrections.models import ChangeRequest

BORN = "1979-11-11"


@pytest.fixture
def citizen(citizen_lahundape):
    return citizen_lahundape


@pytest.fixture
def id_card(rules, citizen, front_desk):  # noqa: F811
    return add_document(citizen=citizen, kind="KTP", form="original", seen_by=front_desk)


@pytest.fixture
def propose(client_of, front_desk, citizen):  # noqa: F811
    """Sends the page of the citizen with what is typed over the present values."""

    def send(**typed):
        browser, page = client_of(front_desk), f"{citizen.get_absolute_url()}/usulkan"
        form = browser.get(page).context["form"]
        present = {name: form.initial.get(name, "") for name in form.fields if name != "scan"}
        return browser.post(page, {**present, "reason": "KTP dibawa", **typed})

    return send


def evidence():
    return {
        each.document.kind.code: each.fields for each in ChangeRequest.objects.get().evidence.select_related("document")
    }


def test_a_paper_of_the_archive_is_cited_for_the_field_that_it_proves(propose, id_card):
    answer = propose(
        name="LA ODE RUSDIANTO", mother_name="WA NDOA S", paper=id_card.pk, **{f"proves-{id_card.pk}": ["name"]}
    )
    assert answer.status_code == 302
    assert evidence() == {"KTP": ["name"]}
    id_card.refresh_from_db()
    assert id_card.readings == {"name": "LA ODE RUSDIANTO"}


def test_a_paper_that_reads_something_else_is_not_taken_for_proof(propose, id_card):
    Document.objects.filter(pk=id_card.pk).update(readings={"name": "LA ODE RUSDI"})
    answer = propose(name="LA ODE RUSDIANTO", paper=id_card.pk, **{f"proves-{id_card.pk}": ["name"]})
    assert answer.status_code == 422 and "memuat Nama yang lain" in answer.content.decode()
    assert not ChangeRequest.objects.exists()


def test_a_new_paper_comes_with_the_proposal_under_a_number_of_the_archive(propose, id_card):
    from dtks.papers.models import PaperKind

    propose(mother_name="WA NDOA S", paper_kind=PaperKind.objects.get(code="KK").pk, paper_form="copy")
    assert evidence() == {"KK": ["mother_name"]}
    assert Document.objects.get(kind__code="KK").readings == {"mother_name": "WA NDOA S"}


def test_a_paper_of_somebody_else_is_never_cited(propose, citizen_kadia, id_card, front_desk):  # noqa: F811
    other = add_document(citizen=citizen_kadia, kind="KTP", form="original", seen_by=front_desk)
    propose(name="LA ODE RUSDIANTO", paper=other.pk, **{f"proves-{other.pk}": ["name"]})
    assert evidence() == {}


def test_the_counter_says_by_itself_which_paper_proves_the_wrong_fields(counter, citizen):  # noqa: F811
    wrong = {**WRONG_NIK, "mother_name": "HALIMAH"}
    counter(citizen=citizen, kind=Kind.CORRECTION, act="FIX_NIK", wrong=wrong, papers=PAPERS)
    assert evidence() == {"KTP": ["nik"], "KK": ["nik", "mother_name"]}


def test_a_further_correction_of_a_ticket_cites_what_was_ticked(counter, citizen, client_of, front_desk):  # noqa: F811
    ticket = counter(citizen=citizen, kind=Kind.NOTICE, act="CHANGE_NOTICE", papers=PAPERS).ticket
    card = ticket.papers.get(kind__code="KK").document
    browser = client_of(front_desk)
    page = browser.get(f"/tiket/{ticket.number}/usulan/")
    assert f'name="paper" value="{card.pk}" checked' in page.content.decode()
    typed = {
        "wrong": ["mother_name"],
        "new_mother_name": "HALIMAH",
        "paper": card.pk,
        f"proves-{card.pk}": ["mother_name"],
    }
    assert browser.post(f"/tiket/{ticket.number}/usulan/", typed).status_code == 302
    assert evidence() == {"KK": ["mother_name"]}
    assert desk.propose_more(ticket=ticket, wrong={"name": "LA ODE RUSDIANTO"}, actor=front_desk)
