"""Reads that take more than one request, and listings of odd shapes."""

from datetime import UTC, datetime

import httpx
import pytest

from services.clock import ManualClock
from services.upstream.client import PartnerClient
from services.upstream.errors import Unavailable, Unknown

NOW = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)


def client(answer):
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=answer(request)))
    return PartnerClient.open("https://partner.test", None, None, 5.0, transport, ManualClock(NOW))


def ids_of(request):
    return request.url.path.rsplit("/", 1)[1].split(",")


async def test_info_is_asked_for_200_ids_at_a_time():
    asked = []

    def answer(request):
        ids = ids_of(request)
        asked.append(len(ids))
        return {"programs": [{"program_id": one} for one in ids], "errors": []}

    info = await client(answer).program_info([f"p{n}" for n in range(450)] + ["p0"])
    assert asked == [200, 200, 50]
    assert len(info.programs) == 450


async def test_info_that_comes_in_pages_is_read_to_its_end():
    def answer(request):
        start = int(request.url.params.get("start", 0))
        programs = [{"program_id": one} for one in ids_of(request)]
        return {"programs": programs[start : start + 20], "errors": []}

    info = await client(answer).program_info([f"p{n}" for n in range(50)])
    assert [p["program_id"] for p in info.programs] == [f"p{n}" for n in range(50)]


async def test_info_about_nothing_asks_nobody():
    def answer(_request):
        raise AssertionError("nobody should be asked")

    info = await client(answer).program_info([])
    assert (info.programs, info.errors) == ([], [])


async def test_errors_in_a_200_are_handed_on():
    info = await client(
        lambda _request: {"programs": [], "errors": [{"id": "INVALID_PROGRAM_ID"}]}
    ).program_info(["p"])
    assert info.errors == [{"id": "INVALID_PROGRAM_ID"}]


async def test_an_error_that_is_no_object_is_an_error_all_the_same():
    answer = client(lambda _request: {"programs": [], "errors": ["TIMEOUT"]})
    assert (await answer.program_info(["p"])).errors == [{"description": "TIMEOUT"}]


async def test_only_businesses_with_more_are_asked_again():
    counts = {"a": 45, "b": 3, "c": 40}
    asked = []

    def answer(request):
        start = int(request.url.params["start"])
        asked.append((start, ids_of(request)))
        rows = [
            {
                "yelp_business_id": one,
                "partner_business_id": None,
                "programs": [{"program_id": f"{one}{n}"} for n in range(counts[one])][
                    start : start + 40
                ],
            }
            for one in ids_of(request)
        ]
        return {"businesses": rows, "errors": []}

    programs = await client(answer).business_programs(["a", "b", "c"])
    assert asked == [(0, ["a", "b", "c"]), (40, ["a", "c"])]
    assert len(programs) == 88
    assert {p["yelp_business_id"] for p in programs} == {"a", "b", "c"}


async def test_a_listing_that_repeats_itself_ends():
    def answer(_request):
        programs = [{"program_id": str(n)} for n in range(40)]
        return {"businesses": [{"yelp_business_id": "a", "programs": programs}]}

    assert len(await client(answer).business_programs(["a"])) == 40


async def test_a_merged_business_is_told_on_its_programs():
    row = {"yelp_business_id": "a", "destination_yelp_business_id": "b"}
    row["programs"] = [{"program_id": "p", "yelp_business_id": None}]
    (program,) = await client(lambda _request: {"businesses": [row]}).business_programs(["a"])
    assert program["yelp_business_id"] == "a"
    assert program["destination_yelp_business_id"] == "b"


async def test_a_business_that_is_only_in_the_errors_is_unknown():
    body = {"businesses": [], "errors": [{"id": "INVALID_BUSINESS_ID", "description": "No."}]}
    with pytest.raises(Unknown) as caught:
        await client(lambda _request: body).business_programs(["a"])
    assert (caught.value.code, caught.value.message) == ("INVALID_BUSINESS_ID", "No.")


async def test_a_business_without_programs_has_none():
    assert await client(lambda _request: {"businesses": []}).business_programs(["a"]) == []


async def test_the_page_of_the_account():
    body = {"program_status": "ALL", "total": 9, "offset": 2, "limit": 3}
    body["payment_programs"] = [{"program_id": "p"}, "rubbish"]
    page = await client(lambda _request: body).account_programs(2, 3, "ALL")
    assert page.programs == [{"program_id": "p"}]
    assert (page.total, page.offset, page.limit, page.program_status) == (9, 2, 3, "ALL")


@pytest.mark.parametrize("body", [[], {}, None, "x", {"programs": {}}, {"features": []}])
async def test_another_shape_altogether_is_no_answer(body):
    partner = client(lambda _request: body)
    for call in (
        partner.program_info(["p"]),
        partner.account_programs(),
        partner.business_programs(["b"]),
        partner.features("p"),
    ):
        with pytest.raises(Unavailable):
            await call


async def test_business_info_with_and_without_an_envelope():
    for body in ({"businesses": [{"name": "Joe"}]}, [{"name": "Joe"}]):
        partner = client(lambda _request, body=body: body)
        assert await partner.business_info(["a"]) == [{"name": "Joe"}]
