"""Celery: wake the closing of months, the warnings before a cut-off, the letter of the quarter."""

from celery import shared_task
from django.utils import timezone

from verification.monthly import services


@shared_task(acks_late=False)
def watch_cutoff() -> None:
    """Every hour: close the months whose cut-off is past; in the morning, warn before a cut-off and ask quarterly."""
    now = timezone.localtime()
    services.close_months(today=now.date())
    if now.hour >= 7:
        services.warn_before_cutoff(today=now.date())
        services.ask_quarterly(today=now.date())
