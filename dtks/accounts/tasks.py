"""Celery tasks of the room."""

from celery import shared_task

from dtks.accounts import services


@shared_task(acks_late=False)
def forget_form_keys() -> None:
    """Every day: keys that no open page can still send."""
    services.forget_form_keys()
