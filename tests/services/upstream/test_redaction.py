"""Secrets of any length in what a partner says: never shown, and the rest stays readable."""

import base64
import json

import pytest

from services.upstream.redaction import STARS, without
from services.upstream.wire import read_error

WORDS = "This is a bad idea: the id of a business cannot be read."


def error(**more):
    return json.dumps({"error": {"id": "INVALID", "message": WORDS, "code": "BAD"} | more})


@pytest.mark.parametrize("secret", ["a", "id", "1", "no", "code", "error", "message", "e"])
def test_a_password_like_a_word_leaves_names_and_sentences_alone(secret):
    said = without(error(), secret, "me")
    assert set(json.loads(said)["error"]) == {"id", "message", "code"}
    assert read_error(said) == ("BAD", WORDS)
    assert without(WORDS, "a", "me") == WORDS


@pytest.mark.parametrize(
    "secret", ["a", "id", "1", "x7", "code", "sesam", "swordfish", 'a"b\\c', "пароль"]
)
@pytest.mark.parametrize(
    "echo",
    [
        "Wrong password: {}",
        "password={}&user=me",
        "The password is {}.",
        "'{}' is not known",
        "me:{}",
    ],
)
def test_an_echo_of_it_is_starred_out(secret, echo):
    said = without(echo.format(secret), secret, "me")
    assert said == echo.format(STARS)
    inside = json.dumps({"error": {"message": echo.format(secret)}})
    assert json.loads(without(inside, secret, "me"))["error"]["message"] == echo.format(STARS)


@pytest.mark.parametrize("secret", ["a", "id", "1", "code", "swordfish", 'a"b\\c', "12345678"])
def test_a_value_that_is_it_is_starred_out_and_the_rest_stays_json(secret):
    said = json.loads(without(json.dumps({"id": secret, "given": [secret, "aa"]}), secret, "me"))
    assert said == {"id": STARS, "given": [STARS, "aa"]}


@pytest.mark.parametrize("secret", ["a", "id", "code", "hunter2-swordfish", "пароль"])
def test_what_authorization_carries_is_never_shown(secret):
    pair = base64.b64encode(f"me:{secret}".encode()).decode()
    for text in (f"Basic {pair} is wrong", json.dumps({"header": f"Basic {pair}"})):
        assert pair not in without(text, secret, "me")


def test_a_long_one_goes_wherever_it_stands():
    secret = "hunter2-swordfish"
    text = f"x{secret}x {json.dumps({secret: 1, 'x': f'a{secret}b'})}"
    assert secret not in without(text, secret)
    assert secret not in without(json.dumps({secret: 1, "x": f"a{secret}b"}), secret)
    assert json.loads(without('{"pin": 12345678}', "12345678")) == {"pin": STARS}


def test_a_short_one_is_not_taken_out_of_longer_words():
    assert without("2026-05-04, decode", "2026") == "2026-05-04, decode"
    assert without("decode it", "code") == "decode it"
