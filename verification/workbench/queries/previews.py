"""What another formula would do to the order of the open cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dtks.accounts.models import User
from verification.corrections.models import ChangeRequest
from verification.workbench.queries.formula import Weights, current_weights
from verification.workbench.queries.standings import with_points
from verification.workbench.queries.windows import current_window

SHOWN = 12  # cases of each order
HEAD = 50  # the cases of about one day


@dataclass(frozen=True)
class Placed:
    """A case in an order: its place and points there, its place in the other order."""

    request: Any
    place: int
    points: int
    other_place: int

    @property
    def moved(self) -> int:
        """Places forward (positive) or back against the other order."""
        return self.other_place - self.place

    @property
    def distance(self) -> int:
        return abs(self.moved)


@dataclass(frozen=True)
class Preview:
    """The open cases in the order of two formulas."""

    before: list[Placed]
    after: list[Placed]
    total: int
    moved: int
    new_in_head: int  # cases that come among the first HEAD


def preview(user: User, wanted: Weights) -> Preview:
    """What another formula would do to all undecided cases that the person sees; three queries."""
    now, then = _order(user, current_weights()), _order(user, wanted)
    old_place = {pk: place for place, (pk, _) in enumerate(now, start=1)}
    new_place = {pk: place for place, (pk, _) in enumerate(then, start=1)}
    shown = {pk for order in (now, then) for pk, _ in order[:SHOWN]}
    joined = ChangeRequest.objects.filter(pk__in=shown).select_related("citizen__kelurahan", "act")
    requests = {each.pk: each for each in joined}

    def placed(order: list[tuple[int, int]], other: dict[int, int]) -> list[Placed]:
        return [Placed(requests[pk], place, points, other[pk]) for place, (pk, points) in enumerate(order[:SHOWN], 1)]

    return Preview(
        before=placed(now, new_place),
        after=placed(then, old_place),
        total=len(now),
        moved=sum(place != new_place[pk] for pk, place in old_place.items()),
        new_in_head=sum(place <= HEAD < old_place[pk] for pk, place in new_place.items()),
    )


def _order(user: User, weights: Weights) -> list[tuple[int, int]]:
    """Id and points of each undecided case, in the order of a formula."""
    waiting = ChangeRequest.objects.visible_to(user).undecided()
    found = with_points(waiting, current_window(), weights).order_by("-queued__turn", "-points", "submitted_at", "pk")
    return list(found.values_list("pk", "points"))
