from datetime import date

import pytest

from models.bulk_checks import Known, check_rows
from models.bulk_reading import COLUMNS, read_csv, template
from models.job import JobKind

TODAY = date(2026, 11, 24)
BUSINESS = "Bz0000000000000000aaaA"
NOBODY = Known(busy={}, ended={}, creating={})


def check(text, kind, known=NOBODY):
    return check_rows(read_csv(text, kind), known, TODAY)


def problems(row):
    return [(problem.field, problem.message) for problem in row.problems]


@pytest.mark.parametrize("kind", list(COLUMNS))
def test_the_example_of_each_template_is_valid(kind):
    assert [row.valid for row in check(template(kind), kind)] == [True]


def test_every_cell_has_its_own_sentence():
    text = f"business_id,program_name,budget,is_autobid,start\n{BUSINESS},CPC,3,maybe,2020-01-01\n"
    [row] = check(text, JobKind.CREATE)
    assert dict(problems(row)) == {
        "budget": "The budget is at least $25.00 a month.",
        "is_autobid": "Automatic bidding is either true or false.",
        "start": "The start date is in the past (Pacific time). Choose 2026-11-24 or later.",
    }


def test_an_edit_is_checked_as_its_form_does():
    rows = check("program_id,budget\nPg1,300\nPg 2,300\nPg3,\n,40\n", JobKind.EDIT)
    assert [row.valid for row in rows] == [True, False, False, False]
    assert problems(rows[1]) == [("program_id", "A program ID has only letters, digits, - and _.")]
    assert problems(rows[2]) == [("", "Nothing has changed.")]
    assert problems(rows[3]) == [("program_id", "Enter the program ID.")]


def test_a_program_twice_in_the_file_is_an_error():
    rows = check("program_id\nPg1\nPg2\nPg1\n", JobKind.TERMINATE)
    assert [row.valid for row in rows] == [True, True, False]
    assert problems(rows[2]) == [("program_id", "This program stands in line 2 already.")]


def test_the_same_create_twice_is_an_error_and_a_similar_one_a_warning():
    text = (
        "business_id,program_name,budget,is_autobid\n"
        f"{BUSINESS},CPC,300,true\n{BUSINESS},cpc,300.00,TRUE\n{BUSINESS},CPC,400,true\n"
    )
    rows = check(text, JobKind.CREATE)
    assert problems(rows[1]) == [("", "The same as line 2. It would be made twice.")]
    assert rows[2].valid
    assert "Line 2" in rows[2].warnings[0].message


def test_what_our_jobs_do_is_pointed_out():
    known = Known(busy={"Pg1": "job_1"}, ended={"Pg2": "job_2"}, creating={})
    rows = check("program_id\nPg1\nPg2\n", JobKind.TERMINATE, known)
    assert rows[0].valid
    assert "job_1" in rows[0].warnings[0].message
    assert "job_2" in rows[1].problems[0].message
    known = Known(busy={}, ended={}, creating={BUSINESS: "job_3"})
    [row] = check(template(JobKind.CREATE), JobKind.CREATE, known)
    assert "job_3" in row.warnings[0].message
