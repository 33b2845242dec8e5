"""Connected accounts: the accounts at Stripe that companions are paid out to."""

from attrs import frozen
from stripe import Account, RequestOptions, StripeClient, StripeError
from stripe.params import AccountCreateParams

from hushroom_adapters.stripe.calls import MOST_KEYS, Calls, is_replayed, is_spent
from hushroom_adapters.stripe.mapping import PAGE, account_state, marked
from hushroom_domain.payments.errors import ObjectMissing, ProviderUnavailable
from hushroom_domain.payments.ports import AccountState
from hushroom_domain.shared.ids import CompanionId


@frozen
class ConnectedAccounts:
    """Creates and reads the accounts of companions at Stripe."""

    client: StripeClient
    calls: Calls

    async def open(self, companion_id: CompanionId, email: str) -> str:
        """Returns the id of the companion's account, which is created when there is none that grants access.

        Raises: ProviderUnavailable, RequestRefused.
        """
        # For a day Stripe answers the key that created an account with that account, also after its deletion.
        for number in range(MOST_KEYS):
            key = f"{companion_id}:account:after:{number}" if number else f"{companion_id}:account"
            account = await self._opened(key, companion_id, email)
            if not is_replayed(account) or await self.state(account.id) is not None:
                return account.id
        raise ProviderUnavailable

    async def link(self, account_id: str, return_url: str) -> str:
        """Returns the URL of Stripe's form for this account. Raises: ObjectMissing, ProviderUnavailable."""
        link = self.client.v1.account_links.create_async(
            {
                "account": account_id,
                "type": "account_onboarding",
                "refresh_url": f"{return_url}?onboarding=again",
                "return_url": f"{return_url}?onboarding=done",
            }
        )
        return (await self.calls.ask(link)).url

    async def state(self, account_id: str) -> AccountState | None:
        """Returns the permissions of the account, None when it is deleted or denies access."""
        try:
            return account_state(await self.calls.ask(self.client.v1.accounts.retrieve_async(account_id)))
        except ObjectMissing:
            return None

    async def _opened(self, key: str, companion_id: CompanionId, email: str) -> Account:
        terms: AccountCreateParams = {
            "type": "express",
            "email": email,
            "business_type": "individual",
            "capabilities": {"transfers": {"requested": True}},
            "metadata": {"companion_id": str(companion_id)},
        }

        async def create(options: RequestOptions) -> Account:
            return await self.client.v1.accounts.create_async(terms, options)

        async def instead(error: StripeError) -> Account | None:
            # The person may have another address than at a request whose answer was lost.
            if not is_spent(error):
                return None
            newest = await self.calls.ask(self.client.v1.accounts.list_async({"limit": PAGE}))
            return marked(newest, "companion_id", str(companion_id))

        return await self.calls.once(key, create, instead, is_spent)
