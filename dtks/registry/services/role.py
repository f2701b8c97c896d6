"""The database role that the application works with: it adds to history and cannot change, delete or empty it."""

from __future__ import annotations

from django.db import connection, models, transaction
from psycopg2 import sql

from dtks.registry.models import AuditEntry, AuditForm, AuditHead, AuditKept
from dtks.registry.services.audit import audited_models

_LINKED_LATER = ("position", "link")  # columns of an entry that the chain fills in, once


@transaction.atomic
def grant_role(*, name: str, password: str = "") -> list[str]:
    """Give a role what the application needs and nothing else; safe to repeat, run after each migration.

    Run as the owner of the tables. The role is made where it does not exist. Returns the tables of history, in which
    the role may only read and add.
    """
    chain: list[type[models.Model]] = [AuditEntry, AuditForm, AuditHead, AuditKept]
    history = sorted(_table(model) for model in [*audited_models(), *chain])
    role = sql.Identifier(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        made = cursor.fetchone() is None
        if made or password:
            verb = sql.SQL("CREATE ROLE {} LOGIN" if made else "ALTER ROLE {} LOGIN").format(role)
            secret = sql.SQL(" PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("")
            cursor.execute(verb + secret)
        for statement in _statements(role, history, connection.introspection.table_names(cursor)):
            cursor.execute(statement)
    return history


def _statements(role: sql.Identifier, history: list[str], tables: list[str]) -> list[sql.Composed]:
    def names(chosen: list[str]) -> sql.Composed:
        return sql.SQL(", ").join(sql.Identifier(each) for each in chosen)

    plain = [each for each in tables if each not in history and each != "django_migrations"]
    chained = sql.SQL(", ").join(map(sql.Identifier, _LINKED_LATER))
    parts = {"role": role, "all": names(tables), "plain": names(plain), "history": names(history), "chained": chained,
             "entries": sql.Identifier(_table(AuditEntry))}  # fmt: skip
    words = [
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE ALL ON {all} FROM {role}",
        "GRANT SELECT ON {all} TO {role}",
        "GRANT INSERT, UPDATE, DELETE ON {plain} TO {role}",
        "GRANT INSERT ON {history} TO {role}",
        "GRANT UPDATE ({chained}) ON {entries} TO {role}",
        "GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ]
    if connection.pg_version >= 170_000:  # type: ignore[attr-defined]
        words.append("GRANT MAINTAIN ON {plain} TO {role}")  # statistics after a large import
    return [sql.SQL(each).format(**parts) for each in words]


def _table(model: type[models.Model]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001
