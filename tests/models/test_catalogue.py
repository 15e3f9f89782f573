import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import JOB_ERRORS, explain, explain_transport
from models.catalogue_transport import TRANSPORT_ERRORS

# The contract's tables, word for word; what a person reads must equal them.
CONTRACT = (Path(__file__).parent / "contract_section_14.md").read_text(encoding="utf-8")

OURS = {"WATCHING", "READING", "UNREACHABLE"}  # parts of the row for 5xx, where they are true
CODES = [
    "BUSINESS_NOT_ACTIVE",
    "BUSINESS_AUTHORIZATION_FAILED",
    "BUSINESS_RESTRICTED_FROM_ADVERTISING",
    "PROGRAM_NOT_ACTIVE_CLOSED_BUSINESS",
    "PROGRAM_NOT_ACTIVE_BUSINESS_REMOVED_FROM_SEARCH",
    "PROGRAM_HAS_EXPIRED",
    "COULD_NOT_MODIFY_PROGRAM",
    "COULD_NOT_ADD_PROGRAM",
    "INVALID_OR_MISSING_KEY",
    "INVALID_OR_MISSING_REQUIRED_KEY",
    "INVALID_LIST_INDEXES",
    "CATEGORY_ALIAS_NOT_RECOGNIZED",
    "UNSUPPORTED_CATEGORIES",
    "NO_CATEGORIES",
    "PROGRAM_ALREADY_RUNNING_BY_ANOTHER_PROVIDER",
    "PROGRAM_ALREADY_REQUESTED",
    "CONFLICTS_WITH_ANOTHER_ACTIVE_PROGRAM",
    "CANNOT_ADD_PROGRAM_IN_PAST",
    "CANNOT_DECREASE_BUDGET_BELOW_AMOUNT_ALREADY_SPENT",
    "INVALID_PRICE",
    "BID_TOO_HIGH_FOR_BUDGET",
    "CURRENCY_MISMATCH",
    "FEE_PERIOD_TYPE_NOT_SUPPORTED_ERROR",
    "PROMOTION_UNAVAILABLE",
    "CAMPAIGN_BUDGET_VIOLATES_PROMO_RESTRICTIONS",
    "PARENT_WAS_REJECTED",
    "INVALID_PROGRAM_ID",
]


def table(heading):
    section = CONTRACT.split(heading)[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[2:]]


def job_rows():
    for cell, field, english, ukrainian in table("14.2 Job errors"):
        for code in re.findall(r"`(\w+)`", cell):
            yield code, field, english, ukrainian


def test_the_list_and_the_contract_have_the_same_codes():
    assert [row[0] for row in job_rows()] == CODES
    assert set(JOB_ERRORS) == {
        *CODES,
        "CANNOT_DUPLICATE",
        "FEATURES_NOT_TAKEN",
        "FEATURES_REFUSED",
        "NOT_CONFIRMED",
        "REJECTED_WITHOUT_REASON",
        "SOURCE_NOT_FOUND",
    }


@pytest.mark.parametrize("row", list(job_rows()), ids=lambda row: row[0])
def test_every_code_says_the_contracts_sentences(row):
    code, field, english, ukrainian = row
    in_english, in_ukrainian = explain(code, None), explain(code, None, "uk")
    assert in_english.text == english.replace("`", "")  # Markdown of the table, not of the card
    assert in_ukrainian.text == ukrainian.replace("`", "")
    assert in_english.known
    assert in_english.title
    assert in_english.advice
    expected = None if field in ("none", "named in message") else field.split(", ")[0]
    assert in_english.field == in_ukrainian.field == expected


def test_a_refusal_without_a_reason_has_words_too():
    for code in ("REJECTED_WITHOUT_REASON", None, " "):
        words = explain(code, None)
        assert words.known
        assert words.code == "REJECTED_WITHOUT_REASON"
        assert words.text != explain(code, None, "uk").text


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("ValidationError: budget is required", "budget"),
        ("Missing key 'max_bid' at the end of budget", "max_bid"),
        ("At the start: ad_categories is wrong", "ad_categories"),
        ("Missing end", "end"),
        ("yelp_business_id is missing", "business_id"),
        ("Something is missing", None),
        (None, None),
    ],
)
def test_a_missing_key_is_named_by_the_message(message, field):
    assert explain("INVALID_OR_MISSING_REQUIRED_KEY", message).field == field
    assert explain("INVALID_OR_MISSING_KEY", message).field == field


def test_a_price_belongs_to_the_amount_that_the_message_names():
    assert explain("INVALID_PRICE", "max_bid is no price").field == "max_bid"
    assert explain("INVALID_PRICE", "no price").field == "budget"


def test_the_partners_message_is_kept_beside_our_words():
    closed = explain("BUSINESS_NOT_ACTIVE", "ValidationError: It is closed.")
    removed = explain("BUSINESS_NOT_ACTIVE", "Removed from search.")
    assert closed.text == removed.text
    assert (closed.message, removed.message) == ("It is closed.", "Removed from search.")


def test_an_unknown_code_falls_back_honestly():
    words = explain("MOON_IS_FULL", "ValidationError: Wait a week.")
    assert not words.known
    assert words.code == "MOON_IS_FULL"
    assert words.text == (
        "Refused with code MOON_IS_FULL: Wait a week. "
        "Keep the job number and contact partner support"
    )
    assert explain("MOON_IS_FULL", None, "uk").text == (
        "Відхилено з кодом MOON_IS_FULL. "
        "Збережіть номер завдання та зверніться до підтримки партнерів"
    )


TRANSPORT = [
    ("400", 400, "submit"),
    ("401", 401, "status"),
    ("403 (`ACCESS_DENIED`)", 403, "program"),
    ("404 on a job", 404, "job"),
    ("404 on pause/resume", 404, "pause"),
    ("404 on a program", 404, "program"),
    ("429", 429, "status"),
    ("500, 502, 503, 504", 503, "submit"),
]


def test_every_transport_row_has_words():
    rows = table("14.1 Transport errors")
    assert [row[0] for row in rows] == [*(row[0] for row in TRANSPORT), "timeout / no connection"]
    assert len(TRANSPORT_ERRORS.keys() - OURS) == len(rows)
    timeout = TRANSPORT_ERRORS["NO_ANSWER"]
    assert [". ".join(timeout.en), ". ".join(timeout.uk)] == rows[-1][1:]


@pytest.mark.parametrize(("row", "http", "context"), TRANSPORT)
def test_transport_errors_say_the_contracts_sentences(row, http, context):
    _, english, ukrainian = next(found for found in table("14.1 Tran") if found[0] == row)
    assert explain_transport(http, context).text == english
    assert explain_transport(http, context, "uk").text == ukrainian


def test_a_time_out_says_what_it_is_the_same_as():
    words = explain_transport(None, "submit")
    assert words.title == "The vendor has a temporary problem"
    assert words.advice.endswith("If this was a create, look in the program list first")
    assert words.code == "NO_ANSWER"


def test_a_malformed_job_number_is_an_unknown_job():
    assert explain_transport(400, "status").text == explain_transport(404, "job").text


@pytest.mark.parametrize("http", [200, 204, 301])
@pytest.mark.parametrize("context", ["status", "program", "submit"])
def test_an_answer_that_cannot_be_used_refuses_nothing(http, context):
    words = explain_transport(http, context)
    assert words.text == explain_transport(503, context).text
    assert words.code == f"HTTP_{http}"


@pytest.mark.parametrize("language", ["en", "uk"])
def test_another_http_status_falls_back_honestly(language):
    words = explain_transport(418, "submit", language)
    assert not words.known
    assert "HTTP 418" in words.title


@given(st.none() | st.text(), st.none() | st.text(), st.sampled_from(["en", "uk"]))
def test_no_code_or_message_breaks_the_catalogue(code, message, language):
    assert explain(code, message, language).text


@given(st.none() | st.integers(), st.sampled_from(["job", "program", "pause", "submit", "status"]))
def test_no_http_status_breaks_the_catalogue(http, context):
    assert explain_transport(http, context).text
