"""Celery: wake the closing of months and the warnings before a cut-off."""

from celery import shared_task
from django.utils import timezone

from verification.monthly import services


@shared_task(acks_late=False)
def watch_cutoff() -> None:
    """Every hour: close the months whose cut-off is past; in the morning of a step, tell who can still act."""
    now = timezone.localtime()
    services.close_months(today=now.date())
    if now.hour >= 7:
        services.warn_before_cutoff(today=now.date())
