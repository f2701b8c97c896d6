"""Celery tasks: each wakes a row and nothing else."""

from celery import shared_task

from dtks.jobs import services


@shared_task(acks_late=True, reject_on_worker_lost=True)
def run_chunk(job_id: int, chunk_no: int) -> None:
    """Wake one chunk. Safe to send twice, or never: the sweeper finds what is due."""
    services.run_chunk(job_id=job_id, chunk_no=chunk_no)


@shared_task(acks_late=True)
def handle_event(event_id: int) -> None:
    """Wake one event."""
    services.handle_event(event_id=event_id)


@shared_task(acks_late=False)
def sweep() -> None:
    """Every 30 seconds: whatever is due and was not woken."""
    services.sweep_chunks()
    services.sweep_events()
    services.sweep_messages()
