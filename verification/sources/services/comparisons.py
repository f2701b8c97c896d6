"""One citizen held against the extracts we hold, now: the basis on which proposals rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from dtks.accounts.models import User
from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal
from verification.matching import addresses, names, places
from verification.sources import queries
from verification.sources.models import CivilPerson, Comparison, Extract, ResultClass

if TYPE_CHECKING:
    import polars as pl

    from verification.matching.results import Result

MOST_BESIDE = 12  # citizens of one NIK or family who are looked at together
SPELLING = 0.92  # from here a name that differs is a spelling of the same (domain 3.1)
# Which of the matcher's judgements a field of ours falls under.
JUDGED_AS = {
    "nik": "nik", "name": "nama", "birth_date": "tgl_lahir", "birth_place": "tempat_lahir", "sex": "jk",
    "kk_number": "no_kk", "address": "alamat", "rt": "alamat", "rw": "alamat", "kelurahan": "alamat",
    "mother_name": "nama_ibu",
}  # fmt: skip


class NoExtract(Refusal):
    """No extract was merged yet: there is nothing to compare with."""


@transaction.atomic
def compare_now(
    *, citizen: Citizen, actor: User | None = None, thresholds: tuple[float, float] | None = None
) -> Comparison:
    """Search a citizen in the extracts we hold and freeze what is found.

    Citizens of the same NIK or family are looked at together with him, as a run of the whole registry would.

    Args:
        thresholds: bounds of the bands (eyes, same), 0 to 1; the method's own without.

    Raises:
        NoExtract: none was merged yet.
    """
    extract = queries.latest_extract()
    if extract is None:
        raise NoExtract("Belum ada ekstrak Disdukcapil. Unggah dan gabungkan dulu di Berkas masuk.")
    citizen = Citizen.objects.select_related("kelurahan").get(pk=citizen.pk)
    group = [citizen, *_beside(citizen)]
    persons = {person.pk: person for person in queries.possible_persons(group)}
    result = _result(group, list(persons.values()), thresholds)
    person = persons.get(result.civil_id) if result.civil_id is not None else None
    if person is None and citizen.awaits_nik:
        return _waiting(citizen, extract, actor)
    return Comparison.objects.create(
        citizen=citizen,
        civil_person=person,
        taken_on=person.taken_on if person else extract.taken_on,
        by=actor,
        result_class=str(result.result_class),
        fields=compared_fields(citizen, person, result.fields),
        confidence=min(1.0, max(0.0, result.confidence)),
        band=str(result.band),
        contributions=dict(result.contributions),
        codes=list(result.codes),
        method_version=result.version,
    )


def _waiting(citizen: Citizen, extract: Extract, actor: User | None) -> Comparison:
    """A newborn without NIK whom the extract does not have yet: no mismatch, it waits."""
    return Comparison.objects.create(
        citizen=citizen, taken_on=extract.taken_on, by=actor, result_class=ResultClass.NO_NIK,
        fields=compared_fields(citizen, None, ()), codes=[Comparison.AWAITS_NIK],
    )  # fmt: skip


def _beside(citizen: Citizen) -> list[Citizen]:
    """Others of ours with the same NIK or on the same card: they may have the better claim, or vouch for him."""
    same = Q(pk__in=[])
    if citizen.nik:
        same |= Q(nik=citizen.nik)
    if citizen.kk_number:
        same |= Q(kk_number=citizen.kk_number)
    others = Citizen.objects.filter(same).exclude(pk=citizen.pk).select_related("kelurahan")
    return list(others.order_by("pk")[:MOST_BESIDE])


def _result(group: list[Citizen], persons: list[CivilPerson], thresholds: tuple[float, float] | None) -> Result:
    """The matcher's answer for the first of the group."""
    from verification.matching import columns, scoring, settlement
    from verification.matching.candidates import CivilIndex
    from verification.matching.results import Thresholds, as_results

    register = columns.canonical(_register(persons), columns.CIVIL_COLUMNS, columns.REQUIRED_CIVIL)
    index = CivilIndex.build(register.with_columns(_ids(persons)))
    usual_rarity(index)
    scored = scoring.score_chunk(index, _list(group))
    bounds = Thresholds(*thresholds) if thresholds else None
    return next(as_results(settlement.settle(scored, bounds)))


def usual_rarity(index: Any) -> None:
    """A few candidates say nothing about how rare a word is: take each as usual, as compare_one does."""
    from verification.matching.single import usual_word_counts

    index.word_count = usual_word_counts(index)


def likely_persons(group: list[Citizen]) -> dict[int, CivilPerson]:
    """The person of the register of each, where the matcher is certain; several are settled together. Nothing is kept.

    Args:
        group: citizens, saved or not, known by their pk.
    """
    from verification.matching import columns, scoring, settlement
    from verification.matching.candidates import CivilIndex
    from verification.matching.results import Band, as_results

    persons = {person.pk: person for person in queries.possible_persons(group)} if group else {}
    if not persons:
        return {}
    rows = list(persons.values())
    register = columns.canonical(_register(rows), columns.CIVIL_COLUMNS, columns.REQUIRED_CIVIL)
    index = CivilIndex.build(register.with_columns(_ids(rows)))
    usual_rarity(index)
    results = as_results(settlement.settle(scoring.score_chunk(index, _list(group)), None))
    return {
        int(result.dtks_id): persons[result.civil_id]
        for result in results
        if result.civil_id is not None and result.band == Band.SAME
    }


def same_text(field: str, ours: str, theirs: str) -> bool:
    """Whether two known values of a field say the same; case, blanks and usual spellings of places do not count."""
    if field == "birth_place":
        return places.similarity(ours, theirs) >= SPELLING
    return ours.casefold().split() == theirs.casefold().split()


def _ids(persons: list[CivilPerson]) -> pl.Series:
    import polars as pl

    return pl.Series("civil_id", [person.pk for person in persons], dtype=pl.Int64)


def _register(persons: list[CivilPerson]) -> pl.DataFrame:
    rows = [{**_values(person), "status": person.flag, "recording": person.ktp_state} for person in persons]
    return _frame(rows, ["status", "recording"])


def _list(group: list[Citizen]) -> pl.DataFrame:
    return _frame([{**_values(citizen), "dtks_id": str(citizen.pk)} for citizen in group], ["dtks_id"])


def _values(row: Citizen | CivilPerson) -> dict[str, str]:
    values = {field: queries.text_of(row, field) for field in queries.COMPARED}
    return {**values, "kelurahan": row.kelurahan.name if row.kelurahan else ""}


def _frame(rows: list[dict[str, str]], more: list[str]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(rows, schema=dict.fromkeys([*queries.COMPARED, *more], pl.String))


def compared_fields(citizen: Citizen, person: CivilPerson | None, differing: tuple[str, ...]) -> dict[str, Any]:
    """Field by field: ours, theirs, verdict (same, variant, differs, unknown) and similarity 0 to 1.

    Empty is unknown: a value that a side does not have is never compared (decisions 2).
    """
    found: dict[str, Any] = {}
    for field in queries.COMPARED:
        ours = queries.text_of(citizen, field)
        theirs = queries.text_of(person, field) if person else ""
        similarity = _similarity(field, ours, theirs) if ours and theirs else None
        found[field] = {
            "ours": ours,
            "theirs": theirs,
            "verdict": _verdict(field, ours, theirs, similarity, JUDGED_AS[field] in differing),
            "similarity": None if similarity is None else round(similarity, 3),
        }
    return found


def _verdict(field: str, ours: str, theirs: str, similarity: float | None, differs: bool) -> str:
    if similarity is None:
        return "unknown"
    if not differs or ours == theirs or _same_written(field, ours, theirs):
        return "same"
    return "variant" if field in ("name", "birth_place", "mother_name") and similarity >= SPELLING else "differs"


def _same_written(field: str, ours: str, theirs: str) -> bool:
    """Parts of an address are judged one by one; case, blanks, abbreviations and leading zeros do not count."""
    if field == "address":
        return addresses.normalise(ours) == addresses.normalise(theirs)
    if field in ("rt", "rw"):
        one, two = addresses.neighbourhood(ours), addresses.neighbourhood(theirs)
        return one == two or not one or not two
    return False


def _similarity(field: str, ours: str, theirs: str) -> float:
    if field in ("name", "mother_name"):
        return names.similarity(ours, theirs)
    if field == "birth_place":
        return places.similarity(ours, theirs)
    if field == "address":
        return addresses.similarity(ours, theirs)
    return float(ours == theirs)
