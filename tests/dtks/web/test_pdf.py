"""Papers set by typst."""

from datetime import UTC, datetime

import pytest

from dtks.web import pdf

NAMES = ["#panic()", "*La Ode*", "$x^2$", "_Wa_", "<svg>", '\\ @la `mbalia` [x] {y} "kutip"', "Hj. Sitti 'Aisyah",
         "Ani \U0001f600 \u738b\u5c0f\u660e", "\x1b[31m\u202eINA"]  # fmt: skip


@pytest.fixture
def paper(tmp_path, monkeypatch):
    """A template of one line, as a room would have it."""
    monkeypatch.setattr(pdf, "ROOT", tmp_path)
    (tmp_path / "line.typ").write_text(
        '#let data = json(bytes(sys.inputs.data))\n#set text(font: "Libertinus Serif")\n#data.name\n'
    )
    return "line.typ"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name_whatever_signs_it_holds(paper, name):
    assert pdf.typeset(paper, {"name": name}).startswith(b"%PDF-1.7")


def test_a_paper_is_pdf_a_and_the_same_bytes_for_the_same_day(paper):
    day = datetime(2026, 11, 18, 2, 44, tzinfo=UTC)
    first = pdf.typeset(paper, {"name": "Wa Ode"}, on=day)
    assert b"pdfaid" in first
    assert first == pdf.typeset(paper, {"name": "Wa Ode"}, on=day)


def test_a_template_reads_no_file_outside_the_templates(paper, tmp_path):
    (tmp_path / "line.typ").write_text('#read("/../../../../etc/passwd")')
    with pytest.raises(Exception, match=r"(?i)access|root|not found"):
        pdf.typeset(paper, {})


def test_the_qr_code_carries_what_it_is_given():
    assert pdf.qr_svg("7KQ4M2XD").startswith("<svg")
