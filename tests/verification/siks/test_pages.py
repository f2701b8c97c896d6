"""The pages on which a month is sealed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dtks.accounts.models import ReadLog, User
from dtks.jobs.models import Job
from dtks.jobs.services import run_inline
from tests.verification.siks.test_export import export
from verification.corrections.models import ChangeRequest
from verification.monthly.models import Batch
from verification.siks.models import BatchFile

Applied = Callable[..., ChangeRequest]


@pytest.mark.django_db
def test_operator_sees_what_stays_behind_seals_and_takes_the_file(
    applied: Applied, operator: User, client_of: Callable[[User], Client]
) -> None:
    applied({"nik": ("1", "7471055203849021", "same")})
    applied({"nik": ("1", "7471055203849037", "differs")})
    applied({"nik": ("1", "7471055203849045", "same")}, rt="")
    client = client_of(operator)
    page = client.get("/kiriman/segel").content.decode()
    assert "1 perubahan siap" in page
    assert "belum padan dengan Disdukcapil" in page
    assert "Kolom RT wajib diisi" in page, "what the sheet misses is said before the seal"
    every = b"".join(client.get("/kiriman/segel?unduh=1").streaming_content).decode()  # type: ignore[attr-defined]
    assert len(every.strip().splitlines()) == 3 and ";Kelurahan\r" in every and "7471055203849037" not in every
    month = page.split('<option value="')[1][:10] if "<option" in page else page.split('value="20')[1][:8]
    answer = client.post("/kiriman/segel", {"month": month if month.startswith("20") else f"20{month}"})
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
