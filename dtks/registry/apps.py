"""The room, and the audit chain on every table of history after each migration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class RegistryConfig(AppConfig):
    name = "dtks.registry"
    label = "registry"
    verbose_name = "Warga"

    def ready(self) -> None:
        pre_migrate.connect(_keep_history, sender=self)
        post_migrate.connect(_attach_audit, sender=self)


def _keep_history(*, plan: tuple[tuple[Any, bool], ...] = (), **kwargs: Any) -> None:
    from dtks.registry.services import keep_before

    keep_before(plan)


def _attach_audit(*, plan: tuple[tuple[Any, bool], ...] = (), **kwargs: Any) -> None:
    from dtks.registry.services import attach_audit

    if not any(backwards for _, backwards in plan):  # on the way back tables may be missing
        attach_audit()
