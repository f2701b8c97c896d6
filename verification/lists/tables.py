"""Lists of the room."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.template.loader import get_template
from django.utils.html import format_html

from dtks.web.tables import DayColumn, ListTable, NameColumn, NumberColumn
from dtks.web.templatetags import chips
from verification.lists.models import (
    CentralList,
    DifferenceLine,
    IdentityQuestion,
    ReturnedCase,
    VerificationName,
    VerificationOrder,
)
from verification.lists.queries import STANDINGS, changed_values

# Family and picture of the chip by state.
CHANGES = {"entered": ("padan", "plus"), "left": ("kosong", "minus"), "changed": ("varian", "approx"),
           "returned": ("berbeda", "undo")}  # fmt: skip
QUESTION_STATES = {"open": ("varian", "clock"), "second": ("ganda", "eye"), "same": ("padan", "check"),
                   "other": ("polos", "people")}  # fmt: skip
DECISIONS = {"": ("varian", "clock"), "remove_again": ("berbeda", "exit"), "legitimate": ("padan", "check"),
             "other_person": ("polos", "people")}  # fmt: skip
QUESTION_WORDS = {"open": "Belum dijawab", "second": "Menunggu orang kedua", "same": "Orang yang sama",
                  "other": "Orang lain"}  # fmt: skip


class CentralListTable(ListTable):
    """Snapshots of the centre, the newest first."""

    number = NameColumn(
        accessor="title", url="file_url", below="file_name", verbose_name="Daftar", order_by=("number",)
    )  # fmt: skip
    period = tables.TemplateColumn("{{ value|month }}", verbose_name="Bulan")
    row_count = NumberColumn(verbose_name="Baris")
    merged_at = DayColumn(verbose_name="Digabungkan")
    state = tables.TemplateColumn(template_name="lists/_list_state.html", verbose_name="Keadaan", orderable=False)
    difference = tables.TemplateColumn(
        template_name="lists/_list_difference.html", verbose_name="Beda dengan sebelumnya", orderable=False,
        empty_values=(),
    )  # fmt: skip

    class Meta(ListTable.Meta):
        model = CentralList
        fields = ("number", "period", "row_count", "merged_at", "state", "difference")


class LineTable(ListTable):
    """Who entered, left, changed or came back."""

    name = NameColumn(url="citizen_url", below="member_id", verbose_name="Warga")
    change = tables.Column(verbose_name="Beda")
    values = tables.Column(verbose_name="Yang berubah", orderable=False, empty_values=())
    place = tables.Column(
        accessor="citizen__kelurahan", verbose_name="Kelurahan", order_by=("citizen__kelurahan__name",)
    )
    proposed = tables.BooleanColumn(verbose_name="Usulan kita", orderable=False)

    class Meta(ListTable.Meta):
        model = DifferenceLine
        fields = ("name", "change", "values", "place", "proposed")

    def render_values(self, record: DifferenceLine) -> str:
        """Each field that changed, old and new."""
        return get_template("lists/_changed_values.html").render(
            {"changes": changed_values(record)}, request=self.request
        )  # fmt: skip

    def render_change(self, record: DifferenceLine) -> str:
        """The chip of the class."""
        family, picture = CHANGES[record.change]
        return chips.state_chip(family, record.get_change_display().capitalize(), picture)

    def render_proposed(self, value: bool) -> str:
        """Whether we had sent something of this person."""
        return "ada" if value else "–"


class QuestionTable(ListTable):
    """Two persons with one number."""

    citizen = NameColumn(accessor="citizen__name", below="new_words", verbose_name="Di daftar baru")
    other = tables.TemplateColumn(
        "{{ record.other.name }}<small>ID {{ record.other.dtks_id|default:'–' }}</small>", accessor="other__name",
        verbose_name="Sudah kita kenal",
    )  # fmt: skip
    place = tables.Column(
        accessor="citizen__kelurahan", verbose_name="Kelurahan", order_by=("citizen__kelurahan__name",)
    )
    central_list = tables.Column(verbose_name="Daftar", order_by=("central_list__number",))
    state = tables.Column(verbose_name="Keadaan", orderable=False)

    class Meta(ListTable.Meta):
        model = IdentityQuestion
        fields = ("citizen", "other", "place", "central_list", "state")

    def render_state(self, value: str) -> str:
        """The chip of the state."""
        family, picture = QUESTION_STATES[value]
        return chips.state_chip(family, QUESTION_WORDS[value], picture)


class ReturnTable(ListTable):
    """Removed names that a list brings again."""

    name = NameColumn(accessor="tombstone__name", below="place_words", verbose_name="Nama yang dikeluarkan")
    said = tables.Column(accessor="listed_name", verbose_name="Di daftar", orderable=False, empty_values=())
    kind = tables.Column(verbose_name="Kembalinya")
    confidence = tables.TemplateColumn(template_name="lists/_band.html", verbose_name="Keyakinan")
    reason = tables.Column(accessor="tombstone__reason", verbose_name="Dikeluarkan karena")
    central_list = tables.Column(verbose_name="Daftar", order_by=("central_list__number",))
    decision = tables.Column(verbose_name="Putusan", empty_values=())

    class Meta(ListTable.Meta):
        model = ReturnedCase
        fields = ("name", "said", "kind", "confidence", "reason", "central_list", "decision")

    outcomes: dict[str, str]  # code -> words

    def render_reason(self, record: ReturnedCase) -> str:
        """The reason of the removal in words, with its day."""
        stone = record.tombstone
        words = self.outcomes.get(stone.reason, stone.reason)
        return format_html("{}<small>{}</small>", words, f"{stone.removed_on:%d-%m-%Y}")

    def render_decision(self, record: ReturnedCase) -> Any:
        """The chip of the decision, with its request."""
        family, picture = DECISIONS[record.decision]
        chip = chips.state_chip(family, record.get_decision_display().capitalize(), picture)
        if record.request is None:
            return chip
        return format_html(
            '{}<small><a href="{}">{}</a> {}</small>', chip, record.request.get_absolute_url(), record.request.number,
            record.request.get_state_display(),
        )  # fmt: skip


class OrderTable(ListTable):
    """Files of names with how many are checked."""

    number = NameColumn(url="get_absolute_url", below="file_name", verbose_name="Berkas")
    due_on = DayColumn(verbose_name="Tenggat")
    checked = tables.TemplateColumn(
        "<strong>{{ value|whole }}</strong> dari {{ record.total|whole }}{% if record.nobody %}"
        "<small>{{ record.nobody|whole }} tidak dikunjungi</small>{% endif %}",
        verbose_name="Sudah diperiksa",
    )  # fmt: skip
    made_at = DayColumn(verbose_name="Masuk")

    class Meta(ListTable.Meta):
        model = VerificationOrder
        fields = ("number", "due_on", "checked", "made_at")


STANDING_CHIPS = {"checked": ("padan", "check"), "waits": ("varian", "clock"), "nobody": ("kosong", "lens-x")}


class NameTable(ListTable):
    """Names of one file, with what was found."""

    name = NameColumn(url="citizen_url", below="member_id", verbose_name="Nama")
    row_no = NumberColumn(verbose_name="Baris")
    place = tables.Column(
        accessor="citizen__kelurahan", verbose_name="Kelurahan", order_by=("citizen__kelurahan__name",)
    )
    standing = tables.Column(verbose_name="Keadaan")
    found = tables.Column(accessor="assignment__outcome", verbose_name="Yang ditemui", empty_values=())

    class Meta(ListTable.Meta):
        model = VerificationName
        fields = ("name", "row_no", "place", "standing", "found")

    def render_standing(self, value: str) -> str:
        """The chip of where it stands."""
        family, picture = STANDING_CHIPS[value]
        return chips.state_chip(family, STANDINGS[value], picture)

    def render_found(self, record: VerificationName) -> str:
        """The finding in words, or why nobody goes there."""
        work = record.assignment
        if work is None:
            return record.why
        words = getattr(self, "outcomes", {}).get(work.outcome, work.outcome_words)
        return str(words) if work.outcome else f"tenggat {work.due_on:%d-%m-%Y}"
