from dataclasses import replace
from datetime import date

import pytest

from models.bulk_checks import Known, check_rows
from models.bulk_reading import COLUMNS, read_csv, template
from models.job import JobKind
from models.listed import Standing
from models.program_type import ProgramType

TODAY = date(2026, 11, 24)
BUSINESS = "Bz0000000000000000aaaA"
ONE, TWO, THREE = (f"Pg000000000000000000{n:02}" for n in (1, 2, 3))
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
    rows = check(f"program_id,budget\n{ONE},300\nPg 2,300\n{THREE},\n,40\n", JobKind.EDIT)
    assert [row.valid for row in rows] == [True, False, False, False]
    assert problems(rows[1]) == [("program_id", "A program ID has 22 letters, digits, - or _.")]
    assert problems(rows[2]) == [("", "Nothing has changed.")]
    assert problems(rows[3]) == [("program_id", "Enter the program ID.")]


def test_a_program_twice_in_the_file_is_an_error():
    rows = check(f"program_id\n{ONE}\n{TWO}\n{ONE}\n", JobKind.TERMINATE)
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
    known = Known(busy={ONE: "job_1"}, ended={TWO: "job_2"}, creating={})
    rows = check(f"program_id\n{ONE}\n{TWO}\n", JobKind.TERMINATE, known)
    assert rows[0].valid
    assert "job_1" in rows[0].warnings[0].message
    assert "job_2" in rows[1].problems[0].message
    known = Known(busy={}, ended={}, creating={BUSINESS: "job_3"})
    [row] = check(template(JobKind.CREATE), JobKind.CREATE, known)
    assert "job_3" in row.warnings[0].message


def from_list(*, read=True, **listed):
    by_name = {"one": ONE, "two": TWO, "three": THREE}
    standing = {by_name[name]: Standing(*how) for name, how in listed.items()}
    return Known(busy={}, ended={}, creating={}, listed=standing, list_read=read)


@pytest.mark.parametrize("kind", [JobKind.EDIT, JobKind.TERMINATE])
def test_an_id_that_cannot_be_one_is_an_error_of_its_cell(kind):
    head, value = ("program_id,budget", ",80.00") if kind is JobKind.EDIT else ("program_id", "")
    for wrong in ("nope", ONE + "0", ONE[:-1] + "é"):
        [row] = check(f"{head}\n{wrong}{value}\n", kind)
        assert problems(row) == [("program_id", "A program ID has 22 letters, digits, - or _.")]


def test_a_program_that_the_list_knows_as_ended_is_an_error_of_its_cell():
    known = from_list(one=(ProgramType.CPC, True, False), two=(ProgramType.CPC, False, False))
    words = "This program has ended. It cannot be changed."
    rows = check(f"program_id\n{ONE}\n{TWO}\n", JobKind.TERMINATE, known)
    assert [problems(row) for row in rows] == [[("program_id", words)], []]
    [row] = check(f"program_id,budget\n{ONE},3\n", JobKind.EDIT, known)
    assert problems(row) == [
        ("program_id", words),
        ("budget", "The budget is at least $25.00 a month."),
    ]


def test_the_job_that_ended_it_is_named_rather_than_the_list():
    known = replace(from_list(one=(ProgramType.CPC, True, False)), ended={ONE: "job_2"})
    [row] = check(f"program_id\n{ONE}\n", JobKind.TERMINATE, known)
    [problem] = row.problems
    assert "job_2" in problem.message


def test_money_for_a_type_that_takes_none_is_an_error_of_its_cell():
    known = from_list(
        one=(ProgramType.LOGO, False, False),
        two=(ProgramType.CPC, False, False),
        three=(None, False, False),
    )
    text = "program_id,budget,end\n" + "".join(f"{p},80.00,\n" for p in (ONE, TWO, THREE))
    rows = check(text, JobKind.EDIT, known)
    assert [problems(row) for row in rows] == [
        [("budget", "Only CPC programs take a budget.")],
        [],
        [],
    ]
    [row] = check(f"program_id,end\n{ONE},2099-12-31\n", JobKind.EDIT, known)
    assert row.valid


def test_what_the_list_does_not_show_is_worth_a_look_once_it_was_read():
    text = f"program_id\n{ONE}\n{TWO}\n{THREE}\n"
    listed = {"one": (ProgramType.CPC, False, False), "two": (ProgramType.CPC, False, True)}
    rows = check(text, JobKind.TERMINATE, from_list(**listed))
    assert all(row.valid for row in rows)
    unlisted = (
        "The list of programs does not show this program. Check the ID, or whether the program "
        "belongs to another account."
    )
    assert [[(w.field, w.message) for w in row.warnings] for row in rows] == [
        [],
        [("program_id", "The list of programs shows this program no longer.")],
        [("program_id", unlisted)],
    ]
    unread = check(text, JobKind.TERMINATE, from_list(read=False))
    assert [row.warnings for row in unread] == [(), (), ()]
    [made] = check(template(JobKind.CREATE), JobKind.CREATE, from_list())
    assert made.warnings == ()
