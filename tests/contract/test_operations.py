"""Every operation of contract 2 that the client has, against the sandbox."""

import re

import pytest

from services.upstream.errors import NotGranted, Refused, Throttled, Unauthorized, Unknown
from services.upstream.sandbox import BUSINESSES

JOE = "JoesPlumbingFresno0000"
GARAGE = "-NorthsideAutoGarage_0"
MANUAL = "ProgActiveManualBid000"
FUTURE = "ProgFutureCampaign0000"
ENDED = "ProgEndedLastMonth0000"
PAUSED = "-ProgPausedManualBid_0"


def cpc(business_id=GARAGE, **values):
    params = {
        "business_id": business_id,
        "program_name": "CPC",
        "budget": "45000",
        "is_autobid": "false",
        "max_bid": "350",
    } | values
    return {name: value for name, value in params.items() if value is not None}


def group(receipt):
    (name, inside), *rest = receipt["business_results"][0]["update_results"].items()
    assert not rest
    return name, inside


async def test_a_job_goes_from_an_empty_202_over_processing_to_its_receipt(world):
    job_id = await world.client.create(cpc(ad_categories=["autorepair", "tires"]))
    assert re.fullmatch(r"[\w-]{22}", job_id)
    first = await world.client.status(job_id)
    assert (first.http, first.body, first.raw) == (202, None, "")
    second = await world.client.status(job_id)
    assert second.body["status"] == "PROCESSING"
    assert second.body["completed_at"] is None
    name, inside = group(second.body)
    assert name == "program_added"
    assert [leaf["requested_value"] for leaf in inside["ad_categories"]] == ["autorepair", "tires"]
    last = await world.finish(job_id)
    assert last["status"] == "COMPLETED"
    assert last["completed_at"].endswith("+00:00")
    assert last["business_results"][0]["identifier"] == GARAGE


async def test_a_receipt_stays_as_it_is(world):
    job_id = await world.client.create(cpc())
    assert await world.finish(job_id) == await world.finish(job_id)


async def test_a_created_program_is_in_all_three_listings_in_cents(world):
    receipt = await world.finish(await world.client.create(cpc()))
    program_id = group(receipt)[1]["program_id"]["requested_value"]
    info = await world.program(program_id)
    assert info["yelp_business_id"] == GARAGE
    assert info["end_date"] == "9999-12-31"
    assert info["start_date"] == "2026-05-14"
    assert info["program_status"] == "ACTIVE"
    assert info["ad_categories"] == ["autorepair", "oilchange", "tires"]
    assert info["program_metrics"]["fee_period"] == "Calendar Month"
    assert (info["program_metrics"]["budget"], info["program_metrics"]["max_bid"]) == (45000, 350)
    (listed,) = await world.client.business_programs([GARAGE])
    assert (listed["program_id"], listed["yelp_business_id"]) == (program_id, GARAGE)
    page = await world.client.account_programs(0, 40, "ALL")
    (found,) = [p for p in page.programs if p["program_id"] == program_id]
    assert found["businesses"][0]["yelp_business_id"] == GARAGE


async def test_an_edit_is_shown_once_its_job_is_over(world):
    job_id = await world.client.edit(MANUAL, {"budget": "70000", "max_bid": "500"})
    assert (await world.program(MANUAL))["program_metrics"]["budget"] == 60000
    receipt = await world.finish(job_id)
    assert receipt["business_results"][0]["identifier_type"] == "PROGRAM"
    assert receipt["business_results"][0]["identifier"] == MANUAL
    assert group(receipt)[0] == "program_modified"
    metrics = (await world.program(MANUAL))["program_metrics"]
    assert (metrics["budget"], metrics["max_bid"]) == (70000, 500)


async def test_a_planned_budget_takes_over_on_its_day(world):
    plan = {"budget": "90000", "future_budget_date": "2026-05-20"}
    await world.finish(await world.client.edit(MANUAL, plan))
    shown = await world.program(MANUAL)
    assert shown["program_metrics"]["budget"] == 60000
    assert [c["new_budget"] for c in shown["future_budget_changes"]] == [90000, 80000]
    assert [c["old_budget"] for c in shown["future_budget_changes"]] == [60000, 90000]
    world.clock.advance(7 * 86_400)
    shown = await world.program(MANUAL)
    assert shown["program_metrics"]["budget"] == 90000
    assert len(shown["future_budget_changes"]) == 1


async def test_an_ended_program_turns_inactive_and_can_not_be_changed(world):
    receipt = await world.finish(await world.client.end(PAUSED))
    name, inside = group(receipt)
    assert (name, inside["requested_value"]) == ("program_ended", PAUSED)
    shown = await world.program(PAUSED)
    assert (shown["program_status"], shown["end_date"]) == ("INACTIVE", "2026-05-14")
    refused = await world.finish(await world.client.edit(PAUSED, {"budget": "70000"}))
    assert refused["business_results"][0]["error"]["code"] == "PROGRAM_HAS_EXPIRED"


async def test_a_program_ended_before_its_start_vanishes(world):
    await world.finish(await world.client.end(FUTURE))
    info = await world.client.program_info([FUTURE, MANUAL])
    assert [p["program_id"] for p in info.programs] == [MANUAL]
    assert [e["id"] for e in info.errors] == ["INVALID_PROGRAM_ID"]


async def test_pause_and_resume_show_at_once(world):
    await world.client.pause(MANUAL)
    assert (await world.program(MANUAL))["program_pause_status"] == "PAUSED"
    with pytest.raises(Refused):
        await world.client.pause(MANUAL)
    await world.client.resume(MANUAL)
    assert (await world.program(MANUAL))["program_pause_status"] == "NOT_PAUSED"


async def test_pausing_may_not_be_granted(world):
    receipt = await world.finish(await world.client.create(cpc("TestPauseNotGranted000")))
    program_id = group(receipt)[1]["program_id"]["requested_value"]
    with pytest.raises(NotGranted) as caught:
        await world.client.pause(program_id)
    assert "route does not exist" in caught.value.raw


async def test_a_paused_program_stops_spending_and_a_running_one_stays_in_its_budget(world):
    world.clock.advance(86_400)
    paused, running = await world.program(PAUSED), await world.program(MANUAL)
    costs = []
    for _ in range(40):
        world.clock.advance(86_400)
        metrics = (await world.program(MANUAL))["program_metrics"]
        costs.append(metrics["ad_cost"])
        assert 0 <= metrics["ad_cost"] <= metrics["budget"]
        assert metrics["billed_impressions"] >= metrics["billed_clicks"]
    assert costs[0] > running["program_metrics"]["ad_cost"] > 0
    assert paused["program_metrics"]["ad_cost"] == 8_412


@pytest.mark.parametrize(
    ("status", "there", "not_there"),
    [
        ("CURRENT", MANUAL, ENDED),
        ("PAST", ENDED, MANUAL),
        ("PAUSED", PAUSED, MANUAL),
        ("FUTURE", FUTURE, MANUAL),
    ],
)
async def test_the_account_list_can_be_narrowed(world, status, there, not_there):
    ids = [p["program_id"] for p in (await world.client.account_programs(0, 40, status)).programs]
    assert there in ids
    assert not_there not in ids


async def test_the_account_list_comes_in_pages(world):
    first = await world.client.account_programs(0, 2, "ALL")
    second = await world.client.account_programs(2, 2, "ALL")
    assert (first.total, first.offset, first.limit, first.program_status) == (6, 0, 2, "ALL")
    ids = {p["program_id"] for p in [*first.programs, *second.programs]}
    assert len(ids) == 4
    with pytest.raises(Unknown):
        await world.client.account_programs(0, 41, "ALL")


async def test_one_program_hides_its_budget_in_the_account_list_only(world):
    page = await world.client.account_programs(0, 40, "PAST")
    assert "budget" not in page.programs[0]["program_metrics"]
    assert (await world.program(ENDED))["program_metrics"]["budget"] == 25_000


async def test_more_than_one_page_of_a_business_is_read_to_its_end(world):
    for number in range(45):
        await world.client.create(cpc(budget=str(3_000 + number)))
    world.clock.advance(60)
    programs = await world.client.business_programs([GARAGE, JOE])
    assert len({p["program_id"] for p in programs}) == 46
    assert world.sandbox.state.counts["business_programs"] == 2


async def test_businesses_tell_their_names_and_categories(world):
    ids = [business.business_id for business in BUSINESSES]
    found = await world.client.business_info(ids)
    assert [b["name"] for b in found] == [b.name for b in BUSINESSES]
    assert found[0]["additional_biz_info"]["category_list"] == list(BUSINESSES[0].categories)
    (closed,) = await world.client.business_info(["TestClosedBusiness0000"])
    assert closed["is_closed"] is True


async def test_programs_of_an_unknown_business_are_unknown_not_none(world):
    with pytest.raises(Unknown):
        await world.client.business_programs(["NobodyKnowsThisOne0000"])


async def test_features_are_read_by_type(world):
    features = await world.client.features(MANUAL)
    assert features["CUSTOM_RADIUS_TARGETING"] == {"custom_radius": None}
    assert await world.client.features("ProgEnhancedProfile000") == {}
    with pytest.raises(Unknown):
        await world.client.features("NobodyKnowsThisOne0000")


async def test_ids_that_begin_oddly_and_ids_that_climb(world):
    assert (await world.program(PAUSED))["program_id"] == PAUSED
    for odd in ("..", "a/b", "?", "%2e%2e"):
        with pytest.raises((Unknown, Refused)):
            await world.client.status(odd)


async def test_a_job_nobody_heard_of_is_unknown(world):
    for job_id in ("NobodyKnowsThisOne0000", "short"):
        with pytest.raises(Unknown):
            await world.client.status(job_id)


@pytest.mark.parametrize("without", ["business_id", "program_name"])
async def test_only_the_worst_is_refused_at_once(world, without):
    with pytest.raises(Refused) as caught:
        await world.client.create(cpc(**{without: None}))
    assert caught.value.http == 400
    with pytest.raises(Refused):
        await world.client.create(cpc(program_name="NEON_SIGN"))
    assert not world.sandbox.state.jobs


async def test_jobs_outlive_a_restart_that_saved_them(world):
    job_id = await world.client.create(cpc())
    await world.client.status(job_id)
    snapshot = world.sandbox.dump()
    world.sandbox.load(snapshot)
    assert (await world.finish(job_id))["status"] == "COMPLETED"
    with pytest.raises(ValueError, match="validation"):
        world.sandbox.load({"jobs": 1})


async def test_two_sandboxes_do_not_give_out_the_same_ids(world):
    first = await world.client.create(cpc())
    world.clock.advance(1)
    world.sandbox.state.__init__(world.clock, 8.0, 0)
    assert await world.client.create(cpc()) != first


async def test_credentials_are_checked_when_the_sandbox_has_some(world):
    await world.client.check_credentials()
    world.sandbox._credentials = ("partner", "right")
    with pytest.raises(Unauthorized):
        await world.client.check_credentials()
    assert not isinstance(world.client.last_error, Throttled)
