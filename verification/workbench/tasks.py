"""Celery: the daily watch over birthdays and faults."""

from celery import shared_task

from verification.workbench import services


@shared_task(acks_late=False)
def watch_day() -> None:
    """Every day: who turns 17, and how many faults the data have."""
    services.watch_seventeen()
    services.count_faults()
