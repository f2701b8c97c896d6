"""What the supervisor sees at once: who has what, how far, what nobody has yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from consultation.visits.models import IN_FIELD, AuditDraw, Source, State, Visit
from dtks.accounts.models import User

MOST_ROUTES = 4  # of one facilitator on the page; the list has all


@dataclass
class Route:
    """The visits of a facilitator in one route."""

    words: str
    due_on: date | None
    total: int = 0
    accepted: int = 0
    back: int = 0
    late: bool = False

    @property
    def made(self) -> int:
        return self.accepted + self.back


@dataclass
class Load:
    """A facilitator and how far he is."""

    facilitator: User
    routes: list[Route] = field(default_factory=list)
    total: int = 0
    accepted: int = 0
    back: int = 0  # waits for the supervisor
    sent_at: datetime | None = None

    @property
    def made(self) -> int:
        return self.accepted + self.back

    @property
    def bar(self) -> list[tuple[int, str]]:
        return [(self.accepted, "f-baru"), (self.back, "f-berubah"), (self.total - self.made, "f-sama")]

    @property
    def places(self) -> str:
        """Kadia, Lahundape"""
        return ", ".join(dict.fromkeys(route.words.split(",")[0] for route in self.routes))

    @property
    def shown(self) -> list[Route]:
        """The routes that are not done, the nearest day first."""
        return sorted(self.routes, key=lambda route: (route.made >= route.total, route.due_on or date.max))[
            :MOST_ROUTES
        ]


@dataclass(frozen=True)
class Overview:
    """The month's visits as a sum, by facilitator, and what is not given out."""

    total: int
    accepted: int
    back: int
    in_field: int
    open: int
    loads: list[Load]
    open_sources: list[tuple[str, int]]
    open_places: list[tuple[str, int]]
    last_due: date | None

    @property
    def parts(self) -> list[tuple[int, str, str]]:
        """For the equation: number, word, colour."""
        return [
            (self.accepted, "diterima", "baru"), (self.back, "perlu diperiksa", "berubah"),
            (self.in_field, "di lapangan", "sama"), (self.open, "belum dibagi", "va"),
        ]  # fmt: skip


def of_month(user: User, today: date) -> Any:
    """Visits that concern a month: all that are not over, and those accepted in it."""
    first = today.replace(day=1)
    over = Q(state=State.CHECKED, checked_at__date__gte=first)
    return Visit.objects.visible_to(user).filter(Q(state__in=[State.OPEN, *IN_FIELD, State.DONE]) | over)


def overview(user: User, today: date | None = None) -> Overview:
    """The supervisor's picture in three queries."""
    today = today or timezone.localdate()
    rows = (
        of_month(user, today)
        .order_by()
        .values("facilitator", "kelurahan__name", "route", "source", "state")
        .annotate(
            number=Count("pk", distinct=True), due=Min("due_on"), last=Max("due_on"), sent=Max("reports__arrived_at")
        )
    )
    found = list(rows)
    people = User.objects.in_bulk({row["facilitator"] for row in found if row["facilitator"]})
    states = Counter[str]()
    for row in found:
        states[row["state"]] += row["number"]
    unassigned = [row for row in found if row["state"] == State.OPEN]
    return Overview(
        total=sum(states.values()), accepted=states[State.CHECKED], back=states[State.DONE],
        in_field=sum(states[each] for each in IN_FIELD), open=states[State.OPEN],
        loads=_loads([row for row in found if row["facilitator"]], people, today),
        open_sources=_counted(unassigned, "source", dict(Source.choices)),
        open_places=_counted(unassigned, "kelurahan__name", {}),
        last_due=max((row["last"] for row in found if row["state"] != State.CHECKED), default=None),
    )  # fmt: skip


def _counted(rows: list[dict[str, Any]], name: str, words: dict[str, Any]) -> list[tuple[str, int]]:
    counts = Counter[str]()
    for row in rows:
        counts[str(words.get(row[name], row[name]))] += row["number"]
    return counts.most_common(6)


def _loads(rows: list[dict[str, Any]], people: dict[int, User], today: date) -> list[Load]:
    loads: dict[int, Load] = {}
    routes: dict[tuple[int, str, str], Route] = {}
    for row in rows:
        load = loads.setdefault(row["facilitator"], Load(people[row["facilitator"]]))
        place = (row["facilitator"], row["kelurahan__name"], row["route"])
        if place not in routes:
            words = ", ".join(part for part in (row["kelurahan__name"], row["route"]) if part)
            routes[place] = Route(words, None)
            load.routes.append(routes[place])
        _add(load, routes[place], row, today)
    return sorted(loads.values(), key=lambda load: (load.made == load.total, str(load.facilitator)))


def _add(load: Load, route: Route, row: dict[str, Any], today: date) -> None:
    number, state = row["number"], row["state"]
    accepted, back = number * (state == State.CHECKED), number * (state == State.DONE)
    for each in (load, route):
        each.total += number
        each.accepted += accepted
        each.back += back
    if state in IN_FIELD:
        route.due_on = min(filter(None, (route.due_on, row["due"])))
        route.late = route.due_on < today
    if row["sent"] and (load.sent_at is None or row["sent"] > load.sent_at):
        load.sent_at = row["sent"]


@dataclass(frozen=True)
class Audits:
    """The random audit in one sentence."""

    drawn: int
    made: int
    same: int

    @property
    def different(self) -> int:
        return self.made - self.same


def audits(user: User) -> Audits:
    """How the repeated visits of the newest draw compare with the first ones; two queries."""
    newest = AuditDraw.objects.first()
    if newest is None:
        return Audits(0, 0, 0)
    repeated = Visit.objects.visible_to(user).filter(draw=newest).select_related("repeats")
    rows = [(each.state, each.outcome, each.repeats.outcome if each.repeats else "") for each in repeated]
    made = [(outcome, first) for state, outcome, first in rows if state in (State.DONE, State.CHECKED)]
    return Audits(len(rows), len(made), sum(outcome == first for outcome, first in made))


@dataclass(frozen=True)
class RouteToGive:
    """Visits of one walk that nobody has yet, with the key of its field in the form."""

    kelurahan: int
    code: str
    name: str
    route: str
    ids: list[int]
    due_on: date

    @property
    def key(self) -> str:
        return f"{self.kelurahan}|{self.route}"


def routes_to_give(user: User, ids: list[int] | None = None) -> list[RouteToGive]:
    """What is to be given out, by kelurahan and route; with ids only these, whoever has them now."""
    found = Visit.objects.visible_to(user).filter(state__in=[State.OPEN, *IN_FIELD])
    found = found.filter(pk__in=ids) if ids else found.filter(state=State.OPEN)
    groups: dict[tuple[int, str, str, str], list[tuple[int, date]]] = defaultdict(list)
    for pk, kelurahan, code, name, route, due in found.order_by("kelurahan__name", "route", "pk").values_list(
        "pk", "kelurahan", "kelurahan__code", "kelurahan__name", "route", "due_on"
    ):
        groups[kelurahan, code, name, route].append((pk, due))
    return [RouteToGive(*place, [pk for pk, _ in rows], min(due for _, due in rows)) for place, rows in groups.items()]
