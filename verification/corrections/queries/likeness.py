"""What makes cases alike, so that they can be decided together: the act, the class, the kind of each difference."""

from __future__ import annotations

from collections.abc import Sequence

from verification.corrections.models import ChangeRequest, FieldChange
from verification.corrections.queries.marks import pair_of

SURE = ("same", "variant")  # what else the register says is looked at one by one
SHORT = 4  # letters of an abbreviated word: MUH., MOCH, SITI is no abbreviation of anything longer
MOST_FIELDS = 6


def likeness_of(request: ChangeRequest, changes: Sequence[FieldChange]) -> str:
    """The mark that like requests share; '' where a person has to look at each by itself.

    It does not name values of a person: only fields, kinds of difference, and a word that abbreviations stand for.
    """
    one_by_one = (
        request.urgent_reason
        or request.act.group == "household"
        or len(request.tiers) != 1
        or not changes
        or len(changes) > MOST_FIELDS
    )
    if one_by_one or any(change.basis.get("verdict") not in SURE for change in changes):
        return ""
    kinds = ";".join(f"{change.field}={_kind(change)}/{change.basis['verdict']}" for change in changes)
    mark = f"{request.act.code}|{request.result_class}|{kinds}"
    return mark if len(mark) <= 200 else ""


def _kind(change: FieldChange) -> str:
    word = pair_of(change.field, change.old_value, change.new_value).word or "lain"
    longer = _abbreviated(change) if change.field in ("name", "mother_name") else ""
    return f"{word}, {longer}" if longer else word


def _abbreviated(change: FieldChange) -> str:
    """The one word that stands in the new value for a shorter one of the old: MUHAMMAD for MUH."""
    old, new = change.old_value.split(), change.new_value.split()
    gone, come = [word for word in old if word not in new], [word for word in new if word not in old]
    if len(old) != len(new) or len(gone) != 1 or len(come) != 1:
        return ""
    short = gone[0].strip(".").replace(".", "")
    is_short = gone[0].endswith(".") or len(short) <= SHORT
    return come[0] if is_short and len(short) < len(come[0]) and short[:1] == come[0][:1] else ""
