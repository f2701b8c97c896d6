"""What somebody has typed of a succession and not sent, kept on the server for each person and card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import Household
from verification.corrections.models import SuccessionDraft

LONGEST = 400  # signs of one field; a form that sends more is no form of ours
_NEVER_KEPT = ("csrfmiddlewaretoken", "form_key", "draf", "tinjau", "letakkan", "tambah")


def keep_succession_draft(*, user: User, household: Household, fields: Mapping[str, Sequence[str]]) -> SuccessionDraft:
    """Keep the fields of the page, over what this person kept of the card before."""
    data = {name: [str(text)[:LONGEST] for text in texts] for name, texts in fields.items() if name not in _NEVER_KEPT}
    draft, _ = SuccessionDraft.objects.update_or_create(
        user=user, household=household, defaults={"data": data, "saved_at": timezone.now()}
    )
    return draft


def drop_succession_draft(*, user: User, household: Household) -> None:
    """The page became a request, or was thrown away."""
    SuccessionDraft.objects.filter(user=user, household=household).delete()
