"""Adtrail put together for a test, and a person with a browser that runs no JavaScript."""

import asyncio
import gc
import logging
import os
import shutil
from contextlib import asynccontextmanager

import httpx
import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from nicegui import background_tasks, core, ui
from nicegui.functions.download import download
from nicegui.functions.navigate import Navigate
from nicegui.functions.notify import notify
from nicegui.testing import User
from nicegui.testing.general import nicegui_reset_globals, prepare_simulation
from pydantic import SecretStr

from pages.app import install
from services.container import bootstrap
from services.people import acting, passwords
from services.settings import Settings
from services.store.database import open_engine, upgrade

# A machine that does other things is no failure.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")

# A page is waited for longer than NiceGUI does: a machine that does other things is no failure.
for look in (User.should_see, User.should_not_see):
    look.__kwdefaults__["retries"] = 30


def pytest_collection_finish(session):
    """What is imported by now stays: the collector, which NiceGUI's reset runs twice a test, need
    not look at it again. Without this it is nine tenths of the time of a page's test.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A database without jobs: a copy is made sooner than all migrations."""
    file = tmp_path_factory.mktemp("migrated") / "adtrail.sqlite3"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture
def settings(tmp_path, migrated):
    shutil.copy(migrated, tmp_path)
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        sandbox_seconds=0.2,
        first_poll=0.05,
        max_poll=0.2,
        upstream_rate=0,
        reconcile_grace=0.3,
    )


@pytest.fixture(autouse=True)
def one_local_person(monkeypatch):
    """As it is before anything starts; accounts change it for one test."""
    monkeypatch.setattr(acting, "_unsaid", acting.LOCAL)


@pytest.fixture
def with_accounts(settings, monkeypatch):
    """Settings with which people sign in; `admin` does with "correct horse"."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)
    passwords._of_nobody.cache_clear()
    return settings.model_copy(update={"password": SecretStr("correct horse")})


@pytest.fixture
def adtrail(settings):
    """Not started yet: `user` starts and stops it with the application."""
    return bootstrap(settings)


def _forget_tasks_of_other_loops():
    """Each test has a loop of its own; NiceGUI, which knows one, would wait for others for ever."""
    here = asyncio.get_running_loop()
    for task in [t for t in background_tasks.running_tasks if t.get_loop() is not here]:
        background_tasks.running_tasks.discard(task)


@asynccontextmanager
async def _served(adtrail):
    """The application as `main.py` serves it, without a port."""
    with nicegui_reset_globals():
        os.environ["NICEGUI_USER_SIMULATION"] = "true"
        try:
            prepare_simulation()
            how = install(adtrail)
            ui.run(how.pop("root"), **how)
            async with core.app.router.lifespan_context(core.app):
                yield
                _forget_tasks_of_other_loops()
        finally:
            os.environ.pop("NICEGUI_USER_SIMULATION", None)
            ui.navigate, ui.notify, ui.download = Navigate(), notify, download


def _browser():
    transport = httpx.ASGITransport(core.app)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.fixture
async def user(adtrail, caplog, request):
    """A person; the test fails on ERROR records unless it is marked `expect_errors`."""
    async with _served(adtrail), _browser() as client:
        yield User(client)
    if request.node.get_closest_marker("expect_errors") is None:
        bad = [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
        assert not bad, bad


@pytest.fixture
def new_user(user):
    """More people, each with a browser of their own, on the same application."""
    return lambda: User(_browser())
