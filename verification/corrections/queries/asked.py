"""Acts that write nothing here: they only ask something of the centre, keyed in SIKS-NG, and are shown as that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from verification.corrections.models import ChangeRequest
from verification.matching.differences import Difference, Segment

KEYED = "diketik di SIKS-NG"
_WORDS = {
    "REACTIVATE_PBI": ("PBI-JK", "nonaktif", "diminta aktif"),
    "DESIL_REVIEW": ("Desil", "seperti di pusat", "diminta didata ulang"),
}


@dataclass(frozen=True)
class Asked:
    """What is asked of the centre: about what, how it stands, what is wanted."""

    label: str
    now: str
    wanted: str

    @property
    def pair(self) -> Difference:
        """As a row of fields shows it."""
        old, new = [Segment(self.now, "del")], [Segment(self.wanted, "ins")]
        return Difference(old, new, "permintaan kepada pusat", f"{self.now} menjadi {self.wanted}")


def asked_label(act: str) -> str:
    """What an act asks about, for lists of fields; '' for one that changes data of the citizen."""
    return _WORDS[act][0] if act in _WORDS else ""


def asked_of(request: ChangeRequest) -> Asked | None:
    """What a request asks of the centre; None where it changes data of the citizen."""
    act = request.act.code
    if act not in _WORDS:
        return None
    plan = request.family_plan
    return asked_as(act, plan.event_on if plan else None)


def asked_as(act: str, since: date | None) -> Asked:
    """What an act asks of the centre, and since when it stands as it does."""
    label, now, wanted = _WORDS[act]
    since_words = f" sejak {date_format(since, 'j M Y')}" if since and act == "REACTIVATE_PBI" else ""
    return Asked(label, now + since_words, wanted)
