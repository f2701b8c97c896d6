"""A job of six chunks, whose chunks fail as a test says."""

import pytest

from dtks.jobs.models import Job
from dtks.jobs.services import start_job
from tests.dtks.jobs import kinds


@pytest.fixture(autouse=True)
def counting(settings):
    settings.JOB_KINDS = {**settings.JOB_KINDS, "counting": "tests.dtks.jobs.kinds.Counting"}
    kinds.FAULTY.clear()
    kinds.STEPS.clear()


@pytest.fixture
def job(operator) -> Job:
    return start_job(kind="counting", title="Menghitung warga", actor=operator, total=60, inline=True)
