"""Every caller of a use case, including users of the library, is held to the limits of texts."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hushroom_domain.application import Application
from hushroom_domain.companions.use_cases.register_companion import RegisterCompanion
from hushroom_domain.companions.use_cases.update_companion import UpdateCompanion
from hushroom_domain.contracts.model import Rule
from hushroom_domain.contracts.use_cases.create_contract import CreateContract
from hushroom_domain.contracts.use_cases.revise_contract import ReviseContract
from hushroom_domain.drift.use_cases.flag_drift import FlagDrift
from hushroom_domain.goals.use_cases.judge_goal import JudgeGoal
from hushroom_domain.goals.use_cases.set_goal import SetGoal
from hushroom_domain.identity.model import Proficiency
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.set_languages import SetLanguages
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.moderation.state_machine import ReportAction
from hushroom_domain.moderation.use_cases.decide_report import DecideReport
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.ratings.model import Scores
from hushroom_domain.ratings.use_cases.rate_session import RateSession
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.sessions.use_cases.change_session_status import ChangeSessionStatus
from hushroom_domain.shared.errors import ValidationFailed
from tests.support.builders import PASSWORD, an_id
from tests.support.worlds import ADULT, HOURLY, World

GOAL = {"title": "Write", "description": "From outline to draft", "success_criteria": ("A draft",), "keywords": ("x",)}
REPORT = {"reason": "Rude", "description": "They shouted."}


def user(app: Application, **text: Any) -> Awaitable[object]:
    return app.identity.register(RegisterUser.Command(email="a@b.co", password=PASSWORD, date_of_birth=ADULT, **text))


def profile(app: Application, **text: Any) -> Awaitable[object]:
    return app.identity.update_profile(UpdateProfile.Command(user_id=an_id(), **text))


def language(app: Application, language: str) -> Awaitable[object]:
    spoken = SetLanguages.Language(language, Proficiency.NATIVE)
    return app.identity.set_languages(SetLanguages.Command(an_id(), (spoken,)))


def applicant(app: Application, **text: Any) -> Awaitable[object]:
    return app.companions.register(RegisterCompanion.Command(user_id=an_id(), base_rate=HOURLY, **text))


def companion(app: Application, **text: Any) -> Awaitable[object]:
    return app.companions.update(UpdateCompanion.Command(user_id=an_id(), **text))


def goal(app: Application, **text: Any) -> Awaitable[object]:
    return app.goals.set(SetGoal.Command(user_id=an_id(), session_id=an_id(), **{**GOAL, **text}))


def judgement(app: Application, **text: Any) -> Awaitable[object]:
    return app.goals.judge(JudgeGoal.Command(user_id=an_id(), goal_id=an_id(), **text))


def step(app: Application, **text: Any) -> Awaitable[object]:
    return app.sessions.change_status(
        ChangeSessionStatus.Command(session_id=an_id(), user_id=an_id(), action=SessionAction.CANCEL, **text)
    )


def flag(app: Application, **text: Any) -> Awaitable[object]:
    return app.drift.flag(FlagDrift.Command(user_id=an_id(), session_id=an_id(), **text))


def report(app: Application, **text: Any) -> Awaitable[object]:
    return app.moderation.report(
        FileReport.Command(reporter_id=an_id(), reported_user_id=an_id(), **{**REPORT, **text})
    )


def decision(app: Application, **text: Any) -> Awaitable[object]:
    return app.moderation.decide(
        DecideReport.Command(admin_id=an_id(), report_id=an_id(), action=ReportAction.RESOLVE, **text)
    )


def rating(app: Application, **text: Any) -> Awaitable[object]:
    command = RateSession.Command(rater_id=an_id(), session_id=an_id(), scores=Scores(overall=5), **text)
    return app.ratings.rate(command)


def drawn(app: Application, **text: Any) -> Awaitable[object]:
    command = CreateContract.Command(user_id=an_id(), session_id=an_id(), rules=(Rule(**text),))
    return app.contracts.create(command)


def revised(app: Application, **text: Any) -> Awaitable[object]:
    command = ReviseContract.Command(user_id=an_id(), contract_id=an_id(), rules=(Rule(**text),))
    return app.contracts.revise(command)


WRITTEN = [
    (user, "first_name", "firstName"),
    (user, "last_name", "lastName"),
    (profile, "first_name", "firstName"),
    (profile, "last_name", "lastName"),
    (profile, "display_name", "displayName"),
    (profile, "preferred_language", "preferredLanguage"),
    (language, "language", "languages.0.language"),
    (applicant, "bio", "bio"),
    (applicant, "expertise_tags", "expertiseTags.0"),
    (companion, "bio", "bio"),
    (companion, "expertise_tags", "expertiseTags.0"),
    (goal, "title", "title"),
    (goal, "description", "description"),
    (goal, "success_criteria", "successCriteria.0"),
    (goal, "keywords", "keywords.0"),
    (judgement, "achievement_note", "achievementNote"),
    (step, "reason", "reason"),
    (flag, "message", "message"),
    (report, "reason", "reason"),
    (report, "description", "description"),
    (decision, "notes", "adminNotes"),
    (rating, "comment", "comment"),
    (drawn, "type", "rules.0.type"),
    (drawn, "description", "rules.0.description"),
    (drawn, "topics", "rules.0.topics.0"),
    (revised, "description", "rules.0.description"),
]
LISTS = frozenset({"topics", "expertise_tags", "success_criteria", "keywords"})


@pytest.mark.parametrize(("act", "name", "field"), WRITTEN, ids=lambda part: getattr(part, "__name__", part))
@pytest.mark.parametrize("text", ["turned \u202eround again", "told \x1b[31m twice over", "\u200b" * 12, "x" * 10_000])
async def test_text_that_is_not_allowed_is_refused_with_its_field(
    world: World, act: Callable[..., Awaitable[object]], name: str, field: str, text: str
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        await act(world.app, **{name: (text,) if name in LISTS else text})
    assert [problem.field for problem in refused.value.problems] == [field]
