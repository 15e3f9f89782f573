"""The timeline as JSON and as a stream."""

import asyncio
import json

import pytest

STREAM = {"Accept": "text/event-stream"}


def frames(text):
    """(id, data) of every event in a stream."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
        if "data" in fields:
            found.append((int(fields["id"]), json.loads(fields["data"])))
    return found


async def test_the_timeline_tells_the_life_of_a_job(house):
    job_id = (await house.made())["job_id"]
    document = (await house.get(f"/api/jobs/{job_id}/events")).json()
    events = document["events"]
    assert (document["job_id"], document["count"]) == (job_id, len(events))
    assert [event["version"] for event in events] == list(range(1, len(events) + 1))
    assert [event["event"] for event in events][:3] == ["recorded", "submitting", "accepted"]
    assert events[0]["actor"] == "rest"
    assert events[-1]["status"] == "COMPLETED"
    assert all(event["at"].endswith("Z") for event in events)


async def test_the_stream_begins_at_the_beginning_and_ends_with_the_job(house):
    job_id = (await house.create()).json()["job_id"]
    async with asyncio.timeout(5):
        answer = await house.get(f"/api/jobs/{job_id}/events", headers=STREAM)
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = frames(answer.text)
    assert [number for number, _ in told] == list(range(1, len(told) + 1))
    assert told[-1][1]["status"] == "COMPLETED"
    document = (await house.get(f"/api/jobs/{job_id}/events")).json()
    assert [data for _, data in told] == document["events"][: len(told)]


async def test_the_stream_resumes_behind_the_last_event(house):
    job_id = (await house.made())["job_id"]
    everything = frames((await house.get(f"/api/jobs/{job_id}/events", headers=STREAM)).text)
    headers = STREAM | {"Last-Event-ID": "2"}
    rest = frames((await house.get(f"/api/jobs/{job_id}/events", headers=headers)).text)
    assert rest == everything[2:]


async def test_an_id_that_is_none_of_ours_starts_anew(house):
    job_id = (await house.made())["job_id"]
    for seen in ("", "x", "-1", "\u00b2".encode(), "9" * 5000):
        headers = STREAM | {"Last-Event-ID": seen}
        answer = await house.get(f"/api/jobs/{job_id}/events", headers=headers)
        assert frames(answer.text)[0][0] == 1


async def test_a_stream_with_nothing_more_to_tell_is_not_opened_again(house):
    job_id = (await house.made())["job_id"]
    last = house.adtrail.store.get(job_id).version
    headers = STREAM | {"Last-Event-ID": str(last)}
    answer = await house.get(f"/api/jobs/{job_id}/events", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")


async def test_a_silent_stream_is_kept_alive(house, monkeypatch):
    monkeypatch.setattr("pages.api.events.KEEP_ALIVE", 0.005)
    job_id = (await house.create()).json()["job_id"]
    answer = await house.get(f"/api/jobs/{job_id}/events", headers=STREAM)
    assert ": keep-alive\n\n" in answer.text


async def test_a_stream_ends_with_its_reader(house):
    house.wire.cut = True
    job_id = (await house.create()).json()["job_id"]
    gone, told = asyncio.Event(), []
    path = f"/api/jobs/{job_id}/events"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", b"text/event-stream")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8080),
    }

    async def receive():
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        told.append(message)

    app = house.client._transport.app
    reading = asyncio.ensure_future(app(scope, receive, send))
    async with asyncio.timeout(2):
        while True:
            await asyncio.sleep(0.01)
            if house.adtrail.bus.watched(job_id):
                break
        gone.set()
        await reading
    assert told[0]["status"] == 200
    assert not house.adtrail.bus.watched(job_id)


@pytest.mark.parametrize("headers", [{}, STREAM])
async def test_an_unknown_job_has_no_timeline(house, headers):
    answer = await house.get("/api/jobs/job_nowhere/events", headers=headers)
    assert answer.status_code == 404
