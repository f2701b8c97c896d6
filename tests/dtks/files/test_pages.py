"""A file comes in through the browser: uploaded, reviewed, merged."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dtks.accounts.models import User
from dtks.files.models import StagedFile
from dtks.jobs.services import run_inline
from verification.sources.models import CivilPerson

ClientOf = Callable[[User], Client]
EXTRACT = (
    "\ufeffNIK;NO_KK;NAMA_LGKP;JENIS_KLMIN;TMPT_LHR;TGL_LHR;FLAG_STATUS\n"
    "7471055203840021;7471052210240013;WA ODE NURAINI;Perempuan;RAHA;12-03-1984;AKTIF\n"
    "7471050708790004;7471052210240013;LA ODE RUSDIN;Laki-Laki;RAHA;31-02-1979;AKTIF\n"
)


def send(client: Client, content: bytes, name: str = "ekstrak.csv") -> StagedFile | None:
    client.post(
        "/berkas-masuk/unggah",
        {"purpose": "extract", "day": "28-09-2026", "file": SimpleUploadedFile(name, content)},
    )
    return StagedFile.objects.order_by("-pk").first()


@pytest.mark.django_db
def test_an_extract_is_uploaded_reviewed_and_merged(operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    staged = send(client, EXTRACT.encode())
    run_inline(job=staged.job)
    page = client.get(f"/berkas-masuk/{staged.pk}/").content.decode()
    assert "Gabungkan 1 baris" in page  # the other one is refused
    assert "Tanggal ini tidak ada" in page
    assert "7471055203840021" not in page.replace(" ", "")
    faults = b"".join(client.get(f"/berkas-masuk/{staged.pk}/bermasalah").streaming_content).decode()
    assert "LA ODE RUSDIN" in faults
    assert "'7471050708790004" in faults
    assert client.get(f"/berkas-masuk/{staged.pk}/gabungkan").status_code == 200
    client.post(f"/berkas-masuk/{staged.pk}/gabungkan")
    staged.refresh_from_db()
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert (staged.state, staged.created, staged.refused) == ("merged", 1, 1)
    assert CivilPerson.objects.get().name == "WA ODE NURAINI"
    assert client.post(f"/berkas-masuk/{staged.pk}/gabungkan", follow=True).status_code == 200


@pytest.mark.django_db
def test_a_page_that_pretends_to_be_a_table_is_refused_with_a_sentence(operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    answer = client.post(
        "/berkas-masuk/unggah",
        {"purpose": "extract", "day": "28-09-2026", "file": SimpleUploadedFile("a.csv", b"<html><script>x</script>")},
    )
    assert answer.status_code == 422
    assert not StagedFile.objects.exists()


@pytest.mark.django_db
def test_unknown_headers_wait_for_a_person_and_are_remembered(operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    staged = send(client, EXTRACT.replace("NAMA_LGKP", "SEBUTAN ORANG").encode())
    run_inline(job=staged.job)
    page = client.get(f"/berkas-masuk/{staged.pk}/").content.decode()
    assert "Arti kolom" in page
    staged.refresh_from_db()
    said = {f"kolom-{place}": field for place, field in {**staged.columns, "2": "name"}.items()}
    client.post(f"/berkas-masuk/{staged.pk}/kolom", {**said, "ingat": "on"})
    staged.refresh_from_db()
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert (staged.state, staged.read) == ("staged", 2)
    second = send(client, EXTRACT.replace("NAMA_LGKP", "SEBUTAN ORANG").encode())
    run_inline(job=second.job)
    second.refresh_from_db()
    assert second.state == "staged"


@pytest.mark.django_db
def test_contents_speak_for_a_column_whose_header_says_nothing(operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    staged = send(client, EXTRACT.replace("NIK;", "KODE ORANG;").replace("NAMA_LGKP", "SEBUTAN").encode())
    run_inline(job=staged.job)
    page = client.get(f"/berkas-masuk/{staged.pk}/").content.decode()
    assert "isi cocok" in page
    place = next(n for n, header in enumerate(StagedFile.objects.get(pk=staged.pk).headers) if header == "KODE ORANG")
    answer = client.post(f"/berkas-masuk/{staged.pk}/kolom", {"kolom-2": "name", "saran": f"{place}:nik"})
    assert f"kolom-{place}=nik" in answer.url and "kolom-2=name" in answer.url
    chosen = client.get(answer.url).content.decode()
    assert "Semua kolom wajib ada" in chosen


@pytest.mark.django_db
def test_a_file_is_left_aside_before_it_is_merged(operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    staged = send(client, EXTRACT.encode())
    run_inline(job=staged.job)
    client.post(f"/berkas-masuk/{staged.pk}/batalkan")
    staged.refresh_from_db()
    assert staged.state == "refused" and "Dibatalkan" in staged.problem
    client.post(f"/berkas-masuk/{staged.pk}/gabungkan")
    staged.refresh_from_db()
    assert staged.state == "refused"


@pytest.mark.django_db
def test_a_person_says_in_which_row_the_header_stands(operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    lines = EXTRACT.replace("NAMA_LGKP", "SEBUTAN ORANG").splitlines()
    staged = send(client, "\n".join([lines[0], *lines]).encode())
    run_inline(job=staged.job)
    client.post(f"/berkas-masuk/{staged.pk}/kepala", {"baris": "2"})
    staged.refresh_from_db()
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert (staged.state, staged.header_row) == ("mapping", 2)
    client.post(f"/berkas-masuk/{staged.pk}/kepala", {"baris": "900"})
    staged.refresh_from_db()
    assert (staged.state, staged.header_row) == ("mapping", 2)
