"""WSGI entry for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtks.settings")

application = get_wsgi_application()
refuse_unsafe = import_string("dtks.accounts.checks.refuse_unsafe")  # known only once Django is set up
refuse_unsafe()

# What is loaded now stays until the end: the collector does not walk through it while somebody waits for a page.
gc.collect()
gc.freeze()
