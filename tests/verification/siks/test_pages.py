"""The pages on which a month is sealed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dtks.accounts.models import ReadLog, User
from dtks.jobs.models import Job
from dtks.jobs.services import run_inline
from dtks.office.queries import next_window
from dtks.overview.services.course import open_next_window
from tests.verification.siks.test_export import export
from verification.corrections.models import ChangeRequest
from verification.monthly.models import Batch
from verification.siks.models import BatchFile

Applied = Callable[..., ChangeRequest]
WITA = ZoneInfo("Asia/Makassar")


@pytest.mark.django_db
def test_operator_sees_what_stays_behind_seals_and_takes_the_file(
    applied: Applied, operator: User, client_of: Callable[[User], Client]
) -> None:
    applied({"nik": ("1", "7471055203849021", "same")})
    applied({"nik": ("1", "7471055203849037", "differs")})
    applied({"nik": ("1", "7471055203849045", "same")}, rt="")
    open_next_window()
    client = client_of(operator)
    page = client.get("/kiriman/segel").content.decode()
    assert "1 perubahan siap" in page
    assert "belum padan dengan Disdukcapil" in page
    assert "Kolom RT wajib diisi" in page, "what the sheet misses is said before the seal"
    every = b"".join(client.get("/kiriman/segel?unduh=1").streaming_content).decode()  # type: ignore[attr-defined]
    assert len(every.strip().splitlines()) == 3 and ";Kelurahan\r" in every and "7471055203849037" not in every
    answer = client.post("/kiriman/segel", {"month": f"{next_window(timezone.localdate()).month:%Y-%m}"})
    assert answer.status_code == 302
    run_inline(job=Job.objects.get(kind="export_batch"))
    batch = Batch.objects.get()
    assert (batch.state, batch.row_count) == (Batch.State.WRITTEN, 1)
    assert "7471_PERBAIKAN_" in client.get(f"/kiriman/{batch.pk}/").content.decode()
    assert "seperti ketika disegel" in client.get(f"/kiriman/{batch.pk}/?periksa=1").content.decode()
    assert client.post(f"/kiriman/{batch.pk}/sandi").status_code == 200
    assert client.get(f"/kiriman/berkas/{BatchFile.objects.get().pk}").status_code == 200
    assert ReadLog.objects.filter(act=ReadLog.Act.DOWNLOAD, user=operator).exists()
    assert batch.number in client.get("/buku-usulan").content.decode()


@pytest.mark.django_db
def test_what_was_decided_after_a_cut_off_goes_with_the_next_month_row_43(
    applied: Applied, operator: User, client_of: Callable[[User], Client]
) -> None:
    soon = applied({"nik": ("1", "7471055203849021", "same")})
    late = applied({"nik": ("2", "7471055203849047", "same")})
    ChangeRequest.objects.filter(pk=soon.pk).update(decided_at=datetime(2026, 11, 12, 9, tzinfo=WITA))
    ChangeRequest.objects.filter(pk=late.pk).update(decided_at=datetime(2026, 11, 16, 9, tzinfo=WITA))
    with time_machine.travel(datetime(2026, 11, 17, 9, tzinfo=WITA), tick=False):
        client = client_of(operator)
        november = client.get("/kiriman/segel").content.decode()
        assert "1 perubahan untuk November 2026" in november and soon.number in november
        assert (
            late.number not in november and late.number in client.get("/kiriman/segel?bulan=2026-12").content.decode()
        )
        client.post("/kiriman/segel", {"month": "2026-11"})
        run_inline(job=Job.objects.get(kind="export_batch"))
    with time_machine.travel(datetime(2026, 11, 27, 9, tzinfo=WITA), tick=False):
        client = client_of(operator)
        assert client.post("/kiriman/segel", {"month": "2026-11"}).status_code == 422, "its upload is past"
        early = client.get("/kiriman/segel").content.decode()
        assert "Jendela Desember 2026 baru dibuka Selasa, 1 Desember 2026." in early and late.number in early
        assert "1 perubahan untuk Desember" not in early
        answer = client.post("/kiriman/segel", {"month": "2026-12"})
        assert "baru dibuka" in answer.content.decode() and Batch.objects.count() == 1
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=WITA), tick=False):
        assert "1 perubahan untuk Desember 2026" in client_of(operator).get("/kiriman/segel").content.decode()
    batch = Batch.objects.get()
    assert (batch.number, [row.request for row in batch.rows.all()]) == ("K-2611-01", [soon])


@pytest.mark.django_db
def test_operator_uploads_an_answer_and_sees_the_result_of_each_row(
    applied: Applied, operator: User, client_of: Callable[[User], Client], tmp_path: Path
) -> None:
    applied({"nik": ("7471055203849012", "7471055203849021", "same")}, nik="7471055203849021")
    export(tmp_path)
    client = client_of(operator)
    sheet = "NO,NIK,NAMA,STATUS,PESAN\n1,7471055203849012,,Ditolak,Data tidak sesuai\n7,7471055203849012,X,Entah,\n"
    upload = SimpleUploadedFile("7471_PERBAIKAN_202611_B01_KADIA_01_HASIL.csv", sheet.encode())
    answer = client.post("/kiriman/jawaban/unggah", {"file": upload})
    run_inline(job=Job.objects.get(kind="import_return"))
    page = client.get(answer["Location"]).content.decode()
    assert "Jumlah cocok" in page and "1 perkara dibuka lagi" in page
    assert "Sel D3, STATUS" in page and "Bukan jawaban atas kiriman kita" in page
    assert "</svg>Dicatat</span>" in page and "</svg>Tidak dikenal</span>" in page
    listed = client.get("/kiriman/jawaban/").content.decode()
    assert "HASIL.csv" in listed and "</svg>Selesai</span>" in listed
