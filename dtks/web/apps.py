"""The room and its menu entries."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class WebConfig(AppConfig):
    name = "dtks.web"
    label = "web"
    verbose_name = "Bagian halaman"


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Django's own, without the many forms of Bootstrap that no page asks for: compressing them took a minute."""

    ignore_patterns = (
        *DjangoStaticFilesConfig.ignore_patterns,
        *("*rtl*", "*-grid*", "*-reboot*", "*-utilities*", "*.esm*"),
        *("bootstrap.css*", "bootstrap.js*", "bootstrap.min.js*", "bootstrap.bundle.js*"),
    )
