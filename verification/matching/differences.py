"""Differences inside a value, for the screens: marked segments, the kind of difference in a word, hidden text."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from verification.matching import addresses, dates, names, nik, places

WHOLE_ABOVE = 0.6
_GROUPS = {"nik": (6, 6, 4), "no_kk": (6, 6, 4)}


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a value. `kind` is same, del (only in the old), ins (only in the new) or gap (an empty slot)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two values side by side: segments of both, the kind of difference in words, and text for a screen reader."""

    old: list[Segment]
    new: list[Segment]
    word: str
    hidden: str

    @property
    def equal(self) -> bool:
        return all(segment.kind == "same" for segment in (*self.old, *self.new))


def mark(old: str, new: str, field: str = "nama") -> Difference:
    """Mark what differs between an old and a new value of a field.

    Names, places and addresses are marked inside the word by graphemes, NIK, card numbers and dates by digit group. If
    more than 60% differs, or it is another address, the whole value is one mark. `field` is one of results.FIELDS.
    """
    word = kind_of_difference(old, new, field)
    if old == new:
        whole = [Segment(old, "same")] if old else []
        return Difference(whole, list(whole), "", "")
    if not old or not new or word == "alamat lain":
        return Difference(_alone(old, "del"), _alone(new, "ins"), word, _hidden_whole(old, new))
    grouped = field in _GROUPS or field == "tgl_lahir"
    pieces = _group_pieces(old, new, field) if grouped else _grapheme_pieces(old, new)
    return _difference(old, new, pieces, word)


def _alone(text: str, kind: str) -> list[Segment]:
    return [Segment(text, kind if text else "gap")]


def graphemes(text: str) -> list[str]:
    """The text cut into what a reader sees as one letter."""
    out: list[str] = []
    for mark_ in text:
        if out and (unicodedata.combining(mark_) or mark_ in "\u200d\ufe0f"):
            out[-1] += mark_
        else:
            out.append(mark_)
    return out


def _grapheme_pieces(old: str, new: str) -> list[tuple[str, str]]:
    """Pairs of equal or differing runs, in order; equal runs are the same text on both sides."""
    from rapidfuzz.distance import Levenshtein

    one, two = graphemes(old), graphemes(new)
    pieces: list[tuple[str, str]] = []
    for step in Levenshtein.opcodes(one, two):
        left = "".join(one[step.src_start : step.src_end])
        right = "".join(two[step.dest_start : step.dest_end])
        if pieces and step.tag != "equal" and pieces[-1][0] != pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + left, pieces[-1][1] + right)
        else:
            pieces.append((left, right))
    return pieces


def _group_pieces(old: str, new: str, field: str) -> list[tuple[str, str]]:
    if field == "tgl_lahir":
        one, two = re.findall(r"\d+|\D+", old), re.findall(r"\d+|\D+", new)
    else:
        one, two = _cut(old, _GROUPS[field]), _cut(new, _GROUPS[field])
    if len(one) != len(two):
        return [(old, new)]
    pieces: list[tuple[str, str]] = []
    for left, right in zip(one, two, strict=True):
        if pieces and left == right and pieces[-1][0] == pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + left, pieces[-1][1] + right)
        else:
            pieces.append((left, right))
    return pieces


def _cut(text: str, sizes: Sequence[int]) -> list[str]:
    """Cut digits into groups of the given sizes; blanks of the shown form stay with the group before them."""
    out, start = [], 0
    for size in sizes:
        end, seen = start, 0
        while end < len(text) and seen < size:
            seen += not text[end].isspace()
            end += 1
        while end < len(text) and text[end].isspace():
            end += 1
        out.append(text[start:end])
        start = end
    return [*out, text[start:]] if text[start:] else out


def _difference(old: str, new: str, pieces: list[tuple[str, str]], word: str) -> Difference:
    same = sum(len(left) for left, right in pieces if left == right)
    if 1 - same / max(len(old), len(new)) > WHOLE_ABOVE:
        return Difference([Segment(old, "del")], [Segment(new, "ins")], word, _hidden_whole(old, new))
    left_side: list[Segment] = []
    right_side: list[Segment] = []
    for left, right in pieces:
        equal = left == right
        left_side.append(Segment(left, "same" if equal else "del" if left else "gap"))
        right_side.append(Segment(right, "same" if equal else "ins" if right else "gap"))
    hidden = "; ".join(_hidden_piece(left, right) for left, right in pieces if left != right)
    return Difference(left_side, right_side, word, hidden)


def _hidden_whole(old: str, new: str) -> str:
    return f"{old or 'kosong'} menjadi {new or 'kosong'}"


def _hidden_piece(left: str, right: str) -> str:
    def noun(text: str) -> str:
        digits = any(mark_.isdigit() for mark_ in text)
        if len(text.strip()) <= 1:
            return "angka" if digits else "huruf"
        return "angka" if digits else "bagian"

    def said(text: str) -> str:
        return "spasi" if text and not text.strip() else text.strip()

    if not left:
        return f"{noun(right)} {said(right)} ditambahkan"
    if not right:
        return f"{noun(left)} {said(left)} dihapus"
    return f"{noun(left)} {said(left)} menjadi {said(right)}"


def kind_of_difference(old: str, new: str, field: str = "nama") -> str:
    """The kind of difference in a word for the operator: `2 angka tertukar`, `tanggal ↔ bulan`, `beda ejaan`."""
    if old == new:
        return ""
    if not old or not new:
        return "kosong"
    if field in _GROUPS:
        return _kind_of_number(nik.clean_nik(old), nik.clean_nik(new))
    if field == "tgl_lahir":
        return _kind_of_date(dates.parse_date(old).date, dates.parse_date(new).date)
    if field == "jk":
        return "berbeda"
    if field == "alamat":
        return _kind_of_address(old, new)
    if field == "tempat_lahir":
        return "hanya cara tulis" if places.normalise(old) == places.normalise(new) else "berbeda"
    return _kind_of_name(old, new)


def _kind_of_number(old: str, new: str) -> str:
    if old == new:
        return "hanya cara tulis"
    if len(old) != len(new):
        short = len(new) - len(old)
        return f"kurang {short} angka" if short > 0 else f"lebih {-short} angka"
    places_ = [place for place, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    swapped = len(places_) == 2 and old[places_[0]] == new[places_[1]] and old[places_[1]] == new[places_[0]]
    if swapped and places_[1] - places_[0] == 1:
        return "2 angka tertukar"
    if places_ == [6] and abs(int(old[6], 36) - int(new[6], 36)) == 4:
        return "tanda perempuan (+40)"
    if all(place < 6 for place in places_) and len(places_) > 1:
        return "kode wilayah berbeda"
    return f"{len(places_)} angka berbeda" if len(places_) <= 3 else "nomor lain"


def _kind_of_date(old: dt.date | None, new: dt.date | None) -> str:
    if old is None or new is None:
        return "tidak terbaca"
    if old == new:
        return "hanya cara tulis"
    if dates.swapped(old) == new:
        return "tanggal ↔ bulan"
    parts = [name for name, a, b in zip(("tanggal", "bulan", "tahun"), _parts(old), _parts(new), strict=True) if a != b]
    if dates.is_default_birthday(old) or dates.is_default_birthday(new):
        return "tanggal perkiraan"
    return f"{parts[0]} berbeda" if len(parts) == 1 else "tanggal lain"


def _parts(date: dt.date) -> tuple[int, int, int]:
    return date.day, date.month, date.year


def _kind_of_address(old: str, new: str) -> str:
    one, two = addresses.parse_address(old), addresses.parse_address(new)
    if one.street == two.street:
        return "hanya cara tulis" if (one.rt, one.rw) == (two.rt, two.rw) else "RT/RW berbeda"
    return "alamat lain" if addresses.similarity(old, new) < 0.75 else "beda ejaan"


def _kind_of_name(old: str, new: str) -> str:
    if names.written(old) == names.written(new):
        return "hanya cara tulis"
    one, two = names.parse_name(old), names.parse_name(new)
    if one.words == two.words and any(mark_.isdigit() for mark_ in old + new):
        return "angka di tempat huruf"
    if one.words == two.words:
        return "nama lain disebut" if one.aliases or two.aliases else "gelar atau singkatan"
    if "".join(one.words) == "".join(two.words):
        return "spasi"
    if sorted(one.words) == sorted(two.words):
        return "urutan kata"
    if names.search_key(old) == names.search_key(new):
        return "beda ejaan"
    return _kind_of_words(one.words, two.words)


def _kind_of_words(one: tuple[str, ...], two: tuple[str, ...]) -> str:
    if set(one) < set(two):
        return "kata kurang"
    if set(two) < set(one):
        return "kata lebih"
    score = names.similarity(" ".join(one), " ".join(two))
    if len(one) == len(two) and any(len(word) == 1 for word in (*one, *two)) and score >= 0.75:
        return "inisial"
    return "salah ketik" if score >= 0.8 else "nama lain"
