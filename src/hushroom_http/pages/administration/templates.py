"""The list of contract templates as administrators see it, and its download as CSV."""

from collections.abc import Callable, Mapping

from litestar import Response
from litestar.response import Stream

from hushroom_domain.administration.model import TemplateRecord
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.shared.paging import Page, Window
from hushroom_http.pages.administration.downloads import csv_file, time_in_file
from hushroom_http.pages.administration.lists import choice_of, show_list
from hushroom_http.pages.administration.names import ANY, options_of
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, Submission, query_values
from hushroom_http.pages.rendering import context_of
from hushroom_http.pages.sessions.agreements import Agreement, offer_of
from hushroom_http.pages.translations import N_
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

FILTERS = Form((
    Field(
        name="type",
        label=N_("Type of session"),
        kind="select",
        options=(ANY, *options_of(SessionType)),
        is_required=False,
    ),
))  # fmt: skip
COLUMNS: Mapping[str, Callable[[TemplateRecord], object]] = {
    "id": lambda record: record.template.id,
    "type": lambda record: record.template.session_type,
    "mode": lambda record: record.template.mode,
    "name": lambda record: record.template.name,
    "description": lambda record: record.template.description,
    "rules": lambda record: "\n".join(rule.description or rule.type for rule in record.template.rules),
    "isActive": lambda record: record.template.is_active,
    "contracts": lambda record: record.contracts,
    "createdAt": lambda record: time_in_file(record.template.created_at),
}


@get("/admin/contract-templates")
async def show_templates(request: WebRequest) -> Response[bytes]:
    """Returns the templates for a type of session, all on one page, because they are few."""
    language = context_of(request).language

    async def find(sent: Submission, _: Window) -> Page[TemplateRecord]:
        return await _found(request, choice_of(sent, "type", SessionType))

    def words_of(record: TemplateRecord) -> Agreement:
        return offer_of(record.template, language)

    return await show_list(request, "administration/templates.html", FILTERS, find, words_of=words_of)


@get("/admin/contract-templates.csv")
async def download_templates(request: WebRequest) -> Stream:
    """Returns all templates that match the filters as CSV."""
    wanted = choice_of(query_values(request), "type", SessionType)
    return await csv_file(request, "contract-templates", FILTERS, COLUMNS, lambda _: _found(request, wanted))


async def _found(request: WebRequest, session_type: SessionType | None) -> Page[TemplateRecord]:
    records = await request.queries.admin.templates(session_type)
    return Page(records, len(records))


HANDLERS = (show_templates, download_templates)
