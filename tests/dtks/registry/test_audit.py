"""What was written in history shows every later hand, also one that goes past the application."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, migrations, transaction

from dtks.registry.models import AuditEntry, AuditHead, Citizen, Source
from dtks.registry.services import (
    attach_audit,
    chain_entries,
    keep_before,
    register_citizen,
    set_values,
    verify_audit,
)
from dtks.registry.services.audit import _Table

pytestmark = pytest.mark.django_db


def behind_the_back(statement: str) -> None:
    """A statement of somebody who may switch triggers off: the owner of the database, not the application."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def citizen(register):
    found = register(nik="7471055203849012")
    set_values(
        citizen=found, values={"name": "NURANI TAMBURAKA"}, source=Source.DESK, reference="T-1", on=date(2026, 11, 18)
    )
    return found


def test_history_as_written_is_proved_and_printed_with_its_head(citizen):
    proof = verify_audit()
    assert proof.fault == ""
    assert proof.entries == AuditEntry.objects.exclude(position=None).count() > 0
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert proof.head in out.getvalue()


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE registry_citizenevent SET name = 'ORANG LAIN'", "registry_citizenevent"),
        ("DELETE FROM registry_citizenevent WHERE pgh_id = (SELECT max(pgh_id) FROM registry_citizenevent)", "hilang"),
        ("UPDATE registry_citizen SET nik = '7471055203849013'", "berbeda dari riwayatnya"),
        ("UPDATE registry_auditentry SET digest = sha256('x')", "registry_"),
        ("DELETE FROM registry_auditentry", "tidak ditulis oleh Padan"),
    ],
)
def test_a_hand_behind_the_application_is_named(citizen, statement, named):
    """row 83"""
    chain_entries()
    behind_the_back(statement)
    with pytest.raises(CommandError, match=named):
        call_command("verify_audit")


def test_a_chain_cut_short_shows(citizen):
    chain_entries()
    last = AuditHead.objects.latest("position").position
    behind_the_back(f"UPDATE registry_auditentry SET position = NULL, link = NULL WHERE position = {last}")
    behind_the_back(f"UPDATE registry_audithead SET position = {last + 7} WHERE position = {last}")
    assert "rantai" in verify_audit().fault


@pytest.mark.parametrize("table", ["registry_citizenevent", "registry_auditentry", "registry_audithead"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_application_cannot_unwrite_history(citizen, table, act):
    chain_entries()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL padan.empties_tables = 'no'")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))


def test_attaching_again_changes_nothing(citizen):
    before = AuditEntry.objects.count()
    attach_audit()
    assert AuditEntry.objects.count() == before
    assert verify_audit().fault == ""


class LosesDesil(migrations.Migration):
    operations = [migrations.RemoveField("CitizenEvent", "desil")]


@pytest.fixture
def without_desil(citizen, monkeypatch):
    """A release in which the history of citizens has no decile any more."""
    chain_entries()
    of = _Table.of
    monkeypatch.setattr(
        _Table,
        "of",
        lambda model: replace(found := of(model), columns=[name for name in found.columns if name != "desil"]),
    )

    def drop():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE registry_citizenevent DROP COLUMN desil CASCADE")

    return drop


def test_a_column_that_goes_takes_no_proof_along(citizen, without_desil):
    assert keep_before([(LosesDesil("x", "registry"), False)]) > 0
    without_desil()
    assert verify_audit().fault == ""
    behind_the_back("UPDATE registry_citizenevent SET name = 'ORANG LAIN' WHERE pgh_label = 'insert'")
    assert "registry_citizenevent" in verify_audit().fault


def test_a_row_that_was_changed_before_its_column_went_stays_a_fault(citizen, without_desil):
    behind_the_back("UPDATE registry_citizenevent SET desil = 1")
    keep_before([(LosesDesil("x", "registry"), False)])
    without_desil()
    assert "registry_citizenevent" in verify_audit().fault


@pytest.mark.django_db(transaction=True)
def test_fifty_writers_at_once_leave_a_whole_chain(operator, lahundape):
    def write(number: int) -> None:
        register_citizen(
            values={"name": f"WARGA {number}", "kelurahan": lahundape.code}, actor=operator, reference="uji"
        )
        chain_entries()
        connection.close()

    writers = [threading.Thread(target=write, args=[number]) for number in range(50)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    proof = verify_audit()
    assert proof.fault == ""
    assert Citizen.objects.count() == 50
    assert AuditEntry.objects.filter(position=None).count() == 0
    places = AuditEntry.objects.order_by("position").values_list("position", flat=True)
    assert list(places) == list(range(1, proof.entries + 1))
