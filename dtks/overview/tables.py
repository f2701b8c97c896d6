"""The list of citizens."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables

from dtks.registry.models import Citizen, RegisterState
from dtks.web.tables import ChipColumn, ListTable, NameColumn, NikColumn
from dtks.web.templatetags import chips

_STATES = {
    RegisterState.LISTED: ("polos", "Terdaftar", "check"),
    RegisterState.LEFT: ("varian", "Tidak ada di daftar", "warning"),
    RegisterState.REMOVED: ("berbeda", "Dikeluarkan", "x"),
    RegisterState.UNLISTED: ("kosong", "Belum terdaftar", "clock"),
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
    result = ChipColumn(verbose_name="Hasil", orderable=False, empty_values=())
    register_state = tables.Column(verbose_name="Daftar pusat")

    class Meta(ListTable.Meta):
        model = Citizen
        fields = ("name", "nik", "age", "kelurahan", "aid_words", "result", "register_state")

    def render_aid_words(self, record: Any) -> str:
        """PKH · BPNT, of the newest list that names him."""
        return " · ".join(dict.fromkeys(record.programmes or ())) or "–"

    def render_register_state(self, record: Citizen) -> str:
        """The chip of the register state."""
        family, word, picture = _STATES[RegisterState(record.register_state)]
        return chips.state_chip(family, word, picture)
