"""Whose request to the partner goes first."""

import pytest
from store_contract import make_job

from services.pace import Urgency
from services.tracking.context import urgency


@pytest.mark.parametrize(
    ("actor", "bulk_id", "submits", "looks"),
    [
        ("hana", None, Urgency.PERSON, Urgency.YOUNG),
        ("local", None, Urgency.PERSON, Urgency.YOUNG),
        ("rest", None, Urgency.SUBMIT, Urgency.YOUNG),
        ("hana/ci", None, Urgency.SUBMIT, Urgency.YOUNG),
        ("hana", "bulk_1", Urgency.BULK, Urgency.BULK),
    ],
)
def test_somebody_at_a_screen_is_not_kept_waiting_by_scripts(actor, bulk_id, submits, looks):
    job = make_job(actor=actor, bulk_id=bulk_id)
    assert urgency(job, Urgency.SUBMIT) is submits
    assert urgency(job, Urgency.YOUNG) is looks
