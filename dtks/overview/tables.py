"""The list of citizens."""

from __future__ import annotations

import django_tables2 as tables

from dtks.registry.models import Citizen, RegisterState
from dtks.web.tables import ListTable, NameColumn, NikColumn
from dtks.web.templatetags import chips

_STATES = {
    RegisterState.LISTED: ("polos", "Terdaftar", "check"),
    RegisterState.LEFT: ("varian", "Tidak ada di daftar", "warning"),
    RegisterState.REMOVED: ("berbeda", "Dikeluarkan", "x"),
    RegisterState.UNLISTED: ("kosong", "Belum terdaftar", "clock"),
    RegisterState.PROPOSED: ("teluk", "Diusulkan", "clock"),
}


class CitizenTable(ListTable):
    """Name with the neighbourhood below, masked NIK, age, place, aid, result."""

    name = NameColumn(verbose_name="Nama", url="get_absolute_url", below="place_words")
    nik = NikColumn(verbose_name="NIK", orderable=False)
    age = tables.Column(
        verbose_name="Usia",
        order_by=("-birth_date",),
        attrs={"td": {"class": "angka-kolom"}, "th": {"class": "angka-kolom"}},
    )
    kelurahan = tables.Column(verbose_name="Kelurahan", order_by=("kelurahan__name",))
    aid_words = tables.Column(verbose_name="Bantuan", orderable=False, empty_values=())
    result = tables.Column(verbose_name="Hasil", orderable=False, empty_values=())
    register_state = tables.Column(verbose_name="Daftar pusat")

    class Meta(ListTable.Meta):
        model = Citizen
        fields = ("name", "nik", "age", "kelurahan", "aid_words", "result", "register_state")

    results: dict[int, str]  # citizen -> class of the last comparison, for the rows of the page
    programmes: dict[int, list[str]]  # citizen -> programmes that he receives now

    def render_aid_words(self, record: Citizen) -> str:
        """PKH · BPNT, of the lists that name him."""
        return " · ".join(self.programmes.get(record.pk, [])[:4]) or "–"

    def render_result(self, record: Citizen) -> str:
        """The chip of the last comparison."""
        return chips.chip(self.results.get(record.pk, ""))

    def render_register_state(self, record: Citizen) -> str:
        """The chip of the register state."""
        family, word, picture = _STATES[RegisterState(record.register_state)]
        return chips.state_chip(family, word, picture)
