"""The machine's side of the house: REST and server-sent events beneath /api (interface 5)."""

from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from pages.api import (
    asking,
    audit,
    bulk,
    businesses,
    credentials,
    docs,
    events,
    export,
    features,
    health,
    jobs,
    metrics,
    own,
    pausing,
    people,
    programs,
    schedules,
    settings,
    status,
    tokens,
)
from pages.api.boundary import PREFIX, Beneath, LastResort, SizeLimit, Spoken
from pages.api.cors import Cors
from pages.api.gate import Gate
from pages.api.guard import Guard
from pages.api.headers import SecurityHeaders
from pages.api.openapi import TITLE, VERSION, Api
from pages.api.problems import install_handlers
from pages.api.query_names import known_names, query_names
from pages.api.refusals import STAND_IN
from pages.api.shortcut import Shortcut
from pages.api.turns import Turns
from services.container import Adtrail

_ROUTERS = (
    programs,
    pausing,
    features,
    status,
    jobs,
    export,
    bulk,
    schedules,
    asking,
    businesses,
    events,
    own,
    people,
    tokens,
    settings,
    audit,
    credentials,
    health,
    docs,
)

SHORTCUTS = {f"{PREFIX}{programs.CREATE}": programs.create}


def install_api(app: FastAPI, adtrail: Adtrail | None, *, door: ASGIApp | None = None) -> None:
    """Answer everything beneath /api of `app`, and guard all of it against foreign pages.

    `adtrail` is None only for printing the OpenAPI document. `door` is the sign-in page.
    """
    api = _api(adtrail)

    def outermost() -> ASGIApp:
        """In front of what NiceGUI adds later: a script's request is no browser's session."""
        beneath: ASGIApp = Beneath(type(app).build_middleware_stack(app), api)
        if adtrail is None:
            return beneath
        known = adtrail.settings
        origins = known.origins
        gate: ASGIApp = Gate(beneath, adtrail.signing, door)
        shared = Cors(gate, origins) if origins else gate
        names = {known.host, *known.allowed_names}
        return SecurityHeaders(Guard(shared, names, origins))

    app.build_middleware_stack = outermost  # type: ignore[method-assign]
    app.openapi = api.openapi  # type: ignore[method-assign]


def _api(adtrail: Adtrail | None) -> Api:
    """An application of its own: NiceGUI's handlers for pages do not reach into it."""
    api = Api(
        title=TITLE,
        version=VERSION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    api.state.adtrail = adtrail
    for module in _ROUTERS:  # one level only: FastAPI looks for the route anew at each
        api.include_router(
            module.router,
            prefix=PREFIX,
            responses=STAND_IN,
            dependencies=[Depends(known_names)],
        )
    api.state.query_names = query_names(api)
    api.include_router(metrics.router)
    install_handlers(api)
    api.add_middleware(Shortcut, handlers=SHORTCUTS)
    api.add_middleware(SizeLimit)
    api.add_middleware(LastResort)
    api.add_middleware(Spoken)
    api.add_middleware(Turns)
    return api
