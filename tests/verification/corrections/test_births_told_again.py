"""A birth that two people report is one child, and nothing that the second one brings is lost."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from dtks.office.queries import code_by_label, code_labels
from dtks.office.services import load_codes
from dtks.papers.models import Document, PaperKind
from dtks.registry.models import LifeState
from tests.verification.corrections.people import a_person
from verification.corrections.models import Birth, ChangeRequest
from verification.corrections.services import (
    Because,
    WrongState,
    decide_fields,
    report_birth,
    send_back,
    take_back_birth,
    undo_decision,
    withdraw,
)

pytestmark = pytest.mark.django_db
CARD = "7471081403090001"


@pytest.fixture
def told(office_tables, lahundape, fitriani):
    """Report a girl of three days, by the counter unless somebody else is named."""
    load_codes()
    code_labels.cache_clear()
    code_by_label.cache_clear()
    mother = a_person("WA SAMSIA", "1", "1994-03-04", "P", "2", lahundape, card=CARD)

    def report(name="", maker=fitriani, **more):
        born = timezone.localdate() - timedelta(days=3)
        said = {"mother": mother, "sex": "P", "birth_place": "KENDARI", "born_on": born, "maker": maker}
        return report_birth(name=name, **{**said, **more})

    return report


@pytest.fixture
def companion(make_user, lahundape):
    return make_user("pendamping", "kelurahan", lahundape)


def kinds(*codes):
    return [PaperKind.objects.get(code=code) for code in codes]


def a_photo():
    held = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(held, "PNG")
    return SimpleUploadedFile("sk.png", held.getvalue())


def test_a_report_with_the_name_names_the_child_that_was_reported_without(told, companion):
    first = told()
    again = told("Nur Aisyah", maker=companion)
    assert again == first and again.child.name == "NUR AISYAH" and Birth.objects.count() == 1
    assert told("Nur Aisyah").pk == told("Siti", twin=True).pk - 1  # the same again; another child beside her
    assert sorted(Birth.objects.values_list("child__name", flat=True)) == ["NUR AISYAH", "SITI"]


def test_a_name_told_after_the_decision_is_proposed(told, companion, rahmawati):
    first = told(papers=kinds("SK_LAHIR", "KK"))
    decide_fields(request=first.request, verdicts={"register_state": "accepted"}, checker=rahmawati)
    again = told("NUR AISYAH", maker=companion)
    assert again == first and again.child.name == "BAYI NY. WA SAMSIA"
    proposed = ChangeRequest.objects.exclude(pk=first.request_id).get()
    assert proposed.maker == companion and dict(proposed.fields.values_list("field", "new_value")) == {
        "name": "NUR AISYAH"
    }


def test_the_photo_of_a_paper_that_was_only_seen_before_is_kept(told, companion):
    birth = told(papers=kinds("SK_LAHIR"))
    assert told(maker=companion, papers=kinds("SK_LAHIR", "KK"), scan=a_photo()) == birth
    cited = birth.request.evidence.values_list("document__kind__code", "document__scan")
    assert sorted((code, scan is not None) for code, scan in cited) == [
        ("KK", False), ("SK_LAHIR", False), ("SK_LAHIR", True),
    ]  # fmt: skip
    told(maker=companion, papers=kinds("SK_LAHIR"), scan=a_photo())  # sent once more
    assert birth.request.evidence.count() == 3


def test_papers_that_somebody_else_brings_for_what_was_sent_back_bring_it_to_the_queue(told, companion, rahmawati):
    birth = told()
    send_back(request=birth.request, checker=rahmawati, because=Because("NO_PAPER"))
    told(maker=companion, papers=kinds("SK_LAHIR"))
    birth.request.refresh_from_db()
    assert birth.request.state == "submitted" and birth.request.evidence.count() == 1


def test_papers_that_come_after_the_decision_are_in_the_archive(told, companion, rahmawati):
    birth = told(papers=kinds("SK_LAHIR", "KK"))
    decide_fields(request=birth.request, verdicts={"register_state": "accepted"}, checker=rahmawati)
    told(maker=companion, papers=kinds("AKTA_LAHIR"), scan=a_photo())
    assert Document.objects.filter(citizen=birth.child, kind__code="AKTA_LAHIR").exclude(scan=None).count() == 1
    assert birth.request.evidence.filter(document__kind__code="AKTA_LAHIR").count() == 0


def test_a_refusal_is_not_undone_once_the_birth_was_taken_back(told, fitriani, rahmawati):
    birth = told(papers=kinds("SK_LAHIR", "KK"))
    refused = {"register_state": Because("OTHER", "bukan anaknya")}
    decide_fields(request=birth.request, verdicts={"register_state": "refused"}, checker=rahmawati, reasons=refused)
    take_back_birth(birth=birth, actor=fitriani)
    with pytest.raises(WrongState, match="sudah ditarik"):
        undo_decision(request=birth.request, actor=rahmawati)
    birth.request.refresh_from_db()
    birth.child.refresh_from_db()
    assert birth.request.state == "refused" and birth.child.life_state == LifeState.INVALID


def test_a_birth_is_withdrawn_by_its_reporter_alone(told, companion):
    birth = told()
    with pytest.raises(Exception, match="Hanya pengusulnya"):
        withdraw(request=birth.request, actor=companion)
