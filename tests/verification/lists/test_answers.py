"""A list that was merged tells what became of proposals that nobody answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from dtks.files.models import StagedFile, StoredFile
from dtks.jobs.services import emit, handle_event
from tests.verification.siks.conftest import applied, kadia, templates
from tests.verification.siks.test_export import export
from verification.corrections.models import ChangeRequest
from verification.lists.models import CentralList, ListRow
from verification.monthly.models import LedgerLine

__all__ = ["applied", "kadia", "templates"]
pytestmark = pytest.mark.django_db


def test_a_merged_list_lets_the_ledger_guess(applied: Callable[..., ChangeRequest], tmp_path: Path) -> None:
    applied({"nik": ("7471055203850001", "7471055203851001", "same")}, nik="7471055203851001")
    export(tmp_path)
    line = LedgerLine.objects.select_related("row").get()
    LedgerLine.objects.update(sent_on=timezone.localdate() - timedelta(days=60))
    stored = StoredFile.objects.create(name="daftar.xlsx", path="daftar", kind="xlsx", size=1, sha256="0" * 64)
    staged = StagedFile.objects.create(purpose=StagedFile.Purpose.LIST, file=stored)
    central = CentralList.objects.create(
        number=32, scheme="dtks", period=timezone.localdate().replace(day=1), staged_file=staged, sha256="0" * 64
    )
    ListRow.objects.create(
        central_list=central, row_no=1, citizen_id=line.row.citizen_id, values={"nik": line.row.values["new_nik"]}
    )
    event = emit(kind="list.merged", payload={"list": central.pk})
    handle_event(event_id=event.pk)
    line.refresh_from_db()
    assert (line.state, line.basis) == ("inferred_accepted", "NIK baru di daftar No. 32")
