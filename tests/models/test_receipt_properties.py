"""Whatever the partner sends: no crash, no false success, no program from a refused branch."""

from hypothesis import given
from hypothesis import strategies as st

from models.job_status import JobStatus
from models.receipt import business_results_with_program_ids, read_receipt

BAD = {"REJECTED", "FAILED", "ERROR"}
KEYS = [
    "status",
    "business_results",
    "update_results",
    "requested_value",
    "error",
    "code",
    "message",
    "identifier",
    "identifier_type",
    "program_id",
    "program_added",
    "program_ended",
    "budget",
    "ad_categories",
]
words = st.sampled_from(["COMPLETED", "REJECTED", "FAILED", "ERROR", "PROCESSING", "ODD", "error "])
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | words
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=30,
)

good_words = st.sampled_from(["COMPLETED", "PROCESSING"])
inner_words = st.sampled_from(["COMPLETED", "REJECTED", "FAILED", "ERROR"])
errors = st.fixed_dictionaries(
    {"code": st.sampled_from(["PARENT_WAS_REJECTED", "INVALID_LIST_INDEXES", "NO_CATEGORIES", "X"])}
)


@st.composite
def branches(draw):
    """A receipt whose program ids say whether every word above them is COMPLETED."""
    listed = []
    for _ in range(draw(st.integers(0, 3))):
        outer, middle, inner = draw(inner_words), draw(inner_words), draw(inner_words)
        good = {outer, middle, inner} == {"COMPLETED"}
        named = draw(st.booleans())
        group = {
            "status": middle,
            "program_id": {
                "status": inner,
                "requested_value": f"{'good' if good else 'bad'}-group",
            },
            "budget": {"status": draw(inner_words), "requested_value": "1"},
        }
        if draw(st.booleans()):
            group["error"] = draw(errors)
        listed.append(
            {
                "status": outer,
                "identifier_type": "PROGRAM" if named else "BUSINESS",
                "identifier": "good-own" if outer == "COMPLETED" else "bad-own",
                "update_results": {"program_added": group},
            }
        )
    return {"status": draw(inner_words), "business_results": listed}


def statuses(value):
    if isinstance(value, dict):
        if isinstance(value.get("status"), str):
            yield value["status"].strip().upper()
        for child in value.values():
            yield from statuses(child)
    elif isinstance(value, list):
        for child in value:
            yield from statuses(child)


@given(anything, st.none() | st.text(max_size=3))
def test_any_json_is_read_without_a_crash(body, stored):
    read_receipt(body, stored)
    business_results_with_program_ids(body, stored)


@given(anything, st.sampled_from(["COMPLETED", "REJECTED"]))
def test_a_finished_receipt_is_completed_only_without_a_bad_word(results, top):
    body = {"status": top, "business_results": results}
    read = read_receipt(body)
    expected = JobStatus.FAILED if BAD & set(statuses(body)) else JobStatus.COMPLETED
    assert read.status is expected
    assert (read.error is None) == (expected is JobStatus.COMPLETED)


@given(anything)
def test_without_a_final_word_at_the_top_nothing_is_final(body):
    top = body.get("status") if isinstance(body, dict) else None
    word = top.strip().upper() if isinstance(top, str) else ""
    if word not in {"COMPLETED", *BAD}:
        assert read_receipt(body).status in {JobStatus.PENDING, JobStatus.IN_PROGRESS}


@given(branches())
def test_a_program_never_comes_from_a_refused_branch(body):
    read = read_receipt(body)
    found = [read.program_id, *(result.program_id for result in read.results)]
    found += [one.get("program_id") for one in business_results_with_program_ids(body)]
    assert not any(program and program.startswith("bad") for program in found)
    good = [
        entry
        for entry in body["business_results"]
        if entry["status"] == "COMPLETED" and entry["identifier_type"] == "PROGRAM"
    ]
    assert read.program_id or not good


def test_a_body_deeper_than_the_stack_is_read():
    deep = {"status": "REJECTED", "error": {"code": "NO_CATEGORIES"}}
    for level in range(5000):
        deep = {"requested_value": deep} if level % 2 else [deep]
    body = {
        "status": "COMPLETED",
        "business_results": [{"update_results": {"program_added": deep}}],
    }
    read = read_receipt(body)
    assert read.status is JobStatus.FAILED
    assert read.error.code == "NO_CATEGORIES"
    business_results_with_program_ids(body)
    processing = read_receipt({"status": "PROCESSING", "business_results": deep})
    assert processing.status is JobStatus.IN_PROGRESS
