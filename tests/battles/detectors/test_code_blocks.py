"""Where fenced code begins, ends, and what it says it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.detectors.code_blocks import find_code_blocks, remove_code_blocks


def bodies(text):
    return [
        (fence.language, text[fence.body_start : fence.body_end].strip()) for fence in find_code_blocks(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no code", []),
        ("```python\nx = 1\n```", [("python", "x = 1")]),
        ("```C++ title=main\nint x;\n```", [("c++", "int x;")]),
        ("```{.python .numberLines}\nx\n```", [("python", "x")]),
        ("~~~ruby\nputs 1\n~~~", [("ruby", "puts 1")]),
        ("```\na\n```\ntext\n```js\nb\n```", [("", "a"), ("js", "b")]),
        ("1. ```js\n   a\n   ```\n2. next", [("js", "a")]),
        ("```python\ncut off", [("python", "cut off")]),
        ("Fix this: ```python\nx\n``` please", [("python", "x")]),
        ("inline ```x = 1``` text", [("", "x = 1")]),
        ("a lone ``` here", []),
        ("````md\n```py\nx\n```\n````\nend", [("md", "```py\nx\n```")]),
        ("```md\n```python\nx\n```\nend", [("md", "```python\nx")]),
        ("```\n~~~\n```", [("", "~~~")]),
    ],
)
def test_fences_are_found_as_people_write_them(text, expected):
    assert bodies(text) == expected


def test_text_around_fences_is_kept_and_the_fences_are_not():
    assert remove_code_blocks("before\n```python\nx = 1\n```\nafter ```y``` end") == "before\n\nafter  end"


@given(st.text(alphabet="`~ab \n>1.", max_size=200))
def test_fences_lie_in_order_inside_the_text_and_never_overlap(text):
    position = 0
    for fence in find_code_blocks(text):
        assert position <= fence.start < fence.body_start <= fence.body_end <= fence.end <= len(text)
        position = fence.end
