"""Deletes the customer of an erased payer at the provider."""

from attrs import frozen

from hushroom_domain.payments.ports import PaymentGateway


@frozen
class DeleteCustomer:
    """Has the provider delete a customer and the kept cards; running twice changes nothing.

    Raises: ProviderUnavailable, RequestRefused.
    """

    gateway: PaymentGateway

    async def __call__(self, customer_id: str) -> None:
        await self.gateway.delete_customer(customer_id)
