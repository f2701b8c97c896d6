"""Names that the centre sends to be verified become visits, and the page says how many of them are checked."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from consultation.visits.models import Visit
from consultation.visits.services import collect
from dtks.assignments.models import Assignment
from dtks.assignments.services import finish
from dtks.files.services import merge_file, stage_file, store_bytes
from dtks.jobs.services import run_inline
from dtks.registry.models import Citizen
from tests.dtks.files.workbooks import a_person, a_workbook
from verification.lists.models import VerificationOrder


def taken_in(rows, purpose, **parameters):
    """A file that was staged and merged."""
    stored = store_bytes(name="nama.xlsx", content=a_workbook(rows), kind="xlsx", actor=None)
    staged = stage_file(stored=stored, purpose=purpose, parameters=parameters, actor=None, inline=True)
    run_inline(job=staged.job)
    staged = merge_file(staged=staged, actor=None, inline=True)
    run_inline(job=staged.job)
    staged.refresh_from_db()
    assert (staged.state, staged.read) == ("merged", staged.created + staged.unchanged + staged.refused)
    return staged


@pytest.mark.django_db
def test_names_of_the_centre_become_visits_and_n_of_n_are_counted(operator, supervisor, client_of, capsys):
    call_command("prepare")
    taken_in([a_person(1), a_person(2), a_person(3)], "list", scheme="dtks", period="2026-09-01")
    unknown = a_person(9, NAMA="ORANG LAIN", **{"NO KK": "7471052210240099"})
    by_nik = a_person(3, **{"ID ANGGOTA": ""})  # without an id he is known by number and name
    taken_in([a_person(1), by_nik, unknown], "verify", due_on="2027-01-15")
    order = VerificationOrder.objects.get()
    assert [(each.citizen and each.citizen.dtks_id, each.why) for each in order.names.all()] == [
        ("D00000001", ""), ("D00000003", ""), (None, "tidak dikenal di register"),
    ]  # fmt: skip
    assert Assignment.objects.filter(kind="visit", origin=str(order)).count() == 2
    assert collect(by=supervisor) == 2
    visit = Visit.objects.get(citizen__dtks_id="D00000001")
    assert (visit.source, visit.origin) == ("centre", f"Nama pusat {order.number}")
    finish(assignment=visit.assignment, by=supervisor, outcome="01")
    client = client_of(operator)
    page = client.get(order.get_absolute_url()).content.decode()
    assert "1 sudah diperiksa + 1 belum + 1 tidak dikunjungi" in page
    assert "<strong>1</strong> dari 3" in client.get(reverse("lists:orders")).content.decode()
    answer = client.get(f"{order.get_absolute_url()}?unduh=1")
    lines = b"".join(answer.streaming_content).decode().strip().splitlines()
    assert len(lines) == 4 and ";01;" in lines[1] and Citizen.objects.first().nik not in "".join(lines)
