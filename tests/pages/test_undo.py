"""What was put away comes back: the card where it was, the events say both (experience 2.7)."""


async def test_a_dismissed_card_is_brought_back(user, adtrail, make_job, eventually):
    job = await make_job("failed")
    await user.open("/create-program")
    user.find("Dismiss").click()
    await user.should_see("Dismissed: Program was not created")
    await user.should_not_see(f"Job ID: {job.id}")
    assert adtrail.store.get(job.id).dismissed_at is not None
    user.find("Undo").click()
    await user.should_see(f"Job ID: {job.id}")
    await user.should_not_see("Dismissed: Program was not created")
    assert adtrail.store.get(job.id).dismissed_at is None
    await user.open("/create-program")
    await user.should_see(f"Job ID: {job.id}")
    await user.open(f"/jobs/{job.id}")
    await user.should_see("Card put away")
    await user.should_see("Card brought back")
