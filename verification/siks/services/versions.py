"""A new version of one of the centre's sheets, entered by a person; batches that are opened already keep theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from dtks.web.refusals import Refusal
from verification.siks.models import Template, TemplateColumn

PARTS = 7  # of a column's line
YES = ("ya", "wajib")


class NotATemplate(Refusal):
    """The version cannot be used; its text says which line and what to do."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a person says of a new version; the columns stand apart."""

    kind: str
    version: str
    valid_from: date
    sheet: str
    first_data_row: int
    date_form: str
    dotted_codes: bool
    slice_rows: int


@transaction.atomic
def enter_version(*, said: Version, columns: str) -> Template:
    """Add a version; the one before it ends the day before.

    Args:
        columns: a line for each, parts with `|` between: header, field, form, length, code table, ya or tidak, note.

    Raises:
        NotATemplate: a line is not readable, a name unknown or doubled, or a later version stands already.
    """
    earlier = list(Template.objects.select_for_update().filter(kind=said.kind).order_by("-valid_from"))
    if any(each.version == said.version for each in earlier):
        raise NotATemplate(f"Versi {said.version} sudah ada untuk lembar ini. Beri nama versi lain.")
    if earlier and earlier[0].valid_from >= said.valid_from:
        raise NotATemplate(
            f"Versi {earlier[0].version} mulai berlaku pada hari itu atau sesudahnya. Pilih hari yang lebih baru."
        )
    made = read_columns(columns)
    for each in earlier[:1]:
        each.valid_to = min(filter(None, (each.valid_to, said.valid_from - timedelta(days=1))))
        each.save(update_fields=["valid_to"])
    template = Template.objects.create(**vars(said))
    for column in made:
        column.template = template
    TemplateColumn.objects.bulk_create(made)
    return template


def known_fields() -> set[str]:
    """Fields of ours that some version of some sheet holds."""
    return set(TemplateColumn.objects.values_list("field", flat=True))


def columns_as_text(template: Template) -> str:
    """The columns of a version as a person edits them."""
    return "\n".join(
        " | ".join((each.header, each.field or "-", each.type, str(each.max_length), each.code_table or "-",
                    "ya" if each.required else "tidak", each.note or "-"))
        for each in template.columns.all()
    )  # fmt: skip


def read_columns(text: str) -> list[TemplateColumn]:
    """Columns out of lines, in their order.

    Raises:
        NotATemplate: the first line that is not readable, in words.
    """
    fields, headers, found = known_fields(), set[str](), list[TemplateColumn]()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        column = _column(number, line, fields)
        if column.header in headers:
            raise NotATemplate(f"Baris {number}: kepala kolom {column.header} tertulis dua kali.")
        headers.add(column.header)
        found.append(column)
    if not any(column.type == TemplateColumn.Kind.NIK16 for column in found):
        raise NotATemplate("Tidak ada kolom NIK (bentuk nik16). Tulis satu baris tiap kolom.")
    return found


def _column(number: int, line: str, fields: set[str]) -> TemplateColumn:
    parts = ["" if part.strip() == "-" else part.strip() for part in line.split("|")]
    if len(parts) != PARTS:
        raise NotATemplate(f"Baris {number}: {len(parts)} bagian, seharusnya {PARTS} dengan tanda | di antaranya.")
    header, field, form, length, codes, required, note = parts
    if not header or len(header) > 60:
        raise NotATemplate(f"Baris {number}: kepala kolom kosong atau lebih dari 60 huruf.")
    if field and field not in fields:
        raise NotATemplate(
            f"Baris {number}: isian {field} tidak dikenal. Pakai nama isian dari versi lama, atau - bila kosong."
        )
    if not field and required.lower() in YES:
        raise NotATemplate(f"Baris {number}: kolom {header} wajib tetapi tanpa isian; semua usulan akan tertahan.")
    if form not in TemplateColumn.Kind.values:
        raise NotATemplate(
            f"Baris {number}: bentuk {form} tidak dikenal. Yang ada: {', '.join(TemplateColumn.Kind.values)}."
        )
    if not length.isdigit() or not 0 < int(length) <= 1000:
        raise NotATemplate(f"Baris {number}: panjang {length} bukan angka 1 sampai 1000.")
    return TemplateColumn(
        position=number, header=header, field=field, type=form, max_length=int(length), code_table=codes[:24],
        required=required.lower() in YES, note=note[:160],
    )  # fmt: skip
