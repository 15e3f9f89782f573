"""The businesses that are kept, through REST."""

import pytest
from pydantic import TypeAdapter

from pages.api import schemas

PATH = "/api/businesses"
GOLDEN = {"name": "Golden Gate", "ad_categories": ["hvac", "plumbing"]}


async def test_a_business_is_kept_read_changed_and_removed(house, facts):
    made = await house.post(PATH, json=GOLDEN | {"business_id": facts.business})
    own = f"{PATH}/{facts.business}"
    assert (made.status_code, made.headers["location"]) == (201, own)
    assert made.json() | GOLDEN == made.json()
    assert (await house.get(own)).json() == made.json()
    listed = (await house.get(PATH)).json()
    TypeAdapter(schemas.SavedBusinesses).validate_python(listed)
    assert listed == {"count": 1, "businesses": [made.json()]}
    changed = await house.put(own, json={"name": "Gate"})
    assert (changed.json()["name"], changed.json()["ad_categories"]) == ("Gate", [])
    gone = await house.delete(own)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await house.get(PATH)).json() == {"count": 0, "businesses": []}
    for again in (house.get, house.delete):
        assert (await again(own)).status_code == 404


async def test_one_that_is_kept_is_not_added_again(house, facts):
    own = GOLDEN | {"business_id": facts.business}
    await house.post(PATH, json=own)
    again = await house.post(PATH, json=own | {"name": "Other"})
    assert (again.status_code, again.json()["code"]) == (409, "not_allowed")
    assert (await house.get(f"{PATH}/{facts.business}")).json()["name"] == "Golden Gate"


async def test_put_keeps_what_was_not_kept_yet(house, facts):
    assert (await house.put(f"{PATH}/{facts.business}", json=GOLDEN)).status_code == 200
    assert (await house.get(PATH)).json()["count"] == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"business_id": "joes-plumbing-fresno"}, "business_id"),
        ({"business_id": 7}, "business_id"),
        ({"business_id": {}}, "business_id"),
        ({}, "business_id"),
        ({"name": ["x"]}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"ad_categories": ["Not an alias"]}, "ad_categories"),
        ({"ad_categories": [7]}, "ad_categories"),
        ({"ad_categories": 7}, "ad_categories"),
        ({"ad_categories": {"hvac": 1}}, "ad_categories"),
        ({"saved": True}, "saved"),
    ],
)
async def test_what_is_wrong_is_said_by_field_and_nothing_is_kept(house, facts, values, field):
    base = {} if field == "business_id" else {"business_id": facts.business}
    answer = await house.post(PATH, json=base | values)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert (await house.get(PATH)).json()["count"] == 0
