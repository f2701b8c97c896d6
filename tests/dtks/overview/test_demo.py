"""The trial office: made once, whole, with accounts of this installation only."""

import json
import stat
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client

from dtks.accounts.models import Role, User
from dtks.overview.services import demo_accounts, make_accounts
from dtks.overview.services.accounts import accounts_file
from dtks.overview.services.lines import invent
from dtks.overview.services.sheets import write_extract, write_list
from dtks.registry.models import Citizen
from verification.corrections.models import ChangeRequest
from verification.corrections.queries.succession import programme_lines
from verification.reconciliation.models import DuplicateCase, Run
from verification.workbench.models import FaultCount
from verification.workbench.queries.bundles import offers
from verification.workbench.queries.cases import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path):
    settings.PADAN_HOME = tmp_path
    settings.PADAN_FILES = tmp_path / "files"
    call_command("prepare", verbosity=0)


def everything():
    return [model.objects.count() for model in (User, Citizen, ChangeRequest, Run)]


def shows_every_kind_of_case():
    """Like cases to decide at once, a clash of three values with a paper missing, one NIK on two, a head who died."""
    operator = User.objects.get(username="operator")
    assert max(offer.count for offer in offers(operator)) >= 5
    clash = ChangeRequest.objects.get(act__code="FIX_BIRTH", origin="desk", fields__field="rt")
    rows = rows_of(clash, operator)
    assert [row.conflict for row in rows] == [False, True] and rows[0].locked and not rows[1].locked
    assert rows[1].side == "sama dengan usulan"
    assert DuplicateCase.objects.waiting().exists()
    succession = ChangeRequest.objects.get(act__code="HEAD_SUCCESSION")
    assert succession.plan.equation["open"] == 1 and programme_lines(succession)


@pytest.mark.usefixtures("office")
def test_the_trial_is_made_once_and_a_second_run_changes_nothing(capsys):
    call_command("demo")
    made, passwords = everything(), accounts_file().read_text()
    assert made[1] >= 550 and made[2] > 30
    assert ChangeRequest.objects.filter(state="applied").exists()
    assert ChangeRequest.objects.open().order_by().values("result_class").distinct().count() >= 3
    shows_every_kind_of_case()
    assert FaultCount.objects.filter(number__gt=0).exists()  # data health does not wait for tomorrow morning
    call_command("demo")
    assert (made, passwords) == (everything(), accounts_file().read_text())
    capsys.readouterr()
    call_command("demo_users", "--json")
    users = json.loads(capsys.readouterr().out.strip().splitlines()[-1])["users"]
    assert {row["role"] for row in users} == set(Role.values)
    for row in users:
        browser = Client()
        signed_in = browser.post("/masuk", {"username": row["username"], "password": row["password"]})
        assert signed_in.status_code == 302, row["username"]
        assert browser.get("/beranda").status_code == 200, row["role"]


@pytest.mark.usefixtures("office")
def test_passwords_differ_by_account_and_only_the_owner_reads_them():
    make_accounts()
    words = {row["password"] for row in demo_accounts()}
    assert len(words) == len(demo_accounts())
    assert stat.S_IMODE(accounts_file().stat().st_mode) == 0o600
    assert make_accounts(password="satu-kata-untuk-semua") == 0
    assert {row["password"] for row in demo_accounts()} == {"satu-kata-untuk-semua"}
    assert User.objects.get(username="kasi").check_password("satu-kata-untuk-semua")


def test_the_files_of_the_trial_are_as_the_centre_and_disdukcapil_send_them(tmp_path):
    lines, register = invent(listed=60, registered=150)
    path = write_list(tmp_path / "daftar.xlsx", lines, date(2026, 11, 1))
    extract = write_extract(tmp_path / "ekstrak.csv", register, date(2026, 11, 20))
    assert path.stat().st_size > 5000
    head, *rows = extract.read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("NIK;NO_KK;NAMA_LGKP") and len(rows) == len(register)
    assert invent(listed=60, registered=150)[0] == lines
