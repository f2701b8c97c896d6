"""Where everybody goes in a succession: what is asked of it before it is filed, and whether two say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from dtks.papers.models import Document
from dtks.registry.models import Citizen, Household, LifeState, Relation
from dtks.registry.queries import members_of, value_text
from verification.corrections.models import Succession, SuccessionMember
from verification.corrections.queries.succession import head_of_card
from verification.corrections.services.filing import require_head
from verification.corrections.services.newcomers import Newcomer, check_newcomers
from verification.corrections.services.refusals import BrokenPlan
from verification.matching.nik import clean_nik

Place, Kind = SuccessionMember.Place, Succession.Kind


@dataclass(frozen=True, kw_only=True)
class MemberPlace:
    """Where a member of the old card goes; an empty number is "not on any new card yet"."""

    citizen: Citizen
    number: str = ""
    relation: str = ""
    deceased: bool = False

    @property
    def cleaned(self) -> MemberPlace:
        """As it is kept: the digits of the number alone, none for the dead, no relation without a card."""
        number = "" if self.deceased else clean_nik(self.number)
        relation = self.relation if number else ""
        return MemberPlace(citizen=self.citizen, number=number, relation=relation, deceased=self.deceased)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A succession as it is asked for: clean places, who joins, the event, and who follows.

    guardian: No. KK of a successor from another card; empty where he stands on a new card of the family.
    """

    card: Household
    kind: str
    event_on: date
    successor: Citizen
    places: Sequence[MemberPlace]
    newcomers: Sequence[Newcomer]
    guardian: str = ""

    @property
    def act(self) -> str:
        return "HEAD_SUCCESSION" if self.kind == Kind.DIED else "KK_CHANGE"

    @property
    def number(self) -> str:
        """No. KK of the successor's card."""
        return self.guardian or next(each.number for each in self.places if each.citizen == self.successor)

    @property
    def relation(self) -> str:
        """Of the successor on that card."""
        return (self.guardian and self.successor.relation) or Relation.HEAD.value

    @property
    def dead(self) -> list[Citizen]:
        return [each.citizen for each in self.places if each.deceased]

    @property
    def people(self) -> list[Citizen]:
        """Everybody whom it moves or leaves and who is known already."""
        return [each.citizen for each in self.places] + [each.citizen for each in self.newcomers if each.citizen]

    @property
    def everybody(self) -> list[MemberPlace | Newcomer]:
        return [*self.places, *self.newcomers]

    @property
    def numbers(self) -> set[str]:
        """The cards on which somebody is placed."""
        return {each.number for each in self.everybody if each.number}


def check_succession(wanted: Wanted, documents: Sequence[Document]) -> None:
    """Refuse a plan by which somebody would fall between, a card would have no head or two, or a child would lead one.

    Raises:
        BrokenPlan: a sentence that says which.
    """
    card = wanted.card
    if card.unit != Household.Unit.FAMILY or card.ended_on:
        raise BrokenPlan("Kartu ini sudah ditutup. Buka kartu yang baru.")
    if wanted.event_on > timezone.localdate():
        raise BrokenPlan("Tanggalnya di masa depan. Periksa tanggal kejadian.")
    members = {each.citizen_id for each in members_of(card)}
    if sorted(each.citizen.pk for each in wanted.places) != sorted(members):
        raise BrokenPlan("Anggota kartu sudah berubah. Muat ulang halaman ini, lalu tempatkan semua anggota.")
    check_newcomers(wanted.newcomers, [each.citizen for each in wanted.places])
    _check_cards(wanted)
    head = head_of_card(card)
    buried = head is not None and head.life_state == LifeState.DECEASED
    if wanted.kind == Kind.DIED and not buried and not wanted.dead:
        raise BrokenPlan("Tandai siapa yang meninggal.")
    dead = [each.citizen for each in wanted.places if each.citizen.life_state == LifeState.DECEASED]
    if buried_not := next((each for each in dead if each not in wanted.dead), None):
        raise BrokenPlan(f"{buried_not.name} sudah tercatat meninggal. Tandai ia meninggal di sini.")
    _check_successor(wanted)
    for each in wanted.everybody:
        if each.relation == Relation.HEAD:
            require_head(_who(each), wanted.event_on)
    _check_guardian(wanted, documents)


def _check_cards(wanted: Wanted) -> None:
    """Each new card is another than the old one, and has one head; the guardian's has its own."""
    heads: dict[str, list[str]] = defaultdict(list)
    for each in wanted.everybody:
        if each.number:
            heads[each.number] += [each.relation]
    if wanted.card.number in heads:
        raise BrokenPlan("No. KK baru sama dengan yang lama. Salin dari kartu yang baru.")
    if any(len(number) != 16 for number in heads):
        raise BrokenPlan("No. KK baru harus 16 angka. Salin dari kartu yang baru.")
    for number, relations in heads.items():
        count = relations.count(Relation.HEAD)
        if count != (0 if number == wanted.guardian else 1):
            words = "belum punya" if not count else "punya lebih dari satu"
            raise BrokenPlan(f"KK baru …{number[-4:]} {words} kepala keluarga. Pilih tepat satu.")
    if unsaid := next((each.citizen for each in wanted.places if each.number and not each.relation), None):
        raise BrokenPlan(f"Pilih hubungan {unsaid.name} di KK barunya.")


def _check_successor(wanted: Wanted) -> None:
    successor = wanted.successor
    if successor.life_state != LifeState.ALIVE or successor in wanted.dead:
        raise BrokenPlan("Penerus harus orang yang hidup.")
    require_head(successor, wanted.event_on)
    if wanted.guardian:
        return
    own = next((each for each in wanted.places if each.citizen == successor), None)
    if own is None or not own.number or own.relation != Relation.HEAD:
        raise BrokenPlan("Penerus harus menjadi kepala keluarga di salah satu KK baru.")


def _check_guardian(wanted: Wanted, documents: Sequence[Document]) -> None:
    if wanted.guardian and wanted.kind != Kind.DIED:
        raise BrokenPlan("Wali dari KK lain hanya bila kepala keluarga meninggal. Untuk pindah kartu pakai Gabung KK.")
    if wanted.guardian and not documents:
        raise BrokenPlan("Wali dari KK lain perlu surat. Lampirkan surat wali dari lurah atau pengadilan.")


def _who(each: MemberPlace | Newcomer) -> Citizen:
    """The person, also one who is in no list yet: by what is said of him, not written."""
    if isinstance(each, MemberPlace) or each.citizen is not None:
        found: Citizen = each.citizen  # type: ignore[assignment]
        return found
    born = each.values.get("birth_date")
    return Citizen(
        name=each.name, birth_date=date.fromisoformat(born) if born else None,
        marital_status=each.values.get("marital_status", ""),
    )  # fmt: skip


def require_same(plan: Succession, wanted: Wanted) -> None:
    """Sent again is sent once; another plan is never taken for the first.

    Raises:
        BrokenPlan: it says something else; what, and that the first is withdrawn for it.
    """
    members = list(plan.members.select_related("citizen"))
    was = {
        each.citizen_id: (each.place == Place.DECEASED, each.number, each.relation)
        for each in members if each.place != Place.JOINS
    }  # fmt: skip
    said = {each.citizen.pk: (each.deceased, each.number, each.relation) for each in wanted.places}
    other = [
        (said != was, "penempatan"),
        (not _same_people([each for each in members if each.place == Place.JOINS], wanted.newcomers), "anggota baru"),
        (plan.event_on != wanted.event_on, "tanggal kejadian"),
        ((plan.by_guardian, plan.number) != (bool(wanted.guardian), wanted.number), "wali"),
        (plan.kind != wanted.kind, "kejadian"),
    ]
    if words := [word for differs, word in other if differs]:
        raise BrokenPlan(
            f"{plan.request.number} sudah diajukan dengan {' dan '.join(words)} lain. Tarik dahulu usulan itu."
        )


def _same_people(rows: Sequence[SuccessionMember], newcomers: Sequence[Newcomer]) -> bool:
    """Whether exactly these people join, each on the same card as the same."""
    left = list(rows)
    for each in newcomers:
        found = next((row for row in left if _is(row, each)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def _is(row: SuccessionMember, newcomer: Newcomer) -> bool:
    if (row.number, row.relation) != (newcomer.number, newcomer.relation):
        return False
    if newcomer.citizen is not None:
        return row.citizen_id == newcomer.citizen.pk
    names = ("name", "birth_date", "nik")
    return all(value_text(row.citizen, name) == newcomer.values.get(name, "").strip().upper() for name in names)
