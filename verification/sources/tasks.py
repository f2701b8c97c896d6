"""Celery: wake the checks that are due."""

from celery import shared_task

from verification.sources import services


@shared_task(acks_late=False)
def ask_due() -> None:
    """Every quarter of an hour, while the office is open: start a job over the checks that are due."""
    if not services.is_open_hour():
        return
    try:
        services.start_checks(actor=None)
    except services.ServiceAway:
        return
