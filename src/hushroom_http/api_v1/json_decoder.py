"""Replaces the framework's reading of bodies, which takes "30" for 30 and stops at the first error."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, cast

from litestar.dto import AbstractDTO, DTOFieldDefinition
from litestar.typing import FieldDefinition

from hushroom_http.inputs.request_bodies import Body, read

if TYPE_CHECKING:
    from litestar._openapi.schema_generation import SchemaCreator
    from litestar.handlers import HTTPRouteHandler
    from litestar.openapi.spec import Reference, Schema


class JsonBodies(AbstractDTO[Body]):
    """Decodes request bodies by the type of a handler's `data`; no data is transferred between models."""

    def decode_bytes(self, value: bytes) -> Body:
        """Returns the body. Raises: NotJson, ValidationFailed."""
        handler = cast("HTTPRouteHandler", self.asgi_connection.route_handler)
        field = handler.parsed_data_field
        assert field is not None
        return read(field.annotation, value)

    @classmethod
    def create_for_field_definition(cls, field_definition: FieldDefinition, *_: Any, **__: Any) -> None:
        """Prepares nothing."""

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,  # noqa: ARG003 - the framework names it
        schema_creator: "SchemaCreator",
    ) -> "Reference | Schema":
        """Returns the schema of the body's own type."""
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        return field_definition.is_subclass_of(Body)

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[DTOFieldDefinition, None, None]:
        raise NotImplementedError("bodies are read whole")

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        raise NotImplementedError("bodies are read whole")
