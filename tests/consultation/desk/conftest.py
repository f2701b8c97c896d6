"""A counter with its rules, texts and acts; a citizen of Lahundape with an open case or none."""

import uuid

import pytest

from consultation.desk.models import Kind
from consultation.desk.services import Intake, PaperSeen, open_ticket
from dtks.office.services import load_codes
from dtks.papers.services import load_papers, load_requirements
from dtks.registry.services import load_programmes
from verification.corrections.services import load_acts, load_reasons

WRONG_NIK = {"nik": "7471050111790043"}
PAPERS = {"KTP": PaperSeen("original"), "KK": PaperSeen("original")}


@pytest.fixture
def rules(db):
    for load in (load_codes, load_programmes, load_papers, load_requirements, load_acts, load_reasons):
        load()


@pytest.fixture
def counter(rules, front_desk):
    """Opens a ticket as the front desk would: `counter(citizen=…, kind=…)`."""

    def take_in(key=None, actor=None, **said):
        said = {"kind": Kind.INFO, "act": "INFO", **said}
        return open_ticket(intake=Intake(**said), actor=actor or front_desk, key=key or uuid.uuid4())

    return take_in


@pytest.fixture
def correction(counter, citizen_lahundape):
    """A ticket with a correction of a NIK and both papers."""
    return counter(
        citizen=citizen_lahundape, kind=Kind.CORRECTION, act="FIX_NIK", wrong=WRONG_NIK, papers=PAPERS,
        asked="Kartu KIS tidak bisa dipakai.", programmes=["PBI_JK"],
    ).ticket  # fmt: skip
