"""The counter and its tickets."""

import uuid
from datetime import date

from django.utils import timezone

from consultation.desk.models import CannedAnswer, Kind, Letter, Round, RoundSlip, Ticket, TicketChange, TicketPaper
from consultation.desk.services import Intake, issue_letter, open_ticket
from dtks.accounts.models import User
from dtks.office.models import Signatory
from dtks.papers.models import PaperKind
from tests.matrix.lines import Line
from tests.matrix.lines_portal import make_article
from verification.corrections.services import load_acts, propose

COUNTER = {"front_desk"}
WORK = {"front_desk", "operator", "kasi", "kabid"}
SEE = WORK | {"kelurahan"}


def make_ticket(citizen) -> Ticket:
    intake = Intake(kind=Kind.NOTICE, act="CHANGE_NOTICE", citizen=citizen, asked="KK sudah diganti.")
    return open_ticket(intake=intake, actor=User.objects.first(), key=uuid.uuid4()).ticket


def make_paper(citizen):
    kind, _ = PaperKind.objects.get_or_create(code="KK", defaults={"label": "Kartu Keluarga", "issuer": "Disdukcapil"})
    ticket = make_ticket(citizen)
    paper, _ = TicketPaper.objects.get_or_create(ticket=ticket, kind=kind, defaults={"mandatory": "yes"})
    return [ticket.number, paper.pk]


def make_asked(citizen):
    load_acts()
    ticket = make_ticket(citizen)
    maker, wrong = User.objects.first(), {"mother_name": "IBU LAIN"}
    request = propose(citizen=citizen, act="FIX_MOTHER", values=wrong, origin="desk", maker=maker)
    TicketChange.objects.create(ticket=ticket, request=request)
    return [ticket.number, request.pk]


def make_letter(citizen) -> Letter:
    seat = "Kepala Dinas Sosial"
    Signatory.objects.get_or_create(seat=seat, defaults={"name": "Dra. Nur Aisyah", "starts_on": date(2024, 1, 1)})
    return issue_letter(
        kind=Letter.Kind.REFERRAL, citizen=citizen, purpose="perekaman KTP-el", addressee="Kepala Disdukcapil",
        seat=seat, actor=User.objects.first(),
    )  # fmt: skip


def make_a_round(citizen) -> Round:
    today, actor = timezone.localdate(), User.objects.first()
    found = Round.objects.create(
        number=f"R-2611-{Round.objects.count():04}", kelurahan=citizen.kelurahan, service_day=today, place="Balai",
        made_by=actor,
    )  # fmt: skip
    RoundSlip.objects.create(round=found, ticket=make_ticket(citizen), rt="001")
    return found


RECORDS = {
    "desk_article": make_article,
    "round": lambda citizen: make_a_round(citizen).pk,
    "desk_letter": lambda citizen: make_letter(citizen).pk,
    "citizen_for_letter": lambda citizen: citizen.pk,
    "ticket": lambda citizen: make_ticket(citizen).number,
    "canned": lambda citizen: CannedAnswer.objects.create(title="Berkas diterima", text="{sapaan}, terima kasih.").pk,
    "ticket_print": lambda citizen: [make_ticket(citizen).number, "a5"],
    "ticket_paper": make_paper,
    "ticket_asked": make_asked,
}
HEADS = {"kabid", "administrator"}
LINES = {
    "desk:canned": Line(see=HEADS),
    "desk:canned_new": Line(see=HEADS),
    "desk:canned_edit": Line(see=HEADS, record="canned", whole_office=True),
    "desk:ready": Line(see=WORK, record="ticket", post_only=True),
    "desk:articles": Line(see=SEE),
    "desk:article": Line(see=SEE, record="desk_article", whole_office=True),
    "desk:article_new": Line(see={"kasi", "kabid"}),
    "desk:article_edit": Line(see={"kasi", "kabid"}, record="desk_article", whole_office=True),
    "desk:quality": Line(see={"kasi", "kabid", "auditor"}),
    "desk:identify": Line(see=WORK, record="ticket"),
    "desk:sheet": Line(see=COUNTER),
    "desk:sheet_pdf": Line(see=COUNTER),
    "desk:sheet_form": Line(see=COUNTER),
    "desk:rounds": Line(see=SEE),
    "desk:round_new": Line(see=WORK),
    "desk:round": Line(see=SEE, record="round"),
    "desk:round_pdf": Line(see=SEE, record="round"),
    "desk:letters": Line(see=SEE),
    "desk:letter": Line(see=SEE, record="desk_letter"),
    "desk:letter_pdf": Line(see=SEE, record="desk_letter"),
    "desk:letter_withdraw": Line(see={"kasi", "kabid"}, record="desk_letter"),
    "desk:letter_new": Line(see=WORK, record="ticket"),
    "desk:letter_of_citizen": Line(see=WORK, record="citizen_for_letter"),
    "desk:list": Line(see=SEE),
    "desk:hall": Line(see=COUNTER),
    "desk:intake": Line(see=COUNTER),
    "desk:intake_hits": Line(see=COUNTER, post_only=True),
    "desk:intake_parts": Line(see=COUNTER, post_only=True),
    "desk:intake_draft": Line(see=COUNTER, post_only=True),
    "desk:ticket": Line(see=SEE, record="ticket"),
    "desk:receipt": Line(see=COUNTER, record="ticket"),
    "desk:receipt_pdf": Line(see=COUNTER, record="ticket_print"),
    "desk:slip_pdf": Line(see=SEE, record="ticket_print"),
    "desk:secret": Line(see=COUNTER, record="ticket", post_only=True),
    "desk:propose": Line(see={"front_desk", "operator", "kelurahan"}, record="ticket"),
    "desk:relate": Line(see=WORK, record="ticket"),
    "desk:split": Line(see=COUNTER, record="ticket"),
    "desk:close": Line(see=WORK, record="ticket"),
    "desk:remind": Line(see=WORK, record="ticket_asked", post_only=True),
    "desk:paper": Line(see={"front_desk", "operator", "kelurahan"}, record="ticket_paper"),
}
ROWS = {
    "desk:list": lambda number, citizen: make_ticket(citizen),
    "desk:articles": lambda number, citizen: make_article(citizen),
    "desk:rounds": lambda number, citizen: make_a_round(citizen),
    "desk:letters": lambda number, citizen: make_letter(citizen),
}
