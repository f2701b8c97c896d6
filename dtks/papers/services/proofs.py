"""Which paper proves which field of a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from dtks.accounts.models import User
from dtks.papers.models import Document, PaperKind
from dtks.papers.services.archive import add_document
from dtks.papers.services.scans import Upload
from dtks.registry.models import Citizen


@dataclass(frozen=True)
class Proof:
    """A paper and the fields that it proves."""

    document: Document
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class NewPaper:
    """A paper that comes with the proposal."""

    kind: PaperKind
    form: str
    upload: Upload | None = None
    fields: list[str] = field(default_factory=list)


@transaction.atomic
def take_proofs(
    *, citizen: Citizen, proofs: Sequence[Proof], new: NewPaper | None, values: Mapping[str, str], actor: User
) -> list[Proof]:
    """Archive the new paper, and write beside each what it reads; what somebody has read off it before stays.

    Raises:
        RefusedScan: the upload is no scan that the archive takes; nothing is written.
    """
    for proof in proofs:
        _read_off(proof, values)
    if new is None:
        return list(proofs)
    readings = {name: values[name] for name in new.fields}
    document = add_document(
        citizen=citizen, kind=new.kind, form=new.form, seen_by=actor, upload=new.upload, readings=readings
    )
    return [*proofs, Proof(document, new.fields)]


def _read_off(proof: Proof, values: Mapping[str, str]) -> None:
    document = Document.objects.select_for_update().get(pk=proof.document.pk)
    read = {name: values[name] for name in proof.fields if not document.readings.get(name)}
    if read:
        document.readings = {**document.readings, **read}
        document.save(update_fields=["readings"])
