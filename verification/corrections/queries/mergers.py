"""What follows when two records are one person: what goes over, what becomes of the card, and what forbids it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from dtks.assignments.models import Assignment
from dtks.registry.models import Citizen, Household, HouseholdMembership, LifeState, Relation
from verification.corrections.models import ChangeRequest

DUPLICATE = "DUPLICATE"


@dataclass
class Standing:
    """What hangs on a record: its card, whether it leads others there, open requests, live tasks."""

    card: int | None = None
    number: str = ""
    relation: str = ""
    others: set[int] = field(default_factory=set)  # who lives on the card beside him
    requests: list[str] = field(default_factory=list)
    planned: set[str] = field(default_factory=set)  # open acts on the family in which he stands
    tasks: int = 0

    @property
    def leads(self) -> bool:
        return self.relation == Relation.HEAD and bool(self.others)


@dataclass(frozen=True)
class Merger:
    """Two records as one: what the page says before it is decided."""

    moves: list[str]  # in words, what goes over to the record that is kept
    values: Mapping[str, str]  # what the kept record gets, so that the card keeps its head
    card_words: str
    forbidden: str  # why they cannot be joined now, and what to do first

    @property
    def words(self) -> str:
        """What goes over: "PKH, 2 berkas, usulan P-2611-0004"."""
        return ", ".join(self.moves)


def standings_of(citizens: Iterable[int]) -> dict[int, Standing]:
    """What hangs on some records; three queries."""
    ids = list(citizens)
    found: dict[int, Standing] = defaultdict(Standing)
    own = HouseholdMembership.objects.filter(household__unit=Household.Unit.FAMILY, ended_on=None, citizen__in=ids)
    rows = HouseholdMembership.objects.filter(household__in=own.values("household"), ended_on=None)
    standing = list(rows.select_related("household", "citizen"))
    for each in (one for one in standing if one.citizen_id in ids):
        mine = found[each.citizen_id]
        mine.card, mine.number, mine.relation = each.household_id, each.household.number, each.relation
    for each in (one for one in standing if one.citizen.life_state == LifeState.ALIVE):
        for pk, mine in found.items():
            if mine.card == each.household_id and pk != each.citizen_id:
                mine.others.add(each.citizen_id)
    planned = Q(act_plan__members__citizen__in=ids) | Q(succession__members__citizen__in=ids)
    requests = ChangeRequest.objects.open().filter(Q(citizen__in=ids) | planned)
    said = requests.values_list("number", "citizen", "act_plan__members__citizen", "succession__members__citizen",
                                "act_plan", "reverses")  # fmt: skip
    for number, citizen, planned_for, placed, plan, reverses in said.order_by("pk"):
        _stand_in(found, number, citizen, {planned_for, placed}, bound=bool(plan or placed or reverses))
    tasks = Assignment.objects.live().filter(citizen__in=ids)
    for citizen in tasks.values_list("citizen", flat=True):
        found[citizen or 0].tasks += 1
    return found


def _stand_in(found: dict[int, Standing], number: str, citizen: int, along: set[int | None], *, bound: bool) -> None:
    if number not in found[citizen].requests:
        found[citizen].requests.append(number)
    for pk in {citizen, *along} - {None} if bound else ():
        found[pk or 0].planned.add(number)


def merger_of(
    alias: Citizen, kept: Citizen, standings: Mapping[int, Standing], *, aid: Sequence[str] = (), papers: int = 0,
    own: str = "",
) -> Merger:  # fmt: skip
    """What would happen if `alias` leads to `kept`; no query.

    Args:
        aid: what the alias receives now, in words; papers: how many of its papers the archive has.
        own: number of the request that says so itself.
    """
    mine, theirs = standings.get(alias.pk, Standing()), standings.get(kept.pk, Standing())
    requests = [each for each in mine.requests if each != own]
    moves = list(aid)
    moves += [f"{papers} berkas"] if papers else []
    moves += [f"usulan {', '.join(requests)}"] if requests else []
    moves += [f"{mine.tasks} tugas"] if mine.tasks else []
    values, words = _card(alias, kept, mine, theirs)
    return Merger(moves, values, words, _forbidden(alias, kept, mine, theirs, own))


def _card(alias: Citizen, kept: Citizen, mine: Standing, theirs: Standing) -> tuple[dict[str, str], str]:
    """The kept record takes the place on the card where it has none, and leads the card where the alias did."""
    if mine.card is None:
        return {}, ""
    if theirs.card is None:
        return {"kk_number": mine.number, "relation": mine.relation}, f"{kept.name} menempati KK {alias.name}"
    if theirs.card == mine.card and mine.relation == Relation.HEAD != theirs.relation:
        return {"relation": Relation.HEAD.value}, f"{kept.name} menjadi kepala keluarganya"
    return {}, ""


def _forbidden(alias: Citizen, kept: Citizen, mine: Standing, theirs: Standing, own: str) -> str:
    if alias.life_state == LifeState.DECEASED or kept.life_state != LifeState.ALIVE:
        return "Salah satu catatan bukan orang yang hidup. Perbaiki dahulu keadaannya."
    if planned := sorted((mine.planned | theirs.planned) - {own}):
        return f"{planned[0]} masih terbuka bagi keluarga ini. Selesaikan dahulu, lalu gabungkan."
    elsewhere = theirs.card is not None and theirs.card != mine.card
    if mine.leads and elsewhere:
        return (
            f"{alias.name} memimpin KK berisi {len(mine.others) + 1} orang, {kept.name} berdiri di KK lain: kartu itu "
            "akan tanpa kepala. Pertahankan catatan yang memimpin, atau catat dahulu Gabung KK atau pergantian kepala."
        )
    return ""
