"""Celery: the daily watch over birthdays, faults and the queue."""

from celery import shared_task

from verification.workbench import services


@shared_task(acks_late=False)
def watch_day() -> None:
    """Every day: who turns 17, how many faults the data have, the queue in the order of the day, who loses aid."""
    services.watch_seventeen()
    services.count_faults()
    services.mend_queue()
    services.find_losses()
