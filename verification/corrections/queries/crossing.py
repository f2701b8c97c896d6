"""Which open requests of one family touch the same thing, so that they are decided together (row 38)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verification.corrections.models import ChangeRequest

PLACE = ("address", "rt", "rw", "kelurahan")
SHARED = frozenset({*PLACE, "kk_number"})  # what all who live on one card have in common
OF_FAMILY = SHARED | {"relation", "life_state"}  # what an act on the family changes
FAMILY_ACTS = frozenset(
    {
        "HEAD_SUCCESSION", "KK_CHANGE", "SPLIT", "MERGE", "ADD_MEMBER", "MEMBER_OUT", "MOVE_IN", "MOVE_INSIDE",
        "MOVE_OUT",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Touch:
    """What one request would change: of whom, by which act, field -> proposed value."""

    citizen: int
    act: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Crossing:
    """Two requests of one family that touch the same thing."""

    fields: frozenset[str]  # those that both change
    own: bool  # both about one person
    agrees: bool  # both propose the same values there

    @property
    def words(self) -> str:
        """What both touch: "Menyentuh alamat yang sama."."""
        if not self.fields:
            return "Tindakan atas keluarga yang sama."
        return f"Menyentuh {self._things} yang sama{'' if self.agrees else ', nilainya lain'}."

    @property
    def _things(self) -> str:
        if self.fields & set(PLACE):
            return "alamat"
        if "kk_number" in self.fields:
            return "No. KK"
        return "isian"


def touch_of(request: ChangeRequest) -> Touch:
    """What a request would change: of one read by `open_requests_of` without another query."""
    proposed = getattr(request, "proposed", None)
    if proposed is None:
        values = {change.field: change.new_value for change in request.fields.all()}
    else:
        values = dict(pair.split("=", 1) for pair in proposed)
    return Touch(citizen=request.citizen_id, act=request.act.code, values=values)


def crossing_of(one: Touch, other: Touch) -> Crossing | None:
    """What two requests of one family touch together: the same field of the same person, what the family shares of
    different persons, or an act on the family beside something that it changes. None where nothing."""
    own = one.citizen == other.citizen
    both = set(one.values) & set(other.values)
    fields = frozenset(both if own else both & SHARED)
    if not fields and not _act_on_family(one, other):
        return None
    return Crossing(fields, own, all(one.values[name] == other.values[name] for name in fields))


def _act_on_family(one: Touch, other: Touch) -> bool:
    return any(
        act.act in FAMILY_ACTS and (beside.act in FAMILY_ACTS or bool(set(beside.values) & OF_FAMILY))
        for act, beside in ((one, other), (other, one))
    )
