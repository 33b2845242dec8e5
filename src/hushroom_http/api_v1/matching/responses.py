"""Matches."""

from typing import Annotated

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.matching.model import Match
from hushroom_http.api_v1.companions.responses import SkillAnswer, skill_answers
from hushroom_http.api_v1.formatting import number, rounded
from hushroom_http.api_v1.response_shape import Answer, Id, member_of

HUNDREDTHS = 100


class FactorsAnswer(Answer):
    """The factors of a score, each from 0 to 1."""

    goal_match: float
    reputation: float
    fair_distribution: float
    price_fit: float


class MatchAnswer(Answer):
    """A companion that suits the session, with a score from 0 to 1.

    `breakdown` holds the factors before weighting; `contributions` holds factor times weight, with the score as sum.
    """

    companion_id: Id
    display_name: str | None
    avatar_url: str | None
    type: Annotated[str, member_of(CompanionTier)]
    bio: str | None
    base_rate: float
    expert_premium: float | None
    expertise_tags: list[str]
    average_rating: float
    reputation_score: float
    total_sessions: int
    success_rate: float
    is_online: bool
    languages: list[SkillAnswer]
    score: float
    breakdown: FactorsAnswer
    contributions: FactorsAnswer


def match_answer(match: Match) -> MatchAnswer:
    companion, score = match.card.companion, match.score
    return MatchAnswer(
        companion_id=companion.id,
        display_name=match.card.display_name,
        avatar_url=match.card.avatar_url,
        type=companion.type,
        bio=companion.bio,
        base_rate=number(companion.base_rate),
        expert_premium=number(companion.expert_premium) if companion.expert_premium else None,
        expertise_tags=list(companion.expertise_tags),
        average_rating=rounded(companion.stats.average_rating),
        reputation_score=rounded(companion.stats.reputation_score),
        total_sessions=companion.stats.total_sessions,
        success_rate=rounded(companion.stats.success_rate),
        is_online=companion.is_online,
        languages=skill_answers(match.card.languages),
        score=score.hundredths / HUNDREDTHS,
        breakdown=FactorsAnswer(
            goal_match=rounded(score.factors.goal_match),
            reputation=rounded(score.factors.reputation),
            fair_distribution=rounded(score.factors.fair_distribution),
            price_fit=rounded(score.factors.price_fit),
        ),
        contributions=FactorsAnswer(
            goal_match=score.goal_match / HUNDREDTHS,
            reputation=score.reputation / HUNDREDTHS,
            fair_distribution=score.fair_distribution / HUNDREDTHS,
            price_fit=score.price_fit / HUNDREDTHS,
        ),
    )
