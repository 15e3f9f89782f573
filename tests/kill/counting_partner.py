"""A partner on a socket that outlives Adtrail, counts what reaches it, and can kill the caller.

Any business is known to it and every order succeeds, so that a thousand businesses cost nothing:
what it is asked is the point here, not what it refuses (the sandbox is for that).
"""

import itertools
import json
import os
import signal
import socket
import threading
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from urllib.parse import parse_qs

import uvicorn

_CREATE = "/v1/reseller/program/create"


class CountingPartner:
    """`received` counts create, edit and end by what they were about.

    `seconds` is how long a job takes, `lag` how much longer a program stays out of the lists.
    `victim` is the process to kill as soon as the next submission was carried out and before it
    is answered.
    """

    def __init__(self, seconds=0.1, lag=0.0):
        self.received = Counter()
        self.seconds = seconds
        self.lag = lag
        self.victim = None
        self.before_answer = None  # called with what a submission was about
        self.requests = Counter()
        self._jobs = {}
        self._programs = {}
        self._of_business = defaultdict(list)
        self._ids = itertools.count(1)

    def add_program(self, business="Bz0000000000000000aaaA", **values):
        """A program that was always there; its id."""
        program_id = f"Pg{next(self._ids):020d}"
        self._programs[program_id] = {
            "program_id": program_id,
            "program_type": "CPC",
            "program_status": "ACTIVE",
            "start_date": "2020-01-01",
            "end_date": "9999-12-31",
            "yelp_business_id": business,
            "program_metrics": {"budget": 45000, "currency": "USD", "is_autobid": True},
            "seen_from": 0.0,
        } | values
        self._of_business[business].append(program_id)
        return program_id

    async def __call__(self, scope, _receive, send):
        if scope["type"] != "http":
            return
        query = {k: v[0] for k, v in parse_qs(scope["query_string"].decode()).items()}
        status, body = self._answer(scope["method"], scope["path"], query)
        head = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body and json.dumps(body).encode()})

    def _answer(self, method, path, query):
        if method == "POST":
            self.requests["submission"] += 1
            return 200, {"job_id": self._submitted(path, query)}
        if path.startswith("/v1/reseller/status/"):
            self.requests["status"] += 1
            return self._status(path.rsplit("/", 1)[1])
        self.requests["list"] += 1
        if path.startswith("/v1/programs/list/"):
            return 200, {"businesses": [self._business(path.rsplit("/", 1)[1], query)]}
        if path.startswith("/v1/programs/info/"):
            found = self._programs.get(path.rsplit("/", 1)[1])
            gone = [{"id": "INVALID_PROGRAM_ID", "description": "There is no such program."}]
            shown = [_shown(found)] if found else []
            return 200, {"programs": shown, "errors": [] if found else gone}
        return 200, {"payment_programs": [], "total": 0}

    def _submitted(self, path, query):
        job_id = f"Jb{next(self._ids):020d}"
        if path == _CREATE:
            about = ("create", query["business_id"], query["budget"])
            program_id = self._created(query)
        else:
            program_id, kind = path.split("/")[-2:]
            about = (kind, program_id, query.get("budget"))
            self._changed(program_id, kind, query)
        self.received[about] += 1
        self._jobs[job_id] = (time.monotonic() + self.seconds, path, program_id)
        if self.before_answer is not None:
            self.before_answer(about)
        if self.victim is not None:
            victim, self.victim = self.victim, None
            os.kill(victim, signal.SIGKILL)
        return job_id

    def _created(self, query):
        metrics = {
            "budget": int(query["budget"]),
            "is_autobid": query["is_autobid"] == "true",
            "max_bid": int(query["max_bid"]) if "max_bid" in query else None,
        }
        return self.add_program(
            query["business_id"],
            program_type=query["program_name"],
            program_status="INACTIVE",
            start_date=query["start"],
            program_metrics=metrics,
            seen_from=time.monotonic() + self.lag,
        )

    def _changed(self, program_id, kind, query):
        program = self._programs[program_id]
        if kind == "end":
            program.update(program_status="INACTIVE", end_date="2020-01-02")
        elif "budget" in query:
            program["program_metrics"] |= {"budget": int(query["budget"])}

    def _status(self, job_id):
        if job_id not in self._jobs:
            return 404, {"error": {"id": "NOT_FOUND", "description": "There is no such job."}}
        ready, path, program_id = self._jobs[job_id]
        if time.monotonic() < ready:
            return 200, {"status": "PROCESSING", "business_results": []}
        leaf = {"status": "COMPLETED", "requested_value": program_id}
        if path == _CREATE:
            business = self._programs[program_id]["yelp_business_id"]
            who = {"identifier_type": "BUSINESS", "identifier": business}
            groups = {"program_added": {"program_id": leaf}}
        else:
            who = {"identifier_type": "PROGRAM", "identifier": program_id}
            groups = {"program_modified": {"program_id": leaf}}
        result = {"status": "COMPLETED", "update_results": groups} | who
        return 200, {"status": "COMPLETED", "business_results": [result]}

    def _business(self, business, query):
        now = time.monotonic()
        programs = [self._programs[program_id] for program_id in self._of_business[business]]
        seen = [_shown(program) for program in programs if program["seen_from"] <= now]
        start = int(query.get("start", 0))
        page = seen[start : start + int(query.get("limit", 40))]
        return {"yelp_business_id": business, "programs": page}


def _shown(program):
    return {name: value for name, value in program.items() if name != "seen_from"}


@contextmanager
def listening(app):
    """Serve `app` on a free port in a thread of its own; its address."""
    config = uvicorn.Config(app, lifespan="off", log_level="critical", ws="none")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
