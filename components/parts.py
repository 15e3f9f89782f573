"""Where a component finds the services: they hang on the application, one set a process."""

from typing import cast

from nicegui import app

from services.container import Adtrail


def provide(adtrail: Adtrail) -> None:
    app.state.adtrail = adtrail


def parts() -> Adtrail:
    return cast("Adtrail", app.state.adtrail)
