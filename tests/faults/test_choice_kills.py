"""A choice out of a list as a job: its worker killed in the middle, then taken back as a whole; each row once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dtks.assignments.models import Assignment
from dtks.jobs.models import Choice
from dtks.jobs.services import apply_choice, freeze_choice, reverse_choice
from tests.faults.test_import_and_batch_kills import held, see_through, standing, until, was_begun_again
from tests.faults.workers import Worker, workers
from tests.verification.workbench.conftest import lahundape, make_citizen, make_user, office_tables, rahmawati

__all__ = ["lahundape", "make_citizen", "make_user", "office_tables", "rahmawati", "workers"]

ROWS = 60
TABLE = "jobs_choicerow"  # written after a row is done, in the transaction of its chunk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers count as dead after a tenth of a second without a lock."""
    monkeypatch.setattr("dtks.jobs.services.chunks.GRACE", timedelta(seconds=0.1))


def test_row_41_all_that_match_survive_a_kill_and_are_taken_back_as_a_whole(
    make_citizen: Any, rahmawati: Any, workers: list[Worker]
) -> None:
    born = timezone.localdate().replace(day=1) - timedelta(days=17 * 365 + 20)
    people = [make_citizen(nik="", name=f"LA {n:02d}", birth_date=born.isoformat(), sex="L") for n in range(ROWS)]
    freeze_choice(
        user=rahmawati, kind="give_seventeen", ids=[each.pk for each in people], parameters={}, described="",
        back="/usia-17/",
    )  # fmt: skip
    choice = Choice.objects.get()
    with held(TABLE, "SHARE"):
        job = apply_choice(choice=choice, user=rahmawati, sha256=choice.sha256)
        until(lambda: standing(TABLE) >= 2)
        workers[0].kill(child=False)
    workers.append(Worker())
    assert was_begun_again(see_through(job))
    assert Counter(choice.rows.values_list("outcome", flat=True)) == {"applied": ROWS}
    assert Counter(Assignment.objects.values_list("citizen", flat=True)) == {each.pk: 1 for each in people}

    choice.refresh_from_db()
    see_through(reverse_choice(choice=choice, user=rahmawati, reason="Salah pilih"))
    assert Counter(choice.rows.values_list("outcome", flat=True)) == {"reversed": ROWS}
    assert Counter(Assignment.objects.values_list("state", flat=True)) == {"cancelled": ROWS}
