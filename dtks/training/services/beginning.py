"""The practice area as it was at first: kept once as copies of its tables, taken back as often as somebody asks.

Accounts, sessions and the record of training stay. Identifiers go on counting, so no address means another thing later.
"""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from dtks.web.locking import locked
from dtks.web.refusals import Refusal

KEPT = "awal"  # the schema of the copies
STAYS = ("accounts_", "training_", "django_", "auth_", "axes_", "otp_")
SHAPE = """
    SELECT relname, array_agg(attname || ' ' || format_type(atttypid, atttypmod) ORDER BY attnum)
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r' GROUP BY relname
"""


class NoBeginning(Refusal):
    """Nothing was kept that could be taken back."""


@transaction.atomic
def keep_beginning() -> int:
    """Keep the tables of practice as they are now, unless that was done before; returns how many are kept."""
    with connection.cursor() as cursor:
        if (now := _tables(cursor, "public")) != _tables(cursor, KEPT):
            cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE; CREATE SCHEMA {KEPT}")
            for name in now:
                cursor.execute(f'CREATE TABLE {KEPT}."{name}" AS TABLE public."{name}"')
    return len(now)


def begin_again() -> None:
    """Put the kept tables in place of the present ones, all at once.

    Raises:
        NoBeginning: this is the office itself, or nothing was kept.
        SomebodyElse: a job is writing just now.
    """
    with locked(), connection.cursor() as cursor:
        kept = _tables(cursor, KEPT)
        if not settings.PRACTICE or not kept or kept != _tables(cursor, "public"):
            raise NoBeginning("Keadaan awal belum disimpan. Jalankan make practice sekali lagi.")
        cursor.execute("SET LOCAL session_replication_role = replica")  # neither history nor guards of single rows
        cursor.execute("LOCK TABLE " + ", ".join(f'public."{name}"' for name in kept))
        for name in kept:
            taken_back = f'DELETE FROM public."{name}"; INSERT INTO public."{name}" TABLE {KEPT}."{name}"'  # noqa: S608
            cursor.execute(taken_back)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    cache.clear()


def _tables(cursor: CursorWrapper, schema: str) -> dict[str, list[str]]:
    """The tables that practice changes, each with its columns."""
    cursor.execute(SHAPE, [schema])
    return {name: columns for name, columns in cursor.fetchall() if not name.startswith(STAYS)}
