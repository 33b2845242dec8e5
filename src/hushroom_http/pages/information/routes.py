"""The pages that explain the platform: landing, how it works, prices, help, legal pages, crisis lines, status."""

from litestar import Response, Router
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hushroom_adapters.settings import LEGAL_PAGES
from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.companions.queries import CompanionSearch
from hushroom_domain.payments.policy import COMMISSION_BASIS_POINTS
from hushroom_domain.sessions.policy import DEFAULT_PLANNED_MINUTES, PLANNED_MINUTES
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.paging import Window
from hushroom_http.pages.formatting import Formats
from hushroom_http.pages.forms import query_values
from hushroom_http.pages.guards import optional_reader
from hushroom_http.pages.information.articles import HELP, Article, article_of, found_articles, legal_article_of
from hushroom_http.pages.information.crisis import country_choices, help_in
from hushroom_http.pages.information.facts import missing_facts, operator_facts, policy_facts
from hushroom_http.pages.information.markdown import render_markdown
from hushroom_http.pages.information.outline import outline_of
from hushroom_http.pages.information.prices import PRICE_FORM, Quote, quote_of
from hushroom_http.pages.information.state import parts_of
from hushroom_http.pages.languages import PageLanguage, chosen
from hushroom_http.pages.public import in_all_languages, show_public
from hushroom_http.pages.rendering import context_of
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

SHOWN_COMPANIONS = 3
MOST_SEARCHED = 200
"""The characters of a search in the help centre that are read."""


@get(in_all_languages("/"))
async def landing(request: WebRequest) -> Response[bytes]:
    """Returns the first page, with some companions who are online."""
    present = await request.queries.companions.search(CompanionSearch(is_online=True), Window(take=SHOWN_COMPANIONS))
    outline = outline_of(DEFAULT_PLANNED_MINUTES)
    return show_public(request, "information/landing.html", outline=outline, cards=present.items)


@get(in_all_languages("/how-it-works"))
async def how_it_works(request: WebRequest) -> Response[bytes]:
    """Returns the page with the steps of a session."""
    outline = outline_of(DEFAULT_PLANNED_MINUTES)
    return show_public(request, "information/how_it_works.html", outline=outline, planned=PLANNED_MINUTES)


@get(in_all_languages("/pricing"))
async def pricing(request: WebRequest) -> Response[bytes]:
    """Returns the page with the shares of the platform, and works out an amount if the address asks for one."""
    sent, form = query_values(request), PRICE_FORM
    quote: Quote | None = None
    if sent.has("rate"):
        form = form.filled(rate=sent.text("rate"), minutes=sent.text("minutes"))
        try:
            quote = quote_of(sent)
        except ValidationFailed as refusal:
            form = form.refused(sent, refusal)
    facts = {"commission": COMMISSION_BASIS_POINTS, "tiers": tuple(CompanionTier)}
    return show_public(request, "information/pricing.html", form=form, quote=quote, **facts)


@get(in_all_languages("/help"))
async def help_centre(request: WebRequest) -> Response[bytes]:
    """Returns the articles, or those that a search finds."""
    query = request.query_params.get("q", "")[:MOST_SEARCHED]
    found = found_articles(context_of(request).language.code, query)
    return show_public(request, "information/help.html", articles=found, query=query.strip())


@get(in_all_languages("/help/{slug:str}"))
async def help_article(request: WebRequest, slug: FromPath[str]) -> Response[bytes]:
    """Returns one article of the help centre."""
    article = article_of(HELP, context_of(request).language.code, slug)
    return _shown(request, article, "information/article.html")


@get([path for slug in LEGAL_PAGES for path in in_all_languages(f"/{slug}")])
async def legal_page(request: WebRequest) -> Response[bytes]:
    """Returns the terms, the privacy page, the page about cookies, or the accessibility statement."""
    page, own = context_of(request), request.platform.settings.information.legal_texts
    article = legal_article_of(own, page.language.code, page.bare_path.strip("/"))
    return _shown(request, article, "information/legal.html")


def _shown(request: WebRequest, article: Article | None, template: str) -> Response[bytes]:
    """Returns the page of an article. Raises: NotFoundException."""
    if article is None:
        raise NotFoundException
    page, operator = context_of(request), request.platform.settings.information
    # The language of the text, which is not that of the reader where an operator has no translation.
    written_in = PageLanguage(article.language, article.language)
    is_translated = written_in.code == page.language.code
    formats = (
        page if is_translated else Formats(language=chosen(article.language), zone_key=page.zone_key, now=page.now)
    )
    facts = {**policy_facts(formats), **operator_facts(formats, operator)}
    shown = render_markdown(article.filled(facts), page.prefix, is_companion=page.is_companion)
    return show_public(
        request,
        template,
        article=article,
        shown=shown,
        has_gaps=not article.facts.isdisjoint(missing_facts(operator)),
        written_in=written_in,
        is_translated=is_translated,
    )


@get(in_all_languages("/crisis"))
async def crisis(request: WebRequest) -> Response[bytes]:
    """Returns the emergency numbers and crisis lines of one country, or the choice of a country."""
    lines = request.platform.settings.information.crisis_lines
    page = context_of(request)
    choices = country_choices(lines, page)
    asked = request.query_params.get("country", "")
    found = help_in(lines, asked) if asked in lines.countries else None
    widest = max(lines.emergency, key=lambda one: len(one.countries))
    facts = {"choices": choices, "country": asked, "found": found, "widest": widest}
    return show_public(request, "information/crisis.html", **facts)


@get(in_all_languages("/status"))
async def status(request: WebRequest) -> Response[bytes]:
    """Returns the state of the parts of the platform, in words."""
    return show_public(request, "information/status.html", parts=parts_of(await request.platform.health.dependencies()))


def routes() -> Router:
    handlers = [landing, how_it_works, pricing, help_centre, help_article, legal_page, crisis, status]
    return Router("/", route_handlers=handlers, guards=[optional_reader], include_in_schema=False)
