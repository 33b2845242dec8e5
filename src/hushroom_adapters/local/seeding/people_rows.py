"""The binary rows of people, equal to the entities of `people` at a tenth of their cost."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from hushroom_adapters.local.seeding import people
from hushroom_adapters.local.seeding.fields import id_field, second_field
from hushroom_adapters.local.seeding.generators import MAIL_DOMAIN, Kind, Scale, joined_at
from hushroom_adapters.local.seeding.people import Traits, WeeklyHours
from hushroom_adapters.postgres.availability.mappings import SLOT
from hushroom_adapters.postgres.companions.mappings import COMPANION
from hushroom_adapters.postgres.core.binary_rows import (
    RowLayout,
    bool_field,
    day_field,
    float_field,
    int_field,
    long_field,
    moment_field,
    text_field,
    texts_field,
)
from hushroom_adapters.postgres.core.folding import digest
from hushroom_adapters.postgres.identity.mappings import LANGUAGE, PASSWORD_CREDENTIAL, USER
from hushroom_domain.companions.model import ReputationStats
from hushroom_domain.identity.model import PasswordCredential
from hushroom_domain.shared.text import fold

USERS = RowLayout(
    USER,
    *("id", "email", "email_key", "address_key", "display_name", "search_text", "folded_name", "folded_of"),
    *("date_of_birth", "created_at", "updated_at"),
)
PASSWORDS = RowLayout(PASSWORD_CREDENTIAL, "user_id", "changed_at")
COMPANIONS = RowLayout(
    COMPANION,
    *("id", "user_id", "base_rate_minor", "expert_premium_minor", "expertise_tags", "tag_keys", "folded_tags"),
    *("folded_text", "folded_of", "is_online", "last_active_at", "total_sessions", "success_rate", "average_rating"),
    *("reputation_score", "created_at"),
    kept=("search_text", "is_offered"),
)
LANGUAGES = RowLayout(LANGUAGE, "id", "user_id")
SLOTS = RowLayout(SLOT, "id", "companion_id", "created_at", "updated_at")


class PeopleRows:
    """Encodes the rows of the people of a population; all users share the password hash `hashed`."""

    def __init__(self, scale: Scale, hashed: str) -> None:
        self.scale, self.hashed = scale, hashed
        self._heads: dict[tuple[Any, ...], bytes] = {}

    def users(self) -> Iterator[bytes]:
        """Yields the seekers, then the users of the companions."""
        for kind, count in self._counts():
            for number in range(count):
                yield self._user(kind, number, joined_at(self.scale, number, count))

    def passwords(self) -> Iterator[bytes]:
        """Yields the passwords in the order of their users."""
        first = people.seeker(self.scale, 0) if self.scale.users else people.companion_user(self.scale, 0)
        password = PasswordCredential(user_id=first.id, password_hash=self.hashed, changed_at=first.created_at)
        head = PASSWORDS.head(password)
        for kind, count in self._counts():
            for number in range(count):
                joined = joined_at(self.scale, number, count)
                yield b"".join((head, id_field(kind, number, joined), second_field(joined)))

    def companions(self, stats: Iterable[ReputationStats]) -> Iterator[bytes]:
        """Yields the profiles with their reputations, which come in the order of the companions."""
        for number, reputation in enumerate(stats):
            yield self._companion(number, people.traits_of(number), reputation)

    def languages(self) -> Iterator[bytes]:
        for number in range(self.scale.companions):
            joined = self._joined(number)
            user_id = id_field(Kind.COMPANION_USER, number, joined)
            for position, language in enumerate(people.spoken_by(number)):
                head = self._heads.get((language, position)) or self._language(language, number, position)
                yield b"".join((head, id_field(Kind.LANGUAGE, number * 3 + position, joined), user_id))

    def slots(self) -> Iterator[bytes]:
        for number in range(self.scale.companions):
            joined = self._joined(number)
            owner, at = id_field(Kind.COMPANION, number, joined), second_field(joined)
            for position, hours in enumerate(people.hours_of(number)):
                head = self._heads.get(hours) or self._slot(hours, number, position)
                yield b"".join((head, id_field(Kind.SLOT, number * 7 + position, joined), owner, at, at))

    def _counts(self) -> tuple[tuple[Kind, int], ...]:
        return (Kind.SEEKER, self.scale.users), (Kind.COMPANION_USER, self.scale.companions)

    def _joined(self, number: int) -> int:
        return joined_at(self.scale, number, self.scale.companions)

    def _user(self, kind: Kind, number: int, joined: int) -> bytes:
        handle = people.handle_of(kind, number)
        days, zone = people.birthday_and_zone(kind, number)
        head = self._heads.get((kind, zone)) or self._head_of_user(kind, zone, number)
        email, name, at = f"{handle}@{MAIL_DOMAIN}", text_field(handle), second_field(joined)
        address, searched = text_field(email), text_field(f"{email}\n\n\n{handle}")
        folded_of = text_field(digest(email, "", "", handle))
        born = day_field(people.BIRTHDAY + timedelta(days=days))
        made = id_field(kind, number, joined)
        return b"".join((head, made, address, address, address, name, searched, name, folded_of, born, at, at))

    def _head_of_user(self, kind: Kind, zone: str, number: int) -> bytes:
        makes = people.seeker if kind is Kind.SEEKER else people.companion_user
        return self._learn((kind, zone), USERS.head(makes(self.scale, number)))

    def _companion(self, number: int, traits: Traits, stats: ReputationStats) -> bytes:
        terms, joined = people.terms_of(number), self._joined(number)
        kind = (terms.tier, traits.bio, traits.seats, traits.mode, traits.is_approved)
        head = self._heads.get(kind) or self._learn(kind, COMPANIONS.head(people.companion(self.scale, number)))
        tags, folded = traits.tags, "\n".join(map(fold, (traits.bio, *traits.tags)))
        return b"".join(
            (
                head,
                id_field(Kind.COMPANION, number, joined),
                id_field(Kind.COMPANION_USER, number, joined),
                long_field(terms.base),
                long_field(terms.premium),
                texts_field(map(_as_it_is, tags)),
                texts_field(map(_casefolded, tags)),
                texts_field(map(_folded, tags)),
                text_field(folded),
                text_field(digest(traits.bio, *tags)),
                bool_field(traits.is_online),
                moment_field(self.scale.now - traits.idle),
                int_field(stats.total_sessions),
                float_field(stats.success_rate),
                float_field(stats.average_rating),
                float_field(stats.reputation_score),
                second_field(joined),
                text_field(f"{folded}\n{people.handle_of(Kind.COMPANION_USER, number)}"),
                bool_field(traits.is_approved),
            )
        )

    def _language(self, language: str, number: int, position: int) -> bytes:
        spoken = tuple(people.languages(self.scale, number))[position]
        return self._learn((language, position), LANGUAGES.head(spoken))

    def _slot(self, hours: WeeklyHours, number: int, position: int) -> bytes:
        slot = tuple(people.slots(self.scale, number))[position]
        return self._learn(hours, SLOTS.head(slot))

    def _learn(self, kind: tuple[Any, ...], head: bytes) -> bytes:
        self._heads[kind] = head
        return head


@cache
def _as_it_is(tag: str) -> bytes:
    return text_field(tag)


@cache
def _casefolded(tag: str) -> bytes:
    return text_field(tag.casefold())


@cache
def _folded(tag: str) -> bytes:
    return text_field(fold(tag))
