"""The register's index laid on disk and taken back, and brought up to date with a few changed rows.

Building it reads, normalises and sorts everybody; with a hundredth of the register changed, only that is done again.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from verification.matching import candidates
from verification.matching.candidates import ROW_MASK, CivilIndex
from verification.matching.flags import life_states
from verification.matching.persons import Hashes, Ints, Persons, Words, prepare, taken

_TEXTS = ("nik_text", "place_text", "name_joined")
_NUMBERS = tuple(each.name for each in fields(Persons) if each.name not in ("count", "words", *_TEXTS))
_OF_WORDS = tuple(each.name for each in fields(Words) if each.name not in ("start", "ids", "texts", "spelt"))
_FORM = "1"  # another form on disk has another name


def put(index: CivilIndex, folder: Path) -> None:
    """Lay an index into a folder; what is there already stays."""
    half = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True, mode=0o700)
    people, words = index.people, index.people.words
    numbers = {name: getattr(people, name) for name in _NUMBERS}
    numbers |= {f"word_{name}": getattr(words, name) for name in (*_OF_WORDS, "start", "ids")}
    numbers |= {f"key_{name}": keys for name, keys in index.keys.items()}
    for name, values in {**numbers, "civil_id": index.civil_id, "status": index.status}.items():
        np.save(half / f"{name}.npy", values, allow_pickle=False)
    for name in _TEXTS:
        _put_text(half, name, getattr(people, name))
    _put_text(half, "recording", index.recording)
    _put_text(half, "words", pl.Series(words.texts, dtype=pl.String))
    (half / "form").write_text(_FORM)
    try:
        half.rename(folder)
    except OSError:  # another process was quicker
        shutil.rmtree(half, ignore_errors=True)


def taken_back(folder: Path) -> CivilIndex | None:
    """The index that lies in a folder; None: there is none, or of another form."""
    try:
        if (folder / "form").read_text() != _FORM:
            return None
        return _read(folder)
    except (OSError, ValueError, pl.exceptions.ComputeError):
        return None


def renewed(index: CivilIndex, changed: pl.DataFrame) -> CivilIndex:
    """The same register with some rows as they are now; an index built of all of it answers the same.

    Args:
        changed: canonical columns with `civil_id`, in its order; ids that are not there yet are higher than all others.
    """
    new, ids = prepare(changed), changed["civil_id"].to_numpy()
    count = index.people.count
    at = np.searchsorted(index.civil_id, ids)
    known = at < count
    known[known] = index.civil_id[at[known]] == ids[known]
    rows = np.where(known, at, count + np.cumsum(~known) - 1)
    pick = np.arange(count + int((~known).sum()))
    pick[rows] = count + np.arange(new.count)
    people = _joined(index.people, new, pick)
    return CivilIndex.assembled(
        people,
        keys=_keys(index, new, rows, known),
        status=np.concatenate((index.status, life_states(changed["status"])))[pick],
        recording=pl.concat([index.recording, changed["recording"]]).gather(pick),
        civil_id=np.concatenate((index.civil_id, ids))[pick],
    )


def _put_text(folder: Path, name: str, texts: pl.Series) -> None:
    texts.rename("text").to_frame().write_ipc(folder / f"{name}.arrow", compression="uncompressed")


def _read(folder: Path) -> CivilIndex:
    def numbers(name: str) -> Any:
        return np.load(folder / f"{name}.npy", allow_pickle=False)

    def text(name: str) -> pl.Series:
        return pl.read_ipc(folder / f"{name}.arrow")["text"]

    texts = text("words").to_list()
    of_words = {name: numbers(f"word_{name}") for name in (*_OF_WORDS, "start", "ids")}
    words = Words(texts=texts, spelt=np.array(texts, dtype=object), **of_words)
    people = {name: numbers(name) for name in _NUMBERS} | {name: text(name) for name in _TEXTS}
    ids = numbers("civil_id")
    return CivilIndex.assembled(
        Persons(count=len(ids), words=words, **people),
        keys={name: numbers(f"key_{name}") for name, _, _ in candidates.KINDS},
        status=numbers("status"),
        recording=text("recording"),
        civil_id=ids,
    )


def _joined(old: Persons, new: Persons, pick: Ints) -> Persons:
    """`pick` names for each row of the register its place in old and new, one after the other."""
    values: dict[str, Any] = {name: np.concatenate((getattr(old, name), getattr(new, name)))[pick] for name in _NUMBERS}
    values |= {name: pl.concat([getattr(old, name), getattr(new, name)]).gather(pick) for name in _TEXTS}
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


def _keys(index: CivilIndex, new: Persons, rows: Ints, known: np.ndarray) -> dict[str, Hashes]:
    """The keys of the changed rows, as they were, out; as they are, in."""
    old = taken(index.people, rows[known])
    was, now = candidates.register_dates(old), candidates.register_dates(new)
    out = {}
    for name, _, make in candidates.KINDS:
        gone = np.unique(_packed(make, old, was, rows[known]))
        come = _packed(make, new, now, rows)
        keys = index.keys[name]
        low = np.searchsorted(keys, gone)
        many = np.searchsorted(keys, gone, side="right") - low
        drop = np.repeat(low - np.concatenate(([0], np.cumsum(many)[:-1])), many) + np.arange(many.sum())
        keys = np.delete(keys, drop) if len(drop) else keys
        out[name] = np.insert(keys, np.searchsorted(keys, come), come)
    return out


def _packed(make: Callable[[Persons, Any], candidates.Keyed], people: Persons, dates: Any, rows: Ints) -> Hashes:
    own, keys = make(people, dates)
    return candidates.packed(rows[own] & ROW_MASK.astype(np.int64), keys)
