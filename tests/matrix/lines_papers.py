"""The archive."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dtks.accounts.models import User
from dtks.papers import services
from dtks.papers.models import PaperKind, Requirement
from dtks.registry.models import Programme
from tests.matrix.lines import Line

SEE = {"front_desk", "operator", "kasi", "kabid", "kelurahan"}


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


def make_document(citizen):
    kind, _ = PaperKind.objects.get_or_create(code="KTP", defaults={"label": "KTP-el", "issuer": "Disdukcapil"})
    return services.add_document(
        citizen=citizen, kind=kind, form="original", seen_by=User.objects.first(),
        upload=SimpleUploadedFile("ktp.png", picture()), readings={"nik": citizen.nik},
    ).number  # fmt: skip


def make_rule(citizen) -> int:
    kind, _ = PaperKind.objects.get_or_create(code="KTP", defaults={"label": "KTP-el", "issuer": "Disdukcapil"})
    return Requirement.objects.create(
        programme="*",
        act="FIX_NAME",
        paper=kind,
        mandatory="yes",
        legal_basis="Perwali",
        valid_from="2026-01-01",
    ).pk


def make_poster(citizen) -> list[str]:
    labels = {"label": "Program Keluarga Harapan", "short_label": "PKH", "unit": "family"}
    return [Programme.objects.get_or_create(code="PKH", defaults=labels)[0].code, "a4"]


RECORDS = {"document": make_document, "rule": make_rule, "poster": make_poster}
LINES = {
    "papers:posters": Line(see=SEE),
    "papers:poster": Line(see=SEE, record="poster", whole_office=True),
    "papers:rules": Line(see=SEE),
    "papers:rule": Line(see=SEE, record="rule", whole_office=True),
    "papers:rule_new": Line(see={"kabid"}),
    "papers:rule_edit": Line(see={"kabid"}, record="rule", whole_office=True),
    "papers:rule_end": Line(see={"kabid"}, record="rule", whole_office=True),
    "papers:add": Line(see={"front_desk", "operator", "kelurahan"}),
    "papers:archive": Line(see=SEE),
    "papers:document": Line(see=SEE, record="document"),
    "papers:preview": Line(see=SEE, record="document"),
    "papers:file": Line(see=SEE, record="document"),
}
ROWS = {
    "papers:archive": lambda number, citizen: make_document(citizen),
    "papers:rules": lambda number, citizen: make_rule(citizen),
}
