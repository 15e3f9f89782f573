"""The OpenAPI document: FastAPI's, with the bodies and problems that the handlers read raw."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from pages.api import people_schemas, schedule_schemas, schemas, setting_schemas
from pages.api.gate import COOKIE
from pages.api.refusals import add_refusals

TITLE = "Adtrail"
VERSION = "0.1.0"

_ABOUT = (
    "Create, change and end Yelp advertising programs, and watch every job to its true end. "
    "A call that changes something answers 202 with a job at once; its status is followed at "
    "`/api/reseller/status/{job_id}` until it is COMPLETED or FAILED. Amounts in requests are "
    "dollars; program objects are the partner's own and keep its cents. Times are RFC 3339 in UTC. "
    "A query parameter that a call does not take is refused (422), not passed over. "
    "Where Adtrail was started with `ADTRAIL_PASSWORD`, each call says who asks: by a token "
    "(`Authorization: Bearer`), by a name and a password (Basic), or by a browser's session."
)
_REFERENCE = "#/components/schemas/{model}"
_SENT: tuple[type[BaseModel], ...] = (
    schemas.CreateRequest,
    schemas.EditRequest,
    schemas.DuplicateRequest,
    schemas.EndRequest,
    schemas.ResolveRequest,
    schemas.FeaturesRequest,
    schemas.FeaturesRemoval,
    schedule_schemas.ScheduleRequest,
    schedule_schemas.DecisionRequest,
    schedule_schemas.MomentRequest,
    schemas.BusinessRequest,
    schemas.BusinessChange,
    schemas.CredentialsRequest,
    people_schemas.PersonRequest,
    people_schemas.RoleRequest,
    people_schemas.PasswordRequest,
    people_schemas.OwnPasswordRequest,
    people_schemas.TokenRequest,
    setting_schemas.SettingsRequest,
    setting_schemas.PartnerRequest,
    schemas.Problem,
)

_SCHEMES: dict[str, dict[str, str]] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token made at `/settings/people`; it may do no more than its account.",
    },
    "password": {
        "type": "http",
        "scheme": "basic",
        "description": "The name and the password of an account.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "A browser in which somebody signed in at `/login`.",
    },
}
_ANY_OF_THEM: list[dict[str, list[str]]] = [{name: []} for name in _SCHEMES]
_NOBODY: dict[str, list[str]] = {}  # without ADTRAIL_PASSWORD nobody signs in
OPEN: dict[str, Any] = {"security": []}
"""For `openapi_extra`: a call that answers everybody."""


def takes(
    model: type[BaseModel], *, required: bool = True, **examples: dict[str, Any]
) -> dict[str, Any]:
    """For `openapi_extra`: the JSON body of a call, with examples by name."""
    named = {name.replace("_", " "): {"value": value} for name, value in examples.items()}
    content = {"schema": {"$ref": _REFERENCE.format(model=model.__name__)}, "examples": named}
    return {"requestBody": {"required": required, "content": {"application/json": content}}}


def answers(
    model: type[BaseModel], words: str, status: int = 200, **headers: str
) -> dict[int | str, dict[str, Any]]:
    """For `responses`: what a call answers; `headers` are names with `_` for `-`."""
    described = {
        name.replace("_", "-"): {"description": text, "schema": {"type": "string"}}
        for name, text in headers.items()
    }
    return {status: {"model": model, "description": words, "headers": described}}


class Api(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            document = get_openapi(
                title=TITLE, version=VERSION, description=_ABOUT, routes=self.routes
            )
            add_refusals(self, document)
            document["security"] = [*_ANY_OF_THEM, _NOBODY]
            components = document.setdefault("components", {})
            components["securitySchemes"] = _SCHEMES
            known = components.setdefault("schemas", {})
            for model in _SENT:
                schema = model.model_json_schema(ref_template=_REFERENCE)
                known |= schema.pop("$defs", {}) | {model.__name__: schema}
            self.openapi_schema = document
        return self.openapi_schema
