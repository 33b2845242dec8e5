"""The card page of a Checkout Session and the bank's page of 3-D Secure, as a buyer sees them."""

import re
from collections.abc import Mapping
from html import escape

from aiohttp import web
from attrs import field, frozen

from hushroom_adapters.local.emulators.stripe.admin import Admin
from hushroom_adapters.local.emulators.stripe.card_words import WORDS, language_of, reason_of
from hushroom_adapters.local.emulators.stripe.cards import CARDS
from hushroom_adapters.local.emulators.stripe.desk import Desk
from hushroom_adapters.local.emulators.stripe.errors import StripeError
from hushroom_adapters.local.emulators.stripe.fields import Resource
from hushroom_adapters.local.emulators.stripe.money import said
from hushroom_adapters.local.emulators.stripe.resources import checkout_sessions
from hushroom_adapters.local.emulators.stripe.resources.payment_intents import OPEN

PAGE = "/c/pay/{id}"
CHOICES = {
    "works": CARDS["visa"].number,
    "declined": CARDS["chargeDeclined"].number,
    "poor": CARDS["chargeDeclinedInsufficientFunds"].number,
    "bank": CARDS["threeDSecure2Required"].number,
}
PLACEHOLDER = "{CHECKOUT_SESSION_ID}"
EXPIRY = re.compile(r"(0?[1-9]|1[0-2])\s*/\s*(?:20)?(\d\d)", re.ASCII)
CVC = re.compile(r"\d{3,4}", re.ASCII)
PAYMENT_REQUIRED = 402
STYLE = (
    "*{box-sizing:border-box}body{margin:0;background:#f6f8fa;color:#1a1f36;font:1rem/1.5 system-ui,sans-serif}"
    "main{max-width:28rem;margin-inline:auto;padding:1.5rem 1rem 3rem;background:#fff;min-height:100vh}"
    "h1{font-size:1.5rem;margin-block:.5rem}fieldset{border:1px solid #6a7383;border-radius:.375rem;"
    "margin:0 0 1.25rem;padding:.5rem 1rem}legend{font-weight:600;padding-inline:.25rem}"
    ".choice{display:flex;gap:.75rem;align-items:center;"
    "min-height:2.75rem}.choice input{flex:none;inline-size:1.25rem;block-size:1.25rem;accent-color:#533afd}"
    ".field{margin-block:.75rem}.field label{display:block;font-weight:600}.field span{display:block;color:#4f566b}"
    ".field input{font:inherit;inline-size:100%;min-height:2.75rem;padding-inline:.75rem;border:1px solid #6a7383;"
    "border-radius:.375rem;direction:ltr}button,.back{font:inherit;min-height:2.75rem;inline-size:100%;display:flex;"
    "align-items:center;justify-content:center;border-radius:.375rem}button{background:#533afd;color:#fff;border:0;"
    "font-weight:600;margin-block:.25rem}button.quiet{background:#fff;color:#1a1f36;border:1px solid #6a7383}"
    ".back{color:#3a29b5}.test{background:#fff4d6;color:#5c3d00;padding:.5rem .75rem;border-radius:.375rem}"
    ".refusal{border-inline-start:.25rem solid #b3093c;color:#8a0a30;padding:.25rem .75rem}"
    ":focus-visible{outline:3px solid #1a1f36;outline-offset:2px}bdi{unicode-bidi:isolate}"
)


@frozen(kw_only=True)
class Shown:
    """The words of one page about one payment, in one language."""

    language: str
    amount: str

    @property
    def words(self) -> Mapping[str, str]:
        return WORDS[self.language]

    def __call__(self, name: str) -> str:
        return escape(self.words[name]).replace("{amount}", f"<bdi>{escape(self.amount)}</bdi>")

    def page(self, title: str, body: str, status: int = 200) -> web.Response:
        """Returns a whole page; its title is the one of its heading."""
        direction = "rtl" if self.language == "ar" else "ltr"
        plain = escape(self.words[title]).replace("{amount}", escape(self.amount))
        text = (
            f'<!doctype html><html lang="{self.language}" dir="{direction}"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{self._prefix(status)}{plain}</title>'
            f"<style>{STYLE}</style><main><p class=test>{self('test')}</p><h1>{self(title)}</h1>{body}</main></html>"
        )
        return web.Response(text=text, content_type="text/html", status=status, headers={"Cache-Control": "no-store"})

    def _prefix(self, status: int) -> str:
        return f"{self('error')} " if status == PAYMENT_REQUIRED else ""


@frozen(kw_only=True)
class TypedCard:
    """The card that the buyer chose or typed; `problem` names the words for what is wrong with it."""

    number: str
    expiry: str = ""
    cvc: str = field(default="", repr=False)

    @property
    def problem(self) -> str | None:
        if not self.number.replace(" ", "").isdigit():
            return "incorrect_number"
        if not EXPIRY.fullmatch(self.expiry):
            return "bad_expiry"
        return None if CVC.fullmatch(self.cvc) else "bad_cvc"

    @property
    def params(self) -> Resource:
        """Returns the card as the API takes it; `problem` must be None."""
        match = EXPIRY.fullmatch(self.expiry)
        assert match is not None
        return {
            "number": self.number,
            "exp_month": int(match[1]),
            "exp_year": 2000 + int(match[2]),
            "cvc": self.cvc,
        }


@frozen
class CardPages:
    """Serves the pages of open Checkout Sessions."""

    admin: Admin

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PAGE, self.show), web.post(PAGE, self.pay)]

    async def show(self, request: web.Request) -> web.Response:
        checkout = self._checkout(request)
        shown = _shown(request, checkout)
        _leave_if_complete(checkout)
        if checkout["status"] == "expired":
            return shown.page("expired", f"<p>{shown('expired_text')}</p>{_back(shown, checkout)}")
        intent = self._intent(checkout)
        if intent is not None and intent["status"] == "processing":
            return shown.page("processing", f"<p><a class=back href=''>{shown('again')}</a></p>")
        error = (intent or {}).get("last_payment_error")
        return _form(shown, checkout, reason_of(error, shown.words) if error else None)

    async def pay(self, request: web.Request) -> web.Response:
        checkout = self._checkout(request)
        card = _card(await request.post())
        shown = _shown(request, checkout)
        intent = self._intent(checkout)
        if checkout["status"] != "open" or (intent is not None and intent["status"] not in OPEN):
            raise web.HTTPSeeOther(request.path)
        if card.problem is not None:
            return _form(shown, checkout, shown.words[card.problem])
        refusal = self._paid(checkout, card)
        if refusal is not None:
            return _form(shown, checkout, reason_of(refusal.body("")["error"], shown.words))
        action = (self._intent(self._checkout(request)) or {}).get("next_action")
        raise web.HTTPSeeOther(action["redirect_to_url"]["url"] if action else request.path)

    def _paid(self, checkout: Resource, card: TypedCard) -> StripeError | None:
        """Confirms the payment with the card; returns the refusal of a declined one, whose effects stay."""
        world = self.admin.world
        refusal: StripeError | None = None
        back = f"{world.base_url}/c/pay/{checkout['id']}"
        with world.store.transaction():
            try:
                checkout_sessions.paid_with(world.desk(), checkout, card.params, back)
            except StripeError as error:
                refusal = error
        world.nudge()
        return refusal

    def _checkout(self, request: web.Request) -> Resource:
        return self._desk().find("checkout.session", request.match_info["id"])

    def _intent(self, checkout: Resource) -> Resource | None:
        name = checkout["payment_intent"]
        return self._desk().find("payment_intent", name) if name else None

    def _desk(self) -> Desk:
        return self.admin.world.desk()


def bank_page(request: web.Request, intent: Resource, checkout: Resource | None) -> web.Response:
    """Returns the bank's page on which the card's holder confirms or refuses."""
    amount = said(intent["amount"], intent["currency"]) if "amount" in intent else ""
    language = language_of((checkout or {}).get("locale"), request.headers.get("Accept-Language", ""))
    shown = Shown(language=language, amount=amount)
    if intent["status"] != "requires_action":
        return shown.page("nothing", f"<p>{shown('nothing_text')}</p>")
    buttons = (
        f'<button name="outcome" value="success">{shown("confirm")}</button>'
        f'<button class="quiet" name="outcome" value="failure">{shown("refuse")}</button>'
    )
    return shown.page("bank_title", f"<p>{shown('bank_text')}</p><form method=post>{buttons}</form>")


def _shown(request: web.Request, checkout: Resource) -> Shown:
    language = language_of(checkout["locale"], request.headers.get("Accept-Language", ""))
    return Shown(language=language, amount=said(checkout["amount_total"], checkout["currency"]))


def _leave_if_complete(checkout: Resource) -> None:
    """Sends a buyer who has paid back to the shop."""
    if checkout["status"] == "complete":
        raise web.HTTPSeeOther(checkout["success_url"].replace(PLACEHOLDER, checkout["id"]))


def _card(given: Mapping[str, object]) -> TypedCard:
    """Returns the typed card if there is one, else the chosen one with a date and a code that work."""
    number = str(given.get("number", "")).strip()
    if number:
        return TypedCard(
            number=number, expiry=str(given.get("expiry", "")).strip(), cvc=str(given.get("cvc", "")).strip()
        )
    return TypedCard(number=CHOICES.get(str(given.get("card", "")), ""), expiry="12/34", cvc="123")


def _form(shown: Shown, checkout: Resource, refusal: str | None) -> web.Response:
    items = "".join(f"<p><bdi>{escape(item['description'])}</bdi></p>" for item in checkout["_items"])
    told = f"<p class=refusal role=alert>{escape(refusal)}</p>" if refusal else ""
    choices = "".join(_choice(shown, name, number) for name, number in CHOICES.items())
    body = (
        f"{items}{told}<form method=post><fieldset><legend>{shown('cards')}</legend>{choices}</fieldset>"
        f"<fieldset><legend>{shown('typed')}</legend>"
        f"{_field(shown, 'number', 'cc-number')}{_field(shown, 'expiry', 'cc-exp')}{_field(shown, 'cvc', 'cc-csc')}"
        f"</fieldset><button><span>{shown('pay')}</span></button></form>{_back(shown, checkout)}"
    )
    return shown.page("title", body, PAYMENT_REQUIRED if refusal else 200)


def _choice(shown: Shown, name: str, number: str) -> str:
    grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    checked = " checked" if name == "works" else ""
    return (
        f'<div class=choice><input type=radio name=card id="card-{name}" value="{name}"{checked}>'
        f'<label for="card-{name}">{shown(name)} <bdi dir=ltr>{grouped}</bdi></label></div>'
    )


def _field(shown: Shown, name: str, autocomplete: str) -> str:
    hint = f'<span id="{name}-hint">{shown(f"{name}_hint")}</span>' if f"{name}_hint" in shown.words else ""
    described = f' aria-describedby="{name}-hint"' if hint else ""
    return (
        f'<div class=field><label for="{name}">{shown(name)}</label>{hint}'
        f'<input id="{name}" name="{name}" value="" inputmode=numeric autocomplete="{autocomplete}"{described}></div>'
    )


def _back(shown: Shown, checkout: Resource) -> str:
    url = checkout["cancel_url"]
    return f'<p><a class=back href="{escape(url)}">{shown("back")}</a></p>' if url else ""
