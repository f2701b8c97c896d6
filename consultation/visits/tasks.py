"""Celery tasks of visits."""

from celery import shared_task

from consultation.visits import services


@shared_task(acks_late=False)
def collect() -> None:
    """Every hour: assignments that ask for a visit become visits."""
    services.collect()
