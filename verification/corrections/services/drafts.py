"""What somebody has typed of a succession and not sent, kept on the server for each person and card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import Household
from dtks.web.locking import locked
from verification.corrections.models import ChangeRequest, Succession, SuccessionDraft
from verification.corrections.services.filing import take_turn

State = ChangeRequest.State
KEPT = timedelta(days=30)
LONGEST = 400  # signs of one field; a form that sends more is no form of ours
_NEVER_KEPT = ("csrfmiddlewaretoken", "form_key", "draf", "tinjau", "letakkan", "tambah")


@locked()
def keep_succession_draft(
    *, user: User, household: Household, fields: Mapping[str, Sequence[str]]
) -> SuccessionDraft | None:
    """Keep the fields of the page, over what this person kept of the card before; None where he has sent them, so that
    what was typed before and arrives after is no draft again."""
    take_turn(household)
    if Succession.objects.filter(household=household, request__maker=user, request__state=State.SUBMITTED).exists():
        return None
    data = {name: [str(text)[:LONGEST] for text in texts] for name, texts in fields.items() if name not in _NEVER_KEPT}
    draft, _ = SuccessionDraft.objects.update_or_create(
        user=user, household=household, defaults={"data": data, "saved_at": timezone.now()}
    )
    return draft


def drop_succession_draft(*, user: User, household: Household) -> None:
    """The page became a request, or was thrown away."""
    SuccessionDraft.objects.filter(user=user, household=household).delete()


def forget_drafts() -> int:
    """Drop what nobody has touched for a month: it names people of whom nothing was proposed. Returns how many."""
    old = SuccessionDraft.objects.filter(saved_at__lt=timezone.now() - KEPT)
    return old.delete()[0]
