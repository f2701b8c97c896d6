"""Padan: the DTKS consultation desk of Dinas Sosial Kota Kendari."""

from dtks.celery import app as celery_app

__all__ = ["celery_app"]
