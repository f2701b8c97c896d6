"""On what a proposed value rests: the register's word on it, and the whole comparison in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dtks.registry.models import Citizen
from verification.corrections.models import FieldChange
from verification.matching import addresses, names, places
from verification.matching.explanation import bars, explain_operator
from verification.matching.results import STATUS_OF_CLASS, Band, Result, ResultClass, Status
from verification.sources.models import Comparison

# Fields of the register -> judged fields of the matcher, for marks and explanations.
JUDGED = {
    "nik": "nik", "name": "nama", "birth_date": "tgl_lahir", "birth_place": "tempat_lahir", "sex": "jk",
    "kk_number": "no_kk", "address": "alamat", "rt": "alamat", "rw": "alamat", "kelurahan": "alamat",
    "mother_name": "nama_ibu",
}  # fmt: skip
VARIANT_FROM = 0.86
AWAITED = (
    "Bayi ini belum punya NIK, jadi belum ada di ekstrak Disdukcapil. Ia ikut ibunya; bila ekstrak membawa NIK-nya, "
    "Padan mengusulkannya sendiri."
)

WORST_FIRST = ("differs", "unknown", "variant", "same")


def worst_verdict(fields: Iterable[FieldChange]) -> str:
    """The worst word of the register on some fields; '' where none was compared."""
    said = {each.basis.get("verdict") for each in fields}
    return next((verdict for verdict in WORST_FIRST if verdict in said), "")


def basis_of(*, citizen: Citizen, field: str, value: str, comparison: Comparison | None) -> dict[str, Any]:
    """What stands behind a proposed value; frozen with the request.

    Returns:
        source, taken_on, value (null where the source gives none), verdict (same, variant, differs, unknown),
        similarity, agrees (null where unknown), comparison (its id), was (source of the old value).
    """
    was = citizen.sources.get(field)
    if comparison is None:
        return {"verdict": "unknown", "agrees": None, "was": was}
    said = comparison.fields.get(field) or {}
    theirs = said.get("theirs")
    verdict, similarity = _verdict(field=field, value=value, said=said)
    return {
        "source": comparison.source,
        "source_label": comparison.get_source_display(),
        "taken_on": comparison.taken_on.isoformat() if comparison.taken_on else "",
        "value": theirs,
        "verdict": verdict,
        "similarity": similarity,
        "agrees": None if verdict == "unknown" else verdict == "same",
        "comparison": comparison.pk,
        "was": was,
    }


def _verdict(*, field: str, value: str, said: dict[str, Any]) -> tuple[str, float | None]:
    """The register's verdict on a value that is not the one compared, from the value of a file, else unknown."""
    theirs = said.get("theirs")
    if not theirs:
        unchanged = said.get("theirs") is None and said.get("ours") == value
        return (said.get("verdict") or "unknown", said.get("similarity")) if unchanged else ("unknown", None)
    if theirs == value:
        return "same", 1.0
    similarity = likeness(field, value, theirs)
    return ("variant" if similarity >= VARIANT_FROM else "differs"), round(similarity, 3)


def likeness(field: str, one: str, two: str) -> float:
    """Similarity of two known values of a field, 0 to 1; numbers, dates and codes are equal or not."""
    if not one or not two:
        return 0.0
    if field in ("name", "mother_name"):
        return float(names.similarity(one, two))
    if field == "address":
        return float(addresses.similarity(one, two))
    if field == "birth_place":
        return float(places.normalise(one) == places.normalise(two))
    if field in ("rt", "rw"):
        return float(one.lstrip("0") == two.lstrip("0"))
    return float(one == two)


def explanation_of(comparison: Comparison | None) -> dict[str, Any]:
    """Words and bars of a comparison; frozen with the request."""
    if comparison is None:
        return {}
    if Comparison.AWAITS_NIK in comparison.codes:
        return {"words": AWAITED, "bars": [], "codes": comparison.codes}
    result = _as_result(comparison)
    return {
        "words": explain_operator(result),
        "bars": [list(bar) for bar in bars(result)],
        "band": comparison.band,
        "confidence": comparison.confidence,
        "method": comparison.method_version,
        "codes": comparison.codes,
        "compared_at": comparison.at.isoformat(),
    }


def _as_result(comparison: Comparison) -> Result:
    """The matcher's own form of a stored comparison, so that there is one wording."""
    differing = [
        judged
        for field, judged in JUDGED.items()
        if (comparison.fields.get(field) or {}).get("verdict") in ("variant", "differs")
    ]
    result_class = ResultClass(comparison.result_class)
    return Result(
        dtks_id="",
        status=STATUS_OF_CLASS[result_class] or Status.NOT_FOUND,
        result_class=result_class,
        civil_id=comparison.civil_person_id,
        matched_nik="",
        confidence=comparison.confidence or 0.0,
        band=Band(comparison.band or Band.DIFFERENT),
        fields=tuple(dict.fromkeys(differing)),
        codes=tuple(comparison.codes),
        contributions=comparison.contributions,
    )
