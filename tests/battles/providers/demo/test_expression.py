"""Sums are found in sentences of many languages and computed exactly."""

import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battles.providers.demo.kinds.arithmetic import wrong_value
from battles.providers.demo.kinds.expression import (
    DivisionByZero,
    NotComputable,
    compute,
    find_expression,
    is_exact,
    shown,
)
from battles.providers.demo.kinds.numerals import chinese_value, english_to_digits


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("what is 17*23", "391"),
        ("What's 2+2?", "4"),
        ("23 × 19 + 4 是多少", "441"),
        ("十二乘以十三等於多少", "156"),
        ("twenty-five times three", "75"),
        ("what is two hundred and five minus 6", "199"),
        ("what is 15% of 80", "12"),
        ("80 的 15% 是多少", "12"),
        ("2 to the power of 10", "1024"),
        ("2の10乗は?", "1024"),
        ("the square root of 144", "12"),
        ("√2", "1.414214"),
        ("25の平方根は?", "5"),
        ("Wie viel ist 144 geteilt durch 12?", "12"),
        ("Combien font 7 fois 8 ?", "56"),
        ("¿Cuánto es 15 por 12?", "180"),
        ("(3 + 4) * 2", "14"),
        ("2 + 3 * 4", "14"),
        ("2^3^2", "512"),
        ("-3 * 4", "-12"),
        ("7 / 2", "3.5"),
        ("1/3 + 1/6", "0.5"),
        ("1,234 + 1", "1235"),
        ("12 squared", "144"),
        ("factorial of 5", "120"),
        ("5 x 6", "30"),
    ],
)
def test_the_value_of_a_sentence(sentence, value):
    assert shown(compute(find_expression(sentence)).value) == value


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "hello",
        "call me on 555-1234",
        "on 2024-05-01",
        "I am 25 years old",
        "chapter 3",
        "C++",
        "3 apples",
        "open 24/7",
        "2024-05-01",
    ],
)
def test_no_sum_is_found_where_none_is(sentence):
    assert find_expression(sentence) is None


@pytest.mark.parametrize("expression", ["1 / 0", "5 / (3 - 3)", "0 ^ -1"])
def test_division_by_zero_is_told_apart(expression):
    with pytest.raises(DivisionByZero):
        compute(expression)


@pytest.mark.parametrize(
    "expression", ["1 +", "(1 + 2", "9 ^ 9999999", "2 ^ 0.5", "sqrt(-4)", "fact(1000)", "1 2"]
)
def test_what_cannot_be_computed_is_refused(expression):
    with pytest.raises(NotComputable):
        compute(expression)


numbers = st.integers(0, 999).map(str)
expressions = st.recursive(
    numbers,
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda part: f"({' '.join(part)})"),
)


@given(expressions)
def test_values_are_those_of_python(expression):
    assert compute(expression).value == eval(expression)  # noqa: S307 - digits, brackets and signs only


@given(st.fractions(min_value=-10_000, max_value=10_000), st.integers())
def test_a_wrong_value_is_wrong(value, seed):
    assert wrong_value(value, random.Random(seed)) != value


def test_steps_are_shown_in_order_and_harder_sums_are_harder():
    computed = compute("23 * 19 + 4")
    assert computed.shown == "23 × 19 + 4"
    assert computed.steps == ("23 × 19 = 437", "437 + 4 = 441")
    assert compute("2 + 2").hardness < compute("12 * 13").hardness < compute("123 * 456").hardness


def test_long_decimals_are_marked_as_rounded():
    assert not is_exact(Fraction(1, 3))
    assert math.isclose(float(shown(Fraction(1, 3))), 1 / 3, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三百二十", 320),
        ("兩千零五", 2005),
        ("二〇二四", 2024),
        ("三萬五", 30005),
    ],
)
def test_chinese_numerals(numeral, value):
    assert chinese_value(numeral) == value


def test_english_number_words_become_digits_and_other_words_stay():
    assert english_to_digits("three hundred and twenty someone") == "320 someone"
