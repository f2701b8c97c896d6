"""A list of the centre: staged, then merged into the register, and kept as an immutable snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from dtks.files.models import StagedFile, StagedRow
from dtks.files.services import Judged, MergeTable, Staging
from dtks.files.services.cells import ReadRow
from dtks.jobs.services import emit
from dtks.registry.queries.aid import SPEAKERS
from dtks.web.memory import forget
from verification.lists.models import CentralList
from verification.lists.services import taking_back, writing
from verification.lists.services.judging import meet
from verification.lists.services.questions import ask_who_is_who
from verification.lists.services.returned import open_returned_cases


def is_older(staged: StagedFile) -> bool:
    """Whether a list of a later period was merged already; then this one changes nobody, it only adds history."""
    newest = CentralList.objects.filter(scheme=staged.parameters["scheme"]).exclude(staged_file=staged)
    newest = newest.filter(taken_back_at=None)
    last = newest.aggregate(last=Max("period"))["last"]
    return last is not None and last > period_of(staged)


def period_of(staged: StagedFile) -> date:
    """First day of the list's month."""
    return date.fromisoformat(staged.parameters["period"])


class StageList(Staging):
    """Read a list and say whom it means and what it would change."""

    label = "Pembacaan daftar pusat"
    purpose = StagedFile.Purpose.LIST
    key = "dtks_id"

    def judge(self, staged: StagedFile, rows: Sequence[ReadRow]) -> list[Judged]:
        meetings = meet(rows, scheme=staged.parameters["scheme"], older=is_older(staged))
        return [meeting.judged() for meeting in meetings]


class MergeList(MergeTable):
    """Write a list into the register by the rules of decisions.md 2."""

    label = "Penggabungan daftar pusat"
    can_be_taken_back = True

    def builds_on(self, staged: StagedFile) -> list[str]:
        return taking_back.builds_on(staged)

    def hold(self, staged: StagedFile) -> None:
        taking_back.hold(staged)

    def unmerge(self, staged: StagedFile) -> None:
        taking_back.unmerge(staged)

    def before_merge(self, staged: StagedFile) -> None:
        number = (CentralList.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        CentralList.objects.get_or_create(
            staged_file=staged,
            defaults={
                "number": number,
                "scheme": staged.parameters["scheme"],
                "period": period_of(staged),
                "sha256": staged.file.sha256,
                "fields": sorted({name for name in staged.columns.values() if name}),
            },
        )

    def merge(self, staged: StagedFile, rows: Sequence[StagedRow]) -> list[Judged]:
        central = CentralList.objects.get(staged_file=staged)
        older = is_older(staged)
        meetings = meet(rows, scheme=central.scheme, older=older, lock=True)
        judged = [meeting.judged() for meeting in meetings]
        writing.write(central, meetings, older=older)
        for found, meeting in zip(judged, meetings, strict=True):
            found.target = meeting.citizen.pk if meeting.citizen else None
        return judged

    def after_merge(self, staged: StagedFile) -> None:
        central = CentralList.objects.get(staged_file=staged)
        with connection.cursor() as cursor:  # so many rows are new that the planner would count on none
            cursor.execute("ANALYZE registry_citizen, registry_household, registry_householdmembership")
        _keep_snapshot(central)
        if not is_older(staged):
            writing.mark_left(central)
            open_returned_cases(central)
        ask_who_is_who(central)
        forget(SPEAKERS)
        emit(kind="list.merged", payload={"list": central.pk})


def _keep_snapshot(central: CentralList) -> None:
    """Copy what the list said, row by row, refused rows too; they are known by their id where it can be read."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO lists_listrow (central_list_id, row_no, member_id, citizen_id, refused, values)
            SELECT %s, r.row_no, COALESCE(r.values->>'dtks_id', ''), COALESCE(r.target_id, c.id),
                   r.verdict = 'refused', r.values
            FROM files_stagedrow r
            LEFT JOIN registry_citizen c ON c.dtks_id = r.values->>'dtks_id' AND c.dtks_id <> '' AND %s = 'dtks'
            WHERE r.staged_file_id = %s
            ON CONFLICT DO NOTHING
            """,
            [central.pk, central.scheme, central.staged_file_id],
        )
    count = central.rows.count()
    CentralList.objects.filter(pk=central.pk).update(row_count=count, merged_at=timezone.now())
