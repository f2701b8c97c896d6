"""Each change takes the sheet of its outcome: who leaves, who died, who follows a head, who came back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.office.services import load_codes
from dtks.papers.models import Document, PaperKind
from dtks.registry.models import Citizen, Household
from dtks.registry.services import keep_house, remove, settle_families
from tests.matrix.lines_reconciliation import make_result
from tests.verification.siks.test_export import export
from verification.corrections.models import Act, ActPlan, ChangeRequest, PlanMember, Succession, SuccessionMember
from verification.corrections.services import cite
from verification.monthly.models import HeldBack, LedgerLine
from verification.monthly.services import Answer, infer_from_list, take_answers
from verification.reconciliation.models import Result
from verification.sources.models import Comparison, ResultClass

Applied = Callable[..., ChangeRequest]
pytestmark = pytest.mark.django_db


def act(code: str, sheet: str, *, unit: str = "person", minutes: bool = False) -> Act:
    return Act.objects.create(
        code=code, label=code, group="exit", unit=unit, template_kind=sheet, needs_minutes=minutes
    )  # fmt: skip


def rows_of(folder: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of the one file of a sheet."""
    [path] = [each for each in folder.iterdir() if sheet in each.name]
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(autouse=True)
def codes(db: None) -> None:
    load_codes()


@pytest.fixture
def minutes(kadia: Region, operator: User) -> Document:
    """A berita acara in the archive."""
    kind = PaperKind.objects.create(code="BA_MUSKEL", label="Berita acara")
    return Document.objects.create(
        number="A-2611-0001", kind=kind, kelurahan=kadia, form="original", seen_by=operator,
        note="01/KDA/XI/2026 versi 1", issued_on=date(2026, 11, 4),
    )  # fmt: skip


def test_who_leaves_stands_on_the_exit_sheet_with_reason_and_berita_acara(
    applied: Applied, minutes: Document, tmp_path: Path
) -> None:
    graduate = act("GRADUATE", "penonaktifan", unit="family", minutes=True)
    request = applied({"register_state": ("listed", "removed", "")}, of=graduate)
    remove(
        citizen=request.citizen, reason="31", on=date(2026, 11, 10), minutes_number="", request_number=request.number
    )
    assert export(tmp_path / "one")["sealed"] == 0
    assert (
        "NO BERITA ACARA wajib diisi" in HeldBack.objects.get().sentence
        or "JENIS BUKTI" in HeldBack.objects.get().sentence
    )
    cite(request=request, document=minutes, locator="butir 17")
    assert export(tmp_path / "two")["sealed"] == 1
    [row] = rows_of(tmp_path / "two", "PENONAKTIFAN")
    assert (row["TINGKAT"], row["KELAYAKAN"], row["KODE ALASAN"]) == ("KELUARGA", "TIDAK LAYAK", "31")
    assert (row["NO BERITA ACARA"], row["TANGGAL MUSKEL"], row["NO BUTIR BA"]) == ("01/KDA/XI/2026", "04/11/2026", "17")
    line = LedgerLine.objects.get()
    later = timezone.localdate().replace(day=1, year=timezone.localdate().year + 1)
    listed = {request.citizen_id: {"name": "X"}}
    infer_from_list(name="daftar No. 4", period=later, said=listed)
    line.refresh_from_db()
    assert (line.state, line.basis) == (LedgerLine.State.INFERRED_IGNORED, "masih di daftar No. 4")
    infer_from_list(name="daftar No. 5", period=later, said={})
    line.refresh_from_db()
    assert line.state == LedgerLine.State.INFERRED_ACCEPTED


@pytest.mark.parametrize(("reason", "sheet"), [("11", "PERBAIKAN"), ("12", "PENONAKTIFAN")])
def test_a_death_takes_the_sheet_of_its_outcome(
    applied: Applied, minutes: Document, tmp_path: Path, reason: str, sheet: str
) -> None:
    died = {"life_state": "2", "life_state_on": date(2026, 11, 2)}
    request = applied({"life_state": ("1", "2", "")}, of=act("DEATH", "by_outcome"), **died)
    cite(request=request, document=minutes, locator="butir 17")
    remove(
        citizen=request.citizen, reason=reason, on=date(2026, 11, 2), minutes_number="", request_number=request.number
    )
    Comparison.objects.create(
        citizen=request.citizen, result_class=ResultClass.MATCH, taken_on=date(2026, 9, 28), confidence=1.0
    )
    assert export(tmp_path)["sealed"] == 1, HeldBack.objects.first()
    [row] = rows_of(tmp_path, sheet)
    assert row["KODE ALASAN"] == ("DEATH" if reason == "11" else "12")
    assert export(tmp_path / "again") == {"ready": 0, "sealed": 0, "carried_over": 0, "files": 0}


def test_a_name_that_came_back_goes_out_again_with_its_old_berita_acara(applied: Applied, tmp_path: Path) -> None:
    request = applied({"register_state": ("listed", "removed", "")}, of=act("RETURNED_NAME", "penonaktifan"))
    remove(citizen=request.citizen, reason="41", on=date(2026, 9, 6), minutes_number="BA-04/IX/2026", request_number="")
    assert export(tmp_path)["sealed"] == 1, HeldBack.objects.first()
    [row] = rows_of(tmp_path, "PENONAKTIFAN")
    assert (row["JENIS BUKTI"], row["NO BERITA ACARA"], row["PERNAH DINONAKTIFKAN"]) == (
        "BA_MUSKEL", "BA-04/IX/2026", "1",
    )  # fmt: skip


def test_who_follows_a_head_stands_on_the_sheet_of_recipients(
    applied: Applied, minutes: Document, kadia: Region, tmp_path: Path
) -> None:
    old = Citizen.objects.create(name="LA ODE", nik="7471051203600001", kelurahan=kadia, life_state="2")
    request = applied(
        {"kk_number": ("7471052210249013", "7471050101260001", "")}, of=act("HEAD_SUCCESSION", "pengurus"),
        kk_number="7471050101260001", mother_name="WA ANI",
    )  # fmt: skip
    card = Household.objects.create(
        unit="family", number="7471052210249013", kelurahan=kadia, started_on=date(2020, 1, 1)
    )
    plan = Succession.objects.create(
        request=request, household=card, kind="died", event_on=date(2026, 11, 3), old_head=old,
        successor=request.citizen, number="7471050101260001",
    )  # fmt: skip
    SuccessionMember.objects.create(
        succession=plan, citizen=request.citizen, place="placed", old_relation="3", number=plan.number, relation="1"
    )
    cite(request=request, document=minutes, locator="butir 17")
    Comparison.objects.create(
        citizen=request.citizen, result_class=ResultClass.MATCH, taken_on=date(2026, 9, 28), confidence=1.0
    )
    assert export(tmp_path)["sealed"] == 1, HeldBack.objects.first()
    [row] = rows_of(tmp_path, "PENGURUS")
    assert (row["NOKK LAMA"], row["NOKK BARU"]) == ("7471052210249013", "7471050101260001")
    assert (row["NAMA KEPALA LAMA"], row["ALASAN"], row["JUMLAH ANGGOTA BARU"]) == ("LA ODE", "13", "1")


HOUSE = {
    "house_status": "1", "floor_area": "36", "floor": "6", "wall": "3", "roof": "3", "water": "5", "lighting": "1",
    "fuel": "4", "toilet": "1",
}  # fmt: skip


def test_a_family_is_proposed_with_what_was_seen_of_its_home_and_only_the_refused_go_again(
    applied: Applied, minutes: Document, kadia: Region, tmp_path: Path
) -> None:
    own = {"birth_place": "KENDARI", "mother_name": "WA ANI", "marital_status": "2", "occupation": ""}
    request = applied(
        {"register_state": ("unlisted", "proposed", "")}, of=act("NEW_PROPOSAL", "usulan", unit="family"),
        **own, dtks_id="", register_state="proposed",
    )  # fmt: skip
    child = Citizen.objects.create(
        name="LA MANE", nik="7471051203100001", kk_number=request.citizen.kk_number, kelurahan=kadia, sex="L",
        relation="4", birth_date=date(2010, 3, 12), address="JL. LAHUNDAPE", rt="003", rw="002",
        **own | {"occupation": "3"},
    )  # fmt: skip
    settle_families(citizens=[request.citizen, child], on=date(2026, 1, 1))
    plan = ActPlan.objects.create(request=request, event_on=date(2026, 11, 3))
    PlanMember.objects.create(plan=plan, citizen=child, values={"register_state": "proposed"})
    cite(request=request, document=minutes, locator="butir 17")
    for each in (request.citizen, child):
        Comparison.objects.create(
            citizen=each, result_class=ResultClass.MATCH, taken_on=date(2026, 9, 28), confidence=1.0
        )
    assert export(tmp_path / "one")["sealed"] == 0
    assert HeldBack.objects.get().code == "NOT_VISITED"
    keep_house(
        citizen=request.citizen, seen_on=date(2026, 11, 5), reference="Kunjungan K-2611-0001", values=HOUSE,
        members={str(request.citizen_id): {"occupation": "5", "chronic": "TIDAK"}}, photo="A-2611-0007.jpg",
    )  # fmt: skip
    assert export(tmp_path / "two")["sealed"] == 2, HeldBack.objects.last()
    mother, son = rows_of(tmp_path / "two", "USULAN")
    assert (mother["NAMA"], son["NAMA"]) == (request.citizen.name, "LA MANE")
    assert mother["NO URUT KELUARGA"] == son["NO URUT KELUARGA"] and mother["NO URUT KELUARGA"]
    assert (mother["LUAS LANTAI"], son["FASILITAS BAB"], son["FOTO RUMAH"]) == ("36", "1", "A-2611-0007.JPG")
    assert (mother["PEKERJAAN"], son["PEKERJAAN"], mother["PENYAKIT KRONIS"]) == ("5", "3", "TIDAK")
    assert (son["PROGRAM DIUSULKAN"], son["NO BUTIR BA"]) == ("DATA", "17")
    assert export(tmp_path / "nothing")["sealed"] == 0
    later = date(timezone.localdate().year + 1, 1, 1)
    infer_from_list(name="daftar No. 4", period=later, said={child.pk: {"name": "LA MANE"}})
    guessed = LedgerLine.objects.values_list("row__citizen__name", "state", "basis")
    assert sorted(guessed, reverse=True) == [
        (request.citizen.name, "inferred_ignored", "belum ada di daftar No. 4"),
        ("LA MANE", "inferred_accepted", "ada di daftar No. 4"),
    ]
    row = LedgerLine.objects.get(row__citizen=child).row_id
    said = Answer(
        row_id=row, state="refused", code="E1", message="KK lama", processed_on=None, basis="x", word="DITOLAK"
    )
    take_answers(answers=[said])
    ChangeRequest.objects.filter(pk=request.pk).update(state="applied", sealed_in="")  # decided again
    assert export(tmp_path / "three")["sealed"] == 1
    [again] = rows_of(tmp_path / "three", "USULAN")
    assert again["NAMA"] == "LA MANE"


@pytest.fixture
def kin(kadia: Region) -> Callable[..., Citizen]:
    """Somebody else on the card of a request's citizen, who goes along by a plan."""

    def make(request: ChangeRequest, number: int, values: dict[str, str] | None = None) -> Citizen:
        made = Citizen.objects.create(
            name=f"LA IKUT {number}", nik=f"747105120310000{number}", dtks_id=f"K{number}", sex="L", relation="4",
            kk_number=request.citizen.kk_number, kelurahan=kadia, birth_date=date(2010, 3, 12), address="JL. LAHUNDAPE",
            rt="003", rw="002", birth_place="KENDARI", mother_name="WA ANI", register_state="listed",
        )  # fmt: skip
        settle_families(citizens=[request.citizen, made], on=date(2026, 1, 1))
        if values:
            card = Household.objects.get(unit="family")
            plan = ActPlan.objects.create(request=request, event_on=date(2026, 11, 3), household=card)
            was = {field: {"value": str(getattr(made, field))} for field in values}
            PlanMember.objects.create(plan=plan, citizen=made, values=values, was=was)
            Citizen.objects.filter(pk=made.pk).update(**values)
        return made

    return make


@pytest.mark.parametrize(("stays", "unit"), [(False, "KELUARGA"), (True, "ANGGOTA")])
def test_row_42_each_of_a_family_that_leaves_has_a_row_and_who_stays_has_none(
    applied: Applied, minutes: Document, kin: Callable[..., Citizen], tmp_path: Path, stays: bool, unit: str
) -> None:
    request = applied(
        {"register_state": ("listed", "removed", "")}, of=act("GRADUATE", "penonaktifan", unit="family", minutes=True),
        register_state="removed",
    )  # fmt: skip
    son = kin(request, 1, {"register_state": "removed"})
    if stays:
        kin(request, 2)
    cite(request=request, document=minutes, locator="butir 17")
    for each in (request.citizen, son):
        remove(citizen=each, reason="31", on=date(2026, 11, 10), minutes_number="", request_number=request.number)
    assert export(tmp_path)["sealed"] == 2, HeldBack.objects.last()
    rows = rows_of(tmp_path, "PENONAKTIFAN")
    assert {row["NAMA"] for row in rows} == {request.citizen.name, "LA IKUT 1"}
    assert {row["TINGKAT"] for row in rows} == {unit}


def test_row_42_a_new_card_is_sent_of_each_member_once_the_register_agrees(
    applied: Applied, kin: Callable[..., Citizen], tmp_path: Path
) -> None:
    new = "7471052210249099"
    split = act("SPLIT", "pengurus", unit="family")
    own = {"birth_place": "RAHA", "mother_name": "WA ANI"}
    request = applied({"kk_number": ("7471052210249013", new, "same")}, of=split, **own)
    son = kin(request, 1, {"kk_number": new})
    assert export(tmp_path / "one")["sealed"] == 0
    assert HeldBack.objects.get().sentence.startswith("No. KK LA IKUT 1 belum terbanding")
    result = Result.objects.filter(pk=make_result(son))
    result.update(differs=["no_kk"])
    assert export(tmp_path / "two")["sealed"] == 0 and HeldBack.objects.order_by("pk").last().code == "DIFFERS"
    result.update(differs=[])
    assert export(tmp_path / "three")["sealed"] == 2, HeldBack.objects.last()
    sent = {row["NAMA"]: row for row in rows_of(tmp_path / "three", "PERBAIKAN")}
    assert sent["LA IKUT 1"]["NOKK"] == "7471052210249013" and new in sent["LA IKUT 1"].values()
