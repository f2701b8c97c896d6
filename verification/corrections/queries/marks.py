"""Old and proposed value as the screen shows them, with what differs marked."""

from __future__ import annotations

from dtks.registry.models import Citizen
from dtks.registry.queries import display_text
from dtks.web.masking import mask as masked
from verification.corrections.models import ChangeRequest, FieldChange
from verification.corrections.queries.asked import asked_of
from verification.corrections.queries.bases import JUDGED
from verification.matching.differences import Difference, Segment, mark

NUMBERS = ("nik", "kk_number")
CHOSEN = ("relation", "marital_status", "ktp_state", "life_state", "register_state", "religion", "education")
CHIPS = {"same": "MATCH", "variant": "VARIANT", "differs": "FIELD_DIFFERS", "unknown": ""}


def screen_text(field: str, text: str, *, full: bool) -> str:
    """A canonical text for the marks: numbers in groups 6-6-4, masked where the role does not see them."""
    if field in NUMBERS and len(text) > 12:
        shown = text if full else masked(text)
        return " ".join(filter(None, [shown[:6], shown[6:12], shown[12:]]))
    return display_text(field, text)


def pair_of(field: str, old: str, new: str, *, full: bool = True) -> Difference:
    """Marks of two canonical values as the screen shows them; one of a list of words is another word as a whole."""
    if field in CHOSEN and old and new and old != new:
        one, two = screen_text(field, old, full=full), screen_text(field, new, full=full)
        return Difference([Segment(one, "del")], [Segment(two, "ins")], "berganti", f"{one} menjadi {two}")
    return mark(screen_text(field, old, full=full), screen_text(field, new, full=full), JUDGED.get(field, "nama"))


def pairs_of(request: ChangeRequest, *, full: bool) -> list[tuple[FieldChange, str, Difference, str]]:
    """Each field of a request: its row, label, marks, and the class of the chip."""
    asked = asked_of(request)
    return [
        (
            change,
            asked.label if asked else Citizen.FIELDS[change.field],
            asked.pair if asked else pair_of(change.field, change.old_value, change.new_value, full=full),
            CHIPS[change.basis.get("verdict", "unknown")],
        )
        for change in request.fields.all()
    ]
