"""Both sides as frames, read by COPY, and the index of the register, which lies on the disk of the host."""

from __future__ import annotations

import fcntl
import io
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min, QuerySet
from psycopg2 import sql

from dtks.registry.services.values import GONE
from verification.reconciliation.models import Run, Staged
from verification.sources.models import CivilPerson, Extract

if TYPE_CHECKING:
    import polars as pl

    from verification.matching.candidates import CivilIndex
    from verification.matching.persons import Ints, Persons
    from verification.matching.touching import Statistics

_CITIZENS = """
    SELECT c.id AS dtks_id, c.nik, c.kk_number, c.name, c.birth_date, c.birth_place, c.sex, c.address, c.rt, c.rw,
           coalesce(k.name, '') AS kelurahan, c.mother_name, c.kelurahan_id AS region
    FROM registry_citizen c LEFT JOIN office_region k ON k.id = c.kelurahan_id
    WHERE c.life_state <> ALL({gone}) AND {where} ORDER BY c.id
"""
_CHANGED = """
    SELECT array_agg(id) FILTER (WHERE updated_at >= %(since)s AND life_state <> ALL(%(gone)s)),
           array_agg(id) FILTER (WHERE updated_at >= %(since)s AND life_state = ANY(%(gone)s)),
           count(*) FILTER (WHERE life_state <> ALL(%(gone)s))
    FROM registry_citizen
"""
_REGISTER = """
    SELECT p.id AS civil_id, p.nik, p.kk_number, p.name, p.birth_date, p.birth_place, p.sex, p.address, p.rt, p.rw,
           coalesce(k.name, '') AS kelurahan, p.mother_name, p.flag AS status, p.ktp_state AS recording
    FROM sources_civilperson p LEFT JOIN office_region k ON k.id = p.kelurahan_id
    WHERE {where} ORDER BY p.id
"""
_SPANS = """
    SELECT min(id), max(id) FROM (
        SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS chunk FROM registry_citizen
        WHERE life_state <> ALL(%s)
    ) AS numbered GROUP BY chunk ORDER BY chunk
"""
SLICE = 100_000  # ids of the register that are read and normalised at once
_lying: dict[Path, CivilIndex] = {}
# One index a process, of one run: a worker that goes on to the next run forgets the last.
_kept: dict[int, CivilIndex] = {}
_brought: dict[int, tuple[pl.DataFrame, Persons]] = {}  # the changed persons with which it was brought up to date


def copied(statement: sql.Composable) -> pl.DataFrame:
    """The rows of a SELECT as text columns; null and empty are both an empty text."""
    import polars as pl

    buffer = io.BytesIO()
    with connection.cursor() as cursor:
        copy = sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, HEADER)").format(statement)
        cursor.copy_expert(copy.as_string(cursor.connection), buffer)
    buffer.seek(0)
    return pl.read_csv(buffer, infer_schema=False, empty_string_is_null=False)


def spans(rows: int) -> list[tuple[int, int]]:
    """First and last id of each chunk of citizens."""
    with connection.cursor() as cursor:
        cursor.execute(_SPANS, [rows, list(GONE)])
        return list(cursor.fetchall())


def compared_ids() -> Ints:
    """The ids of all citizens who are compared, in their order."""
    import polars as pl

    alive = sql.SQL("SELECT id FROM registry_citizen WHERE life_state <> ALL({}) ORDER BY id").format(
        sql.Literal(list(GONE))
    )
    return copied(alive)["id"].cast(pl.Int64).to_numpy()


def changed_citizens(since: datetime) -> tuple[Ints, Ints, int]:
    """Of citizens who changed since: those who are compared, those who are not (any more); and how many are in all."""
    import numpy as np

    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"gone": list(GONE), "since": since})
        alive, gone, living = cursor.fetchone()
    return np.array(alive or [], dtype=np.int64), np.array(gone or [], dtype=np.int64), living


def citizens_between(first: int, last: int) -> pl.DataFrame:
    """Citizens whose id lies between, as the matcher reads a list; `dtks_id` is our own id, which always is there."""
    between = sql.SQL("c.id BETWEEN {} AND {}").format(sql.Literal(first), sql.Literal(last))
    return _citizens(between)


def citizens_of(ids: list[int]) -> pl.DataFrame:
    """The same for named citizens."""
    return _citizens(sql.SQL("c.id = ANY({}::bigint[])").format(sql.Literal(ids)))


def _citizens(where: sql.Composable) -> pl.DataFrame:
    """Who died, moved away or is no valid record is not compared: he would claim the person of another."""
    return copied(sql.SQL(_CITIZENS).format(where=where, gone=sql.Literal(list(GONE))))


def persons_of(ids: list[int]) -> pl.DataFrame:
    """Some persons of the civil registry."""
    return _persons(sql.SQL("p.id = ANY({}::bigint[])").format(sql.Literal(ids)))


def brought(run: Run, ids: list[int]) -> tuple[pl.DataFrame, Persons]:
    """The same for a run, normalised too; those with which its index was brought up to date are not read twice."""
    import numpy as np

    from verification.matching import persons, touching

    if run.pk not in _brought:
        frame = persons_of(ids)
        return frame, touching.register_side(frame)
    frame, people = _brought[run.pk]
    rows = np.flatnonzero(np.isin(frame["civil_id"].to_numpy(), ids))
    return frame[rows], people if len(rows) == people.count else persons.taken(people, rows)


def changed_since(extract: Extract) -> QuerySet[CivilPerson]:
    """Persons of the civil registry whom a later extract brought or changed."""
    later = list(Extract.every.filter(number__gt=extract.number).order_by().values_list("pk", flat=True))
    return CivilPerson.objects.filter(changed_in__in=later).order_by()


def _persons(where: sql.Composable) -> pl.DataFrame:
    import polars as pl

    return copied(sql.SQL(_REGISTER).format(where=where)).with_columns(pl.col("civil_id").cast(pl.Int64))


def index_of(run: Run) -> CivilIndex:
    """The register's index for a run: the same in every worker, and on a host laid down once for all of them.

    A run of what changed takes that of a run which it goes back to, and brings the changed rows up to date.
    """
    if run.pk not in _kept:
        forget()
        index = _renewed(run) or _laid_down(run)
        if counts := statistics_of(run):
            counts.pin(index)
        _kept[run.pk] = index
    return _kept[run.pk]


def _renewed(run: Run) -> CivilIndex | None:
    from verification.matching import shelf, touching
    from verification.matching.settlement import canonical_civil

    older = run.base
    while older is not None and not _shelf(older).exists():
        older = older.base
    index = _mapped(_shelf(older)) if older else None
    if index is None or older is None:
        return None
    changed = persons_of(list(changed_since(older.extract).values_list("pk", flat=True)))
    _brought[run.pk] = changed, touching.register_side(changed)
    index = shelf.renewed(index, canonical_civil(changed), _brought[run.pk][1])
    return index if index.people.count == run.register_rows else None


def _laid_down(run: Run) -> CivilIndex:
    """The processes of a host that need it lay it down together, piece by piece; one joins them, older ones go."""
    from verification.matching import shelf
    from verification.matching.candidates import CivilIndex
    from verification.matching.settlement import canonical_civil

    place = _shelf(run)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    slices = _slices()
    _together(place, {name: partial(_lay, place, name, ids) for name, ids in slices.items()})
    if slices:
        _together(place, {kind: partial(shelf.merge, place, list(slices), kind) for kind in shelf.MERGED})
    with _lock(place.parent / "lock"):
        index = _mapped(place)
        if index is None:
            for old in place.parent.iterdir():
                if old.is_dir() and not old.name.startswith(place.name):
                    shutil.rmtree(old, ignore_errors=True)
            shelf.join(place, list(slices))
            index = _mapped(place)
    return index or CivilIndex.build(canonical_civil(_persons(sql.SQL("true"))))


def _together(place: Path, pieces: dict[str, Callable[[], None]]) -> None:
    """Make each piece once, whichever process of this host is free; all lie there at the end, or they are joined.

    A killed process lets its piece go, and another makes it.
    """
    from verification.matching import shelf

    for wait in (False, True):  # while somebody is at one, there are others
        for name, make in pieces.items():
            try:
                with _lock(place.parent / f"lock-{name}", wait=wait):
                    if not place.exists() and not shelf.is_laid(place, name):
                        make()
            except BlockingIOError:
                continue


def _lay(place: Path, name: str, ids: tuple[int, int]) -> None:
    """Lay the slice of the register between two ids."""
    from verification.matching import shelf
    from verification.matching.settlement import canonical_civil

    between = sql.SQL("p.id BETWEEN {} AND {}").format(*map(sql.Literal, ids))
    shelf.lay(place, name, canonical_civil(_persons(between)))


@contextmanager
def _lock(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Alone among the processes of this host.

    Raises:
        BlockingIOError: somebody has it, and we do not wait.
    """
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _mapped(place: Path) -> CivilIndex | None:
    """The index that lies there. A process holds on to the last one: it is the disk's, not its own memory."""
    from verification.matching import shelf

    if place not in _lying and (index := shelf.taken_back(place)):
        _lying.clear()
        _lying[place] = index
    return _lying.get(place)


def _slices() -> dict[str, tuple[int, int]]:
    """Name, first and last id of the slices in which the civil registry is read: at most so many persons each."""
    ends = CivilPerson.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return {}
    begins = range(ends["first"], ends["last"] + 1, SLICE)
    return {f"{first}-{first + SLICE - 1}": (first, first + SLICE - 1) for first in begins}


def _shelf(run: Run) -> Path:
    """Named by the run and its moment: another office in the same folder never takes it for its own."""
    return Path(settings.PADAN_HOME) / "index" / f"{run.number}-{run.pk}-{run.started_at.timestamp():.6f}"


def statistics_of(run: Run) -> Statistics | None:
    """The counts of the register that a run is pinned to; None: it counts for itself."""
    from verification.matching.touching import Statistics

    kept = run.staged.filter(stage__in=[Staged.Kind.WORDS, Staged.Kind.PLACES])
    frames = {each.stage: (each.no, each.frame) for each in kept}
    if len(frames) < 2:
        return None
    people, words = frames[Staged.Kind.WORDS]
    return Statistics(words=unpacked(words), places=unpacked(frames[Staged.Kind.PLACES][1]), people=people)


def keep_statistics(run: Run, index: CivilIndex) -> None:
    """Keep the counts of the register for the runs to come."""
    from verification.matching.touching import Statistics

    counts = Statistics.of(index)
    for stage, frame in ((Staged.Kind.WORDS, counts.words), (Staged.Kind.PLACES, counts.places)):
        Staged.objects.create(run=run, stage=stage, no=counts.people, rows=frame.height, frame=packed(frame))


def forget() -> None:
    """Let go of the index, when a run ends."""
    _kept.clear()
    _brought.clear()


def packed(frame: pl.DataFrame) -> bytes:
    """A frame as bytes, for the table of staged work."""
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="lz4")
    return buffer.getvalue()


def unpacked(raw: Any, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """The frame of some bytes, or some of its columns."""
    import polars as pl

    return pl.read_ipc(io.BytesIO(raw), columns=list(columns) if columns else None)
