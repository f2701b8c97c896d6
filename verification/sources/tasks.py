"""Celery: wake the checks that are due, and the weekly work order."""

from celery import shared_task
from django.utils import timezone

from verification.sources import services


@shared_task(acks_late=False)
def ask_due() -> None:
    """Every quarter of an hour, while the office is open: start a job over the checks that are due; while the service
    is away none, so that nothing piles up."""
    if not services.is_open_hour():
        return
    try:
        services.require_service()
        services.start_checks(actor=None)
    except services.ServiceAway:
        return


@shared_task(acks_late=False)
def order_weekly() -> None:
    """Every hour, while the office is open: the work order of this week, and the warning that the agreement ends."""
    if services.is_open_hour():
        services.order_this_week(today=timezone.localdate())
        services.warn_of_end(today=timezone.localdate())
