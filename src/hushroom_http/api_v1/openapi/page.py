"""The pages at /docs: Swagger UI over the OpenAPI document, and the document as plain HTML without scripts."""

import re
from typing import Any

from attrs import frozen
from jinja2 import Environment, PackageLoader
from litestar import MediaType, Request, Response, Router, get
from litestar.openapi.plugins import OpenAPIRenderPlugin
from markupsafe import Markup, escape

from hushroom_http.api_v1.openapi.document import METHODS, refined

CODE = re.compile(r"`([^`]+)`")


@frozen
class SwaggerUi:
    """The addresses of Swagger UI's files."""

    script: str
    style: str


class PlainPage(OpenAPIRenderPlugin):
    """The document as HTML without scripts, rendered once for each process."""

    def __init__(self, *paths: str) -> None:
        super().__init__(path=paths, media_type=MediaType.HTML, favicon="", style="")
        self._rendered = b""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 - the framework hands it to every page
        """Returns the page."""
        if not self._rendered:
            document = refined(openapi_schema)
            template = templates().get_template("docs.html")
            self._rendered = template.render(document=document, groups=groups(document), shape=shape).encode()
        return self._rendered

    def receive_router(self, router: Router) -> None:
        """Adds the route of the page's style sheet."""
        add_file(router, "docs.css", "text/css")


class InteractivePage(OpenAPIRenderPlugin):
    """Swagger UI, which reads the document by itself; a browser without scripts is sent to the plain page."""

    def __init__(self, files: SwaggerUi) -> None:
        super().__init__(path="/", media_type=MediaType.HTML, favicon="", style="")
        self._files = files

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 - the framework hands it to every page
        """Returns the page."""
        info = openapi_schema["info"]
        return templates().get_template("reference.html").render(files=self._files, info=info).encode()

    def receive_router(self, router: Router) -> None:
        """Adds the routes of the page's own script and style sheet."""
        add_file(router, "reference.js", "text/javascript")
        add_file(router, "reference.css", "text/css")


def add_file(router: Router, name: str, media_type: str) -> None:
    """Adds the route of a file beside the templates."""
    content = templates().get_template(name).render().encode()

    @get(f"/{name}", include_in_schema=False, sync_to_thread=False)
    def serve_file() -> Response[bytes]:
        return Response(content, media_type=media_type)

    router.register(serve_file)


def templates() -> Environment:
    """Returns the templates of these pages."""
    made = Environment(
        loader=PackageLoader("hushroom_http.api_v1", "openapi"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["words"] = words
    return made


def words(text: str | None) -> Markup:
    """Returns a description as HTML: escaped, with its code between backticks marked as such."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text or ""))))  # noqa: S704 - escaped before it is marked


def groups(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Returns the operations by tag, in the document's order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = {"path": path, "method": method.upper(), **item[method]}
                found.setdefault(operation["tags"][0], []).append(operation)
    return found


def shape(schema: dict[str, Any]) -> str:
    """Returns a schema as a short phrase, or its name."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "oneOf" in schema or "anyOf" in schema:
        return " or ".join(shape(option) for option in schema.get("oneOf") or schema["anyOf"])
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {shape(schema.get('items', {}))}"
    limits = (("minimum", ">="), ("maximum", "<="), ("minLength", "length >="), ("maxLength", "length <="))
    said = [f"{sign} {schema[name]:g}" for name, sign in limits if schema.get(name) is not None]
    kind = schema.get("type", "anything")
    return " ".join([" or ".join(kind) if isinstance(kind, list) else str(kind), *said])
