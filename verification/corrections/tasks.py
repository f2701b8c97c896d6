"""Celery: open what a rule unlocks that begins on a later day than the one on which it was saved; forget drafts."""

from celery import shared_task

from verification.corrections import services


@shared_task(acks_late=False)
def open_blocked() -> None:
    """Every hour. The rule itself holds from its day on without this; only what was locked before waits for it."""
    services.open_blocked()


@shared_task(acks_late=False)
def forget_drafts() -> None:
    """Every day: what somebody typed of a succession and left for a month."""
    services.forget_drafts()
