"""Filters and tags that every template knows."""

from django import template

register = template.Library()
