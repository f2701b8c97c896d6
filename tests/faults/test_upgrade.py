"""A new release meets messages that the one before left in the queue."""

from __future__ import annotations

from threading import Event as Pulse

import pytest
import redis
from django.conf import settings
from django.db import transaction

from dtks.celery import app
from dtks.jobs.models import Event
from dtks.jobs.services import emit
from tests.faults.workers import Worker

OLD = [
    ("dtks.jobs.tasks.gone_since", (7,)), ("dtks.jobs.tasks.handle_event", (999_999_999,)),
    ("dtks.jobs.tasks.run_chunk", (999_999_999, 1)), ("dtks.jobs.tasks.handle_event", (1, "an argument more")),
]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_messages_of_the_release_before_stop_nothing() -> None:
    """A task that exists no more, rows that are gone, another number of arguments: what comes after them is done."""
    broker = redis.from_url(settings.REDIS_URL)
    broker.flushdb()
    for name, arguments in OLD:
        app.send_task(name, arguments, queue="interactive")
    with transaction.atomic():
        event = emit(kind="nobody.listens", payload={})
    worker, pulse = Worker(name="new", queues="interactive"), Pulse()
    try:
        for _ in range(600):
            if Event.objects.filter(pk=event.pk, handled_at__isnull=False).exists() and not broker.llen("interactive"):
                break
            pulse.wait(0.1)
        assert Event.objects.get(pk=event.pk).handled_at
        assert not broker.llen("interactive"), "none of the old ones comes back for ever"
        assert worker.process.poll() is None, "the worker lives"
    finally:
        worker.kill(child=False)
