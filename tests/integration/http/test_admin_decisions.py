"""The decisions of administrators on their pages, each after a page that says what it changes, and their refusals."""

import pytest

from tests.integration.http.office import Office, rows_of, told


async def test_an_account_is_closed_and_opened_after_a_page_that_says_what_that_does(office: Office) -> None:
    asked = told(await office.open("/admin/users/{user}/access"))
    assert "The person is logged out everywhere and cannot log in." in asked
    answer = await office.send("/admin/users/{user}/access", {"state": "closed"})
    assert (answer.status_code, answer.headers["location"]) == (303, office.path("/admin/users/{user}?done=closed"))
    assert "The account is closed." in told(await office.open("/admin/users/{user}", done="closed"))
    assert (await office.world.ask("GET", "/users/me", office.seeker)).status_code == 401
    await office.send("/admin/users/{user}/access", {"state": "active"})
    assert "Close the account" in told(await office.open("/admin/users/{user}"))


@pytest.mark.parametrize("form", [{}, {"state": ""}, {"state": "gone"}])
async def test_a_state_that_no_account_has_is_refused(office: Office, form: dict[str, str]) -> None:
    answer = await office.send("/admin/users/{user}/access", form)
    assert answer.status_code == 422
    assert "There is a problem" in told(answer)


async def test_administrators_do_not_close_or_demote_themselves(office: Office) -> None:
    own = f"/admin/users/{office.admin.id}"
    assert f"{own}/access" not in (await office.open(own)).text
    for path, form in ((f"{own}/access", {"state": "closed"}), (f"{own}/role", {"role": "USER"})):
        answer = await office.send(path, form)
        assert answer.status_code == 422
        assert "Another administrator can." in told(answer)


async def test_a_role_is_changed(office: Office) -> None:
    assert 'value="USER" checked' in (await office.open("/admin/users/{user}/role")).text
    answer = await office.send("/admin/users/{user}/role", {"role": "ADMIN"})
    assert answer.status_code == 303
    assert (await office.open("/admin", office.seeker)).status_code == 200


@pytest.mark.parametrize("form", [{}, {"role": ""}, {"role": "KING"}])
async def test_a_role_that_does_not_exist_is_refused(office: Office, form: dict[str, str]) -> None:
    answer = await office.send("/admin/users/{user}/role", form)
    assert (answer.status_code, "Role: Choose one" in told(answer)) == (422, True)


async def test_an_application_is_approved_once_after_a_page_that_says_what_that_changes(office: Office) -> None:
    nell = await office.world.applicant("nell")
    path = f"/admin/companions/{nell.companion_id}"
    assert rows_of(await office.open("/admin/companions", status="PENDING_REVIEW")) == 1
    page = await office.open(path)
    assert ("I am nell" in told(page), f'href="{path}/approve"' in page.text) == (True, True)
    assert f'action="{path}/approve"' not in page.text
    assert "find and book the companion" in told(await office.open(f"{path}/approve"))
    assert (await office.send(f"{path}/approve", {})).headers["location"] == f"{path}?done=approved"
    again = await office.send(f"{path}/approve", {})
    assert (again.status_code, "does not wait for a review any more" in told(again)) == (422, True)


async def test_a_companion_is_suspended_after_a_page_that_says_what_that_ends(office: Office) -> None:
    assert "no longer offered to anybody" in told(await office.open("/admin/companions/{companion}/suspend"))
    answer = await office.send("/admin/companions/{companion}/suspend", {})
    assert answer.status_code == 303
    page = await office.open("/admin/companions/{companion}")
    assert "Suspended" in told(page)
    assert "/suspend" not in page.text
    again = await office.send("/admin/companions/{companion}/suspend", {})
    assert (again.status_code, "not possible at this stage" in told(again)) == (422, True)


async def test_a_suspension_is_ended_after_a_page_that_says_what_that_changes(office: Office) -> None:
    path = "/admin/companions/{companion}"
    assert "/reactivate" not in (await office.open(path)).text
    early = await office.send(f"{path}/reactivate", {})
    assert (early.status_code, "not possible at this stage" in told(early)) == (422, True)
    await office.send(f"{path}/suspend", {})
    assert "/reactivate" in (await office.open(path)).text
    asked = told(await office.open(f"{path}/reactivate"))
    assert "find and book the companion again" in asked
    assert "is closed and stays closed" not in asked
    answer = await office.send(f"{path}/reactivate", {})
    assert answer.headers["location"].endswith("?done=reactivated")
    page = told(await office.open(path))
    assert ("Approved" in page, "Suspension was ended" in page) == (True, True)


async def test_a_refused_application_waits_for_review_again_after_its_suspension(office: Office) -> None:
    nell = await office.world.applicant("nell")
    path = f"/admin/companions/{nell.companion_id}"
    await office.send(f"{path}/suspend", {})
    asked = told(await office.open(f"{path}/reactivate"))
    assert ("waits for review again" in asked, "find and book" in asked) == (True, False)
    await office.send(f"{path}/reactivate", {})
    assert "Waits for review" in told(await office.open(path))
    assert (await office.send(f"{path}/approve", {})).headers["location"] == f"{path}?done=approved"


@pytest.mark.parametrize("act", ["approve", "reactivate"])
async def test_a_decision_that_is_not_possible_has_no_button(office: Office, act: str) -> None:
    page = await office.open(f"/admin/companions/{{companion}}/{act}")
    assert "This decision is not possible now." in told(page)
    assert "<button" not in page.text.partition("<h1>")[2].partition("</main>")[0]


async def test_the_end_of_a_suspension_says_when_the_account_stays_closed(office: Office) -> None:
    await office.send("/admin/companions/{companion}/suspend", {})
    await office.world.patch(f"/admin/users/{office.companion.id}", office.admin, {"isActive": False})
    assert "is closed and stays closed" in told(await office.open("/admin/companions/{companion}/reactivate"))


async def test_the_money_of_an_ended_session_is_taken(office: Office) -> None:
    assert "Take the money" in told(await office.open("/admin/payments/{payment}"))
    answer = await office.send("/admin/payments/{payment}/capture", {})
    assert answer.headers["location"] == office.path("/admin/payments/{payment}?done=taken")
    assert await office.status_of("/payments/{payment}") == "CAPTURED"
    assert "Take the money" not in told(await office.open("/admin/payments/{payment}"))
    asked = await office.open("/admin/payments/{payment}/capture")
    assert "Nothing of this payment can be taken now." in told(asked)
    assert "<button" not in asked.text.partition("<h1>")[2].partition("</main>")[0]


async def test_the_money_of_a_session_that_is_not_over_is_not_taken(office: Office) -> None:
    other = await office.world.join("nell")
    session, payment = await office.world.ready(other, office.companion)
    assert session
    assert "Take the money" not in told(await office.open(f"/admin/payments/{payment}"))
    answer = await office.send(f"/admin/payments/{payment}/capture", {})
    assert (answer.status_code, "only after the session has ended" in told(answer)) == (422, True)


async def test_a_provider_that_is_down_is_said_on_the_page(office: Office) -> None:
    office.world.gateway.faults.is_down = True
    answer = await office.send("/admin/payments/{payment}/capture", {})
    assert (answer.status_code, "nothing is charged twice" in told(answer)) == (503, True)


async def test_money_is_paid_back_after_a_page_that_asks_once_more(office: Office) -> None:
    await office.world.settle()
    assert "can be paid back to sam@example.com" in told(await office.open("/admin/payments/{payment}/refund"))
    asked = await office.open("/admin/payments/{payment}/refund", amount="0,25", reason="COMPANION_NO_SHOW")
    assert asked.status_code == 200
    assert "Pay back €0.25" in told(asked)
    form = {"amount": "0.25", "reason": "COMPANION_NO_SHOW", "form_id": "once"}
    answer = await office.send("/admin/payments/{payment}/refund", form)
    assert answer.headers["location"] == office.path("/admin/payments/{payment}?done=refunded")
    await office.send("/admin/payments/{payment}/refund", form)
    page = await office.open("/admin/payments/{payment}")
    assert rows_of(page) == 1
    assert "€0.25 The companion did not come" in told(page)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Amount in euros: Fill this in."),
        ({"amount": "", "reason": ""}, "Reason: Choose one."),
        ({"amount": "ten", "reason": "ADMIN_OVERRIDE"}, "Enter a number."),
        ({"amount": "0", "reason": "ADMIN_OVERRIDE"}, "Enter more than 0."),
        ({"amount": "1,000", "reason": "ADMIN_OVERRIDE"}, "Use at most two digits after the point."),
        ({"amount": "9" * 30, "reason": "ADMIN_OVERRIDE"}, "Choose a value that is not so far away."),
        ({"amount": "1", "reason": "MOOD"}, "Reason: Choose one of those listed."),
        ({"amount": "5000", "reason": "ADMIN_OVERRIDE"}, "Enter a smaller amount."),
    ],
)
async def test_a_refund_that_is_not_possible_is_refused_with_what_was_typed(
    office: Office, form: dict[str, str], words: str
) -> None:
    await office.world.settle()
    answer = await office.send("/admin/payments/{payment}/refund", form)
    assert answer.status_code == 422
    assert words in told(answer)
    if form.get("amount"):
        assert f'value="{form["amount"]}"' in answer.text


async def test_a_bad_amount_does_not_reach_the_page_that_asks_once_more(office: Office) -> None:
    await office.world.settle()
    answer = await office.open("/admin/payments/{payment}/refund", amount="x", reason="x")
    assert answer.status_code == 422
    assert "Enter a number." in told(answer)
    assert "Choose one of those listed." in told(answer)


async def test_nothing_is_paid_back_of_money_that_was_not_taken(office: Office) -> None:
    assert "Nothing of this payment can be paid back." in told(await office.open("/admin/payments/{payment}/refund"))
    form = {"amount": "1", "reason": "ADMIN_OVERRIDE"}
    answer = await office.send("/admin/payments/{payment}/refund", form)
    assert (answer.status_code, "Only money that was taken" in told(answer)) == (422, True)


async def test_a_report_is_decided_once_with_notes_after_a_page_that_says_what_that_changes(office: Office) -> None:
    page = await office.open("/admin/reports/{report}")
    assert "They shouted. Twice." in told(page)
    assert "Rude &lt;b&gt;" in page.text
    assert office.path('action="/admin/reports/{report}/decision"') not in page.text
    assert "no longer count towards" in told(await office.open("/admin/reports/{report}/decision"))
    form = {"action": "DISMISS", "adminNotes": "We spoke.\r\nAll is well."}
    answer = await office.send("/admin/reports/{report}/decision", form)
    assert answer.headers["location"] == office.path("/admin/reports/{report}?done=decided")
    decided = told(await office.open("/admin/reports/{report}"))
    assert "We spoke. All is well." in decided
    assert "Decide" not in decided.split()
    closed = await office.open("/admin/reports/{report}/decision")
    assert ("decided already" in told(closed), "Keep the decision" in closed.text) == (True, False)
    again = await office.send("/admin/reports/{report}/decision", form)
    assert (again.status_code, "We spoke." in again.text) == (422, True)
    assert rows_of(await office.open("/admin/reports", status="DISMISSED")) == 1


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Decision: Choose one."),
        ({"action": "BURN", "adminNotes": "x"}, "Decision: Choose one of those listed."),
        ({"action": "RESOLVE", "adminNotes": "x" * 5_001}, "Notes: Use at most 5000 characters."),
        ({"action": "RESOLVE", "adminNotes": "a\0b"}, "Remove the characters that cannot be seen."),
    ],
)
async def test_a_decision_that_is_not_possible_is_refused(office: Office, form: dict[str, str], words: str) -> None:
    answer = await office.send("/admin/reports/{report}/decision", form)
    assert answer.status_code == 422
    assert words in told(answer)
