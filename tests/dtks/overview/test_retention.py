"""What is past its time is shown, then destroyed on a numbered paper; the line of what was there stays."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dtks.files.models import StoredFile
from dtks.files.services import path_of
from dtks.jobs.models import Job, Message
from dtks.jobs.services import run_inline
from dtks.papers import services as papers
from dtks.papers.models import Document
from tests.matrix import lines_desk
from tests.matrix.test_double_posts import PICTURE

pytestmark = pytest.mark.django_db
LONG_AGO, NOT_LONG_AGO = datetime(2023, 11, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
FORM = {"basis": "045/12/BA-PEMUSNAHAN/2026", "read": "on"}


@pytest.fixture
def paper(front_desk, settings, tmp_path):
    settings.PADAN_FILES = tmp_path
    papers.load_papers()

    def make(citizen, kind="KTP", seen_at=LONG_AGO):
        scan = SimpleUploadedFile("ktp.png", PICTURE)
        made = papers.add_document(citizen=citizen, kind=kind, form="copy", seen_by=front_desk, upload=scan)
        Document.objects.filter(pk=made.pk).update(seen_at=seen_at)
        return Document.objects.get(pk=made.pk)

    return make


def destroy(client_of, kabid):
    answer = client_of(kabid).post("/masa-simpan", FORM)
    assert answer.status_code == 302, answer.content.decode()
    run_inline(job=Job.objects.get(kind="destroy_past"))


def test_what_is_past_its_time_is_shown_first_and_then_gone(paper, citizen_kadia, kabid, client_of):
    old, young = paper(citizen_kadia), paper(citizen_kadia, seen_at=NOT_LONG_AGO)
    letter = paper(citizen_kadia, kind="DOMISILI")
    words = {"channel": "email", "recipient": "ani@contoh.id", "subject": "Kabar", "text": "Sudah kami terima."}
    said = Message.objects.create(state="sent", sent_at=LONG_AGO, due_at=LONG_AGO, **words)
    fresh = Message.objects.create(state="sent", sent_at=NOT_LONG_AGO, due_at=NOT_LONG_AGO, **words)
    place = path_of(old.scan)
    page = client_of(kabid).get("/masa-simpan")
    assert [each.number for each in page.context["past"]][:2] == [1, 1]
    assert place.exists(), "looking destroys nothing"
    destroy(client_of, kabid)
    old.refresh_from_db()
    assert (old.scan, old.preview) == (None, None) and FORM["basis"] in old.note
    assert not place.exists() and StoredFile.objects.count() == 4
    for kept in (young, letter):
        assert path_of(Document.objects.get(pk=kept.pk).scan).exists()
    said.refresh_from_db()
    fresh.refresh_from_db()
    assert (said.recipient, said.subject, said.text) == ("", "", "") and fresh.text
    assert [each.number for each in client_of(kabid).get("/masa-simpan").context["past"]][:2] == [0, 0]


def test_nothing_of_somebody_with_an_open_matter_is_destroyed(
    paper, citizen_kadia, citizen_lahundape, kabid, client_of
):
    waits, free = paper(citizen_kadia), paper(citizen_lahundape)
    lines_desk.make_ticket(citizen_kadia)
    destroy(client_of, kabid)
    assert Document.objects.get(pk=waits.pk).scan
    assert not Document.objects.get(pk=free.pk).scan


def test_without_the_number_of_a_paper_or_without_anything_past_nothing_happens(paper, citizen_kadia, kabid, client_of):
    assert client_of(kabid).post("/masa-simpan", FORM).status_code == 422, "nothing is past its time"
    paper(citizen_kadia)
    assert client_of(kabid).post("/masa-simpan", {"read": "on"}).status_code == 422
    assert not Job.objects.exists()
    assert Document.objects.get().seen_at.date() == date(2023, 11, 1)
