"""A mailer that keeps the emails instead of sending them."""

from attrs import define, field

from hushroom_domain.notifications.errors import AddressRefused, MailUnavailable
from hushroom_domain.notifications.model import OutgoingEmail


@define
class MemoryMailer:
    """Implements `Mailer`. While `is_down` nothing is taken; addresses in `refused` never are."""

    sent: list[OutgoingEmail] = field(factory=list)
    refused: set[str] = field(factory=set)
    is_down: bool = False

    async def send(self, message: OutgoingEmail) -> None:
        if self.is_down:
            raise MailUnavailable
        if message.to in self.refused:
            raise AddressRefused
        self.sent.append(message)

    def to(self, address: str) -> list[OutgoingEmail]:
        """Returns the emails to this address, oldest first."""
        return [message for message in self.sent if message.to == address]
