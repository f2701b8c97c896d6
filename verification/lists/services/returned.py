"""Removed names that stand on a list again: under their own id, a new one, or with another NIK and spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from verification.lists import queries
from verification.lists.models import CentralList, ReturnedCase
from verification.matching.names import similarity
from verification.matching.nik import clean_nik, is_sound

if TYPE_CHECKING:
    import polars as pl

    from verification.matching.results import Result

Kind, Band = ReturnedCase.Kind, ReturnedCase.Band
ALIKE, SPELT_ALIKE = 0.75, 0.85  # likeness of names beside an equal NIK; beside an equal birth date
LIKELY = 0.1  # from here on a person looks: one overlooked comes back unseen, a namesake costs one look
WORD_SHORT = 0.72  # a word of the name is gone, while birth date and two things more agree
_PERSON = ("nik", "kk_number", "name", "birth_date", "birth_place", "sex", "address", "rt", "rw", "kelurahan",
           "mother_name")  # fmt: skip


def open_returned_cases(central: CentralList) -> int:
    """Open a case for every removed name on a list; those that are open or decided stay. Returns how many are new."""
    before = queries.list_before(central)
    said = {"list": central.pk, "before": before.pk if before else None, "period": central.period}
    with connection.cursor() as cursor:
        cursor.execute(_OWN_ID, said)
        opened = int(cursor.rowcount)
        cursor.execute(_KNOWN_BEFORE, said)
        opened += int(cursor.rowcount)
    return opened + _open_alike(central, said)


def _open_alike(central: CentralList, said: dict[str, Any]) -> int:
    """Those who entered under an id that nobody removed, held against all removed persons."""
    stones, rows = _frame(_STONES, said), _frame(_ENTERED, said)
    if not stones.height or not rows.height:
        return 0
    known = {int(stone["civil_id"]): stone for stone in stones.iter_rows(named=True)}
    entered = {row["dtks_id"]: row for row in rows.iter_rows(named=True)}
    made = []
    for result in _results(rows, stones):
        row, stone = entered[result.dtks_id], known[result.civil_id or 0]
        band = Band.SAME if _is_certain(row, stone) else Band.EYES
        made.append(
            ReturnedCase(
                central_list=central, row_id=int(result.dtks_id), tombstone_id=result.civil_id or 0, band=band,
                kind=Kind.NEW_ID if _says_the_same(row, stone) else Kind.NEW_NIK,
                confidence=round(min(1.0, max(0.0, result.confidence)), 4),
            )
        )  # fmt: skip
    ReturnedCase.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _results(rows: pl.DataFrame, stones: pl.DataFrame) -> list[Result]:
    """Whom the matcher finds among the removed, who are its register here."""
    import polars as pl

    from verification.matching import scoring, settlement, weights
    from verification.matching.candidates import CivilIndex
    from verification.matching.results import Thresholds, as_results
    from verification.matching.single import usual_word_counts

    register = stones.with_columns(pl.col("civil_id").cast(pl.Int64))
    index = CivilIndex.build(settlement.canonical_civil(register))
    index.word_count = usual_word_counts(index)  # so few names say nothing about how rare a word is
    parameters = weights.load()
    scored = scoring.score_all(index, rows.select("dtks_id", *_PERSON), parameters)
    settled = settlement.settle(scored, Thresholds(LIKELY, parameters.same))
    return [result for result in as_results(settled) if result.civil_id is not None]


def _is_certain(row: dict[str, str], stone: dict[str, str]) -> bool:
    """Sure is only whose name and number, or name, birth date, sex and one thing more agree: namesakes are many."""
    alike = similarity(row["name"], stone["name"])
    if _same_nik(row, stone):
        return alike >= ALIKE
    if not row["sex"] or row["sex"] != stone["sex"]:
        return False
    vouchers = _vouchers(row, stone)
    if row["birth_date"] and row["birth_date"] == stone["birth_date"]:
        return vouchers >= 1 and alike >= (SPELT_ALIKE if vouchers == 1 else WORD_SHORT)
    unknown = not row["birth_date"] or not stone["birth_date"]
    return unknown and alike >= SPELT_ALIKE and vouchers >= 2


def _same_nik(row: dict[str, str], stone: dict[str, str]) -> bool:
    nik = clean_nik(row["nik"])
    return is_sound(nik) and nik == clean_nik(stone["nik"])


def _says_the_same(row: dict[str, str], stone: dict[str, str]) -> bool:
    """Whether only the id is new: the number is the same, or is as wrong or as empty as before under the same name."""
    if _same_nik(row, stone):
        return True
    alike = clean_nik(row["nik"]) == clean_nik(stone["nik"])
    return alike and row["name"].upper().split() == stone["name"].upper().split()


def _vouchers(row: dict[str, str], stone: dict[str, str]) -> int:
    """How many of card, mother, place and number say that it is he."""
    from verification.matching import names

    card = bool(row["kk_number"]) and clean_nik(row["kk_number"]) == clean_nik(stone["kk_number"])
    mother = bool(row["mother_name"]) and names.normalise(row["mother_name"]) == names.normalise(stone["mother_name"])
    one, two = clean_nik(row["nik"]), clean_nik(stone["nik"])
    number = len(one) == len(two) == 16 and sum(a != b for a, b in zip(one, two, strict=True)) <= 2
    return card + mother + number + _same_place(row, stone)


def _same_place(row: dict[str, str], stone: dict[str, str]) -> bool:
    """The same street, or the same neighbourhood of the same kelurahan. The kelurahan's own name is no street."""
    from verification.matching import addresses

    street = addresses.normalise(row["address"])
    is_street = street and addresses.area(row["address"]) != addresses.area(row["kelurahan"])
    if is_street and street == addresses.normalise(stone["address"]):
        return True
    here, there = ([addresses.area(each["kelurahan"]), *map(addresses.neighbourhood, (each["rt"], each["rw"]))]
                   for each in (row, stone))  # fmt: skip
    return all(here) and here == there


def _frame(statement: str, said: dict[str, Any]) -> pl.DataFrame:
    import polars as pl

    with connection.cursor() as cursor:
        cursor.execute(statement, said)
        heads = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    return pl.DataFrame([[str(cell or "") for cell in row] for row in rows], schema=heads, orient="row")


# A removal of the list's own month or earlier; one that was lifted is no removal any more.
_STANDING = "t.lifted_on IS NULL AND t.removed_on < %(period)s::date + interval '1 month'"
_INSERT = """
    INSERT INTO lists_returnedcase
        (central_list_id, row_id, tombstone_id, kind, band, confidence, opened_at, decision, reason)
"""
_OWN_ID = f"""
    {_INSERT}
    SELECT DISTINCT ON (r.id) %(list)s, r.id, t.id,
           CASE WHEN EXISTS (SELECT 1 FROM lists_listrow b
                             WHERE b.central_list_id = %(before)s AND b.member_id = r.member_id)
                THEN 'not_removed' ELSE 'same_id' END, 'same', 1.0, now(), '', ''
    FROM lists_listrow r JOIN registry_tombstone t ON t.dtks_id = r.member_id AND {_STANDING}
    WHERE r.central_list_id = %(list)s AND r.member_id <> ''
    ORDER BY r.id, t.removed_on DESC
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - fixed texts
# Who came back on an earlier list under another id and is still there.
_KNOWN_BEFORE = f"""
    {_INSERT}
    SELECT DISTINCT ON (r.id) %(list)s, r.id, t.id, c.kind, c.band, c.confidence, now(), '', ''
    FROM lists_listrow r
    JOIN lists_listrow b ON b.member_id = r.member_id AND b.central_list_id = %(before)s
    JOIN lists_returnedcase c ON c.row_id = b.id AND c.decision IN ('', 'remove_again')
    JOIN registry_tombstone t ON t.id = c.tombstone_id AND {_STANDING}
    WHERE r.central_list_id = %(list)s AND r.member_id <> '' AND c.kind IN ('new_id', 'new_nik_and_spelling')
    ORDER BY r.id, c.id DESC
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - fixed texts
# What a tombstone does not hold comes from its citizen, or from the newest list on which the id stood.
_STONES = f"""
    SELECT t.id AS civil_id, t.nik, t.kk_number, t.name, t.birth_date::text AS birth_date, t.sex,
           COALESCE(NULLIF(t.mother_name, ''), NULLIF(c.mother_name, ''), s.said->>'mother_name') AS mother_name,
           COALESCE(NULLIF(c.birth_place, ''), s.said->>'birth_place') AS birth_place,
           COALESCE(NULLIF(c.address, ''), s.said->>'address') AS address,
           COALESCE(NULLIF(c.rt, ''), s.said->>'rt') AS rt, COALESCE(NULLIF(c.rw, ''), s.said->>'rw') AS rw,
           COALESCE(k.name, p.name) AS kelurahan
    FROM registry_tombstone t
    LEFT JOIN registry_citizen c ON c.id = t.citizen_id
    LEFT JOIN LATERAL (
        SELECT r.values AS said FROM lists_listrow r JOIN lists_centrallist l ON l.id = r.central_list_id
        WHERE r.member_id = t.dtks_id AND t.dtks_id <> '' AND l.taken_back_at IS NULL AND l.period < %(period)s
        ORDER BY l.period DESC, l.number DESC LIMIT 1) s ON t.citizen_id IS NULL
    LEFT JOIN office_region k ON k.id = t.kelurahan_id
    LEFT JOIN office_region p ON p.code = s.said->>'kelurahan'
    WHERE {_STANDING} ORDER BY t.id
"""  # noqa: S608 - fixed texts
_ENTERED = """
    SELECT r.id AS dtks_id, r.values->>'nik' AS nik, r.values->>'kk_number' AS kk_number, r.values->>'name' AS name,
           r.values->>'birth_date' AS birth_date, r.values->>'birth_place' AS birth_place, r.values->>'sex' AS sex,
           r.values->>'address' AS address, r.values->>'rt' AS rt, r.values->>'rw' AS rw,
           COALESCE(k.name, '') AS kelurahan, r.values->>'mother_name' AS mother_name
    FROM lists_listrow r
    LEFT JOIN office_region k ON k.code = r.values->>'kelurahan'
    WHERE r.central_list_id = %(list)s AND r.values->>'name' <> ''
      AND NOT EXISTS (SELECT 1 FROM lists_listrow b WHERE b.central_list_id = %(before)s
                      AND b.member_id = r.member_id AND b.member_id <> '')
      AND NOT EXISTS (SELECT 1 FROM lists_returnedcase c WHERE c.row_id = r.id)
    ORDER BY r.id
"""
