"""Rows made without the ORM's book-keeping, by far the dearest part of recording a job.

`Job(...)` takes 0.2 ms, because each column is set on its own and remembered as changed; what is
written by plain statements (`services/store/rows.py`) needs none of that.
"""

from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper
from sqlmodel import SQLModel

T = TypeVar("T", bound=SQLModel)


def plain(table: type[T], **values: Any) -> T:
    """A row that no session knows, made as the ORM makes those it loads.

    What is not said has its default. Nothing is checked, as with every table's own constructor.
    """
    made = {name: make() for name, make in _factories(table) if name not in values}
    row = cast("T", _mapper(table).class_manager.new_instance())
    row.__dict__.update(_defaults(table) | made | values)
    for name, value in _PYDANTICS.items():
        object.__setattr__(row, name, value)
    object.__setattr__(row, "__pydantic_fields_set__", set(values))
    return row


def put(row: SQLModel, **values: Any) -> None:
    """Set columns of a row that no session will keep book of."""
    vars(row).update(values)


_PYDANTICS = {"__pydantic_extra__": None, "__pydantic_private__": None}


@cache
def _mapper(table: type[SQLModel]) -> Mapper[Any]:
    return cast("Mapper[Any]", inspect(table))


@cache
def _defaults(table: type[SQLModel]) -> dict[str, Any]:
    fields = table.model_fields.items()
    return {
        name: None if field.is_required() else field.default
        for name, field in fields
        if field.default_factory is None
    }


@cache
def _factories(table: type[SQLModel]) -> tuple[tuple[str, Any], ...]:
    fields = table.model_fields.items()
    return tuple((name, field.default_factory) for name, field in fields if field.default_factory)
