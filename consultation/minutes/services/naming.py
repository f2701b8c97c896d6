"""People come into a berita acara, and what the meeting says of each is written down as it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F, Max

from consultation.minutes.models import Decision, Item, ItemPaper, Minutes
from consultation.minutes.services.drafting import held_draft, touch
from dtks.accounts.models import User
from dtks.office.models import Region
from dtks.papers.models import PaperKind
from dtks.papers.services import Upload, add_document
from dtks.registry.models import Citizen
from dtks.registry.services import parse_value
from dtks.web.refusals import Refusal

GIVEN = ("name", "nik", "kk_number", "sex", "birth_place", "birth_date", "mother_name", "address", "rt", "rw", "phone")
# Fields that a meeting may say are wrong.
CORRECTABLE = (
    "name", "nik", "kk_number", "birth_place", "birth_date", "sex", "mother_name", "address", "rt", "rw", "relation",
    "phone",
)  # fmt: skip
# Outcome codes that a decision may name; the first is meant where none is chosen.
OUTCOMES: dict[str, tuple[str, ...]] = {
    Decision.NOT_WORTHY: ("31", "32", "33", "35", "61", "51", "23", "34", "37"),
    Decision.DECEASED: ("11", "12", "13"),
    Decision.MOVED: ("21", "22"),
    Decision.NOT_FOUND: ("41", "42"),
}
INSIDE = "22"


class AlreadyThere(Refusal):
    """The person stands in this berita acara already."""


@transaction.atomic
def add_citizen(*, minutes: Minutes, citizen: Citizen, origin: str = "") -> Item:
    """Put a citizen of the kelurahan on the list of names. A second tap gives the same item.

    Raises:
        Frozen: the berita acara was handed in.
        AlreadyThere: the citizen lives in another kelurahan.
    """
    held = held_draft(minutes)
    if citizen.kelurahan_id != held.kelurahan_id:
        raise AlreadyThere("Warga ini tercatat di kelurahan lain.")
    if found := held.items.filter(citizen=citizen).first():
        return found
    return _add(held, citizen=citizen, origin=origin[:60])


@transaction.atomic
def add_unknown(*, minutes: Minutes, given: Mapping[str, str]) -> Item:
    """Put somebody on the list who is not in the register: a new proposal.

    Raises:
        ImpossibleValue: no name, or a value that nobody can have.
    """
    held = held_draft(minutes)
    values = {name: given.get(name, "").strip() for name in GIVEN}
    cleaned = {name: str(parse_value(name, text) or "") for name, text in values.items() if text or name == "name"}
    same = next((item for item in held.items.filter(citizen=None) if item.given == cleaned), None)
    return same or _add(held, given=cleaned, decision=Decision.PROPOSAL)


def _add(minutes: Minutes, **values: object) -> Item:
    last = minutes.items.aggregate(last=Max("position"))["last"] or 0
    item = Item.objects.create(minutes=minutes, position=last + 1, **values)
    touch(minutes)
    return item


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the meeting says of one person, as far as it is typed."""

    decision: str = ""
    outcome: str = ""
    reason: str = ""
    dissent: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    moved_to: Region | None = None


@transaction.atomic
def write_item(*, item: Item, said: Said) -> Item:
    """Keep what is typed on one person. Unfinished is allowed: a draft row, saved again and again.

    Raises:
        Frozen: the berita acara was handed in.
        ImpossibleValue: a corrected value that nobody can have.
    """
    held = held_draft(item.minutes)
    item = held.items.select_related("citizen").get(pk=item.pk)
    item.decision = said.decision if said.decision in Decision.values else ""
    allowed = OUTCOMES.get(item.decision, ())
    item.outcome = said.outcome if said.outcome in allowed else "".join(allowed[:1])
    item.reason, item.dissent = said.reason.strip()[:240], said.dissent.strip()[:240]
    item.moved_to = said.moved_to if item.decision == Decision.MOVED and item.outcome == INSIDE else None
    item.values = _corrections(said.values) if item.decision == Decision.CORRECTION else {}
    item.save()
    touch(held)
    item.minutes.saved_at = held.saved_at
    return item


def _corrections(values: Mapping[str, str]) -> dict[str, str]:
    """Canonical texts of the corrected fields."""
    found = {}
    for name, text in values.items():
        if name in CORRECTABLE and text.strip():
            value = parse_value(name, text)
            found[name] = value.isoformat() if hasattr(value, "isoformat") else str(value or "")
    return found


@transaction.atomic
def drop_item(*, item: Item) -> None:
    """Take somebody off the list of a draft; those below move up."""
    held = held_draft(item.minutes)
    item.papers.all().delete()
    item.delete()
    held.items.filter(position__gt=item.position).update(position=F("position") - 1)
    touch(held)


@transaction.atomic
def add_paper(*, item: Item, kind: PaperKind, upload: Upload, actor: User) -> ItemPaper:
    """A photo or scan for one person; also for an item that Dinsos sent back.

    Raises:
        RefusedScan: the upload is no scan that the archive takes.
    """
    document = add_document(
        citizen=item.citizen, kelurahan=None if item.citizen else item.minutes.kelurahan, kind=kind, form="copy",
        seen_by=actor, upload=upload, note=f"{item.minutes.number} {item.locator}",
    )  # fmt: skip
    touch(item.minutes)
    return ItemPaper.objects.create(item=item, document=document)
