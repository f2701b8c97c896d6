"""Names of people as offices of Sulawesi write them: normal form, sound, likeness (domain 3.1).

A name has no family name; its words are compared best to best. Prefixes and titles come from `data/name_prefixes.csv`.
"""

import csv
import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

_ALIAS = re.compile(r"\s+(?:ALIAS|AL\.)\s+|\s*[@/]\s*")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NOT_LETTERS = re.compile(r"[^A-Z0-9 ,.@/()]")
_ABDUL_GLUED = re.compile(r"^ABDUL([B-DF-Z][A-Z]{3,}|A[A-Z]{3,})$")
_ABDUL_JOINED = re.compile(r"^ABDU([BDGHJMNRSTWYZ])\1?([AIU][A-Z]{2,})$")
_GLUED = {"LAODE": ("LA", "ODE"), "WAODE": ("WA", "ODE"), "NILUH": ("NI", "LUH")}
_SPACED_NOBLE = {("L", "O"): "LA", ("L", "D"): "LA", ("W", "O"): "WA", ("W", "D"): "WA"}
_BALI_PARTICLES = frozenset({"I", "NI"})
_WIFE_OF = "NY"  # inside a name the husband's follows; in front it is a title
_AFTER_COMMA_ONLY = frozenset({"ST", "SP"})
_LOOKALIKE_DIGITS = str.maketrans("01345678", "OIEASGTB")
# Old and regional spellings brought to one (domain 3.1, spelling rules); order matters.
_SOUNDS = (
    ("CHR", "KR"),
    ("OE", "U"), ("DJ", "J"), ("TJ", "C"), ("NJ", "NY"), ("SJ", "S"), ("CH", "H"), ("KH", "H"), ("SY", "S"),
    ("SH", "S"), ("DZ", "S"), ("TH", "T"), ("DH", "D"), ("F", "P"), ("V", "P"), ("Q", "K"), ("X", "KS"), ("Z", "S"),
    ("W", "U"), ("H", ""), ("Y", "I"), ("AI", "I"), ("AE", "I"), ("EI", "I"), ("AU", "U"), ("O", "U"), ("E", "I"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_GLIDE = re.compile("(?<=.)I([AU])|(?<=.)U([AI])")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart. `words` are compared; `father` stood after BIN or BINTI; `aliases` are other spellings."""

    words: tuple[str, ...]
    father: str = ""
    aliases: tuple[str, ...] = ()
    late: bool = False
    teknonym: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class _Rules:
    canonical: dict[str, tuple[str, ...]]
    front: frozenset[str]
    back: frozenset[str]
    weak: frozenset[str]
    patronymic: frozenset[str]
    late: frozenset[str]
    teknonym: frozenset[str]


@functools.cache
def rules() -> _Rules:
    """The table of prefixes and titles, read once; keys are words without dots."""
    canonical: dict[str, tuple[str, ...]] = {}
    sets: dict[str, set[str]] = {key: set() for key in ("front", "back", "weak", "patronymic", "late", "teknonym")}
    table = resources.files("verification.matching").joinpath("data/name_prefixes.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        word = re.sub(r"[^A-Z]", "", row["variant"])
        if " " in row["variant"].strip(". ") or not word or (len(word) == 1 and row["match_rule"] != "drop"):
            continue
        kind = _set_of(row["match_rule"], row["kind"])
        if kind:
            sets[kind].add(word)
        elif row["match_rule"] in ("canonical", "expand") and word not in canonical:
            canonical[word] = tuple(row["canonical"].split())
    return _Rules(canonical, **{key: frozenset(words) for key, words in sets.items()})


def _set_of(match_rule: str, kind: str) -> str:
    if match_rule == "drop":
        return "back" if kind == "academic_back" else "front"
    if match_rule == "flag":
        return "late" if kind == "deceased_mark" else "teknonym"
    return {"weak": "weak", "drop_tail": "patronymic"}.get(match_rule, "")


def clean(raw: object) -> str:
    """Capitals without accents, marks and doubled blanks: what a person would call the same text."""
    text = unicodedata.normalize("NFKD", "" if raw is None else str(raw))
    text = "".join(mark for mark in text if not unicodedata.combining(mark)).upper()
    text = text.replace("'", "").replace("`", "").replace("\u2019", "").replace("\u2018", "")
    return " ".join(_NOT_LETTERS.sub(" ", text).split())


def written(raw: object) -> str:
    """A name as it counts for "the same on paper": case, blanks and punctuation left out (domain 8.3, MATCH)."""
    return " ".join(re.sub(r"[^A-Z0-9 ]", " ", clean(raw)).split())


@functools.lru_cache(maxsize=50_000)
def parse_name(raw: str) -> Name:
    """Take a name apart: titles dropped, prefixes in their canonical form, father's name and aliases set aside."""
    text = clean(raw)
    late = False
    aliases: list[str] = []
    for inside in _BRACKETS.findall(text):
        if inside.strip(" .") in rules().late:
            late = True
        elif inside.strip():
            aliases.append(" ".join(inside.split()))
    text = _BRACKETS.sub(" ", text).replace("(", " ").replace(")", " ")
    main, *others = [part.strip() for part in _ALIAS.split(text) if part.strip(" .,")] or [""]
    words, father, died = _settled_words(main)
    teknonym = bool(words) and words[0] in rules().teknonym
    names = tuple(" ".join(_settled_words(other)[0]) for other in [*others, *aliases])
    return Name(words, father, tuple(name for name in names if name), late or died, teknonym)


def normalise(raw: object) -> str:
    """The normal form of a name, for comparing. Applying it twice changes nothing."""
    return parse_name("" if raw is None else str(raw)).text


def _settled_words(text: str) -> tuple[tuple[str, ...], str, bool]:
    """Apply the rules until nothing changes, so that the normal form is stable."""
    words, father, late = _words_once(text)
    for _ in range(8):
        again, tail, died = _words_once(" ".join(words))
        if again == words:
            break
        words, father, late = again, father or tail, late or died
    return words, father, late


def _words_once(text: str) -> tuple[tuple[str, ...], str, bool]:
    main, *after_comma = text.split(",")
    words = [word for chunk in main.split() for word in _split_dots(chunk)]
    for tail in after_comma:
        rest = [word for chunk in tail.split() for word in _split_dots(chunk)]
        words += [word for word in rest if word not in rules().back and word not in _AFTER_COMMA_ONLY]
    late = any(word in rules().late for word in words)
    words = [word for word in words if word not in rules().late] or words
    words, father = _without_patronymic(words)
    words = _without_titles(words)
    return tuple(_canonical(words)), father, late


def _split_dots(chunk: str) -> list[str]:
    """`L.O.` and `S.PD` are one word, `A.RAHMAN` is an initial and a word."""
    parts = [part for part in re.split(r"[^A-Z0-9]+", chunk) if part]
    joined = "".join(parts)
    known = rules()
    if len(parts) > 1 and (joined in known.canonical or joined in known.back or joined in known.front):
        return [joined]
    return [_letters(part) for part in parts]


def _letters(word: str) -> str:
    """Digits that a scanner or a finger put for letters (0 for O, 1 for I), inside a word that has letters."""
    if word.isalpha() or word.isdigit():
        return word
    return word.translate(_LOOKALIKE_DIGITS)


def _without_patronymic(words: list[str]) -> tuple[list[str], str]:
    for place, word in enumerate(words[:-1]):
        if place and (word in rules().patronymic or word == _WIFE_OF):
            return words[:place], " ".join(words[place + 1 :])
    return words, ""


def _without_titles(words: list[str]) -> list[str]:
    known = rules()
    while len(words) > 1 and words[0] in known.front:
        words = words[1:]
    while len(words) > 1 and words[-1] in known.back and words[-1] not in _AFTER_COMMA_ONLY:
        words = words[:-1]
    return words


def _canonical(words: list[str]) -> list[str]:
    if len(words) > 2 and tuple(words[:2]) in _SPACED_NOBLE:
        words = [_SPACED_NOBLE[words[0], words[1]], "ODE", *words[2:]]
    out: list[str] = []
    for word in words:
        if word == "MD" and out and out[-1] in _BALI_PARTICLES:
            out.append("MADE")
        else:
            out.extend(canonical_word(word))
    return out


def canonical_word(word: str) -> tuple[str, ...]:
    """One word in its canonical form; several where it stands for several (LM: LA ODE MUHAMMAD)."""
    if word in _GLUED:
        return _GLUED[word]
    known = rules().canonical
    if found := known.get(word) or known.get(word.replace("OE", "U")):  # MOEHAMMAD, MOEH: the spelling of before 1947
        return found
    if word.startswith("ABDU") and not word.startswith(("ABDULLAH", "ABDULAH")):
        if glued := _ABDUL_GLUED.match(word):
            return ("ABDUL", glued[1])
        if joined := _ABDUL_JOINED.match(word):
            return ("ABDUL", joined[1] + joined[2])
    return (word,)


@functools.lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """The sound of one word: old spelling, doubled letters, h, and the vowels e/i and o/u fall together."""
    return _sounded(word) or word


def sounds(words: Sequence[str]) -> list[str]:
    """sound() of many words, worked as one text: a rule never reaches beyond the end of a line."""
    found = _sounded("\n".join(words)).split("\n")
    return [heard or word for heard, word in zip(found, words, strict=True)] if words else []


def _sounded(text: str) -> str:
    for old, new in _SOUNDS:
        text = text.replace(old, new)
    text = _DOUBLED.sub(r"\1", text)
    return _DOUBLED.sub(r"\1", _GLIDE.sub(r"\1\2", text)).replace("NG", "N")


def search_key(name: str) -> str:
    """The sounds of a name's words, in their order: `MUH. RIZKI` and `MOHAMMAD RISKY` have the same key."""
    return " ".join(sound(word) for word in parse_name(name).words)


def is_weak(word: str) -> bool:
    """Whether a word may be missing on one side at little cost: LA, WA, ANDI, DAENG and the like."""
    return word in rules().weak or word in ("ODE", "I", "NI", "HAJI")


def similarity(left: str, right: str) -> float:
    """Likeness of two names, 0.0 to 1.0, the same whichever comes first.

    Words are paired best to best, so order does not matter; a word missing on one side costs less than a word that
    differs. An empty name is unknown, not different: 0.5. An alias counts as the name where it fits better.
    """
    one, two = parse_name(left), parse_name(right)
    if not one.words or not two.words:
        return 0.5
    best = _words_similarity(one.words, two.words)
    for alias in one.aliases:
        best = max(best, 0.97 * _words_similarity(tuple(alias.split()), two.words))
    for alias in two.aliases:
        best = max(best, 0.97 * _words_similarity(one.words, tuple(alias.split())))
    return round(best, 4)


def _words_similarity(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    if one == two:
        return 1.0
    glued = 0.98 * word_similarity("".join(one), "".join(two))
    pairs = sorted(
        ((word_similarity(a, b), i, j) for i, a in enumerate(one) for j, b in enumerate(two)),
        key=lambda pair: (-pair[0], pair[1] + pair[2], min(pair[1], pair[2])),
    )
    used_one: set[int] = set()
    used_two: set[int] = set()
    total = weight = 0.0
    for score, i, j in pairs:
        if score < 0.5 or i in used_one or j in used_two:
            continue
        used_one.add(i)
        used_two.add(j)
        share = (_share(one[i]) + _share(two[j])) / 2
        total += score * share
        weight += share
    left_one = [_share(word) for place, word in enumerate(one) if place not in used_one]
    left_two = [_share(word) for place, word in enumerate(two) if place not in used_two]
    differ = min(sum(left_one), sum(left_two))
    missing = max(sum(left_one), sum(left_two)) - differ
    spread = weight + differ + 0.35 * missing
    return max(glued, total / spread if spread else 0.0)


def _share(word: str) -> float:
    if is_weak(word):
        return 0.25
    return 0.5 if len(word) == 1 else 1.0


@functools.lru_cache(maxsize=200_000)
def word_similarity(one: str, two: str) -> float:
    """Likeness of two words: equal 1, same sound .96, initial .8, cut short .85, else by typing errors."""
    from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

    if one == two:
        return 1.0
    if sound(one) == sound(two):
        return 0.96
    if "J" in one + two and sound(one.replace("J", "Y")) == sound(two.replace("J", "Y")):
        return 0.94  # J of the old spelling is Y
    shorter, longer = sorted((one, two), key=lambda word: (len(word), word))
    if len(shorter) == 1:
        return 0.8 if longer.startswith(shorter) else 0.0
    edits = DamerauLevenshtein.normalized_similarity(shorter, longer)
    winkler = JaroWinkler.similarity(shorter, longer)
    cut = 0.85 if len(shorter) >= 3 and longer.startswith(shorter) else 0.0
    return max(cut, (edits + winkler) / 2)
