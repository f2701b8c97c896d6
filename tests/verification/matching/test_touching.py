"""Whom a changed row of the register leaves alone: scored anew they are as they were."""

import random
from pathlib import Path

import polars as pl
import pytest

from verification.matching import generate, shelf, touching
from verification.matching.candidates import CivilIndex
from verification.matching.scoring import score_chunk
from verification.matching.settlement import canonical_civil

CHANGED = 40
FIELDS = ("name", "kk_number", "birth_date", "address", "rt", "rw", "kelurahan", "birth_place", "status")


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False).fill_null("")


def some_changed(civil: pl.DataFrame, chance: random.Random) -> pl.DataFrame:
    """One to three fields of some rows are those of others; a few persons are new."""
    rows = civil.to_dicts()
    for row in chance.sample(rows, CHANGED):
        for field in chance.sample(FIELDS, chance.choice([1, 1, 1, 3])):
            row[field] = chance.choice(rows)[field]
    fresh = [dict(row, nik=f"{row['nik'][:12]}{7000 + place}") for place, row in enumerate(chance.sample(rows, 4))]
    ids = {"civil_id": list(range(len(rows) + len(fresh)))}
    return pl.DataFrame([*rows, *fresh], schema=civil.schema).with_columns(**{k: pl.Series(v) for k, v in ids.items()})


def told(scored: pl.DataFrame, ids: pl.Series) -> list[tuple[object, ...]]:
    return scored.filter(pl.col("dtks_id").is_in(ids.implode())).drop("row").rows()


def lay_together(folder: Path, civil: pl.DataFrame) -> None:
    """Slices and keys come in any order, one of them by two processes; one process joins them."""
    slices = {str(begin): civil[begin : begin + 2000] for begin in range(0, civil.height, 2000)}
    for name in [*reversed(slices), "2000"]:
        shelf.lay(folder, name, slices[name])
    assert all(shelf.is_laid(folder, name) for name in slices) and shelf.taken_back(folder) is None
    for kind in [*reversed(shelf.MERGED), shelf.MERGED[0]]:
        shelf.merge(folder, list(slices), kind)
    shelf.join(folder, list(slices))
    assert [each.name for each in folder.parent.iterdir() if each.is_dir()] == [folder.name]


@pytest.mark.parametrize("seed", range(2))
def test_who_is_not_touched_scores_as_before(tmp_path: Path, seed: int) -> None:
    generate.main([str(tmp_path), "--dtks", "500", "--civil", "9000", "--seed", str(seed), "--hard"])
    dtks, chance = read(tmp_path / "dtks.csv"), random.Random(seed)
    old = canonical_civil(read(tmp_path / "civil.csv")).with_row_index("civil_id")
    new = some_changed(old, chance)
    was, now = CivilIndex.build(old), CivilIndex.build(new)
    counts = touching.Statistics.of(was)
    lay_together(tmp_path / "index", old)
    counts.pin(was)
    counts.pin(now)
    kept_people: list[pl.DataFrame] = []
    before = score_chunk(was, dtks, None, lambda *told: kept_people.append(touching.kept(*told)))
    after = score_chunk(now, dtks)

    people = before.unique("dtks_id").select("dtks_id", "firm", "sound")
    listed = dtks.join(people, on="dtks_id", maintain_order="left")
    known = new.head(old.height)
    moved = pl.any_horizontal(pl.col(name).ne(pl.col(f"{name}_old")) for name in old.columns if name != "civil_id")
    changed = known.join(old, on="civil_id", suffix="_old").filter(moved)["civil_id"]
    then = old.filter(pl.col("civil_id").is_in(changed.implode()))
    later = pl.concat([known.filter(pl.col("civil_id").is_in(changed.implode())), new.tail(new.height - old.height)])
    kept = shelf.taken_back(tmp_path / "index")
    assert kept
    counts.pin(kept)
    assert score_chunk(kept, dtks).equals(before)
    brought = shelf.renewed(kept, later)
    counts.pin(brought)
    assert score_chunk(brought, dtks).equals(after)

    change = touching.Changed.of(then, later)
    crowds = touching.moved_crowds(now, change)
    [loose] = kept_people
    hit = loose.filter(pl.Series(touching.touched(now, loose, change, crowds)))["dtks_id"]
    own = listed.filter(pl.col("firm") & pl.col("nik").is_in(later["nik"].implode()))["dtks_id"]
    firm = listed.filter(pl.col("firm") & pl.col("sound").is_in(pl.Series(crowds).implode()))["dtks_id"]
    left = listed.filter(~pl.col("dtks_id").is_in(pl.concat([hit, own, firm]).implode()))["dtks_id"]

    assert told(after, left) == told(before, left)
    assert len(left) > len(dtks) / 2 and len(hit) > 0
