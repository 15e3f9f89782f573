"""Reading a request's body: one JSON object, amounts exactly as they were written."""

import json
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, NoReturn

from fastapi import Depends, Request

from pages.api.problems import TooLarge, Unreadable
from pages.api.refusals import refuses
from services.errors import FieldError, Invalid, together
from services.i18n import N_, _

Values = dict[str, Any]

_ESCAPED = rb"\u"

_NOT_JSON = N_("The body is not JSON: {reason}.")
_AT = N_("{reason} at line {line}, column {column}")
_NOT_AN_OBJECT = N_("The body has to be a JSON object: names and values in braces.")
_EMPTY = N_("The body is empty; send the values as a JSON object.")
_WRONG_TYPE = N_("Send the values as JSON, with the header Content-Type: application/json.")
_UNKNOWN = N_("Unknown field. Leave it out.")
_NO_VALUES = N_("This call takes no values.")
_NO_VALUES_BUT = N_("This call takes no value but a reason.")
_NEEDED = N_("This value is needed, as text.")


@refuses(Unreadable, TooLarge, Invalid)
async def json_object(request: Request) -> Values:
    """The body as it was written; a number with a decimal point is a `Decimal`.

    Raises Unreadable for anything that is not one JSON object.
    """
    body = await request.body()
    if not body.strip():
        raise Unreadable(_(_EMPTY))
    return _parsed(request, body)


@refuses(Unreadable, TooLarge, Invalid)
async def no_values(request: Request) -> None:
    """For a call without values: an empty body or `{}`. Raises Unreadable and Invalid."""
    body = await request.body()
    if body.strip():
        values = _parsed(request, body)
        if values:
            raise Invalid([FieldError(name, _(_NO_VALUES)) for name in values])


@refuses(Unreadable, TooLarge, Invalid)
async def reason_or_nothing(request: Request) -> Any:
    """The text under `reason`, where there is a body. Raises Unreadable and Invalid."""
    body = await request.body()
    values = _parsed(request, body) if body.strip() else {}
    unknown = [FieldError(name, _(_NO_VALUES_BUT)) for name in values if name != "reason"]
    if unknown:
        raise Invalid(unknown)
    return values.get("reason")


Body = Annotated[Values, Depends(json_object)]


def only(values: Values, *names: str) -> Values:
    """The values, of which none has another name. Raises Invalid."""
    unknown = [FieldError(name, _(_UNKNOWN)) for name in values if name not in names]
    if unknown:
        raise Invalid(unknown)
    return values


def text_fields(values: Values, *names: str) -> list[str]:
    """The texts under `names`. Raises Invalid with one sentence for each that is missing."""
    found = {name: values.get(name) for name in names}
    missing = [name for name, value in found.items() if not isinstance(value, str) or not value]
    if missing:
        raise Invalid([FieldError(name, _(_NEEDED)) for name in missing])
    return [str(found[name]) for name in names]


def texts(values: Values, *names: str) -> list[str]:
    """The texts under `names`, and nothing else. Raises Invalid with all that is wrong."""
    together(partial(only, values, *names), partial(text_fields, values, *names))
    return text_fields(values, *names)


def _parsed(request: Request, body: bytes) -> Values:
    sort = request.headers.get("content-type", "application/json").split(";")[0].strip().lower()
    if sort != "application/json" and not sort.endswith("+json"):
        raise Unreadable(_(_WRONG_TYPE))
    try:
        values = json.loads(
            body.decode("utf-8-sig"),
            parse_float=Decimal,  # 64.10 is 6410 cents, not 6409 (contract 18.6)
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
        if _ESCAPED in body:  # the one way to write half a character
            json.dumps(values, default=str, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        at = _(_AT).format(reason=error.msg, line=error.lineno, column=error.colno)
        raise _not_json(at) from None
    except UnicodeError:
        raise _not_json(_("its text is not valid UTF-8")) from None
    except (ValueError, ArithmeticError):  # thousands of digits, or of an exponent
        raise _not_json(_("a number in it is too long")) from None
    except RecursionError:
        raise _not_json(_("it is nested too deeply")) from None
    if not isinstance(values, dict):
        raise Unreadable(_(_NOT_AN_OBJECT))
    return values


def _object(pairs: list[tuple[str, Any]]) -> Values:
    """Two amounts under one name leave open which of them was meant."""
    values = dict(pairs)
    if len(values) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _not_json(_('the name "{}" occurs twice').format(twice))
    return values


def _refuse_constant(name: str) -> NoReturn:
    raise _not_json(_("{} is not a number").format(name))


def _not_json(reason: str) -> Unreadable:
    return Unreadable(_(_NOT_JSON).format(reason=reason))
