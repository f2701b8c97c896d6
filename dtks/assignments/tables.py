"""The table of assignments."""

from __future__ import annotations

import django_tables2 as tables

from dtks.assignments.models import Assignment, State
from dtks.web.tables import ListTable, NameColumn
from dtks.web.templatetags.chips import state_chip

_CHIPS = {
    State.OPEN: ("kosong", "clock"), State.TAKEN: ("teluk", "half"), State.DONE: ("padan", "check"),
    State.CANCELLED: ("polos", "x"),
}  # fmt: skip


def chip_of(assignment: Assignment) -> str:
    """The chip of its state; one whose day is over says so."""
    if assignment.late:
        return state_chip("berbeda", "lewat tenggat", "clock")
    family, picture = _CHIPS[State(assignment.state)]
    return state_chip(family, str(assignment.get_state_display()), picture)


class AssignmentTable(ListTable):
    """The most urgent first."""

    title = NameColumn(below="below", verbose_name="Tugas")
    about = tables.Column(accessor="about_words", verbose_name="Tentang", order_by=("citizen__name",))
    owner = tables.Column(verbose_name="Giliran")
    person = tables.Column(accessor="person_words", verbose_name="Pelaksana", order_by=("person__full_name", "role"))
    due_on = tables.TemplateColumn("{{ record.due_on|day }}", verbose_name="Tenggat")
    state = tables.Column(verbose_name="Keadaan")
    origin = tables.TemplateColumn(template_name="assignments/_origin.html", verbose_name="Asal")

    class Meta(ListTable.Meta):
        model = Assignment
        fields = ("title", "about", "owner", "person", "due_on", "state", "origin")

    def render_owner(self, record: Assignment) -> str:
        return str(record.get_owner_display())

    def render_state(self, record: Assignment) -> str:
        return chip_of(record)
