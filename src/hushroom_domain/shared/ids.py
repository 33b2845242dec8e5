"""Typed ids: one NewType over UUID for each kind of entity, so that a type checker tells them apart."""

from typing import NewType
from uuid import UUID

UserId = NewType("UserId", UUID)
TokenId = NewType("TokenId", UUID)
RecoveryId = NewType("RecoveryId", UUID)
FamilyId = NewType("FamilyId", UUID)
IdentityId = NewType("IdentityId", UUID)
AttemptId = NewType("AttemptId", UUID)
PasskeyId = NewType("PasskeyId", UUID)
EmailChangeId = NewType("EmailChangeId", UUID)
LanguageId = NewType("LanguageId", UUID)
CompanionId = NewType("CompanionId", UUID)
FavouriteId = NewType("FavouriteId", UUID)
SlotId = NewType("SlotId", UUID)
SessionId = NewType("SessionId", UUID)
GoalId = NewType("GoalId", UUID)
ContractId = NewType("ContractId", UUID)
TemplateId = NewType("TemplateId", UUID)
PaymentId = NewType("PaymentId", UUID)
RefundId = NewType("RefundId", UUID)
RatingId = NewType("RatingId", UUID)
DriftLogId = NewType("DriftLogId", UUID)
ReportId = NewType("ReportId", UUID)
PushSubscriptionId = NewType("PushSubscriptionId", UUID)
NotificationId = NewType("NotificationId", UUID)
