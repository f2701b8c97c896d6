"""Reads of requests: what is open for a person and household, where each state is at home."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat

from dtks.accounts.models import User
from dtks.registry.models import HouseholdMembership
from verification.corrections.models import MACHINE_ORIGINS, ChangeRequest, FieldChange, Reason

State = ChangeRequest.State
# Every state with the lists in which it is at home (failure 17): a state that stands nowhere would be lost.
QUEUES: dict[str, str] = {
    State.SUBMITTED: "antrean",
    State.RETURNED: "dikembalikan",
    State.APPROVED: "belum diterapkan",
    State.APPLY_FAILED: "belum diterapkan",
    State.APPLIED: "selesai",
    State.REFUSED: "selesai",
    State.NOTHING_TO_DO: "selesai",
    State.WITHDRAWN: "selesai",
    State.REVERSED: "selesai",
}


def states_of(queue: str) -> list[str]:
    """States that are at home in a list."""
    return [state for state, home in QUEUES.items() if home == queue]


class _AnyOf(Func):
    """Whether a value stands in an array: beside an OR it is looked up in an index, where IN is asked row by row."""

    template, arg_joiner = "(%(expressions)s))", " = ANY("
    output_field = BooleanField()


def open_requests_of(
    *, citizen: int, household: int | None, applied_since: datetime | None = None
) -> QuerySet[ChangeRequest]:
    """Open requests of a citizen and of those who live in the household with him, oldest first: act, whom they are
    about, `proposed` ("field=value") in the order of the form; what else they hold is read when it is asked for.

    Args:
        applied_since: what was applied from then on is found too.
    """
    about = Q(citizen=citizen)
    if household is not None:
        members = HouseholdMembership.objects.filter(household=household, ended_on=None).values("citizen")
        about |= Q(household=household) | Q(_AnyOf("citizen_id", ArraySubquery(members)))
    states = Q(state__in=ChangeRequest.OPEN_STATES)
    if applied_since is not None:
        states |= Q(state=State.APPLIED, applied_at__gte=applied_since)
    pairs = FieldChange.objects.filter(request=OuterRef("pk")).order_by("pk")
    pairs = pairs.values_list(Concat("field", Value("="), "new_value"), flat=True)
    found = ChangeRequest.objects.filter(states, about).annotate(proposed=ArraySubquery(pairs))
    shown = ("number", "state", "origin_reference", "created_at", "applied_at", "act__code", "act__label",
             "citizen__name")  # fmt: skip
    return found.select_related("act", "citizen").only(*shown)


def labels_of_fields() -> Prefetch[Any]:
    """For `prefetch_related`: the fields of requests as far as a list names them, without their basis."""
    return Prefetch("fields", FieldChange.objects.only("request", "field"))


def returned_to(user: User) -> QuerySet[ChangeRequest]:
    """Requests sent back to a person; those of a machine are at home with everybody who proposes."""
    mine = Q(maker=user)
    if user.may("corrections.propose"):
        mine |= Q(origin__in=MACHINE_ORIGINS)
    return ChangeRequest.objects.visible_to(user).filter(mine, state=State.RETURNED).select_related("act", "citizen")


def returned_count(user: User) -> int:
    """How many requests came back to a person: the number in the top bar."""
    return returned_to(user).count()


def reasons(on: date) -> QuerySet[Reason]:
    """Listed reasons in use on a day, of both kinds, in the order of their keys."""
    return Reason.objects.on(on)
