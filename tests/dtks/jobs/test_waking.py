"""How many messages the sweeper sends: enough to go on, never a heap."""

import pytest
import time_machine
from django.utils import timezone

from dtks.jobs.models import Chunk, Job
from dtks.jobs.services import run_chunk, sweep_chunks
from dtks.jobs.services.chunks import SIGN_OF_LIFE, WAKE_TO_ASK

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """Messages that went out: numbers of chunks."""
    found: list[int] = []
    monkeypatch.setattr("dtks.jobs.tasks.run_chunk.apply_async", lambda args, **more: found.append(args[1]))
    return found


@pytest.fixture
def long_job(job):
    Chunk.objects.bulk_create(Chunk(job=job, no=number) for number in range(7, 101))
    Chunk.objects.filter(job=job).update(due_at="2020-01-01T00:00Z")
    return job


def test_a_chunk_whose_message_is_on_its_way_gets_no_second_one(long_job, sent):
    sweep_chunks()
    assert len(sent) == len(set(sent)) == 100
    sweep_chunks()
    assert len(sent) == 100


def test_a_job_that_stands_still_is_asked_with_a_few_messages_and_then_woken_whole(long_job, sent):
    sweep_chunks()
    sent.clear()
    Job.objects.filter(pk=long_job.pk).update(created_at=timezone.now() - 2 * SIGN_OF_LIFE)
    sweep_chunks()
    assert len(sent) == WAKE_TO_ASK
    run_chunk(job_id=long_job.pk, chunk_no=sent[0], wake=False)
    sent.clear()
    sweep_chunks()
    assert len(sent) == 100 - WAKE_TO_ASK
    sweep_chunks()
    assert len(sent) == 100 - WAKE_TO_ASK


def test_an_hour_without_workers_does_not_heap_up_messages(long_job, sent):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(120):
            clock.shift(30)
            sweep_chunks()
    assert len(sent) <= 100 + 120 * WAKE_TO_ASK


def test_a_broker_that_is_away_leaves_nothing_marked_as_sent(long_job, monkeypatch):
    def away(args, **more):
        raise ConnectionError

    monkeypatch.setattr("dtks.jobs.tasks.run_chunk.apply_async", away)
    sweep_chunks()
    assert not long_job.chunks.filter(woken=True).exists()
