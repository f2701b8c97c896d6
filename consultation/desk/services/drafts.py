"""What is being typed at the counter, kept on the server for each person."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from consultation.desk.models import IntakeDraft
from dtks.accounts.models import User

LONGEST = 20_000  # signs of one field; a form that sends more is no form of ours
_NEVER_KEPT = ("csrfmiddlewaretoken", "act_now")


def draft_of(user: User) -> dict[str, Any]:
    """What the person typed last and has not saved as a ticket; empty if nothing."""
    found = IntakeDraft.objects.filter(user=user).first()
    return found.data if found else {}


def keep_draft(*, user: User, fields: dict[str, list[str]]) -> IntakeDraft:
    """Keep the fields of the screen, over what was kept before."""
    data = {name: [text[:LONGEST] for text in texts] for name, texts in fields.items() if name not in _NEVER_KEPT}
    draft, _ = IntakeDraft.objects.update_or_create(user=user, defaults={"data": data, "saved_at": timezone.now()})
    return draft


def drop_draft(*, user: User) -> None:
    """The screen became a ticket, or was thrown away."""
    IntakeDraft.objects.filter(user=user).delete()
