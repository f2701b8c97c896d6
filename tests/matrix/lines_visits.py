"""Visits: a facilitator sees his own, a kelurahan its area; the supervisor gives, checks and sends back."""

from datetime import date
from uuid import uuid4

from django.utils import timezone

from consultation.visits.models import DutyLetter, FormVersion, Photo, Report, Visit
from consultation.visits.services import load_form
from dtks.accounts.models import User
from dtks.papers.models import Document, PaperKind
from dtks.registry.models import Citizen
from tests.matrix.lines import Line

FILL, GIVE, TYPE = {"facilitator"}, {"supervisor"}, {"facilitator", "supervisor"}
SEE = TYPE | {"kelurahan", "operator", "kasi", "kabid"}


def facilitator_of(citizen) -> User:
    """The one of the matrix in Kadia; elsewhere another."""
    if citizen.kelurahan.name == "Kadia":
        return User.objects.get(username="facilitator")
    made, _ = User.objects.get_or_create(username="fasilitator.lain", defaults={"full_name": "Fasilitator Lain"})
    return made


def make_visit(citizen, state="assigned") -> Visit:
    load_form()
    Visit.objects.filter(citizen=citizen, state__in=["assigned", "done"]).update(state="cancelled")
    number = Visit.objects.count() + 1
    return Visit.objects.create(
        number=f"K-2610-{number:04}", citizen=citizen, kelurahan=citizen.kelurahan, source="hand", route="RT 003",
        due_on=date(2026, 11, 28), facilitator=facilitator_of(citizen), state=state, why="lihat rumahnya",
    )  # fmt: skip


def make_report(citizen, standing="stands") -> Report:
    visit = make_visit(citizen, "done")
    visit.outcome = "01"
    visit.save()
    return Report.objects.create(
        visit=visit, key=uuid4(), version=FormVersion.objects.first(), outcome="01", answers={"B14": "1", "B05": "01"},
        visited_at=timezone.now(), by=visit.facilitator, way="phone", revision=1, standing=standing,
    )  # fmt: skip


def make_photo(citizen) -> list[int]:
    from dtks.files.services import store_bytes

    report = make_report(citizen)
    kind, _ = PaperKind.objects.get_or_create(code="FOTO_RUMAH", defaults={"label": "Foto rumah", "issuer": "petugas"})
    document = Document.objects.create(
        number=f"A-2611-V{report.pk:03}", kind=kind, citizen=citizen, form="copy", seen_by=report.by,
        scan=store_bytes(name="a.jpg", content=b"\xff\xd8\xff", kind="jpeg", actor=None),
    )  # fmt: skip
    photo = Photo.objects.create(report=report, key=uuid4(), kind="B09", document=document, size=3)
    return [report.visit_id, photo.pk]


def make_letter(citizen) -> int:
    number = DutyLetter.objects.count() + 1
    return DutyLetter.objects.create(
        number=f"400.9/{number}/DINSOS/2026", facilitator=User.objects.get(username="facilitator"),
        starts_on=date(2026, 11, 26), ends_on=date(2026, 12, 26), places=[["Kadia", "2"]], seat="Kepala Dinas Sosial",
        made_by=User.objects.get(username="supervisor"),
    ).pk  # fmt: skip


def report_of(citizen) -> list[int]:
    report = make_report(citizen, "conflict")
    return [report.visit_id, report.pk]


RECORDS = {
    "visit": lambda citizen: make_visit(citizen).pk,
    "visit_section": lambda citizen: [make_visit(citizen).pk, "B"],
    "visit_report": lambda citizen: make_report(citizen).visit_id,
    "visit_other_report": report_of,
    "visit_photo": make_photo,
    "visit_facilitator": lambda citizen: User.objects.get(username="facilitator").pk,
    "visit_letter": make_letter,
}
LINES = {
    "visits:list": Line(see=SEE),
    "visits:sent": Line(see=SEE),
    "visits:day": Line(see=FILL),
    "visits:desk": Line(see=GIVE, most=15),
    "visits:new": Line(see=GIVE),
    "visits:collect": Line(see=GIVE, post_only=True),
    "visits:give": Line(see=GIVE),
    "visits:draw": Line(see=GIVE),
    "visits:letter": Line(see=GIVE, record="visit_facilitator", whole_office=True),
    "visits:card": Line(see=GIVE, record="visit_facilitator", whole_office=True),
    "visits:letter_paper": Line(see=GIVE, record="visit_letter", whole_office=True),
    "visits:phone": Line(see=FILL),
    "visits:worker": Line(see=FILL),
    "visits:manifest": Line(see=FILL),
    "visits:phone_list": Line(see=FILL, post_only=True),
    "visits:phone_send": Line(see=FILL, post_only=True),
    "visits:phone_photo": Line(see=FILL, post_only=True),
    "visits:visit": Line(see=SEE, record="visit_report"),
    "visits:start": Line(see=TYPE, record="visit", ok=(302,)),
    "visits:section": Line(see=TYPE, record="visit_section"),
    "visits:finish": Line(see=TYPE, record="visit"),
    "visits:add_photo": Line(see=TYPE, record="visit", post_only=True),
    "visits:photo": Line(see=SEE, record="visit_photo"),
    "visits:form_paper": Line(see=TYPE, record="visit"),
    "visits:report_paper": Line(see=SEE, record="visit_report"),
    "visits:judge": Line(see=GIVE, record="visit_report", post_only=True),
    "visits:choose": Line(see=GIVE, record="visit_other_report", post_only=True),
    "visits:cancel": Line(see=GIVE, record="visit"),
}


def make_row(number, citizen):
    other = Citizen.objects.create(name=f"WARGA {number}", kelurahan=citizen.kelurahan, rt="001", rw="001")
    report = make_report(other)
    report.visit.facilitator = User.objects.get(username="facilitator")
    report.visit.save()


ROWS = {"visits:list": make_row, "visits:sent": make_row, "visits:desk": make_row}
