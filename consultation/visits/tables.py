"""The table of visits."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from consultation.visits.models import State, Visit
from consultation.visits.queries.outcomes import chip_of
from dtks.web.tables import DayColumn, ListTable, NameColumn
from dtks.web.templatetags.chips import state_chip

CHIPS: dict[str, tuple[str, str]] = {
    State.OPEN: ("kosong", "clock"), State.ASSIGNED: ("teluk", "half"), State.DOWNLOADED: ("teluk", "half"),
    State.DONE: ("varian", "eye"), State.CHECKED: ("padan", "check"), State.RETURNED: ("berbeda", "return"),
    State.CANCELLED: ("meninggal", "minus"),
}  # fmt: skip


def visit_chip(visit: Visit) -> SafeString:
    """The chip of its state; one whose day is over says so."""
    if visit.late:
        return state_chip("berbeda", "lewat tenggat", "clock")
    family, picture = CHIPS[visit.state]
    return state_chip(family, str(visit.get_state_display()), picture)


class VisitTable(ListTable):
    """The nearest day first."""

    person_name = NameColumn(verbose_name="Warga", below="below", order_by=("citizen__name", "pk"))
    facilitator = tables.Column(
        accessor="facilitator_words", verbose_name="Fasilitator", order_by=("facilitator__full_name",)
    )
    source = tables.Column(verbose_name="Asal")
    due_on = DayColumn(verbose_name="Tenggat")
    outcome = tables.Column(verbose_name="Temuan", empty_values=())
    state = tables.Column(verbose_name="Keadaan")

    class Meta(ListTable.Meta):
        model = Visit
        fields = ("person_name", "facilitator", "source", "due_on", "outcome", "state")

    def render_outcome(self, record: Visit) -> Any:
        return state_chip(*chip_of(record.outcome)) if record.outcome else "–"

    def render_state(self, record: Visit) -> SafeString:
        return visit_chip(record)
