"""Pages for citizens who are not signed in."""

from tests.matrix.lines import Line

LINES = {
    "portal:status": Line(public=True),
    "portal:letter": Line(public=True),
    "portal:hall": Line(public=True),
    "portal:hall_board": Line(public=True),
    "portal:take": Line(public=True, args=("kunci",), ok=(404,)),  # no key is set: there is no tablet
}
