"""The shortlist: the scorer's formula on rows, so that of a thousand candidates only the best leave the database.

The domain scores those again, and what it says is what is shown; a test holds the two orders together.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, Select, bindparam, column, func, select, text, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import UUID, Text

from hushroom_adapters.postgres.companions.cards import IS_OFFERED, KNOWS, RANKING, SPEAKS, Cards
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.executor import QueryExecutor, Row
from hushroom_adapters.postgres.identity.mappings import language_key
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.matching.model import Criteria
from hushroom_domain.matching.policy import FAIRNESS_WEIGHT, GOAL_WEIGHT, PRICE_WEIGHT, REPUTATION_WEIGHT, UNKNOWN
from hushroom_domain.matching.queries import PoolLimits
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.text import fold

_c, _s = COMPANIONS.c, SESSIONS.c
_BUDGET = "max_price"
_FILTERS: dict[str, ColumnElement[bool]] = {
    _BUDGET: _c.hourly_rate_minor <= bindparam(_BUDGET),
    "is_online": _c.is_online == bindparam("is_online"),
    "language": SPEAKS,
    "tags": KNOWS,
}
_SCORED = ("id", "hourly_rate_minor", "folded_tags", "success_rate", "average_rating", "reputation_score")


async def shortlisted(
    executor: QueryExecutor,
    seeker_id: UserId,
    keywords: Sequence[str],
    criteria: Criteria,
    since: datetime,
    sizes: PoolLimits,
) -> Sequence[Row]:
    """Returns the best cards, with the selections of each companion and the largest number of selections."""
    given = _parameters(criteria)
    words = list(filter(None, map(fold, keywords)))
    return await executor.rows(
        _shortlist(frozenset(given)),
        **given,
        seeker=seeker_id,
        words=words,
        since=since,
        pool=sizes.pool,
        best=sizes.best,
    )


def _parameters(criteria: Criteria) -> dict[str, Any]:
    given = {
        _BUDGET: criteria.max_price.minor if criteria.max_price is not None else None,
        "is_online": True if criteria.online_only else None,
        "language": language_key(criteria.language) if criteria.language else None,
        "tags": [fold(criteria.expertise_tag)] if criteria.expertise_tag else None,
    }
    return {name: value for name, value in given.items() if value is not None}


@cache
def _shortlist(filters: frozenset[str]) -> Select[Any]:
    """Selects the cards of the best candidates, in the order of the scorer."""
    best = _best(has_budget=_BUDGET in filters)
    offered = select(COMPANIONS).where(_c.id.in_(select(best.c.id))).subquery("offered")
    cards = Cards.of(offered)
    source = cards.source.join(best, best.c.id == offered.c.id)
    chosen = (best.c.selections, best.c.most)
    return select(*cards.columns, *chosen).select_from(source).order_by(best.c.place).add_cte(_pool(filters))


def _best(*, has_budget: bool) -> CTE:
    """Selects the ids of the best candidates of the pool."""
    given: dict[str, Any] = {"words": ARRAY(Text), "best": BigInteger} | ({_BUDGET: BigInteger} if has_budget else {})
    weighed = text(_weighed(f"1 - hourly_rate_minor::float8 / nullif(:{_BUDGET}, 0)" if has_budget else f"{UNKNOWN}"))
    typed = (bindparam(name, type_=type_) for name, type_ in given.items())
    numbers = (column(name, BigInteger) for name in ("selections", "most", "place"))
    return weighed.bindparams(*typed).columns(column("id", UUID), *numbers).cte("best")


def _pool(filters: frozenset[str]) -> CTE:
    """Selects the candidates to score, with the recent selections of each and the largest number of selections."""
    fitting = select(COMPANIONS).where(
        IS_OFFERED, _c.user_id != bindparam("seeker"), *(_FILTERS[name] for name in sorted(filters))
    )
    ranked = fitting.order_by(*RANKING).limit(bindparam("pool")).subquery("ranked")
    chosen = (
        select(func.count().label("selections"))
        .select_from(SESSIONS)
        .where(_s.companion_id == ranked.c.id, _s.matched_at > bindparam("since"))
        .lateral("chosen")
    )
    columns = (ranked.c[name] for name in _SCORED)
    most = func.max(chosen.c.selections).over().label("most")
    return select(*columns, chosen.c.selections, most).select_from(ranked.join(chosen, true())).cte("pool")


def _weighed(price_fit: str) -> str:
    return f"""
        SELECT id, selections, most, row_number() OVER (ORDER BY
            floor(goal + 0.5) + floor(reputation + 0.5) + floor(fairness + 0.5) + floor(price + 0.5) DESC,
            goal + reputation + fairness + price DESC,
            id
        ) AS place
        FROM (
            SELECT id, selections, most,
                {GOAL_WEIGHT} * CASE
                    WHEN cardinality(:words) = 0 OR cardinality(folded_tags) = 0 THEN {UNKNOWN}
                    ELSE (
                        SELECT count(*) FROM unnest(:words) AS word WHERE EXISTS (
                            SELECT FROM unnest(folded_tags) AS tag
                            WHERE strpos(tag, word) > 0 OR strpos(word, tag) > 0
                        )
                    )::float8 / cardinality(:words)
                END AS goal,
                {REPUTATION_WEIGHT} * least(1, greatest(0,
                    0.4 * average_rating / 5 + 0.3 * success_rate / 100 + 0.3 * reputation_score / 5
                )) AS reputation,
                {FAIRNESS_WEIGHT} * (1 - selections::float8 / (most + 1)) AS fairness,
                {PRICE_WEIGHT} * ({price_fit}) AS price
            FROM pool
            OFFSET 0 -- else each of these would be worked out once for the score and once more for the ties
        ) AS weighed
        ORDER BY place
        LIMIT :best
    """  # noqa: S608 - what is put in are weights and names of our own
