"""The room. It has no menu: whoever comes here is not signed in."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "consultation.portal"
    label = "portal"
    verbose_name = "Kabar konsultasi"
