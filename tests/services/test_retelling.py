"""What is kept with a job is English, and told in the reader's language."""

import pytest

from services.i18n import speaking
from services.retelling import NOT_ANSWERED, NOT_IN_TIME, retold


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
            "Партнер недоступний. ConnectError: refused",
        ),
        ("Somebody else's words.", "Somebody else's words."),
        ("", ""),
    ],
)
def test_a_kept_sentence_is_told_in_ukrainian(kept, told):
    assert retold(kept) == kept
    with speaking("uk"):
        assert retold(kept) == told
