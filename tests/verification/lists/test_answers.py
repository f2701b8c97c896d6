"""A list that was merged tells what became of proposals that nobody answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from dtks.accounts.models import User
from dtks.files.models import StagedFile, StoredFile
from dtks.jobs.services import emit, handle_event
from dtks.office.models import Region
from tests.verification.lists.made import make_list
from tests.verification.siks.conftest import applied, kadia, templates
from tests.verification.siks.test_export import export
from verification.corrections.models import ChangeRequest
from verification.lists.models import CentralList, DifferenceLine, ListDifference, ListRow
from verification.lists.queries import lines_with_proposals, proposed_counts
from verification.monthly.models import Batch, BatchRow, LedgerLine

__all__ = ["applied", "kadia", "templates"]
pytestmark = pytest.mark.django_db


def a_list() -> CentralList:
    stored = StoredFile.objects.create(name="daftar.xlsx", path="daftar", kind="xlsx", size=1, sha256="0" * 64)
    staged = StagedFile.objects.create(purpose=StagedFile.Purpose.LIST, file=stored)
    month = timezone.localdate().replace(day=1)
    return CentralList.objects.create(number=32, scheme="dtks", period=month, staged_file=staged, sha256="0" * 64)


def test_whom_we_proposed_is_known_on_a_list_by_number_and_name(
    applied: Callable[..., ChangeRequest], kadia: Region
) -> None:
    batch, ago = Batch.objects.create(number="K-2609-01", month=date(2026, 9, 1), sequence=1), timedelta(days=60)
    for number, serial in enumerate(("0021", "0022", "0023")):
        request = applied({"register_state": ("unlisted", "proposed", "")}, nik=f"747108520384{serial}")
        row = BatchRow.objects.create(
            batch=batch, kind="usulan", request=request, citizen=request.citizen, kecamatan_id=kadia.parent_id or 0,
            values={"nik": request.citizen.nik, "name": f"WA ODE NURAINI {number}"}, sha256="0" * 64,
        )  # fmt: skip
        LedgerLine.objects.create(row=row, sent_on=timezone.localdate() - ago)
    central = a_list()
    for number, serial, name in ((1, "0021", "Wa Ode Nuraeni"), (2, "0022", "LA SUGENG BOLU")):
        said = {"nik": f"747108520384{serial}", "name": name}
        ListRow.objects.create(central_list=central, row_no=number, member_id=f"D9{serial}", values=said)
    handle_event(event_id=emit(kind="list.merged", payload={"list": central.pk}).pk)
    found = LedgerLine.objects.order_by("pk").values_list("state", "basis")
    away = ("inferred_ignored", "belum ada di daftar No. 32")
    assert list(found) == [("inferred_accepted", "ada di daftar No. 32"), away, away]


def test_a_merged_list_lets_the_ledger_guess(
    applied: Callable[..., ChangeRequest], operator: User, client_of: Callable[[User], Client], tmp_path: Path
) -> None:
    applied({"nik": ("7471055203850001", "7471055203851001", "same")}, nik="7471055203851001")
    export(tmp_path)
    line = LedgerLine.objects.select_related("row").get()
    LedgerLine.objects.update(sent_on=timezone.localdate() - timedelta(days=60))
    central = a_list()
    ListRow.objects.create(
        central_list=central, row_no=1, citizen_id=line.row.citizen_id, values={"nik": line.row.values["new_nik"]}
    )
    event = emit(kind="list.merged", payload={"list": central.pk})
    handle_event(event_id=event.pk)
    line.refresh_from_db()
    assert (line.state, line.basis) == ("inferred_accepted", "NIK baru di daftar No. 32")
    found, citizen = ListDifference.objects.create(old=make_list(33), new=central, counts={}), line.row.citizen
    said = {"difference": found, "name": citizen.name, "change": "changed", "fields": ["nik"]}
    DifferenceLine.objects.create(member_id="D1", citizen=citizen, **said)
    DifferenceLine.objects.create(member_id="D2", **(said | {"name": "LA TANPA USULAN"}))
    assert proposed_counts(lines_with_proposals(operator, found)) == {"changed": 1}
    page = client_of(operator).get(found.get_absolute_url(), {"usulan": "ada"}).content.decode()
    assert citizen.name in page and "LA TANPA USULAN" not in page
