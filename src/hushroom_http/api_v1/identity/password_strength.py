"""The strength of a password over API v1, with advice in three languages."""

from litestar.params import JSONBody

from hushroom_adapters.i18n.password_advice import advice_in
from hushroom_domain.identity.use_cases.estimate_password_strength import EstimatePasswordStrength, JudgedPassword
from hushroom_http.api_v1.openapi import with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer
from hushroom_http.api_v1.routing import post
from hushroom_http.inputs.field_types import AnyEmail, Name, PageLanguage, Password
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.disconnects import Attended
from hushroom_http.server.rate_limits import limited


class PasswordToJudge(Body):
    """The names and the address of the owner make the estimate better; `language` is that of the advice."""

    password: Password
    email: AnyEmail = ""
    first_name: Name | None = None
    last_name: Name | None = None
    display_name: Name | None = None
    language: PageLanguage = "en"


class AdviceAnswer(Answer):
    """One piece of advice: its stable code, and its words in the language of the request."""

    code: str
    message: str


class StrengthAnswer(Answer):
    """`score` is 0 to 4; `problem` says why the password would be refused, and is null if it would not."""

    score: int
    is_accepted: bool
    problem: str | None
    advice: list[AdviceAnswer]


@post(
    "/password-strength",
    status_code=200,
    summary="Estimate a password",
    guards=[limited("password_strength")],
    middleware=[Attended],
    responses=with_body(),
)
async def estimate(request: ApiRequest, data: JSONBody[PasswordToJudge]) -> StrengthAnswer:
    """Estimates how hard a password is to guess, and says whether it would be taken. Nothing is stored."""
    command = EstimatePasswordStrength.Command(
        password=data.password,
        email=data.email,
        first_name=data.first_name,
        last_name=data.last_name,
        display_name=data.display_name,
    )
    judged = await request.application.identity.estimate_password_strength(command)
    return _answer(judged, data.language)


def _answer(judged: JudgedPassword, language: str) -> StrengthAnswer:
    advice = [AdviceAnswer(code=one.value, message=advice_in(language, one)) for one in judged.strength.advice]
    return StrengthAnswer(
        score=judged.strength.score, is_accepted=judged.problem is None, problem=judged.problem, advice=advice
    )
