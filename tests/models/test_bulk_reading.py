import pytest

from models.bulk import MOST_ROWS
from models.bulk_reading import (
    COLUMNS,
    decoded,
    of_picked,
    read_any,
    read_csv,
    read_ndjson,
    template,
)
from models.job import JobKind

ROW = {"program_id": "Pg1", "budget": "300.00"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_usual_delimiter_and_line_end_is_read(delimiter, end):
    lines = (("program_id", "budget"), ("Pg1", "300.00"))
    text = end.join(delimiter.join(line) for line in lines)
    sheet = read_csv("\ufeff" + text, JobKind.EDIT)
    assert [(row.line, row.asked) for row in sheet.rows] == [(2, ROW)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(encoding):
    sheet = read_csv(decoded("program_id\nPg1\n".encode(encoding)), JobKind.TERMINATE)
    assert [row.asked for row in sheet.rows] == [{"program_id": "Pg1"}]


def test_what_is_no_text_is_told():
    assert decoded("рядок".encode("cp1251")) is None


def test_empty_cells_and_lines_are_left_out_and_lines_counted_as_an_editor_does():
    text = 'program_id,budget,ad_categories\n\nPg1,300.00,\n,,\nPg2,,"hvac,\nplumbing"\nPg3,40,\n'
    sheet = read_csv(text, JobKind.EDIT)
    assert [row.line for row in sheet.rows] == [3, 5, 7]
    assert sheet.rows[1].asked == {"program_id": "Pg2", "ad_categories": "hvac,\nplumbing"}


def test_unknown_missing_and_repeated_columns_are_said_and_no_row_counts():
    sheet = read_csv("programm_id,bugdet,budget,budget,zzz\nPg1,1,2,3,4\n", JobKind.EDIT)
    assert sheet.rows == ()
    assert sheet.problems == (
        'The column "programm_id" is not known. Is it "program_id"?',
        'The column "bugdet" is not known. Is it "budget"?',
        'The column "zzz" is not known.',
        'The column "program_id" is missing.',
        'The column "budget" is there twice.',
    )


def test_a_row_that_is_too_long_is_wrong_alone():
    sheet = read_csv("program_id\nPg1,300\nPg2\n", JobKind.TERMINATE)
    assert [row.problem is None for row in sheet.rows] == [False, True]


@pytest.mark.parametrize("text", ["", "\n\n", "program_id\n"])
def test_a_file_without_rows_says_so(text):
    assert "no row" in read_csv(text, JobKind.TERMINATE).problems[0]


def test_a_broken_quotation_is_said_with_its_line():
    sheet = read_csv('program_id\n"Pg1"x\n', JobKind.TERMINATE)
    assert "Line 2" in sheet.problems[0]


def test_too_many_rows_are_refused():
    text = "program_id\n" + "".join(f"Pg{n}\n" for n in range(MOST_ROWS + 1))
    sheet = read_csv(text, JobKind.TERMINATE)
    assert (sheet.rows, len(sheet.problems)) == ((), 1)
    assert "10,000" in sheet.problems[0]


def test_an_apostrophe_that_protected_a_formula_sign_is_taken_away():
    sheet = read_csv("program_id\n'-Pg1\n", JobKind.TERMINATE)
    assert sheet.rows[0].asked == {"program_id": "-Pg1"}


def test_ndjson_keeps_amounts_as_they_were_written():
    sheet = read_ndjson('{"program_id": "Pg1", "budget": 64.10}\n\n', JobKind.EDIT)
    assert sheet.rows[0].asked == {"program_id": "Pg1", "budget": "64.10"}


@pytest.mark.parametrize(
    "line", ["[1]", "{", '{"budget": NaN}', '{"budget": 1, "budget": 2}', "[" * 100_000]
)
def test_a_line_that_is_no_object_is_named(line):
    sheet = read_ndjson('{"program_id": "Pg1"}\n' + line, JobKind.EDIT)
    assert sheet.problems == ("Line 2 is not a JSON object.",)


def test_an_unknown_name_in_ndjson_is_said():
    sheet = read_ndjson('{"program_id": "Pg1", "bugdet": 300}', JobKind.EDIT)
    assert sheet.problems == ('The column "bugdet" is not known. Is it "budget"?',)


def test_picked_programs_are_a_file_to_go_on_from():
    text = of_picked(["Pg1", "Pg2", "Pg1"], JobKind.EDIT)
    assert text.splitlines() == ["program_id,budget,max_bid,end", "Pg1,,,", "Pg2,,,"]
    sheet = read_any(of_picked(["Pg1"], JobKind.TERMINATE), JobKind.TERMINATE)
    assert [row.asked for row in sheet.rows] == [{"program_id": "Pg1"}]


def test_a_file_that_begins_with_a_brace_is_ndjson():
    assert read_any('{"program_id": "Pg1"}', JobKind.TERMINATE).rows[0].line == 1


@pytest.mark.parametrize("kind", list(COLUMNS))
def test_the_template_is_a_file_without_a_problem(kind):
    sheet = read_csv(template(kind), kind)
    assert (sheet.problems, len(sheet.rows)) == ((), 1)
