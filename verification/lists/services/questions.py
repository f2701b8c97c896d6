"""What a merged list leaves to people: who is who."""

from __future__ import annotations

from django.db import connection

from verification.lists.models import CentralList


def ask_who_is_who(central: CentralList) -> int:
    """A new id whose sound NIK somebody else has: asked, never merged (decisions.md 2)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO lists_identityquestion (citizen_id, other_id, central_list_id, answer, reason)
            SELECT c.id, min(o.id), %(list)s, '', ''
            FROM files_stagedrow r
            JOIN registry_citizen c ON c.id = r.target_id
            JOIN registry_citizen o ON o.nik = c.nik AND o.id <> c.id
            WHERE r.staged_file_id = %(file)s AND r.verdict = 'created' AND c.nik <> '' AND c.nik_problem = ''
              AND o.life_state <> '9'
            GROUP BY c.id
            ON CONFLICT (citizen_id, other_id) DO UPDATE SET central_list_id = EXCLUDED.central_list_id
                WHERE lists_identityquestion.answer = ''
            """,
            {"list": central.pk, "file": central.staged_file_id},
        )
        return int(cursor.rowcount)
