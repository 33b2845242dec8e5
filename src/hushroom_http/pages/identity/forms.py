"""The forms of registering and signing in."""

from attrs import evolve

from hushroom_domain.identity.policy import FACTOR_CODE, NAME, TYPED_EMAIL, TYPED_PASSWORD
from hushroom_domain.shared.time import ZONE_LENGTH
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form
from hushroom_http.pages.translations import N_

EMAIL_FIELD = Field(name="email", label=N_("Email address"), kind="email", limit=TYPED_EMAIL, autocomplete="email")
PASSWORD_HINT = N_("At least 8 characters, with an upper case letter, a lower case letter and a digit")
REGISTRATION = Form(
    (
        Field(
            name="displayName",
            label=N_("Your name"),
            hint=N_("This is how others see you"),
            limit=NAME,
            is_required=False,
            autocomplete="nickname",
        ),
        EMAIL_FIELD,
        Field(
            name="password",
            label=N_("Password"),
            kind="password",
            hint=PASSWORD_HINT,
            limit=TYPED_PASSWORD,
            autocomplete="new-password",
        ),
        Field(
            name="dateOfBirth",
            label=N_("Date of birth"),
            kind="date",
            hint=N_("You must be at least 18 years old. Nobody else sees this date"),
            autocomplete="bday",
        ),
        Field(name="timezone", label=N_("Time zone"), kind="hidden", limit=ZONE_LENGTH),
    )
)
ACCOUNT_PROOF = Form(
    (
        Field(
            name="password",
            label=N_("Password"),
            kind="password",
            limit=TYPED_PASSWORD,
            autocomplete="current-password",
        ),
    )
)
PROVIDER_REGISTRATION = Form(tuple(one for one in REGISTRATION.fields if one.kind != "password"))
SIGN_IN = Form(
    (
        # The browser offers passkeys where this field is filled.
        evolve(EMAIL_FIELD, autocomplete="username webauthn"),
        Field(
            name="password",
            label=N_("Password"),
            kind="password",
            limit=TYPED_PASSWORD,
            autocomplete="current-password",
        ),
    )
)
FACTOR_FIELD = "factorCode"
SECOND_STEP = Form(
    (
        Field(
            name=FACTOR_FIELD,
            label=N_("Code"),
            hint=N_("The six digits that your authenticator app shows now, or one of your recovery codes"),
            limit=FACTOR_CODE,
            autocomplete="one-time-code",
        ),
    )
)
FORGOTTEN = Form((EMAIL_FIELD,))
NEW_PASSWORD = Form(
    (
        Field(
            name="password",
            label=N_("New password"),
            kind="password",
            hint=PASSWORD_HINT,
            limit=TYPED_PASSWORD,
            autocomplete="new-password",
        ),
    )
)
