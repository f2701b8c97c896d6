"""Every paper that can be printed bears the official in whose name it goes out on its day (row 44)."""

from __future__ import annotations

from datetime import date, timedelta

import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from consultation.desk.models import Ticket
from dtks.office.models import Signatory
from dtks.office.queries import KASI, SEATS
from dtks.web import pdf
from tests.matrix.lines import LINES, RECORDS
from tests.matrix.lines_monthly import make_copy, signed
from tests.matrix.lines_papers import make_poster
from tests.matrix.test_access import text_of, url_for
from verification.corrections.models import Act, ChangeRequest, Origin
from verification.corrections.services import load_acts
from verification.monthly.models import GovernorCopy, Packet
from verification.monthly.queries.packet_papers import copy_data, packet_data

pytestmark = pytest.mark.django_db
ROOT = settings.BASE_DIR / "templates"
PARTS = {"web/letterhead.typ", "monthly/letter.typ"}  # what papers share, no papers
# No paper of an office of ours: the invented card of a family that the trial archives as a scan of Disdukcapil's.
FOREIGN = {"overview/card.typ"}
PAPERS = sorted({str(path.relative_to(ROOT)) for path in ROOT.glob("*/*.typ")} - PARTS - FOREIGN)

ACTING = {"acting": "Plh.", "mandate_number": "ST 44/2026", "starts_on": date(2026, 1, 5), "ends_on": date(2030, 1, 9)}
MANDATE = "ST 44/2026, 5 Januari 2026 sampai 9 Januari 2030"


@pytest.fixture(autouse=True)
def acting_officials(office):
    """An acting official stands in every seat: his name is that of the seat."""
    for seat in [*SEATS, "Kabid", f"Lurah {office.own.kelurahan.name}"]:
        Signatory.objects.create(seat=seat, name=f"Pengganti {seat}", nip="198001012005011001", **ACTING)


def answered(name: str, office, browsers, url: str = "") -> str:
    line = LINES[name]
    role = next(each for each in browsers if line.public or each in line.see)
    answer = browsers[role].get(url or url_for(name, line, office.own))
    assert answer.status_code == 200, f"{role} does not get {name}"
    return text_of(answer)


def at(name: str):
    """A paper that is set anew whenever somebody asks for it, at an address of the matrix."""
    return lambda office, browsers: answered(name, office, browsers)


def objection(office, browsers) -> str:
    load_acts()
    request = ChangeRequest.objects.create(
        number="P-2611-9000", act=Act.objects.get(code="GRADUATE"), citizen=office.own, origin=Origin.EXTRACT,
        state=ChangeRequest.State.APPLIED, tiers=[["kabid"]], applied_at=timezone.now(),
    )  # fmt: skip
    return answered("corrections:objection", office, browsers, reverse("corrections:objection", args=[request.pk]))


def poster(size: str):
    def printed(office, browsers) -> str:
        programme, _ = make_poster(office.own)
        return answered("papers:poster", office, browsers, reverse("papers:poster", args=[programme, size]))

    return printed


def packet(office, browsers) -> str:
    return text_in(pdf.typeset("monthly/packet.typ", packet_data(Packet.objects.get(pk=signed()))))


def governor_copy(office, browsers) -> str:
    return text_in(pdf.typeset("monthly/copy.typ", copy_data(GovernorCopy.objects.get(pk=make_copy(office.own)))))


# How each paper comes out: a new template without a line here fails, and so does one that names nobody.
PRINTED = {
    "corrections/objection.typ": objection,
    "desk/letter.typ": at("desk:letter_pdf"),
    "desk/receipt.typ": at("desk:receipt_pdf"),
    "desk/round.typ": at("desk:round_pdf"),
    "desk/sheet.typ": at("desk:sheet_pdf"),
    "desk/slip.typ": at("desk:slip_pdf"),
    "minutes/minutes.typ": at("minutes:pdf"),
    "minutes/posting.typ": at("minutes:posting"),
    "monthly/copy.typ": governor_copy,
    "monthly/packet.typ": packet,
    "monthly/unanswered.typ": at("monthly:letter"),
    "office/letterhead.typ": at("office:letterhead_pdf"),
    "papers/notice.typ": poster("rt"),
    "papers/poster.typ": poster("a4"),
    "portal/form.typ": at("portal:object_form"),
    "sources/order.typ": at("sources:order_letter"),
    "visits/card.typ": at("visits:card"),
    "visits/form.typ": at("visits:form_paper"),
    "visits/letter.typ": at("visits:letter_paper"),
    "visits/report.typ": at("visits:report_paper"),
    "workbench/seventeen.typ": at("workbench:seventeen_slip"),
}


@pytest.mark.parametrize("template", PAPERS)
def test_row_44_every_printed_paper_names_the_acting_official_and_his_mandate(template, office, browsers):
    assert template in PRINTED, f"{template} is printed nowhere in this test: say where, and in whose name it goes out"
    words = bare(PRINTED[template](office, browsers))
    assert bare("Pengganti ") in words
    assert "PLH." in words
    assert bare(MANDATE) in words


def test_row_44_the_slip_of_a_birth_names_the_acting_official(office, browsers):
    words = bare(answered("overview:birth_slip", office, browsers))
    assert bare(f"Plh. {KASI}, Pengganti {KASI}, NIP 198001012005011001, mandat {MANDATE}") in words


def test_row_44_every_paper_of_the_table_still_exists():
    assert sorted(set(PRINTED) - set(PAPERS)) == []


def test_row_44_a_receipt_printed_again_names_who_held_the_seat_when_it_was_given(office, browsers):
    number, paper = RECORDS["ticket_print"](office.own)
    opened = timezone.now() - timedelta(days=20)
    Ticket.objects.filter(number=number).update(opened_at=opened)
    holder = Signatory.objects.get(seat=KASI)
    Signatory.objects.filter(pk=holder.pk).update(ends_on=timezone.localdate() - timedelta(days=10))
    Signatory.objects.create(seat=KASI, name="Pejabat Baru", starts_on=timezone.localdate() - timedelta(days=9))
    receipt, slip = (
        bare(answered(name, office, browsers, reverse(name, args=[number, paper])))
        for name in ("desk:receipt_pdf", "desk:slip_pdf")
    )
    assert bare(holder.name) in receipt, "a receipt is of the day on which it was given"
    assert bare("Pejabat Baru") in slip, "what is missing today goes out today"


def text_in(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as paper:
        return "\n".join(page.get_textpage().get_text_bounded() for page in paper)


def bare(words: str) -> str:
    """Without line breaks and spaces, for a paper breaks its lines where it likes."""
    return "".join(words.split()).replace("\u00ad", "").upper()
