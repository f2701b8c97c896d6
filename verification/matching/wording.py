"""Names of many pairs compared at once: words paired best to best, in arrays."""

from dataclasses import dataclass

import numpy as np

from verification.matching.persons import Bools, Floats, Ints, Persons, Small, Words

WIDTH = 6
LEAST = 0.6
SOUND, INITIAL, CUT = 0.96, 0.8, 0.85


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """Per pair: likeness, weight of rare words that agree, words left over on both sides, and kinds of agreement."""

    likeness: Floats
    agreed: Floats
    left_list: Small
    left_register: Small
    initials: Small
    cut: Small
    first_agrees: Bools
    last_agrees: Bools
    worst: Floats
    weak_only: Bools


def compare(
    people: Persons,
    register: Persons,
    rows: Ints,
    civil: Ints,
    word_count: np.ndarray,
) -> NameEvidence:
    """Compare the names of pairs (row of the list, row of the register)."""
    one, two = _grid(people, rows), _grid(register, civil)
    quality, kind = _qualities(people.words, register.words, one, two)
    rarity = np.log((register.count + 1) / np.where(word_count > 0, word_count, 1)).astype(np.float32)
    return _aligned(_Agreement(people.words, register.words, one, two), quality, kind, rarity)


def identical(people: Persons, rows: Ints, agreed: Floats) -> NameEvidence:
    """What names that are the same word by word say."""
    count = len(rows)
    none, whole = np.zeros(count, dtype=np.int32), np.ones(count, dtype=np.float32)
    yes = np.ones(count, dtype=np.bool_)
    return NameEvidence(
        likeness=whole,
        agreed=agreed.copy(),
        left_list=none,
        left_register=none.copy(),
        initials=none.copy(),
        cut=none.copy(),
        first_agrees=yes,
        last_agrees=yes.copy(),
        worst=whole.copy(),
        weak_only=np.zeros(count, dtype=np.bool_),
    )


def put(into: NameEvidence, where: Ints, what: NameEvidence) -> None:
    """Write the evidence of some pairs in its place among all."""
    for name in NameEvidence.__slots__:
        getattr(into, name)[where] = getattr(what, name)


def _grid(people: Persons, rows: Ints) -> Small:
    """Word numbers of each person in WIDTH columns, -1 where there is none."""
    start, total = people.words.start[rows], people.words_total[rows]
    place = np.arange(WIDTH)
    inside = place[None, :] < total[:, None]
    at = np.where(inside, start[:, None] + place, 0)
    ids = people.words.ids[at] if len(people.words.ids) else np.zeros_like(at)
    return np.where(inside, ids, -1).astype(np.int32)


def _qualities(left: Words, right: Words, one: Small, two: Small) -> tuple[Floats, np.ndarray]:
    """Likeness of every word with every word, and its kind (1 same, 2 sound, 3 initial, 4 cut, 5 typing error)."""
    size = np.int64(max(len(right.texts), 1))
    pair = one.astype(np.int64)[:, :, None] * size + two[:, None, :]
    known = (one >= 0)[:, :, None] & (two >= 0)[:, None, :]
    keys = pair[known]
    order = np.argsort(keys)
    ordered = keys[order]
    first = np.concatenate(([True], ordered[1:] != ordered[:-1])) if len(ordered) else np.zeros(0, dtype=np.bool_)
    different = ordered[first]
    values, kinds = word_likeness(left, right, different // size, different % size)
    at = np.empty(len(keys), dtype=np.int64)
    at[order] = np.cumsum(first) - 1
    quality, kind = np.zeros(pair.shape, dtype=np.float32), np.zeros(pair.shape, dtype=np.int8)
    quality[known], kind[known] = values[at], kinds[at]
    return quality, kind


def word_likeness(left: Words, right: Words, one: Ints, two: Ints) -> tuple[Floats, np.ndarray]:
    """names.word_similarity for many pairs of words at once."""
    from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Prefix
    from rapidfuzz.process import cpdist

    quality = np.zeros(len(one), dtype=np.float32)
    kind = np.zeros(len(one), dtype=np.int8)
    if not len(one) or not left.texts or not right.texts:
        return quality, kind
    maybe = (np.bitwise_count(left.bits[one] & right.bits[two]).sum(axis=1) > 0) | (
        left.letter[one] == right.letter[two]
    )
    maybe |= left.tail[one] == right.tail[two]
    here = np.flatnonzero(maybe)
    texts_one, texts_two = left.spelt[one[here]].tolist(), right.spelt[two[here]].tolist()
    edits = cpdist(texts_one, texts_two, scorer=DamerauLevenshtein.normalized_similarity, dtype=np.float32)
    winkler = cpdist(texts_one, texts_two, scorer=JaroWinkler.similarity, dtype=np.float32)
    value = (edits + winkler) / 2
    sort = np.where(value >= LEAST, 5, 0).astype(np.int8)
    shorter = np.minimum(left.length[one[here]], right.length[two[here]])
    begins = cpdist(texts_one, texts_two, scorer=Prefix.similarity, dtype=np.int32) == shorter
    cut = begins & (shorter >= 3) & (value < CUT)
    value[cut], sort[cut] = CUT, 4
    single = shorter == 1
    value[single], sort[single] = 0, 0
    value[single & begins], sort[single & begins] = INITIAL, 3
    sounds = left.sound[one[here]] == right.sound[two[here]]
    value[sounds & ~single], sort[sounds & ~single] = SOUND, 2
    same = edits >= 1
    value[same], sort[same] = 1, 1
    value[value < LEAST] = 0
    quality[here], kind[here] = value, sort
    return quality, kind


class _Agreement:
    """What the words of many pairs of names come to, gathered as they are paired, the best first."""

    def __init__(self, left: Words, right: Words, one: Small, two: Small) -> None:
        count = len(one)
        self.two = two
        self.share_one, self.share_two = _shares(left, one), _shares(right, two)
        self.free_one, self.free_two = one >= 0, two >= 0
        self.last_two = np.maximum(self.free_two.sum(axis=1) - 1, 0)
        self.total, self.weight, self.agreed = (np.zeros(count, dtype=np.float32) for _ in range(3))
        self.worst = np.ones(count, dtype=np.float32)
        self.initials, self.cut = np.zeros(count, dtype=np.int32), np.zeros(count, dtype=np.int32)
        self.first, self.last, self.strong = (np.zeros(count, dtype=np.bool_) for _ in range(3))

    def note(self, good: Bools, i: Ints, j: Ints, value: Floats, sort: np.ndarray, rarity: Floats) -> None:
        """Word i of the list goes with word j of the register, where that is good."""
        rows = np.arange(len(good))
        share = np.where(good, (self.share_one[rows, i] + self.share_two[rows, j]) / 2, 0)
        self.total += value * share
        self.weight += share
        self.agreed += np.where(good, rarity[np.maximum(self.two[rows, j], 0)] * np.square(value), 0)
        self.worst = np.where(good & (share > 0.3), np.minimum(self.worst, value), self.worst)
        self.initials += good & (sort == 3)
        self.cut += good & (sort == 4)
        self.first |= good & (j == 0)
        self.last |= good & (j == self.last_two)
        self.strong |= good & (share > 0.3) & (sort != 3)
        self.free_one[rows[good], i[good]] = False
        self.free_two[rows[good], j[good]] = False

    def evidence(self) -> NameEvidence:
        """A word left over on one side costs less than words that differ."""
        left_one = (self.share_one * self.free_one).sum(axis=1)
        left_two = (self.share_two * self.free_two).sum(axis=1)
        differ = np.minimum(left_one, left_two)
        spread = self.weight + differ + np.float32(0.35) * (np.maximum(left_one, left_two) - differ)
        return NameEvidence(
            likeness=np.where(spread > 0, self.total / np.maximum(spread, 1e-6), 0).astype(np.float32),
            agreed=self.agreed,
            left_list=np.ceil(left_one - 0.3).astype(np.int32),
            left_register=np.ceil(left_two - 0.3).astype(np.int32),
            initials=self.initials,
            cut=self.cut,
            first_agrees=self.first,
            last_agrees=self.last,
            worst=self.worst,
            weak_only=~self.strong,
        )


def _aligned(agreement: _Agreement, quality: Floats, kind: np.ndarray, rarity: Floats) -> NameEvidence:
    """Pair the words of each pair of names: the two most alike first, then the most alike of the rest."""
    count = len(quality)
    flat = quality.reshape(count, WIDTH * WIDTH).copy()
    # A tie goes to words in the same place, so that the order of the sides does not matter.
    place = np.arange(WIDTH)
    flat -= 0.001 * np.abs(place[:, None] - place[None, :]).reshape(1, -1).astype(np.float32)
    grid = flat.reshape(count, WIDTH, WIDTH)
    rows = np.arange(count)
    for _ in range(WIDTH):
        best = flat.argmax(axis=1)
        i, j = best // WIDTH, best % WIDTH
        value = quality[rows, i, j]
        good = (value >= LEAST) & (flat[rows, best] > 0)
        if not good.any():
            break
        agreement.note(good, i, j, value, kind[rows, i, j], rarity)
        grid[rows[good], i[good], :] = -1
        grid[rows[good], :, j[good]] = -1
    return agreement.evidence()


def _shares(words: Words, grid: Small) -> Floats:
    """How much each word counts: an initial half, a word that may be missing a quarter, none nothing."""
    share = np.zeros(len(words.texts) + 1, dtype=np.float32)
    share[:-1] = np.where(words.length == 1, 0.5, np.where(words.weak, 0.25, 1.0))
    return share[grid]


def glued_likeness(people: Persons, register: Persons, rows: Ints, civil: Ints) -> Floats:
    """Likeness of the names written as one word: a blank put in, left out or moved does not count."""
    from rapidfuzz.distance import DamerauLevenshtein
    from rapidfuzz.process import cpdist

    if not len(rows):
        return np.zeros(0, dtype=np.float32)
    one, two = people.name_joined.gather(rows).to_list(), register.name_joined.gather(civil).to_list()
    return np.asarray(cpdist(one, two, scorer=DamerauLevenshtein.normalized_similarity, dtype=np.float32))
