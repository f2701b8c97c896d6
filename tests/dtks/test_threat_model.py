"""What the threat model names as proof exists."""

import re
from collections import Counter

import pytest

from tests.servers import ROOT

NAMED = sorted(set(re.findall(r"`(tests/[\w/]+(?:\.py)?(?:::\w+)?)`", (ROOT / "THREAT_MODEL.md").read_text())))


@pytest.mark.parametrize("name", NAMED)
def test_a_proof_that_is_named_exists(name):
    path, _, function = name.partition("::")
    assert (ROOT / path).exists()
    if function:
        assert re.search(rf"^def {function}\(", (ROOT / path).read_text(), re.MULTILINE)


# Requirements of levels 1 and 2 in each chapter of ASVS 5.0.
OF_CHAPTER = {
    1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16,
    17: 7,
}  # fmt: skip
LINE = re.compile(r"^\| (\d+)\.(\d+)\.(\d+) \| ([12]) \| ([^|]+) \| (yes|not here|office) \| ([^|]+) \|$", re.MULTILINE)


def test_each_requirement_of_the_standard_has_one_line_with_a_test_or_a_reason():
    lines = LINE.findall((ROOT / "THREAT_MODEL.md").read_text())
    assert len({line[:3] for line in lines}) == len(lines) == sum(OF_CHAPTER.values())
    assert Counter(int(line[0]) for line in lines) == OF_CHAPTER
    assert all(len(line[-1]) > 3 for line in lines)
