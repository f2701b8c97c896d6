"""What the threat model names as proof exists."""

import re

import pytest

from tests.servers import ROOT

NAMED = sorted(set(re.findall(r"`(tests/[\w/]+(?:\.py)?(?:::\w+)?)`", (ROOT / "THREAT_MODEL.md").read_text())))


@pytest.mark.parametrize("name", NAMED)
def test_a_proof_that_is_named_exists(name):
    path, _, function = name.partition("::")
    assert (ROOT / path).exists()
    if function:
        assert re.search(rf"^def {function}\(", (ROOT / path).read_text(), re.MULTILINE)


def test_the_table_of_the_standard_has_every_chapter():
    lines = re.findall(r"^\| (\d+)[ .]", (ROOT / "THREAT_MODEL.md").read_text(), re.MULTILINE)
    assert {int(number) for number in lines} == set(range(1, 18))
