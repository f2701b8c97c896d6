"""The memory of what was sent: age, guard against sending twice, letters, guesses from lists."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from dtks.accounts.models import ReadLog, User
from dtks.assignments.models import Assignment
from dtks.office.services import load_holidays
from dtks.registry.models import Citizen
from tests.verification.siks.test_export import export
from verification.corrections.models import ChangeRequest
from verification.monthly.models import HeldBack, LedgerLine, UnansweredLetter
from verification.monthly.services import NothingOwed, ask_for_answers, ask_quarterly, infer_from_list

Applied = Callable[..., ChangeRequest]
pytestmark = pytest.mark.django_db


def sent(applied: Applied, folder: Path, *ages: int) -> list[LedgerLine]:
    """Lines that were sent some days ago."""
    for n in range(len(ages)):
        applied({"nik": (f"7471055203850{n:03d}", f"7471055203851{n:03d}", "same")}, nik=f"7471055203851{n:03d}")
    export(folder)
    lines = list(LedgerLine.objects.order_by("pk"))
    for line, age in zip(lines, ages, strict=True):
        LedgerLine.objects.filter(pk=line.pk).update(sent_on=timezone.localdate() - timedelta(days=age))
    return lines


def test_the_ageing_bar_counts_what_is_unanswered_and_filters_the_list(
    applied: Applied, operator: User, client_of: Callable[[User], Client], tmp_path: Path
) -> None:
    lines = sent(applied, tmp_path, 0, 30, 31, 90, 91, 200)
    LedgerLine.objects.filter(pk=lines[0].pk).update(state="accepted", answered_on=timezone.localdate())
    client = client_of(operator)
    page = client.get("/buku-usulan").content.decode()
    assert "1 diterima · 0 ditolak" in page and "5 belum dijawab" in page
    assert "2 lewat 90 hari" in page
    aged = client.get("/buku-usulan?umur=31-60").content.decode()
    assert lines[2].row.citizen.name in aged and lines[1].row.citizen.name not in aged


def test_the_download_has_the_filtered_lines_without_numbers_of_people(
    applied: Applied, operator: User, client_of: Callable[[User], Client], tmp_path: Path
) -> None:
    lines = sent(applied, tmp_path, 5, 100)
    answer = client_of(operator).get("/buku-usulan?umur=91-180&unduh=1")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeffWarga;") and len(text.strip().splitlines()) == 2
    assert lines[1].row.citizen.name in text and "7471055203851001" not in text
    assert ReadLog.objects.filter(subject="ledger", act=ReadLog.Act.DOWNLOAD).exists()


def test_the_same_values_are_not_sent_twice_while_the_centre_owes_an_answer(applied: Applied, tmp_path: Path) -> None:
    [line] = sent(applied, tmp_path / "one", 10)
    first = line.row.request
    again = applied({"nik": ("7471055203850000", "7471055203851000", "same")}, person=first.citizen)
    other = applied({"nik": ("7471055203850777", "7471055203851777", "same")})
    result = export(tmp_path / "two")
    assert (result["sealed"], result["carried_over"]) == (1, 1)
    held = HeldBack.objects.get(request=again)
    assert held.code == "ALREADY_SENT" and line.row.batch.number in held.sentence
    assert LedgerLine.objects.filter(row__request=other).exists()


def test_the_letter_names_what_is_owed_and_prints_the_same_again(
    applied: Applied, kabid: User, client_of: Callable[[User], Client], tmp_path: Path
) -> None:
    lines = sent(applied, tmp_path, 10, 91, 200)
    client = client_of(kabid)
    assert client.post("/buku-usulan/surat", {"older_than": 90, "seat": "Kabid"}).status_code == 302
    letter = UnansweredLetter.objects.get()
    assert letter.number == f"400.9/1/DINSOS/{timezone.localdate().year}"
    assert set(letter.lines.all()) == set(lines[1:])
    first = client.get(f"/buku-usulan/surat/{letter.pk}.pdf").content
    assert first.startswith(b"%PDF-")
    Citizen.objects.update(name="NAMA BARU")
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert client_of(kabid).get(f"/buku-usulan/surat/{letter.pk}.pdf").content == first
    with pytest.raises(NothingOwed):
        ask_for_answers(older_than=400, seat="Kabid", on=timezone.localdate(), actor=kabid)


def test_a_newer_list_lets_us_guess_and_never_outdoes_an_answer(applied: Applied, tmp_path: Path) -> None:
    lines = sent(applied, tmp_path, 60, 60, 60, 60)
    LedgerLine.objects.filter(pk=lines[3].pk).update(state="refused", answered_on=timezone.localdate())
    rows = [line.row for line in lines]
    period = timezone.localdate().replace(day=1)
    said = {
        rows[0].citizen_id: {"nik": rows[0].values["new_nik"]},
        rows[1].citizen_id: {"nik": rows[1].values["nik"]},
        rows[3].citizen_id: {"nik": rows[3].values["new_nik"]},
    }
    assert infer_from_list(name="daftar No. 32", period=period, said=said) == {"accepted": 1, "ignored": 1}
    states = dict(LedgerLine.objects.values_list("pk", "state"))
    assert [states[line.pk] for line in lines] == ["inferred_accepted", "inferred_ignored", "sent", "refused"]
    assert LedgerLine.objects.get(pk=lines[1].pk).basis == "daftar No. 32 masih NIK lama"
    assert infer_from_list(name="daftar lama", period=date(2020, 1, 1), said=said) == {"accepted": 0, "ignored": 0}


def test_each_quarter_the_letter_is_made_by_itself_once_for_the_kabid_to_sign(
    applied: Applied, kabid: User, client_of: Callable[[User], Client], tmp_path: Path
) -> None:
    load_holidays()
    sent(applied, tmp_path, 10)
    LedgerLine.objects.update(sent_on=date(2026, 9, 1))
    assert ask_quarterly(today=date(2027, 1, 1)) is None, "a holiday"
    letter = ask_quarterly(today=date(2027, 1, 4))
    assert letter and (letter.quarter, letter.line_count, letter.made_by) == ("2027-Q1", 1, None)
    assert ask_quarterly(today=date(2027, 2, 2)) is None
    task = Assignment.objects.get(role="kabid")
    assert letter.number in task.title
    assert letter.number in client_of(kabid).get(task.origin_url).content.decode()
    assert ask_quarterly(today=date(2027, 4, 1)) is not None
