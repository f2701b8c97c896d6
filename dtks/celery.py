"""The Celery application. Tasks only wake rows; the rows are the truth (architecture.md, rule 5)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtks.settings")

app = Celery("padan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
