"""Celery tasks of berita acara."""

from celery import shared_task

from consultation.minutes import services


@shared_task(acks_late=False)
def remind_due() -> None:
    """Some times a day: kelurahan whose last day comes near are reminded, each at most every third day."""
    services.remind_due()
