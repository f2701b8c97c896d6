"""The naive way, alone in a process: `naive.py DTKS CIVIL OUT`."""

import sys

import polars as pl
from rapidfuzz import fuzz


def read(path):
    frame = pl.read_csv(path, infer_schema=False).with_columns(
        pl.col("tgl_lahir").str.to_date(strict=False),
        pl.col("nama").fill_null("").str.to_uppercase().str.replace_all(r"[^A-Z0-9]+", " ").str.strip_chars(),
    )
    return frame.filter(pl.col("nama") != "")


def naive(dtks, civil):
    """The NIK where the name is like it, else the most alike name of the same birth date."""
    owned = dtks.join(civil.with_columns(pl.col("nik").alias("matched_nik")), on="nik")
    alike = [fuzz.token_sort_ratio(a, b) for a, b in owned.select("nama", "nama_right").iter_rows()]
    owned = owned.with_columns(pl.Series("likeness", alike)).filter(pl.col("likeness") >= 75)
    rest = dtks.join(owned, on="dtks_id", how="anti")
    pairs = rest.join(civil.rename({"nik": "matched_nik"}), on="tgl_lahir")
    alike = [fuzz.token_sort_ratio(a, b) for a, b in pairs.select("nama", "nama_right").iter_rows()]
    best = pairs.with_columns(pl.Series("likeness", alike)).filter(pl.col("likeness") >= 85)
    best = best.sort("likeness", descending=True).unique("dtks_id", keep="first", maintain_order=True)
    columns = ["dtks_id", "matched_nik", (pl.col("likeness") / 100).alias("confidence")]
    return pl.concat([owned.select(columns), best.select(columns)])


if __name__ == "__main__":
    list_path, register_path, out = sys.argv[1:]
    naive(read(list_path), read(register_path)).write_csv(out)
