"""The documentation page: the OpenAPI document as readable HTML, with nothing to load.

Machines without the internet read it as well, so there is no script and no outside style sheet.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_QUOTED = re.compile(r"`([^`]+)`")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #111827; background: #fff }
details { border: 1px solid #d1d5db; border-radius: .5rem; margin: .5rem 0; padding: .5rem 1rem }
summary { cursor: pointer; overflow-wrap: anywhere }
code, pre { font: 14px/1.5 ui-monospace, monospace }
pre { background: #f3f4f6; border-radius: .5rem; padding: .75rem; overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0;
  border-bottom: 1px solid #e5e7eb; overflow-wrap: anywhere }
td:first-child { min-width: 2.5rem } td:nth-child(2) { min-width: 4.5rem }
.post { color: #166534 } .get { color: #1d4ed8 }
@media (prefers-color-scheme: dark) {
  body { color: #e5e7eb; background: #111827 } pre { background: #1f2937 }
  details, th, td { border-color: #374151 } a { color: #93c5fd }
  .post { color: #86efac } .get { color: #93c5fd } }
"""

_Json = Mapping[str, Any]


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    page = "".join(_page(request.app.openapi()))
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})


def _page(document: _Json) -> Iterator[str]:
    info = document["info"]
    yield '<!doctype html><html lang="en"><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(info['title'])} REST</title><style>{_STYLE}</style>"
    yield f"<h1>{escape(info['title'])} REST</h1><p>{_prose(info['description'])}</p>"
    yield '<p>For machines: <a href="/api/openapi.json">/api/openapi.json</a></p>'
    section = None
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = operation["tags"][0]
            if tag != section:
                section = tag
                yield f"<h2>{escape(tag)}</h2>"
            yield from _operation(method, path, operation)
    yield "<h2>Shapes</h2>"
    for name, schema in sorted(document["components"]["schemas"].items()):
        yield from _shape(name, schema)
    yield "</html>"


def _operation(method: str, path: str, operation: _Json) -> Iterator[str]:
    yield f'<details><summary><b class="{method}">{method.upper()}</b> <code>{escape(path)}</code>'
    yield f" {escape(operation.get('summary', ''))}</summary>"
    yield f"<p>{_prose(operation.get('description', ''))}</p>"
    parameters = operation.get("parameters", [])
    yield from _table(
        "Parameters",
        ((_named(p), _kind(p["schema"]), p.get("description", "")) for p in parameters),
    )
    for sort, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<h4>Body, {escape(sort)}: {escape(_kind(content['schema']))}</h4>"
        for name, example in content.get("examples", {}).items():
            yield f"<p>Example, {escape(name)}:</p>{_code(example['value'])}"
    answers = operation["responses"].items()
    yield from _table(
        "Answers",
        ((status, _answered(answer), answer["description"]) for status, answer in answers),
    )
    yield "</details>"


def _shape(name: str, schema: _Json) -> Iterator[str]:
    yield f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
    yield f"<p>{_prose(schema.get('description', ''))}</p>"
    if "enum" in schema:
        yield f"<p>One of {escape(', '.join(map(str, schema['enum'])))}.</p>"
    needed = schema.get("required", ())
    fields = schema.get("properties", {}).items()
    yield from _table(
        "Fields",
        (
            (key if key in needed else f"{key} (optional)", _kind(field), _field_words(field))
            for key, field in fields
        ),
    )
    yield "</details>"


def _table(title: str, rows: Iterator[tuple[str, str, str]]) -> Iterator[str]:
    cells = [
        f"<tr><td><code>{escape(a)}</code></td><td>{escape(b)}</td><td>{_prose(c)}</td></tr>"
        for a, b, c in rows
    ]
    if cells:
        yield f"<h4>{title}</h4><table>{''.join(cells)}</table>"


def _named(parameter: _Json) -> str:
    needed = "" if parameter.get("required") else ", optional"
    return f"{parameter['name']} ({parameter['in']}{needed})"


def _answered(answer: _Json) -> str:
    return ", ".join(_kind(content["schema"]) for content in answer.get("content", {}).values())


def _field_words(field: _Json) -> str:
    examples = ", ".join(json.dumps(example) for example in field.get("examples", ()))
    said = str(field.get("description", ""))
    return f"{said} For example {examples}.".strip() if examples else said


def _kind(schema: _Json) -> str:
    """What a value is, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}" if schema.get("items") else "list"
    return str(schema.get("type", "anything"))


def _prose(text: str) -> str:
    """Words with what stands between backquotes as code."""
    return _QUOTED.sub(r"<code>\1</code>", escape(text))


def _code(value: Any) -> str:
    return f"<pre>{escape(json.dumps(value, indent=2))}</pre>"
