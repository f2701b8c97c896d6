"""Evidence: what each field of a pair says, as one of a few findings a field. The weights say how much it counts."""

import numpy as np

from verification.matching import wording
from verification.matching.candidates import CivilIndex
from verification.matching.keys import cut
from verification.matching.kinds import KINDS, OFFSETS, code
from verification.matching.persons import NIK_NONE, NIK_SOUND, Bools, Ints, Persons, Small

# Birthplaces of so great a share of the register say little.
COMMON_PLACE, SOME_PLACE = 0.05, 0.005
_NAME_LEVELS = [3, 5, 7, 9, 11]
_LIKENESS = np.array([0.35, 0.50, 0.60, 0.68, 0.75, 0.81, 0.86, 0.89, 0.92, 0.96, 0.9999], dtype=np.float32)
_RARITY = np.array([2, 4, 6, 8, 10, 12, 15, 19, 24], dtype=np.float32)
_DEFAULTS = np.array([101, 701, 1231, 630, 817])


def findings(index: CivilIndex, people: Persons, rows: Ints, civil: Ints) -> np.ndarray:
    """For each pair one finding of every kind, as column numbers into the weights (int16, pairs x kinds)."""
    register = index.people
    date = date_findings(people.birth[rows], register.birth[civil])
    name = _names(index, people, rows, civil)
    glued, gluedness = _glued(people, register, rows, civil, name)
    likeness = _likeness(name, gluedness, people, register, rows, civil)
    kk = _equality(people.kk[rows], register.kk[civil])
    address = _address(people, register, rows, civil)
    nik = _nik(people, register, rows, civil, date)
    owner = _owner(index, people, rows, civil)
    columns = {
        "date": date,
        "nik": nik,
        "sense": _sense(people, rows, nik, owner),
        "owner": owner,
        "likeness": likeness,
        "rarity": np.digitize(name.agreed, _RARITY),
        "left_over": np.minimum(name.left_list, 2) * 3 + np.minimum(name.left_register, 2),
        "words": _words(name),
        "ends": name.first_agrees.astype(np.int32) + 2 * name.last_agrees,
        "glued": glued,
        "crowd": _crowd(index, people, register, rows, civil),
        "number": _number(likeness, date, nik),
        "kk": kk,
        "address": address,
        "place": _place(index, people, register, rows, civil),
        "sex": _equality(people.sex[rows], register.sex[civil]),
        "mother": _equality(people.mother[rows], register.mother[civil]),
        "joint": _joint(likeness, date, kk, address),
    }
    out = np.empty((len(rows), len(KINDS)), dtype=np.int16)
    for place, kind in enumerate(KINDS):
        out[:, place] = columns[kind] + OFFSETS[kind]
    return out


def _names(index: CivilIndex, people: Persons, rows: Ints, civil: Ints) -> wording.NameEvidence:
    """The names compared; word by word only where they are not the same."""
    register = index.people
    same = (people.name_hash[rows] == register.name_hash[civil]) & (people.words_total[rows] > 0)
    out = wording.identical(people, rows, index.name_rarity()[civil])
    other = np.flatnonzero(~same)
    wording.put(out, other, wording.compare(people, register, rows[other], civil[other], index.word_count))
    return out


def date_findings(one: Small, two: Small) -> Small:
    """How two birth dates (yyyymmdd, 0 unknown) differ."""
    year, month, day = one // 10_000, one // 100 % 100, one % 100
    year_2, month_2, day_2 = two // 10_000, two // 100 % 100, two % 100
    far = np.abs(year - year_2)
    out = np.full(len(one), code("date", "other"), dtype=np.int32)
    out[year == year_2] = code("date", "year_only")
    is_default = np.isin(one % 10_000, _DEFAULTS)
    out[is_default] = code("date", "default_other")
    out[is_default & (far <= 3)] = code("date", "default_near")
    y, m, d = year == year_2, month == month_2, day == day_2
    _set(out, y & m & ~d, "day_other")
    _set(out, y & m & ~d & (np.abs(day - day_2) <= 2), "day_near")
    _set(out, y & d & ~m, "month_other")
    _set(out, y & d & ~m & (np.abs(month - month_2) == 1), "month_1")
    _set(out, m & d & ~y, "year_other")
    one_digit = (far % 10 == 0) | (far % 100 == 0) | (year // 10 == year_2 // 10)
    turned = (year // 100 == year_2 // 100) & (year % 10 == year_2 // 10 % 10) & (year // 10 % 10 == year_2 % 10)
    _set(out, m & d & ~y & (one_digit | turned), "year_digit")
    _set(out, m & d & (far >= 2) & (far <= 3), "year_near")
    _set(out, m & d & (far == 1), "year_1")
    _set(out, y & (month == day_2) & (day == month_2) & ~d, "swapped")
    _set(out, y & m & d, "same")
    _set(out, y & m & d & is_default, "same_default")
    _set(out, (one == 0) | (two == 0), "unknown")
    return out


def _set(out: Small, mask: Bools, finding: str) -> None:
    out[mask] = code("date", finding)


def _equality(one: np.ndarray, two: np.ndarray) -> Small:
    """0 unknown on a side, 1 same, 2 differs."""
    return np.where((one == 0) | (two == 0), 0, np.where(one == two, 1, 2)).astype(np.int32)


def _nik(people: Persons, register: Persons, rows: Ints, civil: Ints, date: Small) -> Small:
    one, two = people.nik[rows], register.nik[civil]
    out = np.full(len(rows), code("nik", "other"), dtype=np.int32)
    sixteen = (one >= 10**15) & (one < 10**16)
    same_digits, swapped, where = _digit_difference(one, two)
    birth = one // 10**4 % 10**6 == two // 10**4 % 10**6
    area = one // 10**10 == two // 10**10
    dates_agree = (date == code("date", "same")) | (date == code("date", "same_default"))

    def put(mask: Bools, finding: str) -> None:
        out[mask & sixteen] = code("nik", finding)

    put(area, "area_only")
    put(birth & ~dates_agree, "birth_other_date")
    put(birth & dates_agree, "birth_same_date")
    put(same_digits == 14, "two_digits")
    put(one % 10**10 == two % 10**10, "area")
    put(one // 10**4 == two // 10**4, "serial")
    put(same_digits == 15, "digit_birth")
    put((same_digits == 15) & (where >= 10), "digit_area")
    put((same_digits == 15) & (where < 4), "digit_serial")
    put((same_digits == 15) & (where == 9) & (np.abs(one - two) == 4 * 10**9), "female40")
    put(swapped, "neighbours")
    put(one == two, "same")
    odd = ~sixteen & (one >= 10**13) & (one < 10**17)
    out[odd & _one_lost(one, two)] = code("nik", "length")
    out[(people.nik_state[rows] == NIK_NONE) | (one == 0) | (two == 0)] = code("nik", "unknown")
    return out


def _digit_difference(one: Ints, two: Ints) -> tuple[Ints, Bools, Ints]:
    """Digits that agree, whether only two neighbours are swapped, and the last place (from the right) that differs."""
    agree = np.zeros(len(one), dtype=np.int64)
    where = np.full(len(one), -1, dtype=np.int64)
    left, right = one.copy(), two.copy()
    for place in range(16):
        same = left % 10 == right % 10
        agree += same
        where[~same] = place
        left //= 10
        right //= 10
    unit = 10 ** np.maximum(where - 1, 0)
    a, b = one // unit % 100, two // unit % 100
    swapped = (agree == 14) & (where >= 1) & (a // 10 == b % 10) & (a % 10 == b // 10)
    return agree, swapped, where


def _one_lost(one: Ints, two: Ints) -> Bools:
    """Whether a number of 15 or 17 digits is the other with one digit lost or put in."""
    out = np.zeros(len(one), dtype=np.bool_)
    short = one < 10**15
    less, more = np.where(short, one, two), np.where(short, two, one)
    for place in range(17):
        unit = 10**place
        out |= more // (unit * 10) * unit + more % unit == less
    return out


_NEAR = np.array([not name.startswith(("birth", "other", "area_only", "unknown", "same")) for name in KINDS["nik"][1]])


def _sense(people: Persons, rows: Ints, nik: Small, owner: Small) -> Small:
    """Whether a NIK that is not the candidate's fits its bearer: then it is no slip of the pen, and whose is it?

    An unknown birth date or sex counts as fitting: what is missing never speaks for a candidate.
    """
    number, birth, sex = people.nik[rows], people.birth[rows], people.sex[rows]
    day = number // 10**8 % 100
    woman = day > 40
    date = (birth == 0) | (
        (birth % 100 == np.where(woman, day - 40, day))
        & (birth // 100 % 100 == number // 10**6 % 100)
        & (birth // 10_000 % 100 == number // 10**4 % 100)
    )
    fits = date.astype(np.int32) + ((sex == 0) | ((sex == 2) == woman))
    whose = np.where(owner > 0, 0, np.where(_NEAR[nik], 1, 2))
    out = 1 + whose * 3 + fits
    out[(nik == code("nik", "same")) | (people.nik_state[rows] != NIK_SOUND)] = 0
    return np.asarray(out, dtype=np.int32)


def _number(likeness: Small, date: Small, nik: Small) -> Small:
    """How name and birth date agree where the NIK is the candidate's own."""
    agrees = np.isin(date, [code("date", name) for name in ("same", "same_default", "swapped")])
    level = np.digitize(likeness, _NAME_LEVELS)
    unknown = date == code("date", "unknown")
    out = 1 + level * 3 + np.where(agrees, 0, np.where(unknown, 1, 2))
    return np.where(nik == code("nik", "same"), out, 0).astype(np.int32)


def _owner(index: CivilIndex, people: Persons, rows: Ints, civil: Ints) -> Small:
    owner = index.rows_of_nik(np.where(people.nik_state[rows] == NIK_NONE, 0, people.nik[rows]))
    kk = index.people.kk
    family = (owner >= 0) & (kk[owner] == kk[civil]) & (kk[civil] > 0)
    return np.where(owner < 0, 0, np.where(owner == civil, 1, np.where(family, 2, 3))).astype(np.int32)


def _glued(
    people: Persons, register: Persons, rows: Ints, civil: Ints, name: wording.NameEvidence
) -> tuple[Small, np.ndarray]:
    needed = np.flatnonzero(
        (name.likeness < 0.9) & (people.words_total[rows] != register.words_total[civil]) | (name.likeness < 0.7)
    )
    value = np.zeros(len(rows), dtype=np.float32)
    value[needed] = wording.glued_likeness(people, register, rows[needed], civil[needed])
    out = np.zeros(len(rows), dtype=np.int32)
    out[needed] = 1 + np.digitize(value[needed], [0.6, 0.75, 0.85, 0.93])
    return out, value


def _likeness(
    name: wording.NameEvidence,
    glued: np.ndarray,
    people: Persons,
    register: Persons,
    rows: Ints,
    civil: Ints,
) -> Small:
    best = np.maximum(name.likeness, np.where(glued > 0.8, glued - 0.02, 0))
    out = 1 + np.digitize(best, _LIKENESS).astype(np.int32)
    out[(people.words_total[rows] == 0) | (register.words_total[civil] == 0)] = 0
    return out


def _words(name: wording.NameEvidence) -> Small:
    out = np.zeros(len(name.likeness), dtype=np.int32)
    out[name.cut > 0] = 3
    out[name.initials == 1] = 1
    out[name.initials > 1] = 2
    out[name.weak_only] = 4
    return out


def _crowd(index: CivilIndex, people: Persons, register: Persons, rows: Ints, civil: Ints) -> Small:
    """How many of the register bear the same whole name; only where the names agree."""
    same = np.flatnonzero((people.name_hash[rows] == register.name_hash[civil]) & (people.words_total[rows] > 0))
    size = index.keys["name"].counts(cut(people.name_hash[rows[same]]))
    out = np.zeros(len(rows), dtype=np.int32)
    out[same] = 1 + np.digitize(size, [3, 10, 30, 100])
    return out


def _address(people: Persons, register: Persons, rows: Ints, civil: Ints) -> Small:
    area = people.kelurahan[rows] == register.kelurahan[civil]
    known = (people.kelurahan[rows] > 0) & (register.kelurahan[civil] > 0)
    close = (people.rt[rows] == register.rt[civil]) & (people.rw[rows] == register.rw[civil]) & (people.rt[rows] > 0)
    street = (people.street[rows] == register.street[civil]) & (people.street[rows] > 0)
    out = np.full(len(rows), 6, dtype=np.int32)
    out[street] = 5
    out[area] = 4
    out[area & street] = 3
    out[area & close] = 2
    out[area & close & street] = 1
    out[~known & ~street] = 0
    return out


def _place(index: CivilIndex, people: Persons, register: Persons, rows: Ints, civil: Ints) -> Small:
    one, two = people.place[rows], register.place[civil]
    share = index.place_shares(two)
    said = np.where(share >= COMMON_PLACE, 1, np.where(share >= SOME_PLACE, 2, 3))
    out = np.where(one == two, said, np.where(said == 1, 5, 6)).astype(np.int32)
    out[(one == 0) | (two == 0)] = 0
    differ = np.flatnonzero(out >= 5)
    out[differ[_alike(people, register, rows[differ], civil[differ])]] = 4
    return out


def _alike(people: Persons, register: Persons, rows: Ints, civil: Ints) -> Bools:
    from rapidfuzz.distance import DamerauLevenshtein
    from rapidfuzz.process import cpdist

    if not len(rows):
        return np.zeros(0, dtype=np.bool_)
    one, two = people.place_text.gather(rows).to_list(), register.place_text.gather(civil).to_list()
    value = cpdist(one, two, scorer=DamerauLevenshtein.normalized_similarity, dtype=np.float32)
    return np.asarray(value >= 0.7)


def _joint(likeness: Small, date: Small, kk: Small, address: Small) -> Small:
    """Name, date and family together: what they say is not the sum of what each says."""
    level = np.digitize(likeness, _NAME_LEVELS)
    groups = {0: 1, 1: 0, 2: 5, 3: 2, 4: 2, 5: 2, 6: 2, 7: 3, 8: 2, 9: 3, 10: 2, 11: 3, 12: 4, 13: 4, 14: 3, 15: 3}
    dates = np.array([groups[place] for place in range(16)])[date]
    family = np.where((kk == 1) | (address == 1), 0, np.where((address == 2) | (address == 3), 1, 2))
    joint: Small = (level * 18 + dates * 3 + family).astype(np.int32)
    return joint
