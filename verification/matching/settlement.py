"""The last pass, when every chunk is scored: who claims whom, housemates, confidence, status."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from verification.matching import flags, weights
from verification.matching.candidates import CivilIndex
from verification.matching.persons import NIK_INVALID, NIK_NONE, Bools, Floats, Ints
from verification.matching.results import FIELDS, Band, ResultClass, Status, Thresholds
from verification.matching.scoring import SHOWN, score_all

SURE = 0.9
BEYOND_DOUBT = 9.0
ROUNDS = 2


def match_frames(dtks: pl.DataFrame, civil: pl.DataFrame, thresholds: Thresholds | None = None) -> pl.DataFrame:
    """Match a whole list with a whole register: build, score, settle. The columns are those of settle()."""
    return settle(score_all(CivilIndex.build(canonical_civil(civil)), dtks), thresholds)


def canonical_civil(civil: pl.DataFrame) -> pl.DataFrame:
    """A register in canonical columns, with `civil_id` kept where it is there."""
    from verification.matching import columns

    frame = columns.canonical(civil, columns.CIVIL_COLUMNS, columns.REQUIRED_CIVIL)
    return frame.with_columns(civil["civil_id"]) if "civil_id" in civil.columns else frame


def settle(
    scored: pl.DataFrame,
    thresholds: Thresholds | None = None,
    parameters: weights.Weights | None = None,
    candidates: bool = True,
) -> pl.DataFrame:
    """One row a person of the list, from the rows of all chunks put together, in the order of the list.

    Columns: dtks_id, status, result_class, civil_id, matched_nik, confidence, band, fields, missing, codes, version,
    the contributions `w_<field>`, and, unless they are not wanted, `candidate_ids`, `candidate_niks` and
    `candidate_confidences` of the best four.
    """
    parameters = parameters or weights.load()
    thresholds = thresholds or Thresholds(parameters.eyes, parameters.same)
    pairs = Pairs(scored, parameters)
    pairs.reconsider()
    return listed(pairs, thresholds, parameters, candidates)


def settle_part(
    scored: pl.DataFrame, context: pl.DataFrame, thresholds: Thresholds, parameters: weights.Weights | None = None
) -> pl.DataFrame:
    """settle() of some people, with the lines of Pairs.context() that belong to their pairs, in the same order."""
    parameters = parameters or weights.load()
    pairs = Pairs(scored, parameters)
    pairs.take(context)
    return listed(pairs, thresholds, parameters, candidates=True)


def listed(pairs: "Pairs", thresholds: Thresholds, parameters: weights.Weights, candidates: bool) -> pl.DataFrame:
    """The rows of the result, with the best candidates where they are asked for."""
    out, confidence = _outcome(pairs, thresholds, parameters)
    return out.with_columns(_candidate_lists(pairs, confidence)) if candidates else out


class Pairs:
    """All pairs of the list, person by person, with what the whole list adds."""

    # The columns of the scored frame on which the context depends; the others may be left out for it.
    NEEDED = ("dtks_id", "civil_row", "score", "nik", "nik_state", "list_home", "list_kk", "civil_kk")

    def __init__(self, scored: pl.DataFrame, parameters: weights.Weights) -> None:
        self.frame = scored
        self.parameters = parameters
        ids = scored["dtks_id"].to_numpy()
        change = np.concatenate(([True], ids[1:] != ids[:-1])) if len(ids) else np.zeros(0, dtype=np.bool_)
        self.begin = np.flatnonzero(change)
        self.person = np.cumsum(change) - 1
        self.civil = scored["civil_row"].to_numpy()
        self.base = scored["score"].to_numpy().astype(np.float64)
        self.extra: dict[str, Floats] = {kind: np.zeros(len(ids)) for kind in weights.CONTEXT_KINDS}
        self.found = {kind: np.zeros(len(ids), dtype=np.int64) for kind in weights.CONTEXT_KINDS}
        self.nik = scored["nik"].to_numpy()
        self.nik_state = scored["nik_state"].to_numpy()
        self.claimed_by_other = np.zeros(len(ids), dtype=np.bool_)
        self.repeated = self._repeated_niks()

    def _repeated_niks(self) -> Bools:
        """Of each person, whether another of the list carries the same usable NIK."""
        niks = np.where(self.nik_state == NIK_NONE, 0, self.nik)[self.begin]
        order = np.argsort(niks)
        alike = niks[order][1:] == niks[order][:-1]
        out = np.zeros(len(niks), dtype=np.bool_)
        out[order[1:][alike]] = out[order[:-1][alike]] = True
        return np.asarray(out & (niks > 0))

    def context(self) -> pl.DataFrame:
        """What the whole list says of each pair: with it a part of the list can be settled by itself."""
        return pl.DataFrame(
            {
                "household": self.extra["household"],
                "claim": self.extra["claim"],
                "claimed": self.claimed_by_other,
                "repeated": self.repeated[self.person],
            }
        )

    def take(self, context: pl.DataFrame) -> None:
        """Know of the whole list what context() said when all of it was here."""
        self.extra = {kind: context[kind].to_numpy().astype(np.float64) for kind in weights.CONTEXT_KINDS}
        self.claimed_by_other = context["claimed"].to_numpy()
        self.repeated = context["repeated"].to_numpy()[self.begin]

    @property
    def total(self) -> Floats:
        return self.base + sum(self.extra.values())

    def odds(self) -> Floats:
        """Logarithm of odds that a pair is the one, against every other candidate and nobody."""
        total = np.minimum(self.total, 60)
        power = np.where(self.civil >= 0, np.exp(total), 0)
        rest = 1 + np.add.reduceat(power, self.begin)[self.person] - power if len(power) else power
        return np.asarray(np.where(self.civil >= 0, total - np.log(np.maximum(rest, 1)), -99))

    def best(self, odds: Floats) -> Ints:
        """The place of each person's best pair."""
        if not len(odds):
            return self.begin
        top = np.maximum.reduceat(odds, self.begin)[self.person]
        place = np.flatnonzero(odds == top)
        return place[np.concatenate(([True], self.person[place][1:] != self.person[place][:-1]))]

    def reconsider(self) -> None:
        """Let housemates and other claims speak, until nothing moves or ROUNDS are over."""
        for _ in range(ROUNDS):
            odds = self.odds()
            chosen = self.best(odds)
            self.found["household"] = self.households(odds, chosen)
            self.extra["household"] = self.weigh("household", self.found["household"])
            odds = self.odds()
            chosen = self.best(odds)
            self.found["claim"] = self.claims(odds, chosen)
            self.extra["claim"] = self.weigh("claim", self.found["claim"])

    def weigh(self, kind: str, findings: Ints) -> Floats:
        table = self.parameters.context[kind]
        return np.array([table.get(name, 0.0) for name in weights.CONTEXT_KINDS[kind][1]])[findings]

    def spoken(self, kind: str) -> Floats:
        """What a kind adds beyond its first finding, which says that there is nothing to say."""
        table = self.parameters.context[kind]
        return self.extra[kind] - table.get(weights.CONTEXT_KINDS[kind][1][0], 0.0)

    def claims(self, odds: Floats, chosen: Ints) -> Ints:
        """0 free, 1 another person of the list has the better claim, 2 so, and under the same NIK."""
        strength = np.where(self.parameters.confidence(odds[chosen]) >= SURE, self.total[chosen], -np.inf)
        real = (self.civil[chosen] >= 0) & np.isfinite(strength)
        claimants, civil, strength = chosen[real], self.civil[chosen][real], strength[real]
        winners, alone = self._winners(claimants, civil, strength)
        out = np.zeros(len(self.civil), dtype=np.int64)
        self.claimed_by_other = np.zeros(len(self.civil), dtype=np.bool_)
        if not len(winners):
            return out
        asked = self.civil >= 0
        asked[alone] = False  # nobody else's, whatever the others look at
        lines = np.flatnonzero(asked)
        taken = self.civil[winners]
        place = np.minimum(np.searchsorted(taken, self.civil[lines]), len(taken) - 1)
        other = (taken[place] == self.civil[lines]) & (self.person[winners[place]] != self.person[lines])
        lines, by = lines[other], winners[place[other]]
        self.claimed_by_other[lines] = True
        same_nik = (self.nik[by] == self.nik[lines]) & (self.nik_state[lines] != NIK_NONE)
        out[lines] = np.where(same_nik, 2, 1)
        return out

    def _winners(self, claimants: Ints, civil: Ints, strength: Floats) -> tuple[Ints, Ints]:
        """The pair with the best claim to each claimed person, in his order; and pairs whose person no other claims."""
        order = np.argsort(civil)
        claimants, civil, strength = claimants[order], civil[order], strength[order]
        first = np.concatenate(([True], civil[1:] != civil[:-1])) if len(order) else order == 0
        sole = first & np.concatenate((first[1:], [True])) if len(order) else first
        many = np.flatnonzero(~sole)
        best = many[np.lexsort((self.person[claimants[many]], -strength[many], civil[many]))]
        claimants = claimants.copy()
        claimants[many] = claimants[best]  # the best of each group comes first in it
        return claimants[first], claimants[sole]

    def households(self, odds: Floats, chosen: Ints) -> Ints:
        """0 no housemate known, 1 candidate in a housemate's family, 2 so, and on the same card, 3 in another family.

        Asked only for people who are not beyond doubt without it.
        """
        civil_kk = self.frame["civil_kk"].to_numpy()
        sure = chosen[(self.parameters.confidence(odds[chosen]) >= SURE) & (civil_kk[chosen] > 0)]
        doubtful = np.ones(len(self.begin), dtype=np.bool_)
        doubtful[self.person[chosen[odds[chosen] >= BEYOND_DOUBT]]] = False
        asked = np.flatnonzero(doubtful[self.person] & (self.civil >= 0))
        out = np.zeros(len(odds), dtype=np.int64)
        for column in ("list_home", "list_kk"):
            home = self.frame[column].to_numpy().astype(np.uint64)
            seen, in_family = _mates(home, civil_kk, self.person, sure, asked)
            before = out[asked]
            out[asked] = np.where(seen & in_family, 1, np.where(seen & (before == 0), 3, before))
        same_card = self.frame["list_kk"].to_numpy() == civil_kk
        return np.where((out == 1) & same_card, 2, out)


def _mates(
    home: np.ndarray,
    family: Ints,
    person: Ints,
    sure: Ints,
    asked: Ints,
) -> tuple[Bools, Bools]:
    """For asked pairs: whether others of the home are settled, and whether one is of the pair's family."""
    settled = pl.DataFrame({"home": home[sure], "family": family[sure], "person": person[sure]})
    settled = settled.filter(pl.col("home") > 0)
    pairs = pl.DataFrame(
        {"pair": np.arange(len(asked)), "home": home[asked], "mine": family[asked], "me": person[asked]}
    )
    mates = pairs.filter(pl.col("home") > 0).join(settled, on="home").filter(pl.col("person") != pl.col("me"))
    seen, in_family = np.zeros(len(asked), dtype=np.bool_), np.zeros(len(asked), dtype=np.bool_)
    seen[mates["pair"].to_numpy()] = True
    in_family[mates.filter(pl.col("family") == pl.col("mine"))["pair"].to_numpy()] = True
    return seen, in_family


def _outcome(pairs: Pairs, thresholds: Thresholds, parameters: weights.Weights) -> tuple[pl.DataFrame, Floats]:
    """The rows of the result, and the confidence of every pair."""
    odds = pairs.odds()
    chosen = pairs.best(odds)
    confidence = parameters.confidence(odds).astype(np.float64)
    given = (confidence[chosen] >= thresholds.eyes) & (pairs.civil[chosen] >= 0)
    frame = pairs.frame[chosen]
    repeated = pairs.repeated
    facts = {name: frame[name].to_numpy() for name in ("owner", "life", "differ", "missing", "variant", "not_recorded")}
    state = pairs.nik_state[chosen]
    status = _statuses(pairs, chosen, given, facts, state, repeated)
    classes = _classes(status, facts, state)
    sure = np.round(confidence[chosen], 4)
    nobody = ~given
    out = pl.DataFrame(
        {
            "dtks_id": frame["dtks_id"],
            "status": status,
            "result_class": classes,
            "civil_id": np.where(given, frame["civil_id"].to_numpy(), -1),
            "matched_nik": pl.select(
                pl.when(pl.Series(given)).then(frame["civil_nik"]).otherwise(pl.lit(""))
            ).to_series(),
            "confidence": sure,
            "band": _bands(sure, nobody, thresholds),
            "fields": _field_text(np.where(given, facts["differ"], 0)),
            "missing": _field_text(np.where(given, facts["missing"], 0)),
            "codes": _codes(pairs, chosen, given, facts, state, repeated),
            "version": [parameters.version] * len(chosen),
            **{f"w_{field}": frame[f"w_{field}"].to_numpy().round(2) for field in SHOWN},
            "w_rumah": np.round(pairs.spoken("household")[chosen], 2),
            "w_klaim": np.round(pairs.spoken("claim")[chosen], 2),
        }
    )
    return out.with_columns(pl.when(pl.col("civil_id") >= 0).then(pl.col("civil_id")).alias("civil_id")), confidence


def _statuses(
    pairs: Pairs,
    chosen: Ints,
    given: Bools,
    facts: dict[str, np.ndarray],
    state: Ints,
    repeated: Bools,
) -> pl.Series:
    """The precedence of domain 8.3."""
    owner_is_other = (facts["owner"] >= 0) & (facts["owner"] != pairs.civil[chosen])
    nik_wrong = facts["differ"] & 1 > 0
    conditions = [
        (~given, Status.NOT_FOUND),
        (facts["life"] == flags.DECEASED, Status.DECEASED),
        (facts["life"] == flags.MOVED, Status.MOVED),
        ((state == NIK_NONE) | (state == NIK_INVALID) & nik_wrong, Status.NIK_INVALID),
        (repeated, Status.NIK_DUPLICATE),
        (nik_wrong & owner_is_other, Status.NIK_OTHER_PERSON),
        (nik_wrong, Status.NIK_NOT_FOUND),
        ((facts["differ"] | facts["missing"]) & ~(1 << FIELDS.index("nama_ibu")) > 0, Status.FIELD_MISMATCH),
    ]
    return _select([(mask, str(value)) for mask, value in conditions], str(Status.MATCH))


def _select(conditions: list[tuple[Bools, str]], default: str) -> pl.Series:
    """The word of the first condition that holds."""
    place = np.full(len(conditions[0][0]), len(conditions), dtype=np.int32)
    for number, (mask, _) in reversed(list(enumerate(conditions))):
        place[mask] = number
    return _worded([*(word for _, word in conditions), default], place)


def _worded(words: Sequence[str], place: Ints) -> pl.Series:
    return pl.Series(words, dtype=pl.String).gather(place)


def _classes(status: pl.Series, facts: dict[str, np.ndarray], state: Ints) -> pl.Series:
    """The class code: as the status, finer; a value that is missing on a side never makes a difference."""
    differ, life = facts["differ"], facts["life"]
    simple = {
        Status.NOT_FOUND: ResultClass.NOT_FOUND,
        Status.DECEASED: ResultClass.DECEASED,
        Status.MOVED: ResultClass.MOVED,
        Status.NIK_DUPLICATE: ResultClass.NIK_DUPLICATE,
        Status.NIK_OTHER_PERSON: ResultClass.NIK_OTHER_PERSON,
        Status.NIK_NOT_FOUND: ResultClass.NIK_DIFFERS,
    }
    invalid = (status == str(Status.NIK_INVALID)).to_numpy()
    conditions = [
        *(((status == str(word)).to_numpy(), code) for word, code in simple.items()),
        (invalid & (state == NIK_NONE), ResultClass.NO_NIK),
        (invalid, ResultClass.NIK_INVALID),
        ((life == flags.INACTIVE) | (life == flags.DOUBLE), ResultClass.INACTIVE),
        (facts["not_recorded"] > 0, ResultClass.BLOCKED),
        (differ & ~facts["variant"] > 0, ResultClass.FIELD_DIFFERS),
        (differ > 0, ResultClass.VARIANT),
    ]
    return _select([(mask, str(code)) for mask, code in conditions], str(ResultClass.MATCH))


def _bands(confidence: Floats, nobody: Bools, thresholds: Thresholds) -> pl.Series:
    conditions = [(nobody, str(Band.DIFFERENT)), (confidence >= thresholds.same, str(Band.SAME))]
    return _select(conditions, str(Band.EYES))


def _field_text(bits: Ints) -> pl.Series:
    """Names of fields out of bits, in the order of a form."""
    return _joined_names(FIELDS, bits)


def _joined_names(names: Sequence[str], bits: Ints) -> pl.Series:
    """The names whose bits are set, `;` between them."""
    every = range(1 << len(names))
    return _worded([";".join(name for place, name in enumerate(names) if value >> place & 1) for value in every], bits)


def _codes(
    pairs: Pairs,
    chosen: Ints,
    given: Bools,
    facts: dict[str, np.ndarray],
    state: Ints,
    repeated: Bools,
) -> pl.Series:
    """Short reasons, `;` between them: findings about the NIK, claims, the register's flags."""
    owner_is_other = (facts["owner"] >= 0) & ((facts["owner"] != pairs.civil[chosen]) | ~given)
    masks = [
        ("NO_NIK", state == NIK_NONE),
        ("NIK_INVALID", state == NIK_INVALID),
        ("NIK_REPEATED", repeated),
        ("NIK_OWNER_OTHER", owner_is_other),
        ("CLAIMED_TWICE", pairs.claimed_by_other[chosen] & given),
        ("NOT_RECORDED", facts["not_recorded"].astype(np.bool_) & given),
        ("INACTIVE", np.isin(facts["life"], (flags.INACTIVE, flags.DOUBLE)) & given),
    ]
    total = np.zeros(len(chosen), dtype=np.int64)
    for place, (_, mask) in enumerate(masks):
        total |= mask.astype(np.int64) << place
    return _joined_names([name for name, _ in masks], total)


def _candidate_lists(pairs: Pairs, confidence: Floats) -> list[pl.Series]:
    """The best candidates of each person as three lists side by side."""
    order = np.lexsort((pairs.civil, -confidence, pairs.person))
    order = order[pairs.civil[order] >= 0]
    frame = pl.DataFrame(
        {
            "person": pairs.person[order],
            "candidate_ids": pairs.frame["civil_id"].to_numpy()[order],
            "candidate_niks": pairs.frame["civil_nik"].gather(order),
            "candidate_confidences": confidence[order].round(4),
        }
    )
    lists = frame.group_by("person", maintain_order=True).agg(pl.all())
    people = pl.DataFrame({"person": np.arange(len(pairs.begin))})
    joined = people.join(lists, on="person", how="left", maintain_order="left")
    return [joined["candidate_ids"], joined["candidate_niks"], joined["candidate_confidences"]]
