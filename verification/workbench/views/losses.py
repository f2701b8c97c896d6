"""Who loses aid at the next stage, by kelurahan, with the act that prevents it one key away."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.db.models import Count, F, Max, QuerySet

from dtks.registry.models import Citizen
from dtks.web.views import ListView
from dtks.web.views.listing import far_ids
from verification.corrections.models import ChangeRequest, Succession
from verification.workbench.models import Loss
from verification.workbench.queries import current_window
from verification.workbench.queries.losses import CAUSES, MENDING, remedies
from verification.workbench.views.people import PeopleFilter, PeopleTable, remedy_column, with_aid

KEPT = {"kelurahan__name": "place", "name": "name", "pk": "citizen"}  # sorted by -> a column of the losses
SORTED = set(KEPT)


class LossTable(PeopleTable):
    cause = tables.Column(accessor="cause_words", orderable=False, verbose_name="Sebab")
    aid = tables.Column(accessor="aid_words", orderable=False, verbose_name="Bantuan")
    requests = tables.Column(accessor="request_words", orderable=False, verbose_name="Sedang diurus")
    act = remedy_column("Cegah")

    class Meta(PeopleTable.Meta):
        fields = ("name", "kelurahan", "cause", "aid", "requests", "act")


class Losses(ListView):
    """Dead recipients, replaced cards, age 17, inactive NIK, in one list."""

    permission = "citizens.see"
    title = "Siapa kehilangan bantuan"
    template_name = "workbench/losses.html"
    table_class = LossTable
    filter_class = PeopleFilter
    chip_field = "cause"
    chip_words = CAUSES
    order_by = "kelurahan"
    search_hint = "Nama, NIK, No. KK"
    nothing_yet = "Tidak ada penerima yang terancam kehilangan bantuan."

    def rows(self) -> QuerySet[Any]:
        user: Any = self.request.user
        people = Citizen.objects.visible_to(user).filter(loss__isnull=False).select_related("kelurahan")
        return people.annotate(cause=F("loss__cause"), said_class=F("loss__said_class"))

    @cached_property
    def whole(self) -> bool:
        """Whether everybody at risk is listed, at most of one cause: then the table of losses alone tells the page."""
        user: Any = self.request.user
        return user.area_codes() is None and not self.term and not self.active_filters

    def chip_counts(self, rows: QuerySet[Any]) -> dict[str, int]:
        if not self.whole:
            return super().chip_counts(rows)
        counted = Loss.objects.order_by().values_list("cause").annotate(number=Count("pk"), last=Max("found_at"))
        found = list(counted)
        self.found_at = max((last for _, _, last in found), default=None)
        return {cause: number for cause, number, _ in found}

    def by_ids(self, rows: QuerySet[Any], page: int) -> bool:
        return (self.whole and set(_sorted_by(rows)) <= SORTED) or super().by_ids(rows, page)

    def ids_of_page(self, rows: QuerySet[Any], start: int, size: int) -> list[int]:
        order = _sorted_by(rows)
        if not self.whole or not set(order) <= SORTED:
            return super().ids_of_page(rows, start, size)
        falls = str(rows.query.order_by[0]).startswith("-")
        listed = Loss.objects.filter(cause=self.chip) if self.chip else Loss.objects.all()
        columns = [f"-{column}" if falls else column for column in (KEPT[name] for name in order)]
        return far_ids(listed.order_by(*columns), start, size, self.total)

    def table(self) -> Any:
        table = super().table()
        people = with_aid([row.record for row in table.page.object_list])
        user: Any = self.request.user
        found, open_ones = remedies(people, user), _open_requests(people)
        for number, person in enumerate(people, 1):
            person.cause_words, person.remedy = CAUSES[person.cause], found[person.pk]
            person.request_words = open_ones.get(person.pk, "–")
            person.row_key = number if number < 10 else ""
        return table

    def context(self) -> dict[str, Any]:
        return {"window": current_window(), "found_at": self.found_at}

    @cached_property
    def found_at(self) -> datetime | None:
        """When the losses were found last."""
        last: datetime | None = Loss.objects.aggregate(last=Max("found_at"))["last"]
        return last


def _sorted_by(rows: QuerySet[Any]) -> list[str]:
    return [str(name).removeprefix("-") for name in rows.query.order_by]


def _open_requests(people: list[Any]) -> dict[int, str]:
    """The open request that removes the cause of each, by its number; of a dead head also that of his successor. Two
    queries."""
    causes = {person.pk: person.cause for person in people}
    rows = ChangeRequest.objects.open().filter(citizen__in=causes).order_by("pk")
    found = rows.values_list("citizen", "number", "act__code")
    numbers = {citizen: number for citizen, number, act in found if act in MENDING[causes[citizen]]}
    followed = Succession.objects.filter(old_head__in=causes, request__in=ChangeRequest.objects.open())
    return numbers | dict(followed.order_by("pk").values_list("old_head", "request__number"))
