"""People as arrays: each column of a frame normalised once, so that pairs are compared by numbers."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from verification.matching import addresses, dates, names, nik, places

Ints = npt.NDArray[np.signedinteger[Any]]
Small = npt.NDArray[np.signedinteger[Any]]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.floating[Any]]
Bools = npt.NDArray[np.bool_]

NIK_NONE, NIK_INVALID, NIK_SOUND = 0, 1, 2
# Words that need more than a look-up: marks, aliases, titles, words that mean something only in one place.
_SPECIAL_NAME = (
    r"[,/@()0-9]|\.[A-Z]|[A-Z]\.\s?[A-Z]\b|\b(BIN|BINTI|BINTE|BTE|BT|ALIAS|AL|ALM|ALMH|ALMARHUM|ALMARHUMAH|MD|NY)\b"
    r"|^\s*(H|HJ|HAJI|HAJJAH|HAJAH|KH|UST|USTADZ|PDT|PASTOR|SR|DR|DRS|DRA|IR|PROF|NS|NY|TN|BPK|IBU|SDR|SDRI|AN"
    r"|LO|WO|L|W)\b|\b(SE|SH|SKM|SPD|SPDI|MM|MH|MSI|MPD|AMD|SSOS|SKOM|SKEP|SIP|SAG|SPI)\b\.?\s*$"
)
_MAN = re.compile(r"(L|LK|LAKI.*|PRIA|1|M|MALE)$")
_WOMAN = re.compile(r"(P|PR|PEREMPUAN|WANITA|2|F|FEMALE)$")
_ASCII_ONLY = r"^[\x20-\x7E]*$"


_MONTH_LENGTHS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass(slots=True)
class Words:
    """Words of all names: the row's words are `ids[start[row]:start[row + 1]]`, in their order."""

    start: Ints
    ids: Small
    texts: list[str]
    spelt: npt.NDArray[np.object_]
    length: Ints
    sound: Hashes
    head: Hashes
    tail: Hashes
    letter: Hashes
    weak: Bools
    bits: npt.NDArray[np.uint64]


@dataclass(slots=True)
class Persons:
    """One side, normalised. 0 and the hash of nothing mean unknown."""

    count: int
    nik_text: pl.Series
    nik: Ints
    nik_state: Small
    kk: Ints
    birth: Small
    sex: Small
    kelurahan: Hashes
    rt: Small
    rw: Small
    street: Hashes
    place: Hashes
    place_written: Hashes
    place_text: pl.Series
    mother: Hashes
    name_written: Hashes
    name_joined: pl.Series
    words: Words
    signature: npt.NDArray[np.uint64]
    name_hash: Hashes
    words_total: Small


def prepare(frame: pl.DataFrame, threads: int = 1) -> Persons:
    """Normalise a canonical frame (columns.py). One pass a column; texts that repeat are worked once."""
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(lambda make: make(frame), (_name_parts, _place_parts, _number_parts)))
    return Persons(count=frame.height, **parts[0], **parts[1], **parts[2])


def _name_parts(frame: pl.DataFrame) -> dict[str, Any]:
    written, canonical = _name_columns(frame["name"])
    words = _words(canonical)
    sounds_sum, signature, total = _name_summaries(words)
    return {
        "name_written": _hash(written),
        "name_joined": canonical.str.replace_all(" ", "", literal=True),
        "words": words,
        "signature": signature,
        "name_hash": sounds_sum,
        "words_total": total,
        "mother": _hash(_mapped(frame["mother_name"], names.search_key)),
    }


def _place_parts(frame: pl.DataFrame) -> dict[str, Any]:
    street, rt, rw = _address_columns(frame["address"], frame["rt"], frame["rw"])
    place = _mapped(frame["birth_place"], places.normalise)
    return {
        "kelurahan": _hash(_mapped(frame["kelurahan"], addresses.area)),
        "rt": rt,
        "rw": rw,
        "street": _hash(street),
        "place": _hash(place),
        "place_written": _hash(_mapped(frame["birth_place"], names.written)),
        "place_text": place,
    }


def _number_parts(frame: pl.DataFrame) -> dict[str, Any]:
    niks = clean_numbers(frame["nik"])
    number, state = _nik_numbers(niks)
    return {
        "nik_text": niks,
        "nik": number,
        "nik_state": state,
        "kk": _kk_numbers(frame["kk_number"]),
        "birth": birth_numbers(frame["birth_date"]),
        "sex": _sexes(frame["sex"]),
    }


def taken(people: Persons, rows: Ints) -> Persons:
    """Some of the people, in the order of `rows`, as a side of their own."""
    words, total = people.words, people.words_total[rows]
    start = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(total, out=start[1:])
    within = np.arange(start[-1]) - np.repeat(start[:-1], total)
    ids = words.ids[np.repeat(words.start[rows], total) + within]
    values = {
        each.name: _some(getattr(people, each.name), rows)
        for each in fields(Persons)
        if each.name not in ("count", "words", "words_total")
    }
    return Persons(count=len(rows), words=replace(words, start=start, ids=ids), words_total=total, **values)


def _some(column: Any, rows: Ints) -> Any:
    return column.gather(rows) if isinstance(column, pl.Series) else column[rows]


def _hash(texts: pl.Series) -> Hashes:
    """A number for each text, 0 for an empty one."""
    numbers = texts.hash(seed=7).to_numpy().astype(np.uint64, copy=True)
    numbers[(texts == "").to_numpy()] = 0
    return numbers


def _mapped(texts: pl.Series, rule: Any) -> pl.Series:
    """A text rule applied once to each different value."""
    different = texts.unique()
    table = pl.DataFrame(
        {"raw": different, "value": [rule(text) for text in different.to_list()]}, schema_overrides={"value": pl.String}
    )
    joined = pl.DataFrame({"raw": texts}).join(table, on="raw", how="left", maintain_order="left")
    return joined["value"].fill_null("")


def clean_numbers(texts: pl.Series) -> pl.Series:
    """A column of NIK or card numbers, cleaned as nik.clean_nik does."""
    plain = texts.str.contains(r"^\d{16}$")
    if plain.all():
        return texts
    cleaned = pl.Series([nik.clean_nik(text) for text in texts.filter(~plain).to_list()], dtype=pl.String)
    out = texts.to_list()
    for place, text in zip((~plain).arg_true().to_list(), cleaned.to_list(), strict=True):
        out[place] = text
    return pl.Series(out, dtype=pl.String)


def _nik_numbers(niks: pl.Series) -> tuple[Ints, Small]:
    """Digits as a number (0: none or not only digits), and the state of the NIK."""
    digits = niks.str.contains(r"^\d{1,18}$")
    number = niks.set(~digits, "0").cast(pl.Int64, strict=False).fill_null(0).to_numpy().copy()
    state = np.full(len(niks), NIK_INVALID, dtype=np.int32)
    sixteen = (niks.str.len_bytes() == 16).to_numpy() & digits.to_numpy()
    day, month = number // 10**8 % 100, number // 10**6 % 100
    day = np.where(day > 40, day - 40, day)
    longest = _MONTH_LENGTHS[np.where((month >= 1) & (month <= 12), month, 0)]
    longest = np.where((month == 2) & (number // 10**4 % 100 % 4 != 0), 28, longest)
    certain = sixteen & (day >= 1) & (day <= longest) & (number % 10_000 > 0) & (number >= 10**15)
    state[certain] = NIK_SOUND
    doubtful = np.flatnonzero(~certain)
    for place, text in zip(doubtful.tolist(), niks.gather(doubtful).to_list(), strict=True):
        if nik.is_placeholder(text) or (len(text) == 16 and text[0] == "0"):
            state[place] = NIK_NONE
        elif nik.is_wellformed(text):
            state[place] = NIK_SOUND
    suspicious = np.isin(number, (1234567890123456,)) | (certain & (number % 10**10 == 0))
    state[suspicious] = NIK_NONE
    return number, state


def _kk_numbers(texts: pl.Series) -> Ints:
    numbers = clean_numbers(texts)
    kk = numbers.cast(pl.Int64, strict=False).fill_null(0).to_numpy().copy()
    # Sixteen marks whose number has sixteen digits are nothing but digits.
    kk[(numbers.str.len_bytes() != 16).to_numpy() | (kk < 10**15)] = 0
    kk[(kk % 10**10 == 0) | (kk == 1234567890123456) | (kk % 10**10 == 9_999_999_999)] = 0
    return kk


def birth_numbers(column: pl.Series) -> Small:
    """Birth dates as yyyymmdd, 0 for unknown."""
    if column.dtype != pl.Date:
        column = _read_dates(column.cast(pl.String))
    year, month, day = column.dt.year(), column.dt.month(), column.dt.day()
    return (year * 10_000 + month.cast(pl.Int32) * 100 + day.cast(pl.Int32)).fill_null(0).to_numpy().astype(np.int32)


def _read_dates(texts: pl.Series) -> pl.Series:
    texts = texts.str.strip_chars()
    found = texts.str.to_date("%Y-%m-%d", strict=False)
    if (found.is_null() & (texts != "")).any():
        usual = texts.str.to_date("%d-%m-%Y", strict=False)
        found = found.zip_with(found.is_not_null(), usual)
    # chrono reads `12-03-88` as the year 88: only four digits of a year may pass here.
    found = found.set(~texts.str.contains(r"^\d{4}-|-\d{4}$"), None)
    rest = found.is_null() & (texts != "")
    if rest.any():
        different = texts.filter(rest).unique().to_list()
        table = pl.DataFrame(
            {"raw": different, "date": [dates.parse_date(text, _TODAY).date for text in different]},
            schema={"raw": pl.String, "date": pl.Date},
        )
        read = pl.DataFrame({"raw": texts}).join(table, on="raw", how="left", maintain_order="left")["date"]
        found = found.zip_with(found.is_not_null(), read)
    return found


# Only decides the century of a two-digit year; a fixed day keeps the same input giving the same output.
_TODAY = dt.date(2030, 1, 1)


def _sexes(texts: pl.Series) -> Small:
    """1 man, 2 woman, 0 unknown."""
    numbers = _mapped(texts, _sex).cast(pl.Int32)
    return numbers.to_numpy().copy()


def _sex(text: str) -> str:
    word = text.strip().upper()
    if _MAN.match(word):
        return "1"
    return "2" if _WOMAN.match(word) else "0"


def _address_columns(address: pl.Series, rts: pl.Series, rws: pl.Series) -> tuple[pl.Series, Small, Small]:
    street = _streets(address)
    rt = _mapped(rts, addresses.neighbourhood).cast(pl.Int32, strict=False).fill_null(0).to_numpy().copy()
    rw = _mapped(rws, addresses.neighbourhood).cast(pl.Int32, strict=False).fill_null(0).to_numpy().copy()
    inside = address.str.to_uppercase().str.contains(r"\bR[TW]\b|\d{3}/\d")
    where = inside.arg_true()
    for place, text in zip(where.to_list(), address.gather(where).to_list(), strict=True):
        parsed = addresses.parse_address(text)
        rt[place] = rt[place] or int(parsed.rt or 0)
        rw[place] = rw[place] or int(parsed.rw or 0)
    return street, rt, rw


def _streets(texts: pl.Series) -> pl.Series:
    """addresses.normalise of a column: word by word, each different word once; what holds RT, RW or a slash by hand."""
    different = pl.DataFrame({"raw": texts.unique()}).with_row_index("place")
    upper = pl.col("raw").str.to_uppercase()
    hand = different.filter(~upper.str.contains(_ASCII_ONLY) | upper.str.contains("RT|RW|/"))
    rest = different.join(hand, on="place", how="anti")
    words = rest.select("place", upper.str.replace_all(r"[^A-Z0-9]+", " ").str.split(" ").alias("word")).explode("word")
    known = words.select("word").unique()
    forms = known.with_columns(
        pl.Series("form", [addresses.words_of(word) for word in known["word"].to_list()], pl.String)
    )
    joined = words.join(forms, on="word", maintain_order="left").filter(pl.col("form") != "")
    streets = joined.group_by("place", maintain_order=True).agg(pl.col("form").str.join(" ").alias("value"))
    streets = rest.join(streets, on="place", how="left").select("raw", pl.col("value").fill_null(""))
    by_hand = hand.select("raw", pl.Series("value", [addresses.normalise(text) for text in hand["raw"]], pl.String))
    table = pl.concat([streets, by_hand])
    return pl.DataFrame({"raw": texts}).join(table, on="raw", how="left", maintain_order="left")["value"].fill_null("")


def _name_columns(raw: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The name as written (marks and case do not count) and its normal form; rules of more than one word by hand."""
    upper = raw.str.to_uppercase()
    plain = upper.str.replace_all(r"['`\u2018\u2019]", "")
    written = plain.str.replace_all(r"[^A-Z0-9]+", " ").str.strip_chars()
    special = (plain.str.contains(_SPECIAL_NAME) | ~raw.str.contains(_ASCII_ONLY)).fill_null(False)
    if not special.any():
        return written, written
    hand = raw.filter(special)
    table = {text: (names.written(text), names.normalise(text)) for text in hand.unique().to_list()}
    where = special.arg_true()
    hand_list = hand.to_list()
    canonical = written.clone().scatter(where, pl.Series([table[text][1] for text in hand_list], dtype=pl.String))
    written = written.scatter(where, pl.Series([table[text][0] for text in hand_list], dtype=pl.String))
    return written, canonical


def _words(canonical: pl.Series) -> Words:
    lists = canonical.str.split(" ")
    rows = np.repeat(np.arange(len(canonical)), lists.list.len().to_numpy())
    flat = lists.explode().fill_null("")
    if (blank := flat == "").any():
        rows, flat = rows[~blank.to_numpy()], flat.filter(~blank)
    different = flat.unique(maintain_order=True)
    forms = [names.canonical_word(word) for word in different.to_list()]
    texts: dict[str, int] = {}
    parts = [[texts.setdefault(part, len(texts)) for part in form] for form in forms]
    table = pl.DataFrame({"word": different, "at": np.arange(len(different), dtype=np.int32)})
    at = pl.DataFrame({"word": flat}).join(table, on="word", how="left", maintain_order="left")["at"].to_numpy()
    sizes = np.array([len(part) for part in parts], dtype=np.int64)
    ids, rows = _expanded(at, rows, parts, sizes)
    start = np.zeros(len(canonical) + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=len(canonical)), out=start[1:])
    return _described(start, ids, list(texts))


def _expanded(at: Small, rows: Ints, parts: list[list[int]], sizes: Ints) -> tuple[Small, Ints]:
    """Put in the words that a word stands for (LAODE: LA, ODE)."""
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    flat = np.array([part for form in parts for part in form], dtype=np.int32)
    many = sizes[at]
    rows = np.repeat(rows, many)
    first = np.repeat(offsets[at], many)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many)
    return flat[first + within], rows


def _described(start: Ints, ids: Small, texts: list[str]) -> Words:
    sounds = names.sounds(texts)
    return Words(
        start=start,
        ids=ids,
        texts=texts,
        spelt=np.array(texts, dtype=object),
        length=np.array([len(word) for word in texts], dtype=np.int64),
        sound=_hash(pl.Series(sounds, dtype=pl.String)),
        head=_hash(pl.Series([word[:3] for word in sounds], dtype=pl.String)),
        tail=_hash(pl.Series([word[-3:] for word in sounds], dtype=pl.String)),
        letter=_hash(pl.Series([word[:1] for word in texts], dtype=pl.String)),
        weak=np.array([names.is_weak(word) or len(word) == 1 for word in texts], dtype=np.bool_),
        bits=_letter_pairs(sounds),
    )


def _letter_pairs(words: list[str]) -> npt.NDArray[np.uint64]:
    """Each word's pairs of letters as 128 bits, for a quick first look."""
    out = np.zeros((len(words), 2), dtype=np.uint64)
    if not words:
        return out
    letters = np.array([word.encode("ascii", "replace") for word in words], dtype="S24").view(np.uint8).reshape(-1, 24)
    letters = letters.astype(np.uint64)
    for place in range(23):
        first, second = letters[:, place], letters[:, place + 1]
        known = (second > 0) if place else (first > 0)
        bit = (first * np.uint64(31) + second * np.uint64(7)) % np.uint64(127)
        flag = np.where(known, np.uint64(1) << (bit & np.uint64(63)), np.uint64(0))
        out[:, 0] |= np.where(bit < 64, flag, 0)
        out[:, 1] |= np.where(bit >= 64, flag, 0)
    return out


def _name_summaries(words: Words) -> tuple[Hashes, npt.NDArray[np.uint64], Small]:
    """Per row: a hash of the sounds in any order, the letter-pair bits, the number of words."""
    total = np.diff(words.start).astype(np.int32)
    if not len(words.ids):
        empty = np.zeros(len(total), dtype=np.uint64)
        return empty, np.zeros((len(total), 2), dtype=np.uint64), total
    begin = np.minimum(words.start[:-1], len(words.ids) - 1)
    sound = np.add.reduceat(words.sound[words.ids] * np.uint64(0x9E3779B97F4A7C15), begin)
    bits = np.bitwise_or.reduceat(words.bits[words.ids], begin, axis=0)
    sound[total == 0] = 0
    bits[total == 0] = 0
    return sound, bits, total
