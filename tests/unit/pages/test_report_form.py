"""The form of a report: it asks about whom it is in a group, and each choice has words."""

import pytest

from hushroom_domain.identity.queries import Person
from hushroom_domain.sessions.queries import SessionParticipant
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.pages.moderation.filing import NAMELESS, WHOM, report_form
from tests.support.builders import an_id


def participant(name: str | None) -> SessionParticipant:
    person = Person(id=an_id(), display_name=name, avatar_url=None)
    return SessionParticipant(person=person, role=ParticipantRole.SEEKER)


def test_a_report_about_the_only_other_person_does_not_ask_about_whom_it_is() -> None:
    assert WHOM.name not in {one.name for one in report_form([participant("Sam")]).fields}


@pytest.mark.parametrize("missing", [None, ""])
def test_each_participant_of_a_group_is_a_choice_with_words(missing: str | None) -> None:
    others = [participant("Sam"), participant(missing)]
    named, nameless = next(one for one in report_form(others).fields if one.name == WHOM.name).options
    assert (named.value, named.label, named.is_translated) == (str(others[0].person.id), "Sam", False)
    assert (nameless.value, nameless.label, nameless.is_translated) == (str(others[1].person.id), NAMELESS, True)
