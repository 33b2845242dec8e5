"""The forms of applications and of companion profiles."""

from hushroom_domain.companions.model import Companion, CompanionMode
from hushroom_domain.companions.policy import BASE_RATE, BIO, CONCURRENT
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form
from hushroom_http.pages.translations import N_

MODES = (
    Option(CompanionMode.FLEXIBLE, N_("Easy-going"), N_("I let you wander for a while")),
    Option(CompanionMode.MODERATE, N_("Balanced"), N_("I remind you now and then")),
    Option(CompanionMode.STRICT, N_("Strict"), N_("I remind you each time that you leave your goal")),
)
BIO_FIELD = Field(
    name="bio",
    label=N_("About you"),
    kind="textarea",
    hint=N_("People read this before they choose you: how you work, and what being there with you is like."),
    limit=BIO,
    is_required=False,
)
RATE_FIELD = Field(
    name="baseRate",
    label=N_("Your price of an hour, in euros"),
    hint=N_("For example 15 or 15.50. People pay for the planned minutes."),
    limit=BASE_RATE,
)
TAGS_FIELD = Field(
    name="expertiseTags",
    label=N_("What you are good at"),
    hint=N_("A few words with commas between them, such as: writing, taxes, tidying up"),
    is_required=False,
)
MODE_FIELD = Field(
    name="driftEnforcement",
    label=N_("When somebody drifts away from the goal"),
    kind="radios",
    options=MODES,
)
SEATS_FIELD = Field(
    name="maxConcurrent",
    label=N_("Sessions at the same time"),
    kind="number",
    limit=CONCURRENT,
)
APPLICATION = Form((BIO_FIELD, TAGS_FIELD, RATE_FIELD, MODE_FIELD)).filled(driftEnforcement=CompanionMode.MODERATE)
PROFILE = Form((BIO_FIELD, TAGS_FIELD, RATE_FIELD, MODE_FIELD, SEATS_FIELD))


def profile_form(companion: Companion) -> Form:
    """Returns the form with the values of a profile."""
    return PROFILE.filled(
        bio=companion.bio,
        expertiseTags=", ".join(companion.expertise_tags),
        baseRate=str(companion.base_rate),
        driftEnforcement=companion.drift_enforcement,
        maxConcurrent=str(companion.max_concurrent),
    )
