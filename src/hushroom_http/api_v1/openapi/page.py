"""The page at /docs: the OpenAPI document as plain HTML, without scripts and without files of other hosts."""

from typing import Any

from jinja2 import Environment, PackageLoader
from litestar import MediaType, Request, Response, Router, get
from litestar.openapi.plugins import OpenAPIRenderPlugin

from hushroom_http.api_v1.openapi.document import METHODS, refined


class Page(OpenAPIRenderPlugin):
    """Renders the document once for each process."""

    def __init__(self, *, path: str) -> None:
        super().__init__(path=path, media_type=MediaType.HTML, favicon="", style="")
        self._templates = Environment(
            loader=PackageLoader("hushroom_http.api_v1", "openapi"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._rendered = b""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 - the framework hands it to every page
        """Returns the page."""
        if not self._rendered:
            template = self._templates.get_template("docs.html")
            document = refined(openapi_schema)
            page = template.render(document=document, groups=groups(document), shape=shape)
            self._rendered = page.encode()
        return self._rendered

    def receive_router(self, router: Router) -> None:
        """Adds the route of the page's style sheet."""
        css = self._templates.get_template("docs.css").render().encode()

        @get("/docs.css", include_in_schema=False, sync_to_thread=False)
        def style() -> Response[bytes]:
            return Response(css, media_type="text/css")

        router.register(style)


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
