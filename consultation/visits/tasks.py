"""Celery tasks of visits."""

from celery import shared_task

from consultation.visits import services


@shared_task(acks_late=False)
def collect() -> None:
    """Every hour: assignments that ask for a visit become visits; pieces of photos that never came whole go."""
    services.collect()
    services.forget_pieces()
