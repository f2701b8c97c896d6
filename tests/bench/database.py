"""The sides in the embedded PostgreSQL, and the two ways that begin there: `database.py floor|trigram ADDRESS OUT`.

`floor`: read both sides by COPY, parse dates and names, join on the NIK: what every way must do at least.
`trigram`: pg_trgm, set-based. The owner of the NIK where his name is like it; the others by birth date, card, name,
neighbourhood or a part of the NIK, the best of them where it is good enough and no second is near.
"""

import io
import sys
from pathlib import Path

import polars as pl
import psycopg2

COLUMNS = ("nik", "no_kk", "nama", "tgl_lahir", "tempat_lahir", "jk", "alamat", "rt", "rw", "kelurahan")
TABLE = """
    DROP TABLE IF EXISTS {name}_raw, {name};
    CREATE UNLOGGED TABLE {name}_raw ({columns});
"""
CLEAN = """
    CREATE UNLOGGED TABLE {name} AS
    SELECT {key} AS id, nullif(nik, '') AS nik, nullif(no_kk, '') AS kk, nullif(tgl_lahir, '')::date AS birth,
           CASE WHEN substr(tgl_lahir, 9, 2) <= '12' THEN
               (substr(tgl_lahir, 1, 5) || substr(tgl_lahir, 9, 2) || substr(tgl_lahir, 5, 3))::date END AS swapped,
           trim(regexp_replace(upper(nama), '[^A-Z0-9]+', ' ', 'g')) AS name, jk AS sex, upper(kelurahan) AS kelurahan,
           ltrim(rt, '0') AS rt, ltrim(rw, '0') AS rw
    FROM {name}_raw;
"""
OWNED = """
    CREATE UNLOGGED TABLE own AS
    SELECT l.id AS dtks_id, r.id AS matched_nik, 0.99 + similarity(l.name, r.name) / 100 AS confidence
    FROM listed l JOIN register r USING (nik)
    WHERE similarity(l.name, r.name) >= 0.5 AND (l.birth = r.birth OR l.kk = r.kk OR similarity(l.name, r.name) >= 0.8)
      OR l.birth = r.birth AND l.sex = r.sex AND similarity(l.name, r.name) >= 0.3;
    CREATE UNLOGGED TABLE rest AS SELECT * FROM listed l WHERE NOT EXISTS (SELECT 1 FROM own WHERE dtks_id = l.id);
    ANALYZE rest;
"""
# Everybody of the register under a key that both share, as far as the names are alike.
UNDER_KEY = """
    SELECT l.id, r.id, similarity(l.name, r.name) FROM rest l JOIN register r ON {key}
    WHERE similarity(l.name, r.name) >= {likeness}
"""
BY_KEYS = (
    ("l.birth = r.birth", 0.2),
    ("l.swapped = r.birth", 0.3),
    ("l.kk = r.kk", 0.3),
    ("l.name = r.name", 0.5),
    ("l.kelurahan = r.kelurahan AND l.rt = r.rt AND l.rw = r.rw", 0.4),
    ("left(l.nik, 12) = left(r.nik, 12)", 0.2),
    ("right(l.nik, 10) = right(r.nik, 10)", 0.2),
    ("l.nik = r.nik", 0.3),
)
# What agrees speaks for a pair, another sex and another birth year against it; a near second takes from the first.
BEST = """
    CREATE UNLOGGED TABLE found AS
    WITH pairs (dtks_id, matched_nik, likeness) AS ({pairs}),
    once AS (SELECT DISTINCT * FROM pairs),
    scored AS (
        SELECT dtks_id, matched_nik,
               1.2 * likeness + 0.45 * coalesce((l.birth = r.birth)::int, 0)
               + 0.3 * coalesce((l.swapped = r.birth AND l.birth <> r.birth)::int, 0)
               + 0.2 * coalesce((to_char(l.birth, 'MMDD') = to_char(r.birth, 'MMDD') AND l.birth <> r.birth)::int, 0)
               + 0.2 * coalesce((to_char(l.birth, 'YYMM') = to_char(r.birth, 'YYMM') AND l.birth <> r.birth)::int, 0)
               - 0.2 * coalesce((abs(extract(year FROM l.birth) - extract(year FROM r.birth)) > 3)::int, 0)
               + 0.35 * coalesce((l.kk = r.kk)::int, 0) + 0.1 * (l.kelurahan = r.kelurahan)::int
               + 0.1 * (l.kelurahan = r.kelurahan AND l.rt = r.rt AND l.rw = r.rw)::int
               - 0.15 * (l.sex <> r.sex)::int
               + 0.5 * coalesce((levenshtein_less_equal(l.nik, r.nik, 2) <= 2)::int, 0) AS score
        FROM once JOIN rest l ON l.id = dtks_id JOIN register r ON r.id = matched_nik
    ),
    ranked AS (
        SELECT *, row_number() OVER w AS place, lead(score) OVER w AS second
        FROM scored WINDOW w AS (PARTITION BY dtks_id ORDER BY score DESC, matched_nik)
    )
    SELECT dtks_id, matched_nik,
           greatest(0, least((score - 0.5 * greatest(coalesce(second, 0) - score + 0.3, 0)) / 2.6, 0.989)) AS confidence
    FROM ranked WHERE place = 1 AND score >= {least};
"""
LEAST = 1.0


def connection(address):
    """A connection that commits each statement; `address` is a libpq text."""
    con = psycopg2.connect(address)
    con.autocommit = True
    return con


def load(address, dtks, civil):
    """Both sides as tables of text."""
    con = connection(address)
    with con.cursor() as cursor:
        for name, path in (("listed", dtks), ("register", civil)):
            header = path.open(encoding="utf-8").readline().strip().split(",")
            cursor.execute(TABLE.format(name=name, columns=", ".join(f"{column} text" for column in header)))
            with path.open(encoding="utf-8") as file:
                cursor.copy_expert(f"COPY {name}_raw FROM STDIN (FORMAT csv, HEADER)", file)
            cursor.execute(f"ANALYZE {name}_raw")
    con.close()


def read(cursor, name, key):
    """One side out of the database, parsed."""
    buffer = io.BytesIO()
    columns = ", ".join(dict.fromkeys((key, *COLUMNS)))
    cursor.copy_expert(f"COPY (SELECT {columns} FROM {name}_raw) TO STDOUT (FORMAT csv, HEADER)", buffer)
    buffer.seek(0)
    return pl.read_csv(buffer, infer_schema=False).with_columns(
        pl.col("tgl_lahir").str.to_date(strict=False),
        pl.col("nama").fill_null("").str.to_uppercase().str.replace_all(r"[^A-Z0-9]+", " ").str.strip_chars(),
    )


def floor(cursor, out):
    joined = read(cursor, "listed", "dtks_id").join(read(cursor, "register", "nik"), on="nik", how="left")
    joined.select("dtks_id", pl.lit("").alias("matched_nik")).write_csv(out)


def trigram(cursor, out):
    cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS fuzzystrmatch")
    cursor.execute("DROP TABLE IF EXISTS listed, register, own, rest, found")
    cursor.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'")
    for name, key in (("listed", "dtks_id"), ("register", "nik")):
        cursor.execute(CLEAN.format(name=name, key=key))
    cursor.execute("CREATE INDEX ON register (nik)")
    cursor.execute("ANALYZE register; ANALYZE listed")
    cursor.execute(OWNED)
    pairs = " UNION ALL ".join(UNDER_KEY.format(key=key, likeness=likeness) for key, likeness in BY_KEYS)
    cursor.execute(BEST.format(pairs=pairs, least=LEAST))
    query = "SELECT dtks_id, matched_nik, round(confidence::numeric, 4) AS confidence FROM {}"
    both = " UNION ALL ".join(map(query.format, ("own", "found")))
    with out.open("w", encoding="utf-8") as file:
        cursor.copy_expert(f"COPY ({both}) TO STDOUT (FORMAT csv, HEADER)", file)


if __name__ == "__main__":
    way, address, path = sys.argv[1:]
    with connection(address).cursor() as cursor:
        {"floor": floor, "trigram": trigram}[way](cursor, Path(path))
