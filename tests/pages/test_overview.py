"""/: what runs, what was done, and on the first day what this is."""

import asyncio


async def test_the_first_run_teaches(user, link):
    await user.open("/")
    await user.should_see("Create your first program")
    await user.should_see("Try it with a made-up business")
    target = "/create-program?business_id=GoldenGateHvacRepair00"
    assert link("Golden Gate HVAC Repair") == target
    await user.should_see("Or see something go wrong")


async def test_running_jobs_have_a_card_and_all_are_counted(user, make_job, link):
    running = await make_job("in progress")
    await make_job("completed", age=60)
    await user.open("/")
    await user.should_see(f"Job ID: {running.id}")
    await user.should_see("Recent jobs")
    assert link("COMPLETED") == "/jobs?status=COMPLETED"
    await user.should_not_see("Create your first program")


async def test_many_running_jobs_are_not_all_shown(user, make_job):
    for number in range(7):
        await make_job("pending", age=number)
    await user.open("/")
    await user.should_see("2 more under way")


async def test_the_first_job_replaces_the_lesson(user, make_job):
    await user.open("/")
    await user.should_see("Create your first program")
    job = await make_job("pending")
    await user.should_see(f"Job ID: {job.id}", retries=10)
    await user.should_not_see("Create your first program")


async def test_the_lesson_can_be_closed_for_good_in_this_browser_alone(user, new_user):
    await user.open("/")
    await user.should_see("Do not show again")
    user.find("Do not show again").click()
    await user.should_not_see("Create your first program")
    await user.should_see("Try it with a made-up business")
    await user.open("/")
    await user.should_see("Try it with a made-up business")
    await user.should_not_see("Create your first program")
    other = new_user()
    await other.open("/")
    await other.should_see("Create your first program")


async def test_what_the_page_needs_is_asked_for_side_by_side(user, adtrail, make_job, monkeypatch):
    """One after the other each question would wait for the answer to the one before."""
    await make_job("completed")
    asked = ("page", "count_by_status", "active")
    all_asked = asyncio.Barrier(len(asked))

    def meets_the_others(ask):
        async def meet(*arguments, **more):
            async with asyncio.timeout(2):
                await all_asked.wait()
            return await ask(*arguments, **more)

        return meet

    for name in asked:
        monkeypatch.setattr(adtrail.store, name, meets_the_others(getattr(adtrail.store, name)))
    await user.open("/")
    await user.should_see("Recent jobs")
    await user.should_see("GoldenGateHvacRepair00")
