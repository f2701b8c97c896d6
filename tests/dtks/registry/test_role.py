"""The application's own role adds to history; to change, delete or empty it takes the owner of the database."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from dtks.registry.models import AuditEntry, Citizen, Source
from dtks.registry.services import chain_entries, grant_role, set_values, verify_audit

pytestmark = pytest.mark.django_db
ROLE = "padan_uji_peran"


@pytest.fixture
def as_application(register):
    """A citizen's page of history, and from here on the connection of the application."""
    citizen = register(nik="7471055203849012")
    chain_entries()
    history = grant_role(name=ROLE, password="rahasia-uji")
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; SET ROLE {ROLE}")
        yield citizen, history
        cursor.execute("RESET ROLE")


def test_the_role_of_the_application_does_its_work(as_application):
    citizen, _ = as_application
    said = {"birth_place": "RAHA"}
    set_values(citizen=citizen, values=said, source=Source.DESK, reference="T-1", on=date(2026, 11, 18))
    assert Citizen.objects.get(pk=citizen.pk).birth_place == "RAHA"
    assert chain_entries() > 0
    assert not AuditEntry.objects.filter(position=None).exists()
    assert verify_audit().fault == ""


def test_the_role_of_the_application_cannot_change_or_empty_history(as_application):
    _, history = as_application
    assert {"registry_citizenevent", "registry_auditentry", "accounts_readlog", "corrections_decision"} <= set(history)
    acts = ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE", "DROP TABLE {0} CASCADE")
    ways = (*acts, "ALTER TABLE {0} DISABLE TRIGGER ALL")
    allowed = []
    for table in history:
        key = "pgh_id" if table.endswith("event") else "id"
        for way in ways:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL padan.empties_tables = 'yes'")
                    cursor.execute(way.format(table, key))
                allowed.append((table, way))
            except DatabaseError as refused:
                words = str(refused)
                if not any(known in words for known in ("permission denied", "must be owner")):
                    allowed.append((table, words))
    assert allowed == []


def test_granting_again_changes_nothing_and_takes_back_what_was_given_beside(as_application, settings):
    with connection.cursor() as cursor:
        cursor.execute(f"RESET ROLE; GRANT DELETE ON registry_citizenevent TO {ROLE}")
        call_command("grant_role", ROLE)
        cursor.execute("SELECT has_table_privilege(%s, 'registry_citizenevent', 'DELETE')", [ROLE])
        assert cursor.fetchone() == (False,)
