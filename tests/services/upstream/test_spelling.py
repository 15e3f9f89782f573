"""Secrets as others spell them: each echo is written out as some library writes it."""

import json
import time

import pytest

from services.upstream.redaction import STARS, without

SLASHED, MARKED, CYRILLIC = "a/bc/defg", "a&b=c+d<e>'f", "пароль"

JSON_ECHOES = [
    (SLASHED, r"a\/bc\/defg"),  # PHP
    (MARKED, r"a\u0026b\u003dc\u002bd\u003ce\u003e\u0027f"),  # Gson
    (MARKED, r"a\u0026b=c\u002Bd\u003Ce\u003E\u0027f"),  # .NET
    (CYRILLIC, r"\u043F\u0430\u0440\u043E\u043B\u044C"),
    (CYRILLIC, r"\u043f\u0430\u0440\u043e\u043b\u044c"),
    ("swordfish", r"\u0073wordfish"),
    ("sesam", r"\u0073esam"),
    ("key-😀-smile", r"key-\uD83D\uDE00-smile"),
    ("two  blanks", r"two  blanks"),
    ("back\\\tп\\", r"back\\\t\u043F\\"),
    ("a\ttabbed", r"a\ttabbed"),
    (SLASHED, r"{\"given\": \"a\\\/bc\\\/defg\"}"),  # JSON inside of JSON
    (SLASHED, r"https:\/\/x.test\/?pw=a%2fbc%2Fdefg&more"),
    (MARKED, r"<b>a&amp;b=c+d&lt;e&gt;&#39;f<\/b>"),
]

OTHER_ECHOES = [
    *JSON_ECHOES,
    ("a&bcdefg", "a&amp;bcdefg"),
    ("a&bcdefg", "a&#38;bcdefg"),
    ("a&bcdefg", "a&#x26;bcdefg"),
    ("a&bcdefg", "a&amp;amp;bcdefg"),
    ('a"bcdefg', "a&quot;bcdefg"),
    ("a'bcdefg", "a&apos;bcdefg"),
    (SLASHED, "a%2fbc%2fdefg"),
    (SLASHED, "a%2Fbc%2Fdefg"),
    (SLASHED, "a%252Fbc%252Fdefg"),
    (CYRILLIC, "%d0%bf%d0%b0%d1%80%d0%be%d0%bb%d1%8c"),
    (CYRILLIC, "%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C"),
    ("café-crème", "caf%E9-cr%E8me"),
    ("two words", "two+words"),
    ("two words", "two%20words"),
    ("two  blanks", "two blanks"),
    ("a\ttabbed", "a tabbed"),
    ("100%25sure", "100%2525sure"),
    (r"back\slash", r"back\\slash"),
]


@pytest.mark.parametrize(("secret", "echo"), JSON_ECHOES)
def test_a_secret_in_json_is_starred_out_however_it_is_spelled(secret, echo):
    said = without(f'{{"error": {{"message": "Wrong: {echo}.", "x": 1.50}}}}', secret, "me")
    assert echo not in said
    assert secret not in json.loads(said)["error"]["message"]
    assert STARS in json.loads(said)["error"]["message"]
    assert said.endswith('"x": 1.50}}')


@pytest.mark.parametrize(("secret", "echo"), OTHER_ECHOES)
def test_a_secret_in_any_other_text_is_starred_out_however_it_is_spelled(secret, echo):
    said = without(f"<p>Wrong: {echo}.", secret, "me")
    assert STARS in said
    assert echo not in said


@pytest.mark.parametrize("secret", ["a/bc", "abc/", "&abc", "a=bc", "sesam", "a", "x7", "a'b"])
@pytest.mark.parametrize("broken", ["", " ..."])
@pytest.mark.parametrize(
    "form", [r"wrong password:\n{}", r"Password:\t{} is wrong", r"password \"{}\""]
)
def test_a_short_secret_behind_an_escaped_blank_or_quote_is_starred_out(secret, broken, form):
    echo = form.format(secret)
    said = without(f'{{"error": {{"message": "{echo}"}}}}{broken}', secret, "me")
    assert said == f'{{"error": {{"message": "{form.format(STARS)}"}}}}{broken}'


@pytest.mark.parametrize("form", ["wrong:%20{}", "wrong:%0A{}", r"wrong:\u0020{}", "pw%3D{}%26x"])
def test_a_short_secret_behind_an_escape_is_starred_out(form):
    assert without(form.format("abcd"), "abcd", "me") == form.format(STARS)


# b">>>?a?b" has both letters in which the alphabets differ; "me:" comes before it.
PAIR = "bWU6Pj4+P2E/Yn5+fg=="


@pytest.mark.parametrize(
    "echo",
    [
        PAIR,
        "bWU6Pj4+P2E/Yn5+fg",
        "bWU6Pj4-P2E_Yn5-fg==",
        "bWU6Pj4-P2E_Yn5-fg",
        "bWU6Pj4%2BP2E%2FYn5%2Bfg%3D%3D",
        "bWU6Pj4%2bP2E%2fYn5%2bfg%3d%3d",
        r"bWU6Pj4+P2E\/Yn5+fg==",
        r"bWU6Pj4\u002bP2E\/Yn5\u002bfg\u003d\u003d",
        r"bWU6Pj4\u002BP2E/Yn5\u002Bfg\u003D\u003D",
        "bWU6Pj4&#43;P2E&#x2F;Yn5&plus;fg&equals;=",
    ],
)
def test_the_pair_is_starred_out_in_every_base64(echo):
    secret = ">>>?a?b~~~"
    assert without(f"Basic {echo} is wrong", secret, "me") == f"Basic {STARS} is wrong"
    body = without(f'{{"error": "Basic {echo}"}}', secret, "me")
    assert body == f'{{"error": "Basic {STARS}"}}'


def test_a_name_that_is_the_secret_is_starred_out_and_the_vocabulary_stays():
    body = '{"errors": {"swordfish": "is no known password"}, "code": "X"}'
    expected = f'{{"errors": {{"{STARS}": "is no known password"}}, "code": "X"}}'
    assert without(body, "swordfish", "me") == expected
    assert without('{"ab": 1, "cab": 2}', "ab", "me") == f'{{"{STARS}": 1, "cab": 2}}'
    assert without('{"message": "x"}', "message", "me") == '{"message": "x"}'


def test_a_number_that_is_the_secret_is_starred_out_and_the_others_keep_their_spelling():
    body = '{"pin": 2026, "budget": 45000.10, "x": 1e3, "y": 12026}'
    expected = body.replace("2026,", f'"{STARS}",', 1)
    assert without(body, "2026", "me") == expected
    assert without('{"pin": 7, "n": 7}', "7", "me") == f'{{"pin": "{STARS}", "n": 7}}'
    assert without('{"x": 99123456}', "123456", "me") == f'{{"x": "{STARS}"}}'


def test_what_holds_no_secret_is_not_spelled_anew():
    body = '{"a":"\\u043F\\/", "a" : [1.0,1E5, "\\ud800"]}\n'
    assert without(body, "swordfish", "me") == body
    assert without(body, "\u043f/////", "me") == body


@pytest.mark.parametrize("secret", ["nimda42", "n4711x", "u0041", "tab12", "\\", '"', "\\\\\\\\"])
def test_json_stays_json(secret):
    body = json.dumps({"m": f'line\nimda42\tab12\\u0041 " {secret}', secret: [f'"{secret}"', 1]})
    said = without(body, secret, "me")
    assert isinstance(json.loads(said), dict)
    assert json.loads(without('{"m": "line\\nimda42"}', secret, "me")) == {"m": "line\nimda42"}


def test_a_secret_of_half_a_character_is_no_error_of_ours():
    assert without("nothing of it", "pass\ud800word", "me") == "nothing of it"


@pytest.mark.parametrize("secret", ["BAD", "AUTH", "pass", "FAIL"])
def test_a_code_of_which_a_short_secret_is_a_part_stays_readable(secret):
    body = '{"error": {"code": "AUTH.BAD-FAIL.pass", "id": "AUTH.FAIL"}}'
    assert without(body, secret, "me") == body
    assert without(f'{{"code": "{secret}"}}', secret, "me") == f'{{"code": "{STARS}"}}'
    said = without('{"code": "no: AUTH, BAD, pass, FAIL"}', "AUTH", "me")
    assert "AUTH" not in said


@pytest.mark.parametrize(
    "secret",
    [
        "\\" * 12,
        "&" * 12,
        " \\ \\ \\ x",
        "%25%25%25",
        "\\\"'\\\"'x",
        "; ; ; ; ; xq",
        ";" * 12 + "x",
    ],
)
@pytest.mark.parametrize(
    "filling", ["\\", "&amp;", "%25", " ", "+", '\\"', "\\\\ ", "&nbsp;", "&semi;"]
)
def test_no_text_makes_the_search_long(secret, filling):
    began = time.process_time()
    without(filling * (28_000 // len(filling)), secret + "-", "me")
    assert time.process_time() - began < 1.0
