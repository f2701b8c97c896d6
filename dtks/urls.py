"""All URLs. Each room brings its own; words in the path are Indonesian, hyphenated, without NIK or name."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
