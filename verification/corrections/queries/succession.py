"""Who may follow a head, and which programme would lose its recipient."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import AidRecord, Citizen, Household, HouseholdMembership, LifeState, Programme, Relation
from dtks.registry.queries import holding
from verification.corrections.models import ChangeRequest, SuccessionMember
from verification.corrections.queries.act_forms import is_gone

ADULT = 17  # years from which somebody has a KTP-el of his own
MARRIED_ONCE = ("2", "3", "4", "5")  # marital_status.csv: kawin, cerai hidup, cerai mati, kawin belum tercatat
SPOUSES = (Relation.HUSBAND, Relation.WIFE)
NOT_PAID = "gagal"
ELDERLY = 60  # years from which a member counts for the component of the elderly, assumed


@dataclass(frozen=True)
class Candidate:
    """A possible head, why, and what it takes. The first that may is suggested."""

    citizen: Citizen
    words: str
    allowed: bool
    suggested: bool = False


@dataclass(frozen=True)
class ProgrammeLine:
    """A programme of the old card: who stood for it, who will, whether it would be lost, or ends by what is decided.

    waits: names of who receives it and stands on no new card yet. joins: how many more may come to it by a new card.
    """

    programme: str
    was: list[str]
    becomes: str
    happens: str
    lost: bool
    ends: bool = False
    waits: list[str] = field(default_factory=list)
    joins: int = 0
    of_family: bool = True

    @property
    def was_words(self) -> str:
        """Who stood for it: by name, of a programme of each person as a number where they are several."""
        return f"{len(self.was)} jiwa" if not self.of_family and len(self.was) > 2 else ", ".join(self.was)


def may_head(citizen: Citizen, on: date) -> bool:
    """Whether somebody may be head of a card on a day: from 17 years on, or once married, as with a KTP-el of his own
    (UU 24/2013 article 63). A birth date that is unknown keeps nobody from it."""
    age = citizen.age_on(on)
    return age is None or age >= ADULT or citizen.marital_status in MARRIED_ONCE


def candidates(members: Iterable[HouseholdMembership], on: date, *, without: Iterable[int] = ()) -> list[Candidate]:
    """Members of a card who may follow, in the order of the office: spouse, oldest child of 17 or more, another adult.

    A head who lives and stays goes before all: a card that is only replaced keeps its head.

    Args:
        without: who died or leaves, by id.
    """
    gone = set(without)
    staying = [each for each in members if each.citizen_id not in gone]
    living = [each for each in staying if each.citizen.life_state == LifeState.ALIVE]
    ordered = sorted(living, key=lambda each: (_rank(each, on), each.citizen.birth_date or date.max))
    found: list[Candidate] = []
    for each in ordered:
        allowed = _rank(each, on) < _MINOR
        first = next((one.citizen.name for one in found if one.suggested), "")
        found.append(Candidate(each.citizen, _words(each, on, first), allowed, allowed and not first))
    return found


_HEAD, _SPOUSE, _CHILD, _OTHER, _MINOR = range(5)


def _rank(membership: HouseholdMembership, on: date) -> int:
    if membership.relation == Relation.HEAD:
        return _HEAD
    if not may_head(membership.citizen, on):
        return _MINOR
    if membership.relation in SPOUSES:
        return _SPOUSE
    return _CHILD if membership.relation == Relation.CHILD else _OTHER


def _words(membership: HouseholdMembership, on: date, first: str) -> str:
    """Why, and what it takes; `first` is the rank of who is suggested before."""
    citizen, rank = membership.citizen, _rank(membership, on)
    age, relation = citizen.age_on(on), membership.get_relation_display()
    years = "umur belum diketahui" if age is None else f"{age} th"
    told = {
        _HEAD: "Tetap kepala keluarga di KK baru.",
        _SPOUSE: "Pasangan didahulukan.",
        _CHILD: "Anak 17 tahun ke atas di KK yang sama.",
        _OTHER: "Orang dewasa lain di KK yang sama.",
        _MINOR: "Belum 17 tahun, belum boleh. Bila tidak ada yang lain: wali dengan surat.",
    }[rank]
    recorded = {"": "", "1": "", "2": " KTP-el belum direkam."}.get(citizen.ktp_state, " KTP-el direkam.")
    after = f" Bila {first} menolak, dengan surat pernyataannya." if first and rank < _MINOR else ""
    return f"{relation}, {years}. {told}{recorded}{after}"


def head_of_card(household: Household) -> Citizen | None:
    """The head of a card, or who was its head until he died."""
    heads = household.memberships.filter(relation=Relation.HEAD).select_related("citizen")
    living = heads.filter(ended_on=None).first()
    last = living or heads.filter(citizen__life_state=LifeState.DECEASED).order_by("-ended_on").first()
    return last.citizen if last else None


def continuity(
    members: Sequence[Citizen], *, leaving: Citizen | None, successor: Citizen | None,
    waiting: Sequence[Citizen] = (), joins: int = 0,
) -> list[ProgrammeLine]:  # fmt: skip
    """Each programme that the newest list names for the card: it is lost where only the leaving one stood for it.

    Args:
        waiting: who stands on no new card; what he receives himself is shut when his card is.
        joins: people of the new cards who were not on the old one.
    """
    newest: dict[str, dict[int, AidRecord]] = defaultdict(dict)
    running = Q(programme__active_to=None) | Q(programme__active_to__gte=timezone.localdate())
    rows = holding(AidRecord.objects.filter(running, citizen__in=members)).select_related("programme")
    for row in rows.order_by("-period"):
        newest[row.programme.short_label].setdefault(row.citizen_id, row)
    names = {citizen.pk: citizen.name for citizen in members}
    lines = []
    for label, by_person in newest.items():
        held = {pk: row for pk, row in by_person.items() if row.state != NOT_PAID}
        if held:
            programme = next(iter(by_person.values())).programme
            line = _line(label, held, names, leaving, successor, of_family=programme.unit == "family")
            lines.append(_beside(line, programme, held, leaving, waiting, joins))
    return sorted(lines, key=lambda line: (not line.lost, not line.waits, line.programme))


def _beside(
    line: ProgrammeLine, programme: Programme, held: Mapping[int, AidRecord], leaving: Citizen | None,
    waiting: Sequence[Citizen], joins: int,
) -> ProgrammeLine:  # fmt: skip
    """What a programme of each person means for who waits and who joins, and what ends with the dead."""
    if line.of_family:
        old = leaving is not None and (leaving.age or 0) >= ELDERLY and programme.code == "PKH" and not line.lost
        return replace(line, happens=f"{line.happens}; komponen lansia berakhir") if old else line
    shut = [each.name for each in waiting if each.pk in held]
    counted = programme.code == "PBI_JK"
    words = [line.happens] if line.becomes != "tetap" or not shut else []
    words += [f"{', '.join(shut)} ikut nonaktif bila tak punya KK"] if shut else []
    words += ["nama wali di Dapodik ikut diganti sekolah"] if leaving and programme.code == "PIP" else []
    return replace(line, waits=shut, joins=joins if counted else 0, happens="; ".join(words))


def _line(
    programme: str, held: dict[int, AidRecord], names: dict[int, str], leaving: Citizen | None,
    successor: Citizen | None, *, of_family: bool,
) -> ProgrammeLine:  # fmt: skip
    was = [names[pk] for pk in held]
    stays = [names[pk] for pk in held if leaving is None or pk != leaving.pk]
    if leaving is None or leaving.pk not in held:
        return ProgrammeLine(programme, was, "tetap", "penerima tidak berubah", lost=False, of_family=of_family)
    if not of_family:
        happens = "berhenti bagi yang meninggal; anggota lain tetap" if stays else "berhenti bagi yang meninggal"
        becomes = f"{len(stays)} jiwa" if len(stays) > 1 else ", ".join(stays) or "–"
        return ProgrammeLine(programme, was, becomes, happens, lost=False, of_family=False)
    becomes = successor.name if successor else "belum dipilih"
    if stays and leaving.relation == Relation.HEAD:  # a list that marks the whole family does not say who draws the aid
        words = "penerima hilang bila penggantinya tidak dikirim; daftar menandai seluruh keluarga"
        return ProgrammeLine(programme, [leaving.name], becomes, words, lost=True)
    if stays:
        return ProgrammeLine(programme, was, ", ".join(stays), "masih ada penerima lain di KK ini", lost=False)
    return ProgrammeLine(programme, was, becomes, "penerima hilang bila penggantinya tidak dikirim", lost=True)


def programme_lines(request: ChangeRequest) -> list[ProgrammeLine]:
    """What an open request means for each programme of its card: a succession, or that somebody leaves; else none."""
    if not request.is_open:
        return []
    plan = request.plan
    if plan is None:
        return _exit_lines(request)
    joins = plan.equation["joins"]
    members = [each.citizen for each in plan.shown_members if each.place != SuccessionMember.Place.JOINS]
    leaving = plan.old_head if plan.kind == plan.Kind.DIED else None
    return continuity(members, leaving=leaving, successor=plan.successor, waiting=plan.waiting, joins=joins)


def _exit_lines(request: ChangeRequest) -> list[ProgrammeLine]:
    """A death is looked at as in a succession; who leaves the list otherwise takes his programmes with him."""
    values = {change.field: change.new_value for change in request.fields.all()}
    if not is_gone(values):
        return []
    family = family_plan.shown_members if (family_plan := request.family_plan) else ()
    going = [request.citizen, *(each.citizen for each in family if is_gone(each.values))]
    current = Citizen.objects.filter(memberships__household=request.household_id, memberships__ended_on=None)
    members = [*going, *(each for each in current if each not in going)]
    if values.get("life_state") == LifeState.DECEASED and len(going) == 1:
        return continuity(members, leaving=request.citizen, successor=None)
    held = continuity(going, leaving=None, successor=None)
    return [replace(line, becomes="–", happens=_ending(len(line.was)), ends=True) for line in held]


def _ending(number: int) -> str:
    return "berhenti bagi yang keluar" if number == 1 else f"berhenti bagi {number} orang yang keluar"


def open_of(members: Sequence[Citizen]) -> list[ChangeRequest]:
    """Open requests about members of the card: they follow to the new one."""
    return list(
        ChangeRequest.objects.filter(citizen__in=members).open().select_related("citizen", "act").order_by("pk")
    )


def waiting_words(waiting: Sequence[Citizen]) -> str:
    """Who waits for a card, for a button: one by his first name, several by their number."""
    if len(waiting) == 1:
        return waiting[0].name.split()[0].title()
    return f"{len(waiting)} orang" if waiting else ""


def new_cards_of(citizen: Citizen, user: User) -> list[tuple[Household, str]]:
    """The open cards that came in place of the old card of somebody who stood on none, each with its head: by name to
    whoever may see him, '' where it has none."""
    waited = SuccessionMember.objects.filter(citizen=citizen, place=SuccessionMember.Place.OPEN)
    plan = (
        waited.filter(succession__request__state=ChangeRequest.State.APPLIED).order_by("-pk").values("succession")[:1]
    )
    placed = SuccessionMember.objects.filter(succession__in=plan).exclude(number="").values("number")
    now = HouseholdMembership.objects.filter(citizen=citizen, ended_on=None).values("household")
    cards = Household.objects.filter(Q(number__in=placed) | Q(pk__in=now), unit=Household.Unit.FAMILY, ended_on=None)
    heads = HouseholdMembership.objects.filter(household__in=cards, relation=Relation.HEAD, ended_on=None)
    names = dict.fromkeys(heads.values_list("household", flat=True), "warga di wilayah lain")
    names |= dict(heads.filter(citizen__in=Citizen.objects.visible_to(user)).values_list("household", "citizen__name"))
    return [(card, names.get(card.pk, "")) for card in cards.order_by("pk")]
