"""Candidates in PostgreSQL: the scorer's formula on rows, for the time in which no process has them in its memory.

Every search scores `pool` companions at most, because a statement that scores all of a hundred thousand takes a tenth
of a second of the server.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from attrs import frozen
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Double,
    Select,
    TableValuedAlias,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
)

from hushroom_adapters.postgres.companions.cards import IS_OFFERED, RANKING, knows, speaks
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.columns import TEXTS
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.identity.mappings import language_key
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.matching.model import CandidateSearch, Criteria, ScoredCandidate
from hushroom_domain.matching.policy import UNKNOWN
from hushroom_domain.matching.rules.formula import contributions, exact_of, fairness_of, price_fit_of, reputation_of
from hushroom_domain.matching.rules.scorer import Factors, folded, score
from hushroom_domain.shared.text import fold

MAX_CANDIDATES = 1_000
"""The maximum of companions that one statement scores."""
_c, _s = COMPANIONS.c, SESSIONS.c
_BUDGET = "max_price"
_UNKNOWN = cast(literal(UNKNOWN), Double)
_WORDS = bindparam("words", type_=TEXTS)
_FILTERS: dict[str, ColumnElement[bool]] = {
    _BUDGET: _c.hourly_rate_minor <= bindparam(_BUDGET),
    "is_online": _c.is_online == bindparam("is_online"),
    "language": speaks(COMPANIONS),
    "tags": knows(COMPANIONS),
    "own": _c.id != bindparam("own"),
}


@frozen
class PostgresCandidates:
    """Implements `Candidates` for as many companions as `pool`.

    Of more companions it takes those with a tag that equals a keyword or one of its words, and others: in both online
    ones first, then by reputation.
    """

    executor: QueryExecutor
    pool: int = MAX_CANDIDATES

    async def best(self, search: CandidateSearch, limit: int) -> tuple[ScoredCandidate, ...]:
        if search.criteria.max_price is not None and not search.criteria.max_price:
            return ()
        given = _parameters(search)
        words = folded(search.keywords)
        rows = await self.executor.rows(
            _best(frozenset(given)),
            **given,
            words=list(words),
            parts=sorted({part for word in words for part in _parts(word)}),
            since=search.since,
            pool=self.pool,
            best=limit,
        )
        return tuple(ScoredCandidate(row[0], score(_factors(row))) for row in rows)


def _factors(row: Sequence[Any]) -> Factors:
    _, goal_match, reputation, fair_distribution, price_fit = row
    return Factors(
        goal_match=goal_match, reputation=reputation, fair_distribution=fair_distribution, price_fit=price_fit
    )


def _parameters(search: CandidateSearch) -> dict[str, Any]:
    criteria: Criteria = search.criteria
    given = {
        _BUDGET: criteria.max_price.minor if criteria.max_price is not None else None,
        "is_online": True if criteria.online_only else None,
        "language": language_key(criteria.language) if criteria.language else None,
        "tags": [fold(criteria.expertise_tag)] if criteria.expertise_tag else None,
        "own": search.own,
    }
    return {name: value for name, value in given.items() if value is not None}


def _parts(word: str) -> Iterator[str]:
    """Returns the texts of one or more words that stand in `word`."""
    single = word.split()
    yield word
    for start in range(len(single)):
        for end in range(start, len(single)):
            yield " ".join(single[start : end + 1])


@cache
def _best(filters: frozenset[str]) -> Select[Any]:
    """Selects the ids and factors of the best candidates, in the order of the scorer."""
    factors = _factors_of(_pool(filters), has_budget=_BUDGET in filters)
    f = factors.c
    weighted = contributions(f.goal_match, f.reputation, f.fair_distribution, f.price_fit)
    goal, reputation, fairness, price = (func.floor(one + 0.5, type_=Double) for one in weighted)
    rounded = goal + reputation + fairness + price
    ordering = (rounded.desc(), exact_of(*weighted).desc(), f.id)
    return select(*f).order_by(*ordering).limit(bindparam("best"))


def _factors_of(pool: CTE, *, has_budget: bool) -> CTE:
    """Selects the factors of each candidate."""
    p = pool.c
    reputation = func.least(1.0, func.greatest(0.0, _reputation(p)), type_=Double)
    fairness = fairness_of(cast(p.selections, Double), cast(func.max(p.selections).over(), Double))
    budget = cast(bindparam(_BUDGET, type_=BigInteger), Double)
    price = price_fit_of(cast(p.hourly_rate_minor, Double), budget) if has_budget else _UNKNOWN
    values = {"goal_match": _goal_match(p), "reputation": reputation, "fair_distribution": fairness, "price_fit": price}
    named = [value.label(name) for name, value in values.items()]
    return select(p.id, *named).cte("factors")


def _reputation(p: Any) -> ColumnElement[float]:
    found: ColumnElement[float] = reputation_of(p.average_rating, p.success_rate, p.reputation_score)
    return found


def _goal_match(p: Any) -> ColumnElement[float]:
    """Returns the share of the words that contain a tag or stand in one."""
    words, tags = _texts(_WORDS, "word"), _texts(p.folded_tags, "tag")
    word, tag = words.c.word, tags.c.tag
    meets = select(tag).where(or_(func.strpos(tag, word) > 0, func.strpos(word, tag) > 0)).exists()
    met = select(cast(func.count(), Double)).select_from(words).where(meets).scalar_subquery()
    is_unknown = or_(func.cardinality(_WORDS) == 0, func.cardinality(p.folded_tags) == 0)
    return case((is_unknown, _UNKNOWN), else_=met / cast(func.cardinality(_WORDS), Double))


def _texts(texts: ColumnElement[Any], name: str) -> TableValuedAlias:
    return func.unnest(texts).table_valued(column(name, Text), name=f"{name}s").render_derived()


def _pool(filters: frozenset[str]) -> CTE:
    """Selects the candidates to score, with the recent selections of each."""
    fitting = [IS_OFFERED, *(_FILTERS[name] for name in sorted(filters))]
    facts = (_c.id, _c.hourly_rate_minor, _c.folded_tags, _c.success_rate, _c.average_rating, _c.reputation_score)
    parts = bindparam("parts", type_=TEXTS)
    ranked = select(*facts).where(*fitting).order_by(*RANKING).limit(bindparam("pool"))
    named = ranked.where(_c.folded_tags.overlap(parts)).subquery("named")
    first = ranked.subquery("ranked")
    # Filtered after the limit, because a condition before it would look at everybody where all have a named tag.
    others = select(first).where(not_(first.c.folded_tags.overlap(parts)))
    chosen = union_all(select(named), others).subquery("chosen")
    matched = (
        select(func.count().label("selections"))
        .select_from(SESSIONS)
        .where(_s.companion_id == chosen.c.id, _s.matched_at > bindparam("since"))
        .lateral("matched")
    )
    return select(*chosen.c, matched.c.selections).select_from(chosen.join(matched, true())).cte("pool")
