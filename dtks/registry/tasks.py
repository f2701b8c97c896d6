"""Celery: wake the chaining of history."""

from celery import shared_task

from dtks.registry import services


@shared_task(acks_late=False)
def chain_entries() -> None:
    """Every minute: chain the history written since."""
    services.chain_entries()
