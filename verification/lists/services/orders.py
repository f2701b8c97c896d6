"""Names that the centre sends to be verified: each that we know becomes work for a facilitator, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from dtks.accounts.models import Role
from dtks.assignments.models import Assignment, Kind
from dtks.assignments.services import Draft, assign_many
from dtks.files.models import StagedFile, StagedRow
from dtks.files.services import Judged, MergeTable, Staging
from dtks.files.services.cells import ReadRow
from dtks.office.queries import working_days_between
from dtks.office.services import numbered_code
from dtks.registry.models import Citizen, Scheme
from verification.lists.models import VerificationName, VerificationOrder
from verification.lists.services.judging import Meeting, Row, meet

UNKNOWN, NOWHERE, TWICE = "tidak dikenal di register", "kelurahannya belum diketahui", "sudah ada di baris lain"
STEP = "Pusat meminta nama ini diperiksa di rumahnya: masih tinggal di sana, masih layak, datanya benar."


def _meetings(rows: Sequence[Row]) -> list[Meeting]:
    """Whom each row means; nothing of the register is compared or changed."""
    return meet(rows, scheme=Scheme.DTKS, older=True)


class StageNames(Staging):
    """Read the names."""

    label = "Pembacaan nama pusat"
    purpose = StagedFile.Purpose.VERIFY
    key = "dtks_id"

    def judge(self, staged: StagedFile, rows: Sequence[ReadRow]) -> list[Judged]:
        return [Judged(target=each.citizen.pk if each.citizen else None) for each in _meetings(rows)]


class MergeNames(MergeTable):
    """Write the order with its names, and the work for those whom we know."""

    label = "Pembagian nama pusat"

    def before_merge(self, staged: StagedFile) -> None:
        if VerificationOrder.objects.filter(staged_file=staged).exists():
            return
        VerificationOrder.objects.create(
            number=numbered_code(prefix="V", kind="verification", on=timezone.localdate()), staged_file=staged,
            due_on=date.fromisoformat(staged.parameters["due_on"]),
        )  # fmt: skip

    def merge(self, staged: StagedFile, rows: Sequence[StagedRow]) -> list[Judged]:
        order = VerificationOrder.objects.get(staged_file=staged)
        meetings = _meetings(rows)
        known: set[int | None] = set(order.names.filter(assignment__isnull=False).values_list("citizen", flat=True))
        written = set(order.names.values_list("row_no", flat=True))  # of an earlier, stopped merge
        names = [_name(order, each, known) for each in meetings if each.row.row_no not in written]
        _give_work(order, names)
        VerificationName.objects.bulk_create(names, batch_size=1000)
        return [Judged(target=each.citizen.pk if each.citizen else None) for each in meetings]


def _name(order: VerificationOrder, meeting: Meeting, known: set[int | None]) -> VerificationName:
    values, citizen = meeting.row.values, meeting.citizen
    why = _why_nobody_goes(citizen, known)
    if citizen is not None and not why:
        known.add(citizen.pk)
    return VerificationName(
        order=order, row_no=meeting.row.row_no, member_id=values.get("dtks_id", "")[:36], citizen=citizen, why=why,
        name=str(values["name"]).upper()[:120], reason=str(values.get("reason_text", ""))[:200],
    )  # fmt: skip


def _why_nobody_goes(citizen: Citizen | None, known: set[int | None]) -> str:
    if citizen is None:
        return UNKNOWN
    if citizen.kelurahan is None or not citizen.kelurahan.in_kendari:
        return NOWHERE
    return TWICE if citizen.pk in known else ""


def _give_work(order: VerificationOrder, names: Sequence[VerificationName]) -> None:
    """One assignment for each; the visits' desk collects them. The names point to it."""
    days = max(1, working_days_between(timezone.localdate(), order.due_on))
    keys = {f"verify|{order.number}|c{each.citizen_id}": each for each in names if not each.why}
    drafts = [
        Draft(
            kind=Kind.VISIT, role=Role.FACILITATOR, title="Verifikasi nama dari pusat", step=each.reason or STEP,
            origin=str(order), citizen=each.citizen, days=days, key=key,
        )
        for key, each in keys.items()
    ]  # fmt: skip
    assign_many(drafts=drafts)
    for work in Assignment.objects.filter(key__in=keys):
        keys[work.key].assignment = work
