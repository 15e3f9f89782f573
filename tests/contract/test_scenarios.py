"""Every scenario of contract 19, through the client: what the app will really meet."""

from pathlib import Path

import pytest

from services.upstream.errors import Ambiguous, Throttled, Unauthorized, Unavailable, Unknown
from services.upstream.sandbox import SCENARIOS


def cpc(business_id, **values):
    params = {
        "business_id": business_id,
        "program_name": "CPC",
        "budget": "45000",
        "is_autobid": "false",
        "max_bid": "350",
    } | values
    return {name: value for name, value in params.items() if value is not None}


async def receipt_of(world, business_id, **values):
    return await world.finish(await world.client.create(cpc(business_id, **values)))


def entry(receipt):
    return receipt["business_results"][0]


def added(receipt):
    return entry(receipt)["update_results"]["program_added"]


async def programs_of(world, business_id):
    return await world.client.business_programs([business_id])


def test_every_scenario_is_tried_in_this_file():
    text = Path(__file__).read_text(encoding="utf-8")
    assert [s.business_id for s in SCENARIOS if s.business_id not in text] == []


async def test_rejected_as_a_whole(world):
    for business_id, top in (
        ("TestRejectTopCompleted", "COMPLETED"),
        ("TestRejectTopRejected0", "REJECTED"),
    ):
        receipt = await receipt_of(world, business_id)
        assert receipt["status"] == top
        assert entry(receipt)["status"] == "REJECTED"
        assert entry(receipt)["error"]["code"] == "BUSINESS_NOT_ACTIVE"
        assert await programs_of(world, business_id) == []


async def test_rejected_inside_long(world):
    receipt = await receipt_of(world, "TestRejectInsideLong00", ad_categories=["hvac"])
    inside = added(receipt)
    assert inside["error"]["code"] == "COULD_NOT_ADD_PROGRAM"
    budget = inside["requested_value"]["budget"]
    assert (budget["requested_value"], budget["error"]["code"]) == ("45000", "PARENT_WAS_REJECTED")
    assert inside["requested_value"]["ad_categories"]["requested_value"][0]["status"] == "REJECTED"


async def test_rejected_inside_short_and_only_in_the_group(world):
    short = await receipt_of(world, "TestRejectInsideShort0")
    assert set(added(short)) == {"status", "error"}
    group_only = await receipt_of(world, "TestRejectGroupOnly000")
    assert (group_only["status"], entry(group_only)["status"]) == ("COMPLETED", "COMPLETED")
    assert added(group_only)["status"] == "REJECTED"


async def test_the_cause_lies_deep(world):
    inside = added(await receipt_of(world, "TestRejectWrapperChain"))
    assert inside["error"]["code"] == "INVALID_OR_MISSING_REQUIRED_KEY"
    field = inside["requested_value"]["ad_categories"]
    assert field["error"]["code"] == "INVALID_LIST_INDEXES"
    (item,) = field["requested_value"]
    assert item["requested_value"] == "Hvac Services"
    assert item["error"]["code"] == "CATEGORY_ALIAS_NOT_RECOGNIZED"


async def test_two_businesses_one_rejected(world):
    receipt = await receipt_of(world, "TestMixedBusinesses000")
    assert [r["status"] for r in receipt["business_results"]] == ["COMPLETED", "REJECTED"]
    assert len(await programs_of(world, "TestMixedBusinesses000")) == 1


async def test_partly_applied(world):
    receipt = await receipt_of(world, "TestPartlyApplied00000")
    assert receipt["status"] == "COMPLETED"
    assert added(receipt)["budget"]["status"] == "COMPLETED"
    assert added(receipt)["max_bid"]["status"] == "REJECTED"
    (program,) = await programs_of(world, "TestPartlyApplied00000")
    assert program["program_metrics"]["max_bid"] is None


async def test_odd_program_ids(world):
    nameless = await receipt_of(world, "TestNoProgramId0000000")
    assert nameless["status"] == "COMPLETED"
    assert "program_id" not in added(nameless)
    assert len(await programs_of(world, "TestNoProgramId0000000")) == 1
    bare = await receipt_of(world, "TestBareProgramId00000")
    (program,) = await programs_of(world, "TestBareProgramId00000")
    assert added(bare)["program_id"] == program["program_id"]


async def test_never_finishes(world):
    job_id = await world.client.create(cpc("TestNeverFinishes00000"))
    await world.client.status(job_id)
    world.clock.advance(7 * 86_400)
    assert (await world.client.status(job_id)).body["status"] == "PROCESSING"


async def test_job_numbers_that_mean_nothing_while_the_work_is_done(world):
    for business_id, error in (
        ("TestStatus404000000000", Unknown),
        ("TestStatus500Unknown00", Unavailable),
    ):
        job_id = await world.client.create(cpc(business_id))
        world.clock.advance(60)
        for _ in range(5):
            with pytest.raises(error) as caught:
                await world.client.status(job_id)
            assert caught.value.http in {404, 500}
        assert len(await programs_of(world, business_id)) == 1


@pytest.mark.parametrize(
    ("business_id", "errors"),
    [
        ("TestStatus500Once00000", [Unavailable]),
        ("TestStatus429Twice0000", [Throttled, Throttled]),
        ("TestStatusInvalidJson0", [Unavailable, Unavailable]),
        ("TestStatusHtml50300000", [Unavailable, Unavailable, Unavailable]),
        ("TestStatus401Midway000", [None, Unauthorized, Unauthorized]),
    ],
)
async def test_trouble_that_passes(world, business_id, errors):
    job_id = await world.client.create(cpc(business_id))
    for error in errors:
        if error is None:
            assert (await world.client.status(job_id)).http == 202
            continue
        with pytest.raises(error):
            await world.client.status(job_id)
        assert type(world.client.last_error) is error
    assert (await world.finish(job_id))["status"] == "COMPLETED"
    assert world.client.last_error is None


async def test_retry_after_comes_in_both_forms(world):
    job_id = await world.client.create(cpc("TestStatus429Twice0000"))
    for _ in range(2):
        with pytest.raises(Throttled) as caught:
            await world.client.status(job_id)
        assert caught.value.retry_after == 2.0


async def test_an_answer_lost_after_the_request_was_recorded(world):
    with pytest.raises(Ambiguous):
        await world.client.create(cpc("TestDropAfterCreate000"))
    world.clock.advance(60)
    assert len(await programs_of(world, "TestDropAfterCreate000")) == 1


async def test_an_answer_lost_before_the_request_was_recorded(world):
    with pytest.raises(Ambiguous):
        await world.client.create(cpc("TestDropBeforeCreate00"))
    world.clock.advance(60)
    assert await programs_of(world, "TestDropBeforeCreate00") == []
    assert not world.sandbox.state.jobs


async def test_a_lost_answer_to_an_edit_and_to_an_end(world):
    with pytest.raises(Ambiguous):
        await world.client.create(cpc("TestDropAfterCreate000"))
    world.clock.advance(60)
    (program,) = await programs_of(world, "TestDropAfterCreate000")
    with pytest.raises(Ambiguous):
        await world.client.edit(program["program_id"], {"budget": "50000"})
    world.clock.advance(60)
    assert (await world.program(program["program_id"]))["program_metrics"]["budget"] == 50000
    with pytest.raises(Ambiguous):
        await world.client.end(program["program_id"])


async def test_a_slow_answer_is_an_answer(world):
    assert (await receipt_of(world, "TestSlowAnswer00000000"))["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("business_id", "code"),
    [
        ("TestClosedBusiness0000", "BUSINESS_NOT_ACTIVE"),
        ("TestRemovedFromSearch0", "BUSINESS_NOT_ACTIVE"),
        ("TestUnauthorized000000", "BUSINESS_AUTHORIZATION_FAILED"),
        ("TestAdvertisingBlocked", "BUSINESS_RESTRICTED_FROM_ADVERTISING"),
        ("NobodyKnowsThisOne0000", "BUSINESS_AUTHORIZATION_FAILED"),
    ],
)
async def test_businesses_that_are_refused_as_a_whole(world, business_id, code):
    receipt = await receipt_of(world, business_id)
    assert receipt["status"] == "REJECTED"
    assert entry(receipt)["error"]["code"] == code


@pytest.mark.parametrize(
    ("business_id", "code"),
    [
        ("TestRestrictedCategory", "UNSUPPORTED_CATEGORIES"),
        ("TestNoCategories000000", "NO_CATEGORIES"),
        ("TestOtherProvider00000", "PROGRAM_ALREADY_RUNNING_BY_ANOTHER_PROVIDER"),
    ],
)
async def test_businesses_that_are_refused_inside(world, business_id, code):
    assert added(await receipt_of(world, business_id))["error"]["code"] == code


async def test_what_must_be_left_out(world):
    for business_id, extra, field in (
        ("TestCategoriesRefused0", {"ad_categories": ["hvac"]}, "ad_categories"),
        ("TestFeePeriodRefused00", {"fee_period": "ROLLING_MONTH"}, "fee_period"),
    ):
        refused = added(await receipt_of(world, business_id, **extra))
        assert refused["requested_value"][field]["error"]["code"] in {
            "UNSUPPORTED_CATEGORIES",
            "FEE_PERIOD_TYPE_NOT_SUPPORTED_ERROR",
        }
        assert (await receipt_of(world, business_id))["status"] == "COMPLETED"


async def test_pausing_is_tried_elsewhere_but_its_business_is_a_good_one(world):
    assert (await receipt_of(world, "TestPauseNotGranted000"))["status"] == "COMPLETED"
