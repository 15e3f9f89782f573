"""What is kept with a job is English, and told in the reader's language."""

import httpx
import pytest

from models.duplicate_evidence import TRIED
from services.i18n import speaking
from services.retelling import CUT_OFF, NOT_ANSWERED, NOT_IN_TIME, NOT_REACHED, in_words, retold
from services.transport_words import words_for


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("Found in the partner's list of programs.", "Знайдено у списку програм партнера."),
        ("The partner answered HTTP 503.", "Партнер відповів HTTP 503."),
        (
            NOT_ANSWERED.format(NOT_IN_TIME.format("15")),
            "Партнер не відповів. За 15 с не надійшло повної відповіді.",
        ),
        (
            "The partner cannot be reached. ConnectError: refused",
            "Партнер недоступний. Не вдалося встановити з’єднання (ConnectError: refused).",
        ),
        ("Somebody else's words.", "Somebody else's words."),
        ("", ""),
    ],
)
def test_a_kept_sentence_is_told_in_ukrainian(kept, told):
    assert "ConnectError" in kept or retold(kept) == kept
    with speaking("uk"):
        assert retold(kept) == told


# What httpx says of a connection, and the words for it.
TROUBLE = {
    "ConnectError: All connection attempts failed": "No connection could be made.",
    "ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has "
    "expired (_ssl.c:992)": "Its TLS certificate is not valid.",
    "ConnectError: [SSL: WRONG_VERSION_NUMBER] wrong version number": (
        "No secure connection (TLS) could be made."
    ),
    "ConnectError: [Errno -2] Name or service not known": "The name in its address was not found.",
    "ConnectTimeout": "No connection could be made in time.",
    "PoolTimeout": "No connection could be made in time.",
    "ReadTimeout: slow": "No answer came in time.",
    "ReadError": "The connection broke off.",
    "WriteError: broken pipe": "The connection broke off.",
    "ConnectionResetError: [Errno 104] Connection reset by peer": "The connection broke off.",
    "RemoteProtocolError: Server disconnected without sending a response.": (
        "The connection broke off."
    ),
    "RemoteProtocolError: peer closed connection without sending complete message body (received "
    "2 bytes, expected 9)": "The connection broke off.",
    "RemoteProtocolError: illegal status line": "What came back is not a valid answer.",
    "DecodingError: Error -3 while decompressing": "What came back is not a valid answer.",
    "UnsupportedProtocol: ftp": "Its address cannot be used.",
    "OSError: [Errno 24] Too many open files": "The connection failed.",
}


@pytest.mark.parametrize(("raw", "words"), TROUBLE.items())
@pytest.mark.parametrize("form", [NOT_REACHED, NOT_ANSWERED, CUT_OFF])
def test_the_librarys_names_for_trouble_are_put_in_words(form, raw, words):
    kept = form.format(raw)
    assert in_words(kept) == form.format(words)
    assert retold(kept) == form.format(f"{words[:-1]} ({raw}).")
    with speaking("uk"):
        told = in_words(kept)
        assert not {*"abcdefghijklmnopqrstuvwxyz"} & set(told.replace("TLS", ""))
        assert retold(kept).endswith(f" ({raw}).")


def test_every_transport_error_of_httpx_has_words():
    def beneath(kind):
        return [kind, *(one for more in kind.__subclasses__() for one in beneath(more))]

    every = {*beneath(httpx.TransportError), httpx.DecodingError, *beneath(httpx.StreamError)}
    for kind in {*every, httpx.InvalidURL}:
        assert words_for(kind.__name__), kind
        assert words_for(f"{kind.__name__}: and more"), kind


def test_an_inner_step_of_a_feature_is_told_in_words_too():
    kept = TRIED.format("AD_GOAL", 2, NOT_ANSWERED.format("ReadError"))
    with speaking("uk"):
        assert "ReadError" in retold(kept)
        assert "ReadError" not in in_words(kept)


def test_the_partners_own_words_stay_as_they_are():
    kept = "ReadError: this one is the partner's"
    assert (in_words(kept), retold(kept)) == (kept, kept)
