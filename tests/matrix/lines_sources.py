"""Disdukcapil: its web service and agreement, one citizen, work orders and their answers."""

from collections.abc import Callable
from datetime import date

from model_bakery import baker

from dtks.assignments.services import Draft, assign
from dtks.files.models import StagedFile
from dtks.files.services import store_bytes
from dtks.registry.models import Citizen
from tests.matrix.lines import Line
from verification.sources.models import Agreement, OrderAnswer, Pupil, School, ServiceAnswer, WorkOrder
from verification.sources.services import make_order as make_work_order
from verification.sources.services import show_order_password

SEES = {"operator", "kasi", "kabid"}
ASKS = {"front_desk", "operator", "kasi"}
AGREES = {"administrator", "kabid"}


def make_agreement(citizen: Citizen) -> int:
    return Agreement.objects.create(
        number="470/1", institution="Dinas Sosial", starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31)
    ).pk


def answer(number: int, citizen: Citizen) -> int:
    return ServiceAnswer.objects.create(citizen=citizen, result_class="SERVICE_ERROR", signal="HTTP 503").pk


RECORDS = {"agreement": make_agreement, "asked_citizen": lambda citizen: citizen.pk}
ROWS: dict[str, Callable[[int, Citizen], object]] = {"sources:service": answer}

LINES = {
    "sources:service": Line(see=SEES),
    "sources:agreement": Line(see=AGREES),
    "sources:switch": Line(see=AGREES, record="agreement", whole_office=True, post_only=True),
    "sources:run": Line(see={"operator", "kasi"}, post_only=True),
    "sources:given_back": Line(see={"operator", "kasi"}),
    "sources:citizen": Line(see=ASKS, record="asked_citizen"),
    "sources:ask": Line(see=ASKS, record="asked_citizen", post_only=True),
}


def make_order(citizen: Citizen, number: int = 0) -> WorkOrder:
    assignment = assign(
        draft=Draft(
            kind="civil_registry", role="operator", title="Tanyakan sebab NIK nonaktif", citizen=citizen,
            origin="Rekonsiliasi R-2611-0004", key=f"padan:INACTIVE:{citizen.pk}-{WorkOrder.objects.count()}",
        )
    )  # fmt: skip
    return make_work_order(actor=None, on=assignment.made_at.date())


def make_locked_order(citizen: Citizen) -> WorkOrder:
    order = make_order(citizen)
    show_order_password(order=order, by=baker.make("accounts.User"))
    return order


def make_answer(citizen: Citizen, number: int = 0) -> OrderAnswer:
    stored = store_bytes(name="jawaban.csv", content=b"KODE BARIS;HASIL\n", kind="csv", actor=None)
    return OrderAnswer.objects.create(stored=stored, state="done")


WRITES = {"operator", "kasi"}
RECORDS |= {
    "work_order": lambda citizen: make_order(citizen).pk,
    "locked_order": lambda citizen: make_locked_order(citizen).pk,
    "answer": lambda citizen: make_answer(citizen).pk,
}
ROWS |= {
    "sources:orders": lambda number, citizen: make_order(citizen, number),
    "sources:answers": lambda number, citizen: make_answer(citizen, number),
}
LINES |= {
    "sources:orders": Line(see=SEES),
    "sources:order_new": Line(see=WRITES),
    "sources:order": Line(see=SEES, record="work_order", whole_office=True),
    "sources:order_file": Line(see=WRITES, record="locked_order", whole_office=True),
    "sources:order_password": Line(see=WRITES, record="work_order", whole_office=True, post_only=True),
    "sources:order_letter": Line(see=WRITES, record="work_order", whole_office=True),
    "sources:answers": Line(see=SEES),
    "sources:upload_answer": Line(see=WRITES),
    "sources:answer": Line(see=SEES, record="answer", whole_office=True),
}


def make_pupil(citizen: Citizen, number: int = 0) -> Pupil:
    stored = store_bytes(name="murid.csv", content=b"NISN;NAMA\n", kind="csv", actor=None)
    staged = StagedFile.objects.create(purpose="pupils", file=stored)
    school = School.objects.create(key=f"sd{School.objects.count()}", name=f"SDN {number}")
    return Pupil.objects.create(
        key=f"nisn:{Pupil.objects.count()}", school=school, name=citizen.name, nik=citizen.nik, citizen=citizen,
        staged_file=staged, taken_on=date(2026, 11, 2), state="residue", repairs=["name"],
    )  # fmt: skip


RECORDS |= {
    "pupil": lambda citizen: make_pupil(citizen).pk,
    "school": lambda citizen: make_pupil(citizen).school_id,
}
ROWS |= {
    "sources:schools": lambda number, citizen: make_pupil(citizen, number),
    "sources:pupils": lambda number, citizen: make_pupil(citizen, number),
}
LINES |= {
    "sources:schools": Line(see=SEES),
    "sources:school_file": Line(see=WRITES, record="school", whole_office=True),
    "sources:pupils": Line(see=SEES),
    "sources:pupil": Line(see=SEES, record="pupil"),
}
