"""A bundle as a job: its worker killed in the middle, then taken back as a whole; each row is decided once."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from dtks.registry.models import Citizen
from tests.faults.test_import_and_batch_kills import held, see_through, standing, until, was_begun_again
from tests.faults.workers import Worker, workers
from tests.verification.workbench.conftest import (
    compare,
    find,
    lahundape,
    make_citizen,
    make_user,
    office_tables,
    rahmawati,
)
from tests.verification.workbench.test_bundles import alike, freeze
from verification.corrections.models import Decision
from verification.workbench.models import Bundle
from verification.workbench.services import decide_bundle, reverse_bundle

__all__ = ["alike", "compare", "find", "freeze", "lahundape", "make_citizen", "make_user", "office_tables", "rahmawati",
           "workers"]  # fmt: skip

ROWS = int(os.environ.get("PADAN_BUNDLE", "60"))  # 500 in the office's own proof: the most that one bundle holds
TABLE = "workbench_bundlerow"  # written after a row is decided, in the transaction of its chunk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers count as dead after a tenth of a second without a lock."""
    monkeypatch.setattr("dtks.jobs.services.chunks.GRACE", timedelta(seconds=0.1))


def outcomes(bundle: Bundle) -> Counter[str]:
    return Counter(bundle.rows.values_list("outcome", flat=True))


def decided(kind: str) -> Counter[int]:
    """How often each request was decided so."""
    return Counter(Decision.objects.filter(kind=kind).values_list("request", flat=True))


def test_row_41_a_bundle_survives_a_kill_and_is_taken_back_as_a_whole(
    alike: Any, freeze: Any, rahmawati: Any, workers: list[Worker]
) -> None:
    alike(ROWS)
    bundle = freeze()
    with held(TABLE, "SHARE"):
        job = decide_bundle(bundle=bundle, user=rahmawati, sha256=bundle.sha256)
        until(lambda: standing(TABLE) >= 2)
        workers[0].kill(child=False)
    workers.append(Worker())
    assert was_begun_again(see_through(job))
    ended = outcomes(bundle)
    assert ended["applied"] + ended["second"] == ROWS  # a sample waits for a second pair of eyes
    assert len(decided("accept")) == ROWS and set(decided("accept").values()) == {1}
    assert Citizen.objects.filter(name__startswith="MUHAMMAD ").count() == ended["applied"]

    bundle.refresh_from_db()
    see_through(reverse_bundle(bundle=bundle, user=rahmawati, reason="Singkatan keliru"))
    assert outcomes(bundle) == {"reversed": ROWS} and set(decided("undo").values()) == {1}
    assert Citizen.objects.filter(name__startswith="MUH. ").count() == ROWS
