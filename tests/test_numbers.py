import math
import random
import struct

import pytest

from app.graph.model import Value
from app.graph.numbers import exact, label, lines, short


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.4769461154937744, "0.4769"),
        (15.0, "15"),
        (15, "15"),
        (0.0, "0"),
        (-0.0, "-0"),
        (-0.00842148046, "-0.008421"),
        (1.2e-07, "1.2e-07"),
        (12345.678, "12346"),
        (999999.9, "1000000"),
        (12345678.0, "1.235e+07"),
        (-1.23456e-100, "-1.2e-100"),
        (10**30, "1e+30"),
        (2**40, "1.1e+12"),
        (True, "True"),
        ("nan", "nan"),
        ("inf", "∞"),
        ("-inf", "-∞"),
    ],
)
def test_short_numbers_are_written_as_a_person_would(number, shown):
    assert short(number) == shown


def test_short_numbers_stay_short_and_near():
    for exponent in range(-300, 300, 7):
        for factor in (1.23456, -9.99999, 5.5):
            number = factor * 10.0**exponent
            assert len(short(number)) <= 9
            assert math.isclose(float(short(number)), number, rel_tol=0.11)


@pytest.mark.parametrize(("dtype", "code"), [("float32", "f"), ("float64", "d"), ("float16", "e")])
def test_exact_numbers_round_trip_in_their_dtype(dtype, code):
    draw = random.Random(5)
    for _ in range(300):
        (number,) = struct.unpack(code, struct.pack(code, draw.uniform(-5, 5) * 10.0 ** draw.randint(-4, 3)))
        assert struct.pack(code, float(exact(number, dtype))) == struct.pack(code, number)


def test_exact_is_the_shortest():
    assert exact(0.30000001192092896, "float32") == "0.3"
    assert exact(3.4028234663852886e38, "float32") == "3.4028235e+38"
    assert exact(0.1 + 0.2, "float64") == "0.30000000000000004"
    assert exact(0.99609375, "bfloat16") == "0.996"
    assert exact(7, "int64") == "7"
    assert exact("nan", "float32") == "nan"


def test_labels_show_numbers_where_few_and_shapes_where_many():
    assert label(None) == ""
    assert label(Value((), "float32", 0.4769461)) == "0.4769"
    assert label(Value((2,), "float32", [0.4769461, "inf"])) == "[0.4769, ∞]"
    assert label(Value((2, 3), "float32", [[1.0] * 3] * 2)) == "[2×3]"
    assert label(Value((64, 1000), "float32", None)) == "[64×1000]"
    assert label(Value((0,), "float32", [])) == "[0]"


def test_lines_are_the_rows_of_small_tensors():
    assert lines(Value((), "float32", 2.0)) == (("2",),)
    assert lines(Value((2,), "float32", [1.0, 2.0])) == (("1", "2"),)
    assert lines(Value((2, 1), "float32", [[1.0], [2.0]])) == (("1",), ("2",))
    assert lines(Value((64, 1000), "float32", None)) == ()
    assert lines(Value((1, 1, 1), "float32", [[[1.0]]])) == ()
    assert lines(None) == ()
