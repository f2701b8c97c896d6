"""The kinds of evidence and their findings, in the order of the parameter file."""

import numpy as np

NAME_LEVELS = 6
# Every kind of evidence: the field it explains and its findings. The order is that of the parameter file.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "date": (
        "tgl_lahir",
        (
            "unknown",
            "same",
            "same_default",
            "swapped",
            "year_1",
            "year_near",
            "year_digit",
            "year_other",
            "month_1",
            "month_other",
            "day_near",
            "day_other",
            "default_near",
            "default_other",
            "year_only",
            "other",
        ),
    ),
    "nik": (
        "nik",
        (
            "unknown",
            "same",
            "digit_area",
            "digit_birth",
            "digit_serial",
            "neighbours",
            "length",
            "female40",
            "serial",
            "area",
            "two_digits",
            "birth_same_date",
            "birth_other_date",
            "area_only",
            "other",
        ),
    ),
    # A NIK that is not the candidate's: does it fit the person's own birth date and sex, is it near the candidate's?
    "sense": (
        "nik",
        ("unknown", *(f"{whose}_{fit}" for whose in ("owned", "near", "far") for fit in ("not", "half", "fits"))),
    ),
    "owner": ("nik", ("nobody", "this", "family", "stranger")),
    "likeness": (
        "nama",
        ("unknown", "b0", "b35", "b50", "b60", "b68", "b75", "b81", "b86", "b89", "b92", "b96", "same"),
    ),
    "rarity": ("nama", ("r0", "r2", "r4", "r6", "r8", "r10", "r12", "r15", "r19", "r24")),
    "left_over": ("nama", ("l0c0", "l0c1", "l0c2", "l1c0", "l1c1", "l1c2", "l2c0", "l2c1", "l2c2")),
    "words": ("nama", ("plain", "initial", "initials", "cut", "weak_only")),
    "ends": ("nama", ("none", "first", "last", "both")),
    "glued": ("nama", ("not_looked_at", "g0", "g60", "g75", "g85", "g93")),
    "crowd": ("nama", ("no", "c1", "c3", "c10", "c30", "c100")),
    # The same NIK, by how the name and the birth date agree: the number of another of the family looks so.
    "number": ("nama", ("other_nik", *(f"n{n}d{d}" for n in range(NAME_LEVELS) for d in range(3)))),
    "kk": ("no_kk", ("unknown", "same", "differs")),
    "address": ("alamat", ("unknown", "all", "neighbourhood", "street", "kelurahan", "street_only", "other")),
    "place": (
        "tempat_lahir",
        ("unknown", "same_common", "same_some", "same_rare", "like", "differs_common", "differs_rare"),
    ),
    "sex": ("jk", ("unknown", "same", "differs")),
    "mother": ("nama_ibu", ("unknown", "same", "differs")),
    "joint": ("nama", tuple(f"n{n}d{d}f{f}" for n in range(NAME_LEVELS) for d in range(6) for f in range(3))),
}
OFFSETS = dict(zip(KINDS, np.cumsum([0, *(len(kind[1]) for kind in KINDS.values())])[:-1].tolist(), strict=True))
TOTAL = sum(len(kind[1]) for kind in KINDS.values())


def code(kind: str, finding: str) -> int:
    """The number of a finding inside its kind."""
    return KINDS[kind][1].index(finding)
