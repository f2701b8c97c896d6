"""Splink, in the virtual environment of the measurements: `probabilistic.py settled|full DTKS CIVIL OUT`.

`settled`: the owner of the NIK is taken where his name is like it, only the rest is linked. `full`: all is linked.
"""

import os
import sys

import duckdb
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

CLEAN = """
    CREATE TABLE {name}_clean AS
    SELECT {key} AS unique_id, nullif(nik, '') AS nik, nullif(no_kk, '') AS kk, try_cast(tgl_lahir AS date) AS birth,
           trim(regexp_replace(upper(nama), '[^A-Z0-9]+', ' ', 'g')) AS name,
           upper(nullif(trim(tempat_lahir), '')) AS place, jk AS sex, upper(kelurahan) AS kelurahan,
           try_cast(rt AS int) AS rt, try_cast(rw AS int) AS rw,
           trim(regexp_replace(upper(alamat), '[^A-Z0-9]+', ' ', 'g')) AS address
    FROM read_csv('{path}', all_varchar = true)
"""
KEYS = """
    CREATE TABLE {name} AS
    SELECT *, strftime(birth, '%Y-%m-%d') AS birth_text, substr(nik, 1, 12) AS nik_front, substr(nik, 7) AS nik_back,
           list_sort(string_split(name, ' '))[1] AS word_1, list_sort(string_split(name, ' '))[-1] AS word_2,
           CAST(year(birth) AS varchar) AS year, strftime(birth, '%m-%d') AS month_day
    FROM {name}_clean
"""
OWNED = """
    CREATE TABLE own AS
    SELECT l.unique_id AS dtks_id, r.unique_id AS matched_nik, 1.0 AS confidence
    FROM listed l JOIN register r USING (nik) WHERE jaro_winkler_similarity(l.name, r.name) >= 0.85
"""
RESULT = """
    COPY (
        SELECT dtks_id, matched_nik, round(confidence, 6) AS confidence FROM own
        UNION ALL
        SELECT dtks_id, matched_nik, round(match_probability, 6) FROM (
            SELECT CASE WHEN rest.unique_id IS NULL THEN unique_id_r ELSE unique_id_l END AS dtks_id,
                   CASE WHEN rest.unique_id IS NULL THEN unique_id_l ELSE unique_id_r END AS matched_nik,
                   match_probability
            FROM {found} LEFT JOIN rest ON rest.unique_id = unique_id_l
        ) QUALIFY row_number() OVER (PARTITION BY dtks_id ORDER BY match_probability DESC, matched_nik) = 1
    ) TO '{out}' (HEADER)
"""
BLOCKING = (
    ("nik",), ("nik_front",), ("nik_back",), ("kk",), ("name", "year"), ("birth", "word_1"), ("birth", "word_2"),
    ("name", "kelurahan"), ("kelurahan", "rt", "rw", "word_1"), ("kelurahan", "month_day"),
)  # fmt: skip


def settings():
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.96, 0.9, 0.82, 0.7]).configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("birth_text", input_is_string=True),
            cl.DamerauLevenshteinAtThresholds("nik", [1, 2, 4]),
            cl.ExactMatch("kk"),
            cl.ExactMatch("place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("sex"),
            cl.ExactMatch("kelurahan"),
            cl.JaroWinklerAtThresholds("address", [0.92]),
        ],
        blocking_rules_to_generate_predictions=[block_on(*names) for names in BLOCKING],
        retain_matching_columns=False,
    )


def linked(con):
    """Learn on both sides and predict; the name of the table of pairs."""
    db = DuckDBAPI(con)
    linker = Linker([db.register("rest"), db.register("register")], settings(), log_level=40)
    certain = [block_on("nik"), block_on("name", "birth")]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("birth", "sex"), block_on("name")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return linker.inference.predict(threshold_match_probability=0.5).physical_name


def main():
    way, dtks, civil, out = sys.argv[1:]
    con = duckdb.connect()
    con.execute("SET threads = 2; SET preserve_insertion_order = false")
    for name, path, key in (("listed", dtks, "dtks_id"), ("register", civil, "nik")):
        con.execute(CLEAN.format(name=name, path=path, key=key))
        con.execute(KEYS.format(name=name))
    nobody = "CREATE TABLE own (dtks_id varchar, matched_nik varchar, confidence double)"
    con.execute(OWNED if way == "settled" else nobody)
    con.execute("CREATE TABLE rest AS SELECT * FROM listed WHERE unique_id NOT IN (SELECT dtks_id FROM own)")
    con.execute(RESULT.format(found=linked(con), out=out))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
