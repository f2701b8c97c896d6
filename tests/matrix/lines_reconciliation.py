"""Runs, results, bounds."""

from dtks.files.models import StagedFile
from dtks.files.services import store_bytes
from tests.matrix.lines import Line
from tests.verification.reconciliation.people import an_extract
from verification.reconciliation.models import CaseMember, DuplicateCase, Hold, Result, Run
from verification.reconciliation.services import current_thresholds
from verification.sources.models import CivilPerson, VitalEvent

SEES = {"operator", "kasi", "kabid"}
RUNS = {"operator", "kasi"}


def make_run(citizen):
    number = Run.objects.count() + 1
    bounds = current_thresholds()
    return Run.objects.create(
        number=f"R-{number}", extract=an_extract(number=number), state="done", thresholds=bounds, counts={"MATCH": 1}
    ).pk


def make_result(citizen, run=None):
    run = run or Run.objects.get(pk=make_run(citizen))
    person = CivilPerson.objects.create(
        nik=f"{CivilPerson.objects.count():016d}", name=citizen.name, extract=run.extract, changed_in=run.extract,
        taken_on=run.extract.taken_on,
    )  # fmt: skip
    Result.objects.filter(citizen=citizen).update(is_latest=False)
    return Result.objects.create(
        run=run, citizen=citizen, civil_person=person, status="field_mismatch", result_class="FIELD_DIFFERS",
        confidence=0.99, band="same", differs=["nik"], candidate_ids=[person.pk], candidate_confidences=[0.99],
    ).pk  # fmt: skip


def make_hold(citizen):
    run = make_run(citizen)
    return Hold.objects.create(
        run_id=run, kelurahan=citizen.kelurahan, result_class="DECEASED", count=1, of=1, usual=0
    ).pk


def make_case(citizen):
    run = Run.objects.get(pk=make_run(citizen))
    case = DuplicateCase.objects.create(number=f"G-{run.pk}", nik=f"7471010101{run.pk:06d}", run=run)
    CaseMember.objects.create(case=case, citizen=citizen, letter="A")
    return case.pk


RECORDS = {
    "case": make_case,
    "hold": make_hold,
    "run": make_run,
    "result": make_result,
}

LINES = {
    "reconciliation:duplicates": Line(see=SEES),
    "reconciliation:duplicate": Line(see=SEES, record="case", whole_office=True),
    "reconciliation:runs": Line(see=SEES),
    "reconciliation:start": Line(see=RUNS, post_only=True),
    "reconciliation:thresholds": Line(see=SEES),
    "reconciliation:run": Line(see=SEES, record="run", whole_office=True),
    "reconciliation:results": Line(see=SEES, record="run", whole_office=True),
    "reconciliation:release": Line(see=RUNS, record="run", whole_office=True, post_only=True),
    "reconciliation:release_hold": Line(see=RUNS, record="hold", whole_office=True, post_only=True),
    "reconciliation:result": Line(see=SEES, record="result", whole_office=True),
}


def make_event(citizen, number=0):
    stored = store_bytes(name="peristiwa.csv", content=b"NAMA\n", kind="csv", actor=None)
    staged = StagedFile.objects.create(purpose="events", file=stored)
    return VitalEvent.objects.create(
        key=f"death:{VitalEvent.objects.count()}", kind="death", name=citizen.name, citizen=citizen, state="known",
        staged_file=staged, row_no=2,
    ).pk  # fmt: skip


ROWS = {"reconciliation:events": lambda number, citizen: make_event(citizen, number)}
LINES |= {
    "reconciliation:events": Line(see=SEES),
}
