"""Events: written in the transaction in which something happened, handled at least once afterwards."""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from dtks.jobs.models import Event

log = logging.getLogger(__name__)


def emit(*, kind: str, payload: dict[str, Any]) -> Event:
    """Write an event into the running transaction. Without handlers in settings nobody is woken."""
    event = Event.objects.create(kind=kind, payload=payload)
    transaction.on_commit(lambda: _wake(event.pk))
    return event


def _wake(event_id: int) -> None:
    from dtks.jobs import tasks

    try:
        tasks.handle_event.apply_async((event_id,), queue="interactive")
    except Exception:
        log.warning("broker is away, the sweeper will handle event %s", event_id)


def handle_event(*, event_id: int) -> bool:
    """Run the handlers of one event in one transaction. Returns whether it was handled here."""
    try:
        with transaction.atomic():
            event = Event.objects.select_for_update(skip_locked=True).filter(pk=event_id, handled_at=None).first()
            if event is None:
                return False
            for path in settings.EVENT_HANDLERS.get(event.kind, []):
                import_string(path)(event)
            Event.objects.filter(pk=event_id).update(handled_at=Now(), error="")
    except Exception:
        log.exception("event %s failed", event_id)
        attempts = Event.objects.values_list("attempts", flat=True).get(pk=event_id) + 1
        Event.objects.filter(pk=event_id).update(
            attempts=attempts,
            due_at=Now() + timedelta(seconds=min(3600, 10 * 2**attempts)),
            error=traceback.format_exc(limit=-3),
        )
        return False
    return True


def sweep_events() -> int:
    """Handle the events that are due. Returns how many."""
    due = list(Event.objects.filter(handled_at=None, due_at__lte=Now()).values_list("pk", flat=True)[:200])
    return sum(handle_event(event_id=pk) for pk in due)
