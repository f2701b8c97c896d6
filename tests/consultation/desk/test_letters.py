"""Papers that the office issues, their register, and the page on which anybody checks one."""

from datetime import date

import pytest
import time_machine
from django.db import InternalError, transaction
from django.urls import reverse

from consultation.desk.models import Kind, Letter
from consultation.desk.queries.letters import NoEvidence, letter_data
from consultation.desk.services import NotNow, count_check, issue_letter, withdraw_letter
from dtks.office.models import Signatory
from dtks.registry.models import Scheme, SchemeStanding

pytestmark = pytest.mark.django_db
HEAD = "Kepala Dinas Sosial"


@pytest.fixture
def signatories(db):
    Signatory.objects.create(seat=HEAD, name="Dra. Nur Aisyah", starts_on=date(2024, 1, 1))
    return Signatory.objects.create(
        seat=HEAD, name="Drs. Arifin Bolu", nip="196804121994031000", acting="Plh.", mandate_number="800/118/2026",
        starts_on=date(2026, 1, 1),
    )  # fmt: skip


@pytest.fixture
def listed(citizen_lahundape, signatories):
    SchemeStanding.objects.create(
        citizen=citizen_lahundape, scheme=Scheme.DTSEN, period=date(2026, 10, 1), listed=True, desil=2,
        reference="Daftar No. 31",
    )  # fmt: skip
    return citizen_lahundape


@pytest.fixture
def issue(rules, listed, operator):
    said = {"kind": Letter.Kind.CERTIFICATE, "purpose": "pengusulan PIP", "seat": HEAD, "actor": operator}
    return lambda **more: issue_letter(citizen=more.pop("citizen", listed), **{**said, **more})


def test_row_44_a_certificate_says_list_month_and_desil_and_the_acting_official_signs(issue, listed):
    data = letter_data(issue())
    said = "".join(part[0] for part in data["statement"])
    assert "Data Tunggal Sosial dan Ekonomi Nasional (DTSEN)" in said
    assert "daftar no. 31 bulan Oktober 2026" in said
    assert ["Peringkat", "desil 2 (dari 10 desil; 1 terendah)"] in data["facts"]
    assert data["signature"]["seat"] == "Plh. KEPALA DINAS SOSIAL"
    assert ["Jabatan", "Plh. Kepala Dinas Sosial Kota Kendari"] in data["signer"]
    assert listed.nik not in str(data).replace(" ", "")


def test_numbers_have_no_gap_and_a_refused_paper_spends_none(issue, citizen_kadia):
    with pytest.raises(NoEvidence, match="tidak ada di daftar pusat"):
        issue(citizen=citizen_kadia)
    assert [issue().number.split("/")[1] for _ in range(2)] == ["1", "2"]


def test_nobody_signs_for_an_empty_seat(issue):
    with pytest.raises(NotNow, match="tidak ada yang menandatangani"):
        issue(seat="Kepala Seksi P2M")


def test_a_paper_from_a_ticket_tells_its_citizen(issue, counter, listed):
    ticket = counter(citizen=listed, kind=Kind.CERTIFICATE, act="CERTIFICATE").ticket
    letter = issue(ticket=ticket)
    assert "sudah jadi" in ticket.notes.get(about=letter.number).text
    assert letter.valid_until > letter.issued_on


def test_what_was_issued_stays_as_it_is(issue):
    letter = issue()
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(purpose="lain")
    assert letter_data(letter) == letter_data(Letter.objects.get(pk=letter.pk))


def test_anybody_learns_whether_a_paper_is_genuine_and_reads_no_desil(client, issue, listed):
    """Row 75: QR check."""
    letter = issue()
    page = client.get(reverse("portal:letter"), {"kode": letter.shown_code.lower()}).content.decode()
    assert "Surat ini asli" in page and letter.number in page and "pengusulan PIP" in page
    assert "desil" not in page and listed.nik[:12] not in page and listed.name.title() not in page
    other = client.get(reverse("portal:letter"), {"kode": f"RP-{letter.code}"})
    assert other.status_code == 404 and "Kode ini tidak dikenal" in other.content.decode()


def test_a_withdrawn_an_old_and_a_copied_paper_are_shown_as_such(client, issue, operator, settings):
    """Row 75."""
    letter, newer = issue(), issue()
    url = reverse("portal:letter")
    withdraw_letter(letter=letter, reason="data keluarga diperbarui", replacement=newer, actor=operator)
    page = client.get(url, {"kode": letter.code}).content.decode()
    assert "sudah dicabut" in page and "data keluarga diperbarui" in page and newer.number in page
    with time_machine.travel("2031-01-05 10:00+08:00", tick=False):
        assert "habis masa" in client.get(url, {"kode": newer.code}).content.decode()
    for _ in range(settings.LETTER_CHECKS_USUAL):
        count_check(newer)
    assert "sering diperiksa" in client.get(url, {"kode": newer.code}).content.decode()
    with pytest.raises(NotNow, match="sudah dicabut"):
        withdraw_letter(letter=letter, reason="lagi", actor=operator)


def test_the_counter_makes_a_paper_from_the_ticket_and_finds_it_in_the_register(
    client_of, front_desk, kabid, counter, listed
):
    ticket = counter(citizen=listed, kind=Kind.CERTIFICATE, act="CERTIFICATE").ticket
    desk = client_of(front_desk)
    form = {"kind": "certificate", "purpose": "beasiswa", "seat": HEAD}
    refused = desk.post(reverse("desk:letter_new", args=[ticket.number]), {**form, "purpose": "NIK 7471052203840004"})
    assert refused.status_code == 422 and "Jangan tulis NIK" in refused.content.decode()
    desk.post(reverse("desk:letter_new", args=[ticket.number]), form)
    letter = Letter.objects.get(ticket=ticket)
    assert desk.get(reverse("desk:letter_pdf", args=[letter.pk])).content.startswith(b"%PDF")
    assert letter.number in desk.get(reverse("desk:letters"), {"q": "beasiswa", "kelas": "valid"}).content.decode()
    assert desk.get(reverse("desk:letter_withdraw", args=[letter.pk])).status_code == 403
    client_of(kabid).post(reverse("desk:letter_withdraw", args=[letter.pk]), {"reason": "salah nama"})
    assert letter.number not in desk.get(reverse("desk:letters"), {"kelas": "valid"}).content.decode()
    said = ticket.notes.filter(kind="notice").latest("pk").text
    assert f"{letter.number} dicabut: salah nama" in said, "the citizen reads it where the paper was said to be ready"
