"""The register's index laid on disk slice by slice, mapped from there, and brought up to date with a few changed rows.

Building it reads, normalises and sorts everybody; with a hundredth of the register changed, only that is done again.
What lies there is mapped, not read: all processes of a host share it, and it is no process's own memory.
"""

import json
import mmap
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from verification.matching import candidates
from verification.matching.candidates import CivilIndex
from verification.matching.flags import life_states
from verification.matching.keys import ROW_MASK, Sorted, cut, packed
from verification.matching.persons import Bools, Hashes, Ints, Persons, Words, prepare, taken

_TEXTS = ("nik_text", "place_text", "name_joined")
_NUMBERS = tuple(each.name for each in fields(Persons) if each.name not in ("count", "words", *_TEXTS))
_OF_WORDS = tuple(each.name for each in fields(Words) if each.name not in ("start", "ids", "texts", "spelt"))
MERGED = tuple(f"key_{name}" for name, _, _ in candidates.KINDS)
_FORM = 2  # another form on disk is not read


def lay(folder: Path, name: str, frame: pl.DataFrame) -> None:
    """Normalise one slice of a register and lay it beside the folder of its index: several processes can each do some.
    Memory holds one slice.

    Args:
        name: the slice's own name, under which `join` finds it.
        frame: canonical columns with `civil_id`, in its order.
    """
    place = _place(folder, name)
    half = place.with_name(f"{place.name}.{os.getpid()}")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True, mode=0o700)
    people = prepare(frame)
    numbers = {column: getattr(people, column) for column in _NUMBERS}
    numbers |= {"civil_id": frame["civil_id"].to_numpy(), "status": life_states(frame["status"])}
    probe = candidates.register_dates(people)
    for column, _, make in candidates.KINDS:
        rows, keys = make(people, probe)
        numbers[f"key_{column}"] = np.sort(cut(keys) | rows.astype(np.uint64))
    numbers |= {f"word_{column}": getattr(people.words, column) for column in ("start", "ids", *_OF_WORDS)}
    for column, values in numbers.items():
        np.save(half / f"{column}.npy", values)
    texts = {column: getattr(people, column) for column in _TEXTS} | {"recording": frame["recording"]}
    pl.DataFrame(texts).write_ipc(half / "texts.arrow", compression="uncompressed")
    words = pl.DataFrame({"text": people.words.texts}, schema={"text": pl.String})
    words.write_ipc(half / "words.arrow", compression="uncompressed")
    _in_place(half, place)


def is_laid(folder: Path, name: str) -> bool:
    """Whether a slice, or the merged keys of a kind, lie there, whole."""
    return _place(folder, name).exists()


def merge(folder: Path, names: Sequence[str], kind: str) -> None:
    """Merge the keys of one kind out of all slices, which lie there: several processes can each do some kinds. Memory
    holds these keys.

    Args:
        names: of the slices, in the order of their ids.
        kind: one of MERGED, under which `join` finds them.
    """
    place, parts, begin = _place(folder, kind), list[np.ndarray](), 0
    for name in names:
        part = _place(folder, name)
        parts.append(_column(part, kind) + np.uint64(begin))
        begin += len(_column(part, "civil_id"))
    keys = np.concatenate(parts)
    keys.sort(kind="stable")  # of a few slices that are each in order: they are merged
    half = place.with_name(f"{place.name}.{os.getpid()}")
    half.write_bytes(keys.data)
    half.rename(place)


def join(folder: Path, names: Sequence[str]) -> None:
    """Make the index of its slices and of the merged keys, all of which lie there; they are used up. Memory holds the
    columns of one slice, and the different words of all names.

    Args:
        names: of the slices, in the order of their ids.
    """
    half = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True, mode=0o700)
    laid = _Laid(half)
    for name in names:
        laid.add(_place(folder, name))
    for kind in MERGED if names else ():
        laid.keys(_place(folder, kind))
    laid.end()
    _in_place(half, folder)
    shutil.rmtree(_place(folder, ""), ignore_errors=True)


def _place(folder: Path, name: str) -> Path:
    return folder.with_name(f"{folder.name}.parts") / name


def _in_place(half: Path, place: Path) -> None:
    try:
        half.rename(place)
    except OSError:  # another process was quicker
        shutil.rmtree(half, ignore_errors=True)


def taken_back(folder: Path) -> CivilIndex | None:
    """The index that lies in a folder; None: there is none, or of another form."""
    try:
        form = json.loads((folder / "form.json").read_text())
        return _read(folder, form) if form["form"] == _FORM else None
    except (OSError, ValueError, KeyError, pl.exceptions.ComputeError):
        return None


def renewed(index: CivilIndex, changed: pl.DataFrame, new: Persons | None = None) -> CivilIndex:
    """The same register with some rows as they are now; an index built of all of it answers the same.

    Args:
        changed: canonical columns with `civil_id`, in its order; ids that are not there yet are higher than all others.
        new: the same people, where they are normalised already.
    """
    new, ids = new or prepare(changed), changed["civil_id"].to_numpy()
    count = index.people.count
    at = np.searchsorted(index.civil_id, ids)
    known = at < count
    known[known] = index.civil_id[at[known]] == ids[known]
    rows = np.where(known, at, count + np.cumsum(~known) - 1)
    over = _Over(rows, known)
    people = _joined(index.people, new, over)
    same_niks = known.all() and np.array_equal(index.people.nik[rows], new.nik)
    return CivilIndex.assembled(
        people,
        keys=_keys(index, new, rows, known),
        status=over.numbers(index.status, life_states(changed["status"])),
        recording=over.texts(index.recording, changed["recording"]),
        civil_id=over.numbers(index.civil_id, ids),
        by_nik=(index.nik_sorted, index.nik_rows) if same_niks else None,
    )


@dataclass(frozen=True, slots=True)
class _Over:
    """Changed rows laid over a column: `rows` is the place of each, behind the last where it is not `known`."""

    rows: Ints
    known: Bools

    def numbers(self, old: np.ndarray, new: np.ndarray) -> np.ndarray:
        """The column with the changed rows in it."""
        out = np.concatenate((old, new[~self.known]))
        out[self.rows[self.known]] = new[self.known]
        return out

    def texts(self, old: pl.Series, new: pl.Series) -> pl.Series:
        """The same of texts."""
        out = pl.concat([old, new.filter(pl.Series(~self.known))], rechunk=True)
        return out.scatter(self.rows[self.known], new.filter(pl.Series(self.known)))

    def pick(self, count: int) -> Ints:
        """For each row its place in both columns one after the other."""
        out = np.arange(count + int((~self.known).sum()))
        out[self.rows] = count + np.arange(len(self.rows))
        return out


@dataclass(slots=True)
class _Laid:
    """An index on its way to the disk: numbers behind one another in a file a column, texts in a file a slice."""

    folder: Path
    count: int = 0
    words: int = 0  # of all names so far, repeats counted
    slices: int = 0
    place: dict[str, int] = field(default_factory=dict)
    types: dict[str, tuple[str, list[int]]] = field(default_factory=dict)

    def add(self, part: Path) -> None:
        """One more slice that was laid."""
        self._words(part)
        for name in (*_NUMBERS, "civil_id", "status"):
            self._numbers(name, _column(part, name))
        self.count += len(_column(part, "civil_id"))
        os.link(part / "texts.arrow", self.folder / f"texts_{self.slices}.arrow")
        self.slices += 1

    def keys(self, merged: Path) -> None:
        """The keys of one kind, merged out of all slices."""
        self.types[merged.name] = np.dtype(np.uint64).str, []
        os.link(merged, self.folder / f"{merged.name}.bin")

    def end(self) -> None:
        """Sort the NIKs, and say what lies there."""
        niks = self._mapped("nik")
        order = np.argsort(niks, kind="stable") if niks is not None else np.zeros(0, dtype=np.int64)
        self._numbers("nik_rows", order)
        self._numbers("nik_sorted", niks[order] if niks is not None else order)
        pl.DataFrame({"text": list(self.place)}, schema={"text": pl.String}).write_ipc(self.folder / "words.arrow")
        form = {"form": _FORM, "count": self.count, "slices": self.slices, "types": self.types}
        (self.folder / "form.json").write_text(json.dumps(form))

    def _words(self, part: Path) -> None:
        """The words of a slice under the numbers that they have in the whole."""
        texts = pl.read_ipc(part / "words.arrow")["text"].to_list()
        fresh = [number for number, text in enumerate(texts) if text not in self.place]
        for number in fresh:
            self.place[texts[number]] = len(self.place)
        ids, start = _column(part, "word_ids"), _column(part, "word_start")
        whole = np.array([self.place[text] for text in texts], dtype=ids.dtype)
        self._numbers("word_ids", whole[ids] if len(ids) else ids)
        self._numbers("word_start", (start[1:] if self.slices else start) + self.words)
        for name in _OF_WORDS:
            self._numbers(f"word_{name}", _column(part, f"word_{name}")[fresh])
        self.words += len(ids)

    def _numbers(self, name: str, values: np.ndarray) -> None:
        self.types[name] = values.dtype.str, list(values.shape[1:])
        with (self.folder / f"{name}.bin").open("ab") as file:
            file.write(np.ascontiguousarray(values).data)

    def _mapped(self, name: str) -> np.ndarray | None:
        path = self.folder / f"{name}.bin"
        return np.memmap(path, dtype=self.types[name][0], mode="r") if path.exists() and path.stat().st_size else None


def _column(part: Path, name: str) -> np.ndarray:
    column: np.ndarray = np.load(part / f"{name}.npy")
    return column


def _read(folder: Path, form: dict[str, Any]) -> CivilIndex:
    def numbers(name: str) -> Any:
        kind, shape = form["types"][name]
        with (folder / f"{name}.bin").open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                return np.zeros((0, *shape), dtype=kind)
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(mapped, dtype=kind).reshape(-1, *shape)

    parts = [pl.read_ipc(folder / f"texts_{number}.arrow") for number in range(form["slices"])]
    texts = pl.concat(parts, rechunk=False)
    different = pl.read_ipc(folder / "words.arrow")["text"].to_list()
    of_words = {name: numbers(f"word_{name}") for name in (*_OF_WORDS, "start", "ids")}
    words = Words(texts=different, spelt=np.array(different, dtype=object), **of_words)
    people = {name: numbers(name) for name in _NUMBERS} | {name: texts[name] for name in _TEXTS}
    return CivilIndex.assembled(
        Persons(count=form["count"], words=words, **people),
        keys={name: Sorted(numbers(f"key_{name}")) for name, _, _ in candidates.KINDS},
        status=numbers("status"),
        recording=texts["recording"],
        civil_id=numbers("civil_id"),
        by_nik=(numbers("nik_sorted"), numbers("nik_rows")),
    )


def _joined(old: Persons, new: Persons, over: _Over) -> Persons:
    values: dict[str, Any] = {name: over.numbers(getattr(old, name), getattr(new, name)) for name in _NUMBERS}
    values |= {name: over.texts(getattr(old, name), getattr(new, name)) for name in _TEXTS}
    pick = over.pick(old.count)
    return Persons(count=len(pick), words=_words(old.words, new.words, pick), **values)


def _words(old: Words, new: Words, pick: Ints) -> Words:
    place = {text: number for number, text in enumerate(old.texts)}
    fresh = [number for number, text in enumerate(new.texts) if text not in place]
    for number in fresh:
        place[new.texts[number]] = len(place)
    mapped = np.array([place[text] for text in new.texts], dtype=old.ids.dtype)
    pool = np.concatenate((old.ids, mapped[new.ids])) if len(new.ids) else old.ids
    begin = np.concatenate((old.start[:-1], len(old.ids) + new.start[:-1]))[pick]
    total = np.concatenate((np.diff(old.start), np.diff(new.start)))[pick]
    start = np.zeros(len(pick) + 1, dtype=np.int64)
    np.cumsum(total, out=start[1:])
    within = np.arange(start[-1]) - np.repeat(start[:-1], total)
    texts = list(place)
    return Words(
        start=start,
        ids=pool[np.repeat(begin, total) + within],
        texts=texts,
        spelt=np.array(texts, dtype=object),
        **{name: np.concatenate((getattr(old, name), getattr(new, name)[fresh])) for name in _OF_WORDS},
    )


def _keys(index: CivilIndex, new: Persons, rows: Ints, known: np.ndarray) -> dict[str, Sorted]:
    """The keys of the changed rows, as they were, gone; as they are, come."""
    old = taken(index.people, rows[known])
    was, now = candidates.register_dates(old), candidates.register_dates(new)
    return {
        name: Sorted(
            index.keys[name].laid, gone=_packed(make, old, was, rows[known]), come=_packed(make, new, now, rows)
        )
        for name, _, make in candidates.KINDS
    }


def _packed(make: Callable[[Persons, Any], candidates.Keyed], people: Persons, dates: Any, rows: Ints) -> Hashes:
    own, keys = make(people, dates)
    return packed(rows[own] & ROW_MASK.astype(np.int64), keys)
