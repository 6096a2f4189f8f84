"""The token estimate against counts of the public o200k vocabulary (gpt-tokenizer 4.0.0)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.detectors.tokens import estimate_tokens

COUNTED = [
    (
        "en",
        27,
        "The quick brown fox jumps over the lazy dog near the old "
        "river bank, while the children watch from the bridge and laugh about it.",
    ),
    (
        "en",
        24,
        "Photosynthesis is the process by which green plants, algae and "
        "some bacteria convert light energy into chemical energy stored in glucose.",
    ),
    (
        "de",
        22,
        "Die Bundesregierung hat am Mittwoch beschlossen, die "
        "Förderung erneuerbarer Energien im kommenden Jahr deutlich auszuweiten.",
    ),
    (
        "fr",
        23,
        "Les étudiants de l'université ont organisé une réunion pour discuter "
        "des problèmes de logement dans le centre de la ville.",
    ),
    (
        "es",
        20,
        "La biblioteca municipal estará cerrada durante el mes de "
        "agosto por obras de mejora en el edificio principal.",
    ),
    (
        "ru",
        26,
        "Вчера вечером мы долго гуляли по старому парку и говорили о книгах, которые прочитали этим летом.",
    ),
    ("zh", 32, "昨天晚上我们在公园里散步，谈论今年夏天读过的书和看过的电影，直到很晚才回家。"),
    ("ja", 31, "昨日の夜、私たちは古い公園を散歩しながら、この夏に読んだ本について長い時間話しました。"),
    (
        "ko",
        28,
        "어제 저녁에 우리는 오래된 공원을 산책하면서 이번 여름에 읽은 책에 대해 오랫동안 이야기했습니다.",
    ),
    (
        "ar",
        23,
        "مشينا مساء أمس في الحديقة القديمة وتحدثنا طويلا عن الكتب التي قرأناها هذا الصيف.",
    ),
    (
        "code",
        30,
        "def mean(values):\n"
        "    total = 0.0\n"
        "    for value in values:\n"
        "        total += value\n"
        "    return total / len(values)\n",
    ),
    (
        "table",
        39,
        "| name | votes | rating |\n|---|---|---|\n| alpha | 1204 | 1131.5 |\n| beta | 998 | 1087.2 |\n",
    ),
]
"""Kind of text, what gpt-tokenizer 4.0.0 counts with o200k_base, text."""


@pytest.mark.parametrize(("kind", "counted", "text"), COUNTED, ids=[row[0] for row in COUNTED])
def test_the_estimate_is_near_what_a_real_tokenizer_counts(kind, counted, text):
    assert estimate_tokens(text) == pytest.approx(counted, rel=0.3)


def test_over_all_kinds_of_text_the_estimate_is_neither_high_nor_low():
    estimated = sum(estimate_tokens(text) for _, _, text in COUNTED)

    assert estimated == pytest.approx(sum(counted for _, counted, _ in COUNTED), rel=0.08)


def test_an_empty_or_blank_text_has_no_tokens():
    assert [estimate_tokens(text) for text in ("", " ", "\n\t \u3000")] == [0, 0, 0]


@given(st.text(min_size=1, max_size=300))
def test_every_text_with_a_mark_has_at_least_one_token_and_no_absurd_number(text):
    tokens = estimate_tokens(text)

    assert (tokens >= 1) == bool(text.strip())
    assert tokens <= 4 * len(text) + 1


@given(st.text(max_size=100))
def test_twice_a_text_has_about_twice_the_tokens(text):
    assert estimate_tokens(text + "\n" + text) <= 2 * estimate_tokens(text) + 4


def test_unpaired_surrogates_are_counted_like_any_character():
    assert estimate_tokens("a\ud800b") >= 2
