"""A photo that was chosen in the form of a birth stays, also where the form comes back with a question."""

import io
import re
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from dtks.office.models import Region
from dtks.papers.models import Document, PaperKind
from dtks.registry.models import Citizen
from verification.corrections.models import Birth

pytestmark = pytest.mark.django_db


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(out, "JPEG")
    return SimpleUploadedFile("surat_lahir.jpg", out.getvalue(), "image/jpeg")


def kept_in(page: str) -> str:
    found = re.search(r'name="scan_kept" value="([0-9a-f-]{36})"', page)
    return found[1] if found else ""


@pytest.fixture
def typed(born: date, mother: Citizen) -> dict[str, object]:
    letter = PaperKind.objects.get(code="SK_LAHIR").pk
    return {"mother": "SAMSIA", "sex": "L", "birth_date": f"{born:%d-%m-%Y}", "birth_place": "KENDARI",
            "papers": [letter]}  # fmt: skip


def test_a_photo_is_not_chosen_twice_when_the_mother_is_asked(
    typed: dict[str, object], mother: Citizen, make_user, kadia: Region, client_of
) -> None:
    client: Client = client_of(make_user("facilitator", kadia))
    new = reverse("overview:birth_new")
    asked = client.post(new, {**typed, "scan": photo(), "form_key": str(uuid.uuid4())})
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Ibu yang mana" in page
    assert "surat_lahir.jpg" in page and "sudah tersimpan" in page
    again = {**typed, "mother_id": mother.pk, "scan_kept": kept_in(page), "form_key": str(uuid.uuid4())}
    assert client.post(new, again).status_code == 302
    paper = Document.objects.get(citizen=Birth.objects.get().child)
    assert paper.scan is not None
    assert paper.scan.kind == "jpeg"


def test_a_photo_that_was_kept_is_nobody_elses(
    typed: dict[str, object], mother: Citizen, make_user, kadia: Region, client_of
) -> None:
    client: Client = client_of(make_user("facilitator", kadia))
    other: Client = client_of(make_user("front_desk"))
    new = reverse("overview:birth_new")
    token = kept_in(client.post(new, {**typed, "scan": photo()}).content.decode())
    assert token
    assert "sudah tersimpan" not in other.post(new, {**typed, "scan_kept": token}).content.decode()
    sent = {**typed, "mother_id": mother.pk, "scan_kept": token, "form_key": str(uuid.uuid4())}
    assert other.post(new, sent).status_code == 302
    assert Document.objects.get(citizen=Birth.objects.get().child).scan is None


def test_what_is_no_photo_is_refused_at_its_field_while_the_mother_is_asked(
    typed: dict[str, object], make_user, kadia: Region, client_of
) -> None:
    client: Client = client_of(make_user("facilitator", kadia))
    wrong = SimpleUploadedFile("surat.jpg", b"<html>", "image/jpeg")
    page = client.post(reverse("overview:birth_new"), {**typed, "scan": wrong}).content.decode()
    assert "Isi surat.jpg bukan PDF, JPG, PNG atau WebP" in page
    assert kept_in(page) == ""
