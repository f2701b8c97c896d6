"""The table of tickets."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils import timezone

from consultation.desk.models import Article, CannedAnswer, Kind, Letter, Round, State, Ticket
from dtks.web.tables import DayColumn, ListTable, NameColumn, NumberColumn
from dtks.web.templatetags.chips import state_chip
from dtks.web.templatetags.formats import EMPTY, moment

CHIPS: dict[str, tuple[str, str]] = {
    State.RECEIVED: ("teluk", "half"), State.INCOMPLETE: ("varian", "warning"), State.CHECKING: ("teluk", "half"),
    State.RETURNED: ("varian", "return"), State.WAIT_CITIZEN: ("varian", "person"),
    State.WAIT_DUKCAPIL: ("kosong", "clock"),
    State.WAIT_KELURAHAN: ("kosong", "clock"), State.WAIT_SCHOOL: ("kosong", "clock"),
    State.WAIT_MAYOR: ("kosong", "clock"),
    State.SENT: ("pindah", "right"), State.DONE: ("padan", "check"), State.REFUSED: ("berbeda", "x"),
    State.CANCELLED: ("meninggal", "minus"),
}  # fmt: skip


def ticket_chip(state: str) -> str:
    """The chip of a ticket's state."""
    family, picture = CHIPS[state]
    return state_chip(family, State(state).label, picture)


class TicketTable(ListTable):
    """Tickets, the newest first."""

    person_name = NameColumn(verbose_name="Warga", below="second_line", order_by=("citizen__name",))
    number = tables.Column(verbose_name="Nomor")
    kind = tables.Column(verbose_name="Jenis", order_by=("kind", "-opened_at"))
    kelurahan = tables.Column(verbose_name="Kelurahan", default="–", order_by=("kelurahan__name", "kelurahan_id"))
    state = tables.Column(verbose_name="Keadaan", order_by=("state", "-opened_at"))
    assigned_to = tables.Column(verbose_name="Dipegang", default="–", orderable=False)
    clock_due_at = tables.Column(verbose_name="Jam habis", empty_values=())
    opened_at = DayColumn(verbose_name="Dibuka", attrs={"td": {"class": "kanan"}, "th": {"class": "kanan"}})

    class Meta(ListTable.Meta):
        model = Ticket
        fields = ("person_name", "number", "kind", "kelurahan", "state", "assigned_to", "clock_due_at", "opened_at")

    def render_state(self, value: Any, record: Ticket) -> str:
        return ticket_chip(record.state)

    def render_assigned_to(self, record: Ticket) -> str:
        return str(record.assigned_to)

    def render_clock_due_at(self, record: Ticket) -> str:
        if record.clock_due_at is None:
            return EMPTY if record.closed_at else "dijeda"
        if record.clock_due_at <= timezone.now():
            return state_chip("berbeda", "Lewat waktu", "warning")
        return moment(record.clock_due_at)


class CannedTable(ListTable):
    """Ready answers by title."""

    title = NameColumn(verbose_name="Judul", below="text")
    kinds = tables.Column(verbose_name="Untuk jenis", orderable=False, empty_values=())
    is_active = tables.Column(verbose_name="Dipakai")

    class Meta(ListTable.Meta):
        model = CannedAnswer
        fields = ("title", "kinds", "is_active")

    def render_kinds(self, record: CannedAnswer) -> str:
        return ", ".join(str(Kind(kind).label) for kind in record.kinds) or "semua"

    def render_is_active(self, record: CannedAnswer) -> str:
        return "ya" if record.is_active else "tidak"


LETTER_CHIPS = {
    "valid": ("padan", "Berlaku", "check"), "expired": ("kosong", "Habis masa", "clock"),
    "withdrawn": ("meninggal", "Dicabut", "x"),
}  # fmt: skip


def letter_chip(letter: Letter) -> str:
    """The chip of a paper's standing today."""
    family, word, picture = LETTER_CHIPS[letter.state_on(timezone.localdate())]
    return state_chip(family, word, picture)


class LetterTable(ListTable):
    """Papers that were issued, the newest first."""

    number = NameColumn(verbose_name="Nomor", below="title")
    citizen = tables.Column(verbose_name="Atas nama", order_by=("citizen__name",))
    purpose = tables.Column(verbose_name="Keperluan")
    issued_on = DayColumn(verbose_name="Tanggal")
    valid_until = DayColumn(verbose_name="Berlaku s.d.")
    state = tables.Column(verbose_name="Keadaan", orderable=False, empty_values=())
    checks = NumberColumn(verbose_name="Diperiksa")
    issued_by = tables.Column(verbose_name="Pembuat", orderable=False)

    class Meta(ListTable.Meta):
        model = Letter
        fields = ("number", "citizen", "purpose", "issued_on", "valid_until", "state", "checks", "issued_by")

    def render_state(self, record: Letter) -> str:
        return letter_chip(record)


class ArticleTable(ListTable):
    """Articles by title."""

    title = NameColumn(verbose_name="Judul", below="opening")
    is_public = tables.Column(verbose_name="Untuk")
    is_active = tables.Column(verbose_name="Dipakai")
    changed_at = DayColumn(verbose_name="Diubah")

    class Meta(ListTable.Meta):
        model = Article
        fields = ("title", "is_public", "is_active", "changed_at")

    def render_is_public(self, value: bool) -> str:
        return "umum" if value else "petugas"

    def render_is_active(self, value: bool) -> str:
        return "ya" if value else "tidak"


class RoundTable(ListTable):
    """Rounds, the latest service day first."""

    number = NameColumn(verbose_name="Nomor", below="place")
    kelurahan = tables.Column(verbose_name="Kelurahan")
    service_day = DayColumn(verbose_name="Hari layanan")
    called = NumberColumn(verbose_name="Dipanggil")
    came = NumberColumn(verbose_name="Datang")
    solved = NumberColumn(verbose_name="Selesai")
    made_by = tables.Column(verbose_name="Pembuat", orderable=False)

    class Meta(ListTable.Meta):
        model = Round
        fields = ("number", "kelurahan", "service_day", "called", "came", "solved", "made_by")
