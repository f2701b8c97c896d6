"""What a service refuses, each with a sentence that says what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dtks.registry.models import Citizen
from dtks.web.refusals import Refusal

if TYPE_CHECKING:
    from verification.corrections.models import ChangeRequest


class CorrectionError(Refusal):
    """Base of all refusals of this room; its text is for the screen."""


class NotAllowed(CorrectionError):
    """The person may not do this to this request."""


class SamePerson(NotAllowed):
    """The maker of a request would be its checker."""


class WrongState(CorrectionError):
    """The request is not in a state in which this can be done."""


class AlreadyDecided(WrongState):
    """Somebody was quicker, or a key was pressed twice: nothing is decided a second time."""


class StaleValue(CorrectionError):
    """The citizen's value is no longer the one that the maker saw."""

    def __init__(self, fields: Sequence[str]) -> None:
        self.fields = list(fields)
        labels = ", ".join(Citizen.FIELDS.get(field, field) for field in self.fields)
        super().__init__(f"{labels} sudah berubah sejak usulan dibuat. Bandingkan tiga nilai, lalu pilih.")


class BrokenPlan(CorrectionError):
    """Somebody would fall between, a card would have no head or two, or a value has changed since."""


class OpenAlready(BrokenPlan):
    """The same act is open already and says something else; its maker may withdraw it for the new one."""

    def __init__(self, request: ChangeRequest) -> None:
        self.request = request
        self.link = request.get_absolute_url()
        words = f"{request.act.label} sudah terbuka sebagai {request.number}, isinya lain."
        if request.maker_id is None:  # nobody can withdraw it
            words = (
                f"{request.number}, usulan {request.get_origin_display()}, menyentuh hal yang sama bagi "
                f"{request.citizen.name} saja. Minta operator menolaknya dahulu, lalu ajukan ini."
            )
        super().__init__(words)


class ReasonMissing(CorrectionError):
    """A refusal or a return without a reason."""


class EvidenceMissing(CorrectionError):
    """A paper that the rule asks for is not there, so that the field cannot be accepted."""


class RuleDay(CorrectionError):
    """The day from which a rule would hold is over, too far away, or taken by another rule that has not begun."""


class BrokenRule(CorrectionError):
    """The act has no usable order of deciders: blocked, never open."""
