"""One test a shape of the contract's section 7, under its number, and each word of section 6."""

from datetime import UTC, datetime

import pytest

from models.job_status import JobStatus
from models.receipt import business_results_with_program_ids, read_receipt

BUSINESS = "Bz0000000000000000aaaA"
PROGRAM = "Pg0000000000000000bbbB"
STORED = "Pg0000000000000000stoR"
PARENT = {"code": "PARENT_WAS_REJECTED", "message": "(text)"}


def leaf(value, status="COMPLETED", **more):
    return {"status": status, "requested_value": value, **more}


def entry(status="COMPLETED", kind="BUSINESS", identifier=BUSINESS, **more):
    return {"status": status, "identifier_type": kind, "identifier": identifier, **more}


def receipt(*entries, status="COMPLETED"):
    return {
        "status": status,
        "created_at": "2026-05-04T09:12:07+00:00",
        "completed_at": "2026-05-04T09:12:41+00:00",
        "business_results": list(entries),
    }


def created(**fields):
    return receipt(entry(update_results={"program_added": fields}))


@pytest.mark.parametrize(
    ("word", "status", "known"),
    [
        ("QUEUED", JobStatus.PENDING, True),
        ("PENDING", JobStatus.PENDING, True),
        ("PROCESSING", JobStatus.IN_PROGRESS, True),
        ("IN_PROGRESS", JobStatus.IN_PROGRESS, True),
        ("COMPLETED", JobStatus.COMPLETED, True),
        ("REJECTED", JobStatus.FAILED, True),
        ("FAILED", JobStatus.FAILED, True),
        ("ERROR", JobStatus.FAILED, True),
        (" completed ", JobStatus.COMPLETED, True),
        ("rejected", JobStatus.FAILED, True),
        ("ALMOST_DONE", JobStatus.IN_PROGRESS, False),
        ("COMPLETED_WITH_ERRORS", JobStatus.IN_PROGRESS, False),
    ],
)
def test_section_6_every_word_at_the_top(word, status, known):
    read = read_receipt({"status": word})
    assert (read.status, read.known_word, read.partner_status) == (status, known, word)


@pytest.mark.parametrize("body", [{}, {"status": None}, {"status": 7}, {"status": " "}, [], "x", 1])
def test_an_answer_without_a_status_is_no_news(body):
    read = read_receipt(body)
    assert (read.status, read.partner_status) == (JobStatus.IN_PROGRESS, None)
    assert not read.known_word


def test_7_1_create_succeeded():
    body = created(
        program_id=leaf(PROGRAM),
        program_name=leaf("CPC"),
        yelp_business_id=leaf(BUSINESS),
        budget=leaf("45000"),
        ad_categories=[leaf("hvac"), leaf("plumbing")],
    )
    read = read_receipt(body)
    assert read.status is JobStatus.COMPLETED
    assert read.error is None
    assert read.errors == ()
    assert (read.program_id, read.program_id_reported) == (PROGRAM, True)
    assert read.created_at == datetime(2026, 5, 4, 9, 12, 7, tzinfo=UTC)
    assert read.completed_at == datetime(2026, 5, 4, 9, 12, 41, tzinfo=UTC)
    assert read.applied_fields == ("program_name", "business_id", "budget", "ad_categories")
    (result,) = read.results
    assert (result.identifier, result.identifier_type) == (BUSINESS, "BUSINESS")
    assert (result.ok, result.program_id, result.code) == (True, PROGRAM, None)
    assert read.went_through is None


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "COMPLETED", "program_id": leaf(PROGRAM)},
        {"program_id": PROGRAM},
        {"program_id": {"requested_value": PROGRAM}},
        {"status": "COMPLETED", "requested_value": {"program_id": leaf(PROGRAM)}},
    ],
)
def test_7_1_the_program_id_has_several_forms(fields):
    assert read_receipt(created(**fields)).program_id == PROGRAM


@pytest.mark.parametrize("fields", [{}, {"budget": leaf("45000")}, {"program_id": leaf(" ")}])
def test_7_1_completed_without_a_program_id(fields):
    read = read_receipt(created(**fields))
    assert read.status is JobStatus.COMPLETED
    assert (read.program_id, read.program_id_reported) == (None, False)


def test_7_2_edit_succeeded():
    body = receipt(
        entry(
            kind="PROGRAM",
            identifier=PROGRAM,
            update_results={
                "program_modified": {"program_id": leaf("other"), "budget": leaf(60000)}
            },
        )
    )
    read = read_receipt(body, STORED)
    assert (read.status, read.program_id) == (JobStatus.COMPLETED, PROGRAM)
    assert read.program_id_reported
    assert read.applied_fields == ("budget",)


def test_7_2_edit_named_by_its_business():
    body = receipt(entry(update_results={"program_modified": {"program_id": leaf(PROGRAM)}}))
    assert read_receipt(body, STORED).program_id == PROGRAM


def test_7_2_edit_that_names_no_program_keeps_the_stored_one():
    read = read_receipt(receipt(entry()), STORED)
    assert (read.program_id, read.program_id_reported) == (STORED, False)


def test_7_3_end_succeeded():
    ended = {"program_ended": leaf(PROGRAM)}
    by_program = receipt(entry(kind="PROGRAM", identifier=PROGRAM, update_results=ended))
    by_business = receipt(entry(update_results=ended))
    for body in (by_program, by_business):
        read = read_receipt(body, STORED)
        assert (read.status, read.program_id) == (JobStatus.COMPLETED, PROGRAM)
        assert read.applied_fields == ()


def test_7_4_still_processing_with_a_body():
    group = {
        "program_id": leaf(PROGRAM, "PROCESSING"),
        "budget": leaf("45000", "REJECTED", error={"code": "INVALID_PRICE"}),
        "ad_categories": [leaf("hvac", "PROCESSING"), leaf("plumbing", "PROCESSING")],
    }
    body = receipt(entry("PROCESSING", update_results={"program_added": group}))
    read = read_receipt(body | {"status": "PROCESSING", "completed_at": None})
    assert read.status is JobStatus.IN_PROGRESS
    assert read.program_id is None
    assert (read.error, read.errors, read.results) == (None, (), ())
    assert read.completed_at is None


@pytest.mark.parametrize("results", [None, [], {}, "none yet", [None, 3]])
def test_7_4_results_may_be_missing_or_odd(results):
    assert read_receipt({"status": "PROCESSING", "business_results": results}).results == ()
    finished = read_receipt({"status": "COMPLETED", "business_results": results})
    assert finished.status is JobStatus.COMPLETED


@pytest.mark.parametrize("top", ["REJECTED", "COMPLETED"])
def test_7_6_rejected_as_a_whole(top):
    error = {"code": "BUSINESS_AUTHORIZATION_FAILED", "message": "ValidationError: Not yours."}
    read = read_receipt(receipt(entry("REJECTED", error=error), status=top))
    assert read.status is JobStatus.FAILED
    assert read.error.code == "BUSINESS_AUTHORIZATION_FAILED"
    assert read.error.message == "Not yours."
    assert read.error.raw_message == "ValidationError: Not yours."
    assert read.error.field == "business_id"
    assert read.program_id is None
    assert read.results[0].code == "BUSINESS_AUTHORIZATION_FAILED"


@pytest.mark.parametrize(("kind", "identifier"), [("PROGRAM", PROGRAM), ("BUSINESS", BUSINESS)])
def test_7_6_a_refused_edit_keeps_the_stored_program(kind, identifier):
    body = receipt(entry("REJECTED", kind, identifier), status="REJECTED")
    read = read_receipt(body, STORED)
    assert (read.program_id, read.program_id_reported) == (STORED, False)
    assert read.error.code == "REJECTED_WITHOUT_REASON"


def rejected_group(**more):
    return {"status": "REJECTED", "error": {"code": "NO_CATEGORIES", "message": "(text)"}, **more}


LONG_FORM = {
    "program_id": leaf(PROGRAM),
    "budget": leaf("45000", "REJECTED", error=PARENT),
    "ad_categories": leaf([leaf("hvac", "REJECTED", error=PARENT)], "REJECTED", error=PARENT),
}


@pytest.mark.parametrize("group", [rejected_group(), rejected_group(requested_value=LONG_FORM)])
@pytest.mark.parametrize("outer", ["REJECTED", "COMPLETED"])
@pytest.mark.parametrize("name", ["program_added", "program_modified", "program_of_tomorrow"])
def test_7_7_rejected_inside_update_results(group, outer, name):
    read = read_receipt(receipt(entry(outer, update_results={name: group}), status=outer))
    assert read.status is JobStatus.FAILED
    assert (read.error.code, read.error.field) == ("NO_CATEGORIES", "business_id")
    assert read.program_id is None
    assert read.applied_fields == ()


def test_7_8_the_cause_is_deeper_than_its_wrappers():
    alias = leaf("Hvac Services", "REJECTED", error={"code": "CATEGORY_ALIAS_NOT_RECOGNIZED"})
    group = {
        "status": "REJECTED",
        "error": {"code": "INVALID_OR_MISSING_REQUIRED_KEY", "message": "ad_categories"},
        "requested_value": {
            "budget": leaf("45000", "REJECTED", error=PARENT),
            "ad_categories": leaf(
                [leaf("hvac", "REJECTED", error=PARENT), alias],
                "REJECTED",
                error={"code": "INVALID_LIST_INDEXES"},
            ),
        },
    }
    body = receipt(entry("REJECTED", update_results={"program_added": group}), status="REJECTED")
    read = read_receipt(body)
    assert read.error.code == "CATEGORY_ALIAS_NOT_RECOGNIZED"
    assert read.error.value == "Hvac Services"
    assert read.error.field == "ad_categories"
    assert [error.code for error in read.errors] == [
        "INVALID_OR_MISSING_REQUIRED_KEY",
        "PARENT_WAS_REJECTED",
        "INVALID_LIST_INDEXES",
        "PARENT_WAS_REJECTED",
        "CATEGORY_ALIAS_NOT_RECOGNIZED",
    ]


def test_7_8_partly_applied():
    read = read_receipt(
        created(
            status="COMPLETED",
            program_id=leaf(PROGRAM),
            budget=leaf("45000"),
            max_bid=leaf("9", "REJECTED", error={"code": "INVALID_PRICE", "message": "No."}),
        )
    )
    assert read.status is JobStatus.FAILED
    assert (read.error.code, read.error.field, read.error.value) == (
        "INVALID_PRICE",
        "max_bid",
        "9",
    )
    assert read.applied_fields == ("budget",)
    assert read.partly_applied
    assert read.program_id == PROGRAM


def test_7_9_several_businesses_mixed():
    done = entry(update_results={"program_added": {"program_id": leaf(PROGRAM)}})
    failed = entry("REJECTED", identifier="Bz2", error={"code": "NO_CATEGORIES"})
    for status in ("COMPLETED", "REJECTED"):
        read = read_receipt(receipt(failed, done, status=status))
        assert read.status is JobStatus.FAILED
        assert read.went_through == "1 of 2 went through"
        assert (read.done, read.total) == (1, 2)
        assert [result.program_id for result in read.results] == [None, PROGRAM]
        assert [result.code for result in read.results] == ["NO_CATEGORIES", None]
        assert read.error.code == "NO_CATEGORIES"
        assert read.program_id == PROGRAM
        assert read.partly_applied


def test_7_10_an_unknown_job_is_no_receipt():
    body = {"error": {"id": "INTERNAL_SERVER_ERROR", "description": "Something"}}
    assert read_receipt(body).status is JobStatus.IN_PROGRESS


@pytest.mark.parametrize("word", ["REJECTED", "FAILED", "ERROR", "failed"])
def test_7_11_any_bad_word_inside_fails_the_job(word):
    assert read_receipt(created(budget=leaf("1", word))).status is JobStatus.FAILED


@pytest.mark.parametrize(
    ("errors", "named"),
    [
        ([PARENT, PARENT], "PARENT_WAS_REJECTED"),
        ([{"code": "INVALID_LIST_INDEXES"}, PARENT], "INVALID_LIST_INDEXES"),
        ([{"code": "INVALID_OR_MISSING_KEY"}, {"code": "ODD"}], "ODD"),
        ([{"code": "FIRST"}, {"code": "SECOND"}], "FIRST"),
        ([{"message": "No code"}, PARENT], "REJECTED_WITHOUT_REASON"),
        ([{"message": "No code"}, {"code": "ODD"}], "ODD"),
        ([{}, None], "REJECTED_WITHOUT_REASON"),
        (["Just words"], "REJECTED_WITHOUT_REASON"),
    ],
)
def test_7_11_the_error_to_name(errors, named):
    fields = {f"f{n}": leaf("1", "REJECTED", error=error) for n, error in enumerate(errors)}
    assert read_receipt(created(**fields)).error.code == named


def test_7_11_the_deepest_error_is_named():
    deep = leaf({"x": leaf("1", "REJECTED", error={"code": "DEEP"})}, "REJECTED")
    flat = leaf("1", "REJECTED", error={"code": "FLAT"})
    assert read_receipt(created(a=flat, budget=deep, c=flat)).error.code == "DEEP"


def test_the_results_carry_their_program_ids():
    body = created(program_id=leaf(PROGRAM))
    (copied,) = business_results_with_program_ids(body)
    assert copied == {**body["business_results"][0], "program_id": PROGRAM}
    assert "program_id" not in body["business_results"][0]


def test_the_results_announce_no_provisional_or_refused_program():
    added = {"program_added": {"program_id": leaf(PROGRAM)}}
    processing = receipt(entry(update_results=added), status="PROCESSING")
    refused = receipt(entry("REJECTED", update_results=added), status="REJECTED")
    for body in (processing, refused):
        assert "program_id" not in business_results_with_program_ids(body)[0]
        assert business_results_with_program_ids(body, STORED)[0]["program_id"] == STORED


@pytest.mark.parametrize("body", [None, [], {}, {"business_results": 5}, {"business_results": []}])
def test_missing_results_are_an_empty_list(body):
    assert business_results_with_program_ids(body, STORED) == []


def test_odd_entries_are_passed_on():
    body = {"status": "COMPLETED", "business_results": [3, None, {"identifier": "x"}]}
    assert business_results_with_program_ids(body) == [3, None, {"identifier": "x"}]
