"""The difference of two lists: joined in the database, values compared as they were cleaned (decisions.md 2).

A cell that could not be read in either list says nothing. What only is written otherwise counts as changed as long as
it is the exception; a list that writes a field otherwise throughout (all capitals, say) has changed nothing by it.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from verification.lists.models import CentralList, ListDifference
from verification.matching import addresses, names
from verification.matching.nik import clean_nik

# Compared field of a row -> its word in files, as the matcher's OUT.csv says it.
WORDS = {
    "nik": "nik", "name": "nama", "birth_date": "tgl_lahir", "birth_place": "tempat_lahir", "sex": "jk",
    "kk_number": "no_kk", "address": "alamat", "rt": "alamat", "rw": "alamat", "kelurahan": "alamat",
    "mother_name": "nama_ibu", "relation": "hub_keluarga", "desil": "desil",
}  # fmt: skip
STYLE = 0.2  # share of people from which another writing of a field is the list's way, not a change
# A column that brings other fields along.
_BRINGS = {
    "rt_rw": ("rt", "rw"), "kelurahan_code": ("kelurahan",), "no_kel": ("kelurahan",), "kelurahan": ("kelurahan",),
}  # fmt: skip


def shared_fields(old: CentralList, new: CentralList) -> list[str]:
    """Fields that both lists have; a column that one lacks changes nothing."""
    both = _fields(old) & _fields(new)
    return [name for name in WORDS if name in both]


def _fields(central: CentralList) -> set[str]:
    found = set(central.fields)
    return found | {brought for name in central.fields for brought in _BRINGS.get(name, ())}


@transaction.atomic
def compare_lists(*, old: CentralList, new: CentralList) -> ListDifference:
    """Hold two lists against each other anew; the lines of an earlier comparison are replaced.

    Somebody who enters is "returned" where a returned case of the newer list says that he is a removed person.
    """
    difference, _ = ListDifference.objects.select_for_update().get_or_create(old=old, new=new)
    difference.lines.all().delete()
    said = {"old": old.pk, "new": new.pk, "difference": difference.pk}
    with connection.cursor() as cursor:
        for name, pk in (("old_side", old.pk), ("new_side", new.pk)):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
            cursor.execute(_SIDE.format(name=name), [pk])
            cursor.execute(f"ALTER TABLE {name} ADD PRIMARY KEY (key)")
            cursor.execute(f"ANALYZE {name}")
        for side, other, pk in (("old_side", "new_side", old.pk), ("new_side", "old_side", new.pk)):
            cursor.execute(_UNDER_ANOTHER_ID.format(side=side, other=other), {"list": pk})
        cursor.execute(_COMINGS_AND_GOINGS, said)
        _copy_changes(cursor, difference, shared_fields(old, new))
        cursor.execute(_COUNTS, said)
        counts = dict(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM old_side JOIN new_side USING (key)")
        counts["unchanged"] = cursor.fetchone()[0] - counts.get("changed", 0)
    difference.counts, difference.made_at = counts, timezone.now()
    difference.save(update_fields=["counts", "made_at"])
    return difference


def _copy_changes(cursor: Any, difference: ListDifference, fields: list[str]) -> None:
    cursor.execute("SELECT count(*) FROM old_side JOIN new_side USING (key)")
    both = cursor.fetchone()[0]
    cursor.execute(_PAIRS, {"fields": fields})
    pairs = [pair for pair in cursor.fetchall() if not _is_unknown(*pair[1:])]
    rewritten = Counter(name for _, name, before, after in pairs if _same_but_for_writing(name, before, after))
    style = {name for name, number in rewritten.items() if number > both * STYLE}
    found: dict[str, list[list[str]]] = {}
    for key, name, before, after in pairs:
        if name not in style or not _same_but_for_writing(name, before, after):
            found.setdefault(key, []).append([name, before, after])
    buffer = io.StringIO()
    write = csv.writer(buffer).writerow
    for key, values in found.items():
        words = sorted({WORDS[name] for name, _, _ in values})
        write([key, json.dumps(words), json.dumps(values, ensure_ascii=False)])
    buffer.seek(0)
    cursor.execute("CREATE TEMP TABLE found_changes (key text, fields jsonb, said jsonb) ON COMMIT DROP")
    cursor.copy_expert("COPY found_changes FROM STDIN WITH (FORMAT csv)", buffer)
    cursor.execute(_CHANGES, {"difference": difference.pk})
    cursor.execute("DROP TABLE found_changes")


def _is_unknown(field: str, before: str, after: str) -> bool:
    """An RT that is no number."""
    rule = addresses.neighbourhood
    return field in ("rt", "rw") and (not rule(after) or (bool(before) and not rule(before)))


def _same_but_for_writing(field: str, before: str, after: str) -> bool:
    rule = _RULES.get(field)
    return bool(before) and rule is not None and rule(before) == rule(after)


def lines_of(difference: ListDifference) -> Iterator[tuple[str, str, str]]:
    """Every person of either list: id, class, fields joined by `;`. In the order of the ids."""
    with transaction.atomic(), connection.cursor() as plain:
        plain.execute(
            "DECLARE difference_lines NO SCROLL CURSOR FOR " + _ALL,
            {"old": difference.old_id, "new": difference.new_id, "difference": difference.pk},
        )
        while True:
            plain.execute("FETCH 10000 FROM difference_lines")
            rows = plain.fetchall()
            if not rows:
                plain.execute("CLOSE difference_lines")
                return
            for key, change, fields in rows:
                listed = json.loads(fields) if isinstance(fields, str) else fields or []
                yield key, change, ";".join(listed)


_RULES: dict[str, Callable[[str], str]] = {
    "nik": clean_nik,
    "kk_number": clean_nik,
    "name": lru_cache(60_000)(names.written),
    "mother_name": lru_cache(60_000)(names.written),
    "birth_place": lru_cache(10_000)(names.written),
    "address": addresses.normalise,
    "rt": addresses.neighbourhood,
    "rw": addresses.neighbourhood,
}
_KEY = "COALESCE(NULLIF(r.member_id, ''), 'c' || r.citizen_id)"
# Fields whose cell could not be read, or held hidden characters.
_DAMAGED = """
    CASE WHEN s.findings IS NULL OR s.findings = '[]' THEN ARRAY[]::text[] ELSE ARRAY(
        SELECT replace(f->>'field', 'kelurahan_code', 'kelurahan') FROM jsonb_array_elements(s.findings) f
        WHERE f->>'code' = 'control_character' OR (f->>'refuses')::boolean) END
"""
_SIDE = f"""
    CREATE TEMP TABLE {{name}} ON COMMIT DROP AS
    SELECT DISTINCT ON ({_KEY}) {_KEY} AS key, r.id, r.citizen_id, r.values, {_DAMAGED} AS damaged
    FROM lists_listrow r
    JOIN lists_centrallist l ON l.id = r.central_list_id
    LEFT JOIN files_stagedrow s ON s.staged_file_id = l.staged_file_id AND s.row_no = r.row_no
    WHERE r.central_list_id = %s AND {_KEY} IS NOT NULL
    ORDER BY {_KEY}, r.row_no
"""  # noqa: S608 - fixed texts
# A row that repeats somebody else's id is looked for by name and number, or by name, birth date and card or dwelling:
# the person stands on the list all the same.
_UNDER_ANOTHER_ID = """
    INSERT INTO {side} (key, id, citizen_id, values, damaged)
    SELECT DISTINCT ON (o.key) o.key, r.id, r.citizen_id, r.values, ARRAY[]::text[]
    FROM lists_listrow r
    JOIN {other} o ON upper(o.values->>'name') = upper(r.values->>'name') AND (
        NULLIF(o.values->>'nik', '') = r.values->>'nik'
        OR NULLIF(o.values->>'birth_date', '') = r.values->>'birth_date' AND (
            NULLIF(o.values->>'kk_number', '') = r.values->>'kk_number'
            OR NULLIF(o.values->>'household_id', '') = r.values->>'household_id'))
    WHERE r.central_list_id = %(list)s AND r.refused AND r.values->>'name' <> ''
      AND NOT EXISTS (SELECT 1 FROM {side} s WHERE s.id = r.id)
      AND NOT EXISTS (SELECT 1 FROM {side} s WHERE s.key = o.key)
    ORDER BY o.key, r.row_no
"""
_COMINGS_AND_GOINGS = """
    INSERT INTO lists_differenceline (difference_id, member_id, citizen_id, name, change, fields, values)
    SELECT %(difference)s, COALESCE(n.key, o.key), COALESCE(n.citizen_id, o.citizen_id),
           left(COALESCE(n.values->>'name', o.values->>'name', ''), 120),
           CASE WHEN n.key IS NULL THEN 'left'
                WHEN EXISTS (SELECT 1 FROM lists_returnedcase c WHERE c.row_id = n.id AND c.band = 'same'
                             AND c.decision <> 'other_person') THEN 'returned'
                ELSE 'entered' END, '[]', '[]'
    FROM old_side o FULL JOIN new_side n USING (key)
    WHERE o.key IS NULL OR n.key IS NULL
"""
# Only what differs as text comes out of the database. What the newer list leaves empty is unknown.
_PAIRS = """
    SELECT o.key, f.name, COALESCE(o.values->>f.name, ''), n.values->>f.name
    FROM old_side o JOIN new_side n USING (key)
    CROSS JOIN unnest(%(fields)s::text[]) AS f(name)
    WHERE o.values <> n.values AND n.values->>f.name <> '' AND n.values->>f.name <> COALESCE(o.values->>f.name, '')
      AND f.name <> ALL(o.damaged) AND f.name <> ALL(n.damaged)
"""
_CHANGES = """
    INSERT INTO lists_differenceline (difference_id, member_id, citizen_id, name, change, fields, values)
    SELECT %(difference)s, n.key, COALESCE(n.citizen_id, o.citizen_id), left(COALESCE(n.values->>'name', ''), 120),
           'changed', f.fields, f.said
    FROM found_changes f JOIN new_side n USING (key) JOIN old_side o USING (key)
"""
_COUNTS = "SELECT change, count(*) FROM lists_differenceline WHERE difference_id = %(difference)s GROUP BY change"
_ALL = f"""
    SELECT k.key, COALESCE(d.change, 'unchanged'), d.fields
    FROM (SELECT DISTINCT {_KEY} AS key FROM lists_listrow r
          WHERE r.central_list_id IN (%(old)s, %(new)s) AND {_KEY} IS NOT NULL) k
    LEFT JOIN lists_differenceline d ON d.difference_id = %(difference)s AND d.member_id = k.key
    ORDER BY k.key
"""  # noqa: S608 - two fixed texts
