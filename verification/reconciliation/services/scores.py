"""The first pass: candidates and evidence of some citizens, kept for the passes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dtks.jobs.models import Chunk
from dtks.jobs.services import ChunkDone
from verification.reconciliation.models import Fault, Run
from verification.reconciliation.services import pairs, sides

if TYPE_CHECKING:
    import polars as pl

    from verification.matching.candidates import CivilIndex
    from verification.matching.scoring import TellLoose

Scored = tuple["pl.DataFrame | None", list[tuple[int, str]]]


def score(run: Run, chunk: Chunk) -> ChunkDone:
    """Score the citizens of a chunk; those on whom the method fails are reported."""
    import polars as pl

    from verification.matching import touching

    asked = chunk.parameters
    named = "ids" in asked
    people = sides.citizens_of(asked["ids"]) if named else sides.citizens_between(asked["first"], asked["last"])
    index = sides.index_of(run)
    if asked.get("counts"):
        sides.keep_statistics(run, index)
    loose: list[pl.DataFrame] = []
    scored, faults = scored_or_faults(index, people, lambda *told: loose.append(touching.kept(*told)))
    Fault.objects.bulk_create([Fault(run=run, citizen_id=pk, error=error[:200]) for pk, error in faults])
    found = people.height - len(faults)
    if scored is not None:
        number = asked.get("behind", 0) + chunk.no
        pairs.put(run, number, by_ids(index, scored), pl.concat(loose), people=found)
    return ChunkDone(done=found, refused=len(faults), result={"faults": len(faults)})


def by_ids(index: CivilIndex, scored: pl.DataFrame) -> pl.DataFrame:
    """Name people by their ids, which stay; the index of the next run has other rows."""
    import numpy as np
    import polars as pl

    owner = scored["owner"].to_numpy()
    owner = np.where(owner >= 0, index.civil_id[np.maximum(owner, 0)], -1) if len(index.civil_id) else owner
    ids = pl.col("dtks_id").cast(pl.Int64)
    return scored.drop("row").with_columns(ids, civil_row=pl.col("civil_id"), owner=pl.Series(owner))


def scored_or_faults(index: CivilIndex, people: pl.DataFrame, tell: TellLoose | None = None) -> Scored:
    """Score citizens; a row on which the method fails is found by halving and reported, the others go on."""
    from verification.matching import scoring

    if people.is_empty():
        return None, []
    try:
        return _with_region(scoring.score_chunk(index, people, None, tell), people), []
    except Exception as error:
        if people.height == 1:
            return None, [(int(people["dtks_id"][0]), f"{type(error).__name__}: {error}")]
    half = people.height // 2
    return _together(scored_or_faults(index, people[:half], tell), scored_or_faults(index, people[half:], tell))


def _with_region(scored: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """With the key of each one's kelurahan, 0 where it is unknown."""
    import polars as pl

    regions = people["region"].cast(pl.Int64, strict=False).fill_null(0)
    return scored.with_columns(region=regions.gather(scored["row"]))


def _together(one: Scored, two: Scored) -> Scored:
    import polars as pl

    frames = [frame for frame, _ in (one, two) if frame is not None]
    return (pl.concat(frames) if frames else None), [*one[1], *two[1]]
