"""The first pass: candidates and evidence of some citizens, kept for the passes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dtks.jobs.models import Chunk
from dtks.jobs.services import ChunkDone
from verification.reconciliation.models import Fault, Run, Staged
from verification.reconciliation.services import sides

if TYPE_CHECKING:
    import polars as pl

    from verification.matching.candidates import CivilIndex

Scored = tuple["pl.DataFrame | None", list[tuple[int, str]]]


def score(run: Run, chunk: Chunk) -> ChunkDone:
    """Score the citizens of a chunk; those on whom the method fails are reported."""
    people = sides.citizens_between(chunk.parameters["first"], chunk.parameters["last"])
    scored, faults = scored_or_faults(sides.index_of(run), people)
    Fault.objects.bulk_create([Fault(run=run, citizen_id=pk, error=error[:200]) for pk, error in faults])
    if scored is not None:
        Staged.objects.create(
            run=run,
            stage=Run.Stage.SCORE,
            no=chunk.no,
            rows=people.height - len(faults),
            frame=sides.packed(scored.drop("row")),
        )
    return ChunkDone(done=people.height - len(faults), refused=len(faults), result={"faults": len(faults)})


def scored_or_faults(index: CivilIndex, people: pl.DataFrame) -> Scored:
    """Score citizens; a row on which the method fails is found by halving and reported, the others go on."""
    from verification.matching import scoring

    if people.is_empty():
        return None, []
    try:
        return scoring.score_chunk(index, people), []
    except Exception as error:
        if people.height == 1:
            return None, [(int(people["dtks_id"][0]), f"{type(error).__name__}: {error}")]
    half = people.height // 2
    return _together(scored_or_faults(index, people[:half]), scored_or_faults(index, people[half:]))


def _together(one: Scored, two: Scored) -> Scored:
    import polars as pl

    frames = [frame for frame, _ in (one, two) if frame is not None]
    return (pl.concat(frames) if frames else None), [*one[1], *two[1]]
