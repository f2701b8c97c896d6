"""The page of two lists held against each other, its filters and its files."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from dtks.registry.models import Citizen
from tests.staff import NIK_KADIA
from tests.verification.lists.made import make_list
from verification.lists.models import DifferenceLine, ListDifference, ListRow

pytestmark = pytest.mark.django_db


def body(answer):
    return b"".join(answer.streaming_content)


@pytest.fixture
def difference(citizen_kadia, citizen_lahundape):
    found = ListDifference.objects.create(
        old=make_list(), new=make_list(), counts={"changed": 1, "left": 1, "unchanged": 5}
    )
    DifferenceLine.objects.create(
        difference=found, member_id="D1", citizen=citizen_kadia, name="=SUM(A1)", change="changed",
        fields=["nik", "nama"], values=[["nik", NIK_KADIA, "7471085203840012"], ["name", "WA INA", "=SUM(A1)"]],
    )  # fmt: skip
    DifferenceLine.objects.create(
        difference=found, member_id="D2", citizen=citizen_lahundape, name="LA ODE", change="left"
    )
    return found


def test_counts_add_up_and_filters_narrow(difference, operator, client_of):
    page = client_of(operator).get(difference.get_absolute_url()).content.decode()
    assert "Semua 2" in page and "Keluar 1" in page and "LA ODE" in page
    left = client_of(operator).get(difference.get_absolute_url(), {"kelas": "left"}).content.decode()
    assert "LA ODE" in left and "WA INA" not in left
    nik = client_of(operator).get(difference.get_absolute_url(), {"isian": "nik"}).content.decode()
    assert "LA ODE" not in nik and "→" in nik


def test_files_mask_numbers_and_hold_no_formula(difference, operator, client_of):
    client, url = client_of(operator), difference.get_absolute_url()
    text = body(client.get(url, {"unduh": "csv"})).decode("utf-8-sig")
    assert NIK_KADIA not in text and "••••" in text and "'=SUM(A1)" in text and "LA ODE" in text
    book = load_workbook(io.BytesIO(body(client.get(url, {"unduh": "xlsx", "kelas": "changed"}))))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert "=SUM(A1)" in {cell.value for cell in cells} and "LA ODE" not in {cell.value for cell in cells}


def test_a_new_comparison_is_a_job_and_the_earlier_list_is_the_old_one(operator, client_of, kadia):
    old, new = make_list(8), make_list(9)
    citizen = Citizen.objects.create(name="WA INA", dtks_id="D1", kelurahan=kadia)
    ListRow.objects.create(
        central_list=old, row_no=1, member_id="D1", citizen=citizen, values={"name": "WA INA", "dtks_id": "D1"}
    )
    answer = client_of(operator).post(reverse("lists:compare"), {"old": new.pk, "new": old.pk})
    made = ListDifference.objects.get()
    assert answer.url == made.get_absolute_url() and (made.old, made.new) == (old, new)
    assert made.job is not None and made.job.is_live
    twice = client_of(operator).post(reverse("lists:compare"), {"old": new.pk, "new": new.pk})
    assert twice.status_code == 422
