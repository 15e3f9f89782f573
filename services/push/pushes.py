"""Tells browsers by Web Push that a job has ended: exactly one message a job and subscription.

A job that needs a person's decision is told of once before that.

Every process looks for messages that are due and claims each before it sends it. A claim is given
back only if the message was certainly not taken, so a process that dies while it sends costs one
message at worst and never sends two. Nothing here touches a job.
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog

from models.people import Role
from models.push import PushSubscription
from services.bus import Bus, JobChanged
from services.clock import Clock
from services.errors import FieldError, Invalid, SignedOut
from services.i18n import _
from services.jobs import Jobs, JobView
from services.people.acting import NOBODY, acting, required
from services.people.signing import way_in
from services.push import crypto
from services.push.address import NotAPushService, check_endpoint
from services.push.delivery import Answer, Delivery, Outcome
from services.push.key import load_key
from services.settings import Settings
from services.store.pushes import Message, Owner, PushRows
from services.store.store import Store
from services.store.ways_in import NoWayIn
from services.tasks import Tasks

log = structlog.get_logger(__name__)

PARTLY = "PARTLY"  # among the words of a wish: failed, and yet something took effect
ASKS = "ASKS"  # likewise: it needs a decision
_TRIES = 5
_PAUSE = 5.0  # seconds before the second try, then four times as long each
_LONGEST = 3600.0
_SOON = 0.2  # seconds; jobs that end together are looked for together
_CALM = 10.0  # seconds between looks when nothing is heard
_AT_ONCE = 8


class Pushes:
    def __init__(
        self, settings: Settings, store: Store, jobs: Jobs, bus: Bus, clock: Clock
    ) -> None:
        self._settings = settings
        self._jobs = jobs
        self._rows = PushRows(store, people=settings.password is not None)
        self._bus = bus
        self._clock = clock
        self._tasks = Tasks()
        self._heard = asyncio.Event()
        self._few = asyncio.Semaphore(_AT_ONCE)
        self._delivery: Delivery | None = None
        self._public = ""

    @property
    def public_key(self) -> str:
        """What a browser subscribes with; empty when there is no Web Push."""
        return self._public

    async def start(self) -> None:
        """Without a key there is no Web Push, and everything else goes on."""
        try:
            private = await load_key(self._settings, self._rows)
            self._public = crypto.public_key(private)
        except Exception:
            log.exception("Web Push is off: its key cannot be read or made")
            return
        contact, loopback = self._settings.push_contact, self._settings.push_loopback
        self._delivery = Delivery(private, contact, self._clock, loopback=loopback)
        self._unsubscribe = self._bus.subscribe(self._hear)
        self._tasks.start(self._run(self._delivery), "web push")

    async def stop(self) -> None:
        if self._delivery is None:
            return
        self._unsubscribe()
        await self._tasks.stop()
        await self._delivery.aclose()

    async def subscribe(self, given: Any) -> str:
        """Keep what `PushSubscription.toJSON()` of a browser says; its id.

        Raises Invalid and SignedOut.
        """
        try:
            endpoint, keys = str(given["endpoint"]), given["keys"]
            p256dh, auth = str(keys["p256dh"]), str(keys["auth"])
            check_endpoint(endpoint, loopback=self._settings.push_loopback)
            crypto.check_keys(p256dh, auth)
        except NotAPushService as error:
            raise Invalid([FieldError("endpoint", str(error))]) from None
        except (KeyError, TypeError, ValueError):
            raise Invalid([FieldError("keys", "The subscription has no usable keys.")]) from None
        name = hashlib.sha256(endpoint.encode()).hexdigest()
        person = required(Role.VIEWER)
        subscription = PushSubscription(
            id=name,
            endpoint=endpoint,
            p256dh=p256dh,
            auth=auth,
            created_at=self._clock.now(),
            account_id=person.account_id,
            sign_in=person.sign_in,
        )
        try:
            way = way_in(person.account_id, person) if person.account_id else None
            await self._rows.subscribe(subscription, way)
        except NoWayIn:  # signed out at this moment
            raise SignedOut(_(NOBODY)) from None
        return name

    def has(self, subscription_id: str) -> bool:
        """Whether one's own is still there: what a push service calls gone is removed.

        So is one when its session is ended by a person, its account disabled or its password reset.
        """
        return acting() is not None and self._rows.has(subscription_id, _owner())

    async def unsubscribe(self, subscription_id: str) -> None:
        if self.has(subscription_id):
            await self._rows.unsubscribe(subscription_id)

    async def wish(self, job_id: str, subscription_id: str, words: Mapping[str, str]) -> None:
        """Tell that browser when the job ends or asks; `words` by status, and PARTLY and ASKS."""
        await self._rows.wish(job_id, subscription_id, _owner(), words)
        self._heard.set()  # it may have ended meanwhile

    async def unwish(self, job_id: str, subscription_id: str) -> None:
        if self.has(subscription_id):
            await self._rows.unwish(job_id, subscription_id)

    def _hear(self, _change: JobChanged) -> None:
        self._heard.set()

    async def _run(self, delivery: Delivery) -> None:
        while True:
            try:
                await self._round(delivery)
            except Exception as error:  # noqa: BLE001 - a database that is away, for example
                log.warning("messages cannot be looked for", reason=str(error))
            try:
                await asyncio.wait_for(self._heard.wait(), _CALM)
            except TimeoutError:
                await self._sweep()
            await asyncio.sleep(_SOON)

    async def _round(self, delivery: Delivery) -> None:
        self._heard.clear()
        due = await asyncio.to_thread(self._rows.due, self._clock.now())
        for job_id, subscription_id in due:
            await self._few.acquire()
            work = self._send(delivery, job_id, subscription_id)
            self._tasks.start(work, f"push of {job_id}").add_done_callback(
                lambda _done: self._few.release()
            )

    async def _send(self, delivery: Delivery, job_id: str, subscription_id: str) -> None:
        message = await self._rows.claim(job_id, subscription_id, self._clock.now())
        if message is None:
            return
        said = json.dumps(_said(self._jobs.get(job_id), message)).encode()
        answer = await delivery.send(message.subscription, job_id, said)
        await self._note(message, answer)

    async def _note(self, message: Message, answer: Answer) -> None:
        outcome = answer.outcome
        if outcome is Outcome.AGAIN and message.tries + 1 < _TRIES:
            pause = min(max(_PAUSE * 4**message.tries, answer.retry_after), _LONGEST)
            await self._rows.again(message, self._clock.now() + timedelta(seconds=pause))
            return
        if outcome is Outcome.GONE:
            await self._rows.unsubscribe(message.subscription.id)
        else:
            await self._rows.over(message)
        if outcome is not Outcome.SENT:
            log.warning(
                "a message could not be delivered",
                job_id=message.job_id,
                reason=answer.reason,
                subscription=message.subscription.id[:8],
            )

    async def _sweep(self) -> None:
        try:
            await self._rows.sweep(self._clock.now())
        except Exception as error:  # noqa: BLE001 - there is another time
            log.warning("old messages cannot be put away", reason=str(error))


def _owner() -> Owner:
    """Raises SignedOut."""
    person = required(Role.VIEWER)
    return Owner(person.account_id, person.sign_in)


def _said(view: JobView, message: Message) -> dict[str, Any]:
    """What the browser is to show; the same as `job_watch` shows where a page is open."""
    job = view.job
    said: dict[str, Any] = {
        "body": job.program_id or job.business_id or job.id,
        "tag": job.id,
        "url": f"/jobs/{job.id}",
    }
    if message.asks:
        return said | {"title": message.words.get(ASKS, "Please decide"), "asks": True}
    end = PARTLY if view.partly else job.status.value
    return said | {"title": message.words.get(end, job.status.value)}
