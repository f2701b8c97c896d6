"""An office with two places, the tables of acts, reasons and papers, people of every role, and a citizen."""

from datetime import date

import pytest

from dtks.accounts.models import Mandate, Role, User
from dtks.office import queries as office
from dtks.office.models import Region
from dtks.office.services import load_codes
from dtks.papers.models import Document
from dtks.papers.services import load_papers, load_requirements
from dtks.registry.models import Source
from dtks.registry.services import load_programmes, register_citizen
from verification.corrections.models import Origin
from verification.corrections.services import load_acts, load_reasons, propose
from verification.sources.models import Comparison


@pytest.fixture(autouse=True)
def office_tables(db):
    for cached in (office.code_labels, office.code_by_label, office.kelurahan_of_kendari):
        cached.cache_clear()
    load_acts()
    load_reasons()
    load_papers()
    load_requirements()


def place(code, name):
    kecamatan, _ = Region.objects.get_or_create(
        code=code[:6], defaults={"level": "kecamatan", "kind": "kecamatan", "name": "Kendari Barat", "slug": "KB"}
    )
    return Region.objects.create(
        code=code, level="kelurahan", kind="kelurahan", name=name, slug=office.slug(name), in_kendari=True,
        parent=kecamatan,
    )  # fmt: skip


@pytest.fixture
def lahundape(db):
    return place("7471051001", "Lahundape")


@pytest.fixture
def tipulu(db):
    return place("7471051002", "Tipulu")


@pytest.fixture
def make_user(db):
    def make(username, role, region=None):
        user = User.objects.create(username=username, full_name=username.title())
        Mandate.objects.create(user=user, role=role, region=region, basis="SK 1", starts_on=date(2020, 1, 1))
        return user

    return make


@pytest.fixture
def fitriani(make_user):
    return make_user("fitriani", Role.FRONT_DESK)


@pytest.fixture
def rahmawati(make_user):
    return make_user("rahmawati", Role.OPERATOR)


@pytest.fixture
def salim(make_user):
    return make_user("salim", Role.OPERATOR)


@pytest.fixture
def kasi(make_user):
    return make_user("kasi", Role.KASI)


@pytest.fixture
def kabid(make_user):
    return make_user("kabid", Role.KABID)


@pytest.fixture
def make_citizen(lahundape):
    def make(**values):
        texts = {
            "name": "WA ODE NURAENI", "nik": "7471055203849012", "birth_date": "1984-12-03", "sex": "P",
            "mother_name": "HALIMAH", "address": "JL. LAHUNDAPE", "rt": "003", "rw": "001", "kelurahan": lahundape.code,
        }  # fmt: skip
        return register_citizen(values=texts | values, actor=None, reference="Daftar 1", source=Source.LIST)

    return make


@pytest.fixture
def nuraeni(make_citizen):
    return make_citizen()


@pytest.fixture
def compare(db):
    """A comparison in which the register says the given values."""

    def make(citizen, result_class="VARIANT", **theirs):
        fields = {field: {"ours": "", "theirs": value, "verdict": "differs"} for field, value in theirs.items()}
        return Comparison.objects.create(
            citizen=citizen, taken_on=date(2026, 11, 12), result_class=result_class, fields=fields, confidence=0.994,
            band="same", contributions={"nik": 5.2, "nama": 2.9}, method_version="padan-1",
        )  # fmt: skip

    return make


@pytest.fixture
def make_paper(fitriani):
    def make(citizen, *codes):
        from dtks.papers.models import PaperKind

        return [
            Document.objects.create(
                number=f"A-{Document.objects.count():04d}",
                kind=PaperKind.objects.get(code=code),
                citizen=citizen,
                form="original",
                seen_by=fitriani,
            )
            for code in codes
        ]

    return make


@pytest.fixture
def ask(fitriani, compare):
    """A request that the front desk makes; the register agrees with what it proposes."""

    def make(citizen, values, *, maker=fitriani, act="", agrees=True, **more):
        comparison = compare(citizen, **values) if agrees else None
        return propose(
            citizen=citizen, act=act, values=values, origin=Origin.DESK, origin_reference="Tiket T-2611-0917",
            maker=maker, comparison=comparison, **more,
        )  # fmt: skip

    return make


@pytest.fixture
def find(compare):
    """A request of a machine: the register says otherwise than the list."""

    def make(citizen, values):
        comparison = compare(citizen, **values)
        return propose(
            citizen=citizen, act="", values=values, origin=Origin.EXTRACT, origin_reference="Rekonsiliasi 1",
            maker=None, comparison=comparison,
        )  # fmt: skip

    return make


@pytest.fixture
def codes_and_programmes(office_tables):
    """The code tables and programmes of the office, read anew."""
    load_codes()
    load_programmes()
    for cached in (office.code_labels, office.code_by_label):
        cached.cache_clear()
