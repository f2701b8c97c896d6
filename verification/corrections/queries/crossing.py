"""Which open requests of one family touch the same thing, so that they are decided together (row 38)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dtks.accounts.models import User
from dtks.registry.models import Citizen
from dtks.registry.queries import family_of
from verification.corrections.models import ChangeRequest
from verification.corrections.models.requests import words_of_fields
from verification.corrections.queries.act_forms import is_gone
from verification.corrections.queries.requests import open_requests_of

PLACE = ("address", "rt", "rw", "kelurahan")
SHARED = frozenset({*PLACE, "kk_number"})  # what all who live on one card have in common
OF_FAMILY = SHARED | {"relation", "life_state"}  # what an act on the family changes
NEWCOMER = "ADD_MEMBER"  # what is corrected of him while he is proposed goes to the centre in the row that brings him
ACTS_ON_FAMILY = frozenset(
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
    source: str = ""  # the ticket, the name of the berita acara …: what comes from one goes together


@dataclass(frozen=True)
class Crossing:
    """Two requests of one family that touch the same thing."""

    fields: frozenset[str]  # those that both change
    own: bool  # both about one person
    agrees: bool  # both propose the same values there
    leaving: bool = False  # both take the same person off the list, each for another reason
    newcomer: bool = False  # one brings somebody in, the other gives him his NIK

    @property
    def words(self) -> str:
        """What both touch: "Menyentuh alamat yang sama."."""
        if self.leaving:
            return "Keduanya mengeluarkan orang yang sama, sebabnya lain."
        if self.newcomer:
            return "Anak yang sama: NIK-nya dikirim ke pusat dalam usulan yang memasukkannya."
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
    return Touch(citizen=request.citizen_id, act=request.act.code, values=values, source=request.origin_reference)


def crossing_of(one: Touch, other: Touch) -> Crossing | None:
    """What two requests of one family touch together: the same field of the same person, what the family shares of
    different persons, an act on the family beside something that it changes, two ways off the list of one person.
    None where nothing."""
    own = one.citizen == other.citizen
    both = set(one.values) & set(other.values)
    fields = frozenset(both if own else both & SHARED)
    if own and is_gone(one.values) and is_gone(other.values) and one.act != other.act:
        return Crossing(fields, own, agrees=False, leaving=True)
    newcomer = own and not fields and _numbers_a_newcomer(one, other)
    if not fields and not newcomer and not _act_on_family(one, other, own=own):
        return None
    return Crossing(fields, own, all(one.values[name] == other.values[name] for name in fields), newcomer=newcomer)


def _numbers_a_newcomer(one: Touch, other: Touch) -> bool:
    return any(act.act == NEWCOMER and "nik" in beside.values for act, beside in ((one, other), (other, one)))


def _act_on_family(one: Touch, other: Touch, *, own: bool) -> bool:
    if one.act in ACTS_ON_FAMILY and other.act in ACTS_ON_FAMILY:
        return not own or one.source != other.source
    return not own and any(
        act.act in ACTS_ON_FAMILY and bool(set(beside.values) & OF_FAMILY)
        for act, beside in ((one, other), (other, one))
    )


@dataclass(frozen=True)
class OpenBeside:
    """An open request of the family, as a form shows it beside what is typed."""

    request: ChangeRequest
    values: Mapping[str, str]

    @property
    def words(self) -> str:
        return words_of_fields(list(self.values))

    @property
    def waits(self) -> bool:
        """Whether it takes papers and notes now."""
        return self.request.state == ChangeRequest.State.SUBMITTED


def open_beside(citizen: Citizen, user: User) -> list[OpenBeside]:
    """What the person may see of the open requests of a citizen and his family, his own first; two queries."""
    family = family_of(citizen)
    found = open_requests_of(citizen=citizen.pk, household=family.pk if family else None).filter(
        pk__in=ChangeRequest.objects.visible_to(user)
    )
    rows = [OpenBeside(request, touch_of(request).values) for request in found]
    return sorted(rows, key=lambda row: row.request.citizen_id != citizen.pk)


def doubled(
    citizen: Citizen | None, values: Mapping[str, str], beside: Iterable[OpenBeside]
) -> list[tuple[OpenBeside, str]]:
    """Open requests that already change one of these fields of the same citizen, with those fields in words.

    One with exactly these values is none: what is proposed again is the same request.
    """
    own = [row for row in beside if citizen and row.request.citizen_id == citizen.pk]
    own = [row for row in own if dict(row.values) != dict(values)]
    found = [(row, [name for name in values if name in row.values]) for row in own]
    return [(row, words_of_fields(names)) for row, names in found if names]


def crossing_sentences(requests: Iterable[ChangeRequest | None], user: User) -> list[str]:
    """For whoever has just made some requests: which open ones they touch. Two queries for each."""
    said = []
    for request in filter(None, requests):
        if not request.is_open:
            continue
        own = touch_of(request)
        for row in open_beside(request.citizen, user):
            crossing = crossing_of(own, touch_of(row.request)) if row.request.pk != request.pk else None
            if crossing:
                other = f"{row.request.number} ({row.request.citizen.name})"
                said.append(f"{request.number} dan {other}: {crossing.words} Pemutus melihat keduanya bersama.")
    return said
