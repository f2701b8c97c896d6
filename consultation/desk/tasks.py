"""Celery tasks of the counter."""

from celery import shared_task

from consultation.desk import services


@shared_task(acks_late=False)
def wind_clocks() -> None:
    """Every quarter of an hour: clocks by the holidays of today, and what is late goes up."""
    services.wind_clocks()
