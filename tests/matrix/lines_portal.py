"""Pages for citizens who are not signed in."""

from consultation.desk.models import Article
from dtks.registry.models import Programme
from tests.matrix.lines import Line


def make_article(citizen) -> str:
    number = Article.objects.count()
    return Article.objects.create(
        slug=f"kis-{number}", title=f"Kartu KIS tidak aktif {number}", text="Periksa dahulu di loket.", is_public=True
    ).slug


def make_programme(citizen) -> str:
    labels = {"label": "Program Keluarga Harapan", "short_label": "PKH", "unit": "family"}
    return Programme.objects.get_or_create(code="PKH", defaults=labels)[0].code


RECORDS = {"public_article": make_article, "programme": make_programme}

LINES = {
    "portal:status": Line(public=True),
    "portal:propose": Line(public=True),
    "portal:object": Line(public=True),
    "portal:propose_form": Line(public=True),
    "portal:object_form": Line(public=True),
    "portal:survey": Line(public=True),
    "portal:articles": Line(public=True),
    "portal:article": Line(public=True, record="public_article", whole_office=True),
    "portal:requirements": Line(public=True, record="programme", whole_office=True),
    "portal:letter": Line(public=True),
    "portal:hall": Line(public=True),
    "portal:hall_board": Line(public=True),
    "portal:take": Line(public=True, args=("kunci",), ok=(404,)),  # no key is set: there is no tablet
}
