"""The register's own flags: life state and recording, as codes or labels (domain 4, 8.1)."""

import numpy as np
import numpy.typing as npt
import polars as pl

ACTIVE, MOVED, DECEASED, INACTIVE, DOUBLE = 0, 1, 2, 3, 4

_LIFE = (
    (DECEASED, r"^(MENINGGAL.*|MATI|2)$"),
    (MOVED, r"^(PINDAH.*|3)$"),
    (DOUBLE, r"^(GANDA|DUPLIKAT)$"),
    (INACTIVE, r"^(NON ?AKTIF|TIDAK AKTIF|TIDAK VALID|HILANG|4|9|INACTIVE)$"),
)
_NOT_RECORDED = r"^(2|BELUM ?(REKAM|PEREKAMAN)|BELUM)$"


def life_states(column: pl.Series) -> npt.NDArray[np.int64]:
    """ACTIVE, MOVED, DECEASED, INACTIVE or DOUBLE for each row; an unknown word counts as active."""
    words = column.unique()
    text = words.str.strip_chars().str.to_uppercase()
    states = np.zeros(len(words), dtype=np.int64)
    for state, pattern in _LIFE:
        states[text.str.contains(pattern).fill_null(False).to_numpy()] = state
    table = pl.DataFrame({"word": words, "state": states})
    each = pl.DataFrame({"word": column}).join(table, on="word", how="left", nulls_equal=True, maintain_order="left")
    return each["state"].to_numpy().astype(np.int64)


def not_recorded(column: pl.Series) -> npt.NDArray[np.bool_]:
    """Whether the register says that an adult's biometrics were never taken (state 2)."""
    text = column.str.strip_chars().str.to_uppercase()
    return text.str.contains(_NOT_RECORDED).fill_null(False).to_numpy().astype(np.bool_)
