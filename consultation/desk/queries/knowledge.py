"""Articles that hold all words somebody asks with."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from consultation.desk.models import Article


def articles_about(term: str, *, public: bool = False) -> QuerySet[Article]:
    """Articles in use, those for everybody alone if `public`."""
    rows = Article.objects.filter(is_active=True)
    if public:
        rows = rows.filter(is_public=True)
    for word in term.split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(words__icontains=word) | Q(text__icontains=word))
    return rows.order_by("title")
