"""The list of steps: each has a name and a function that plays it and returns the change in words."""

from collections.abc import Callable

from attrs import frozen

from hushroom_adapters.local.walkthrough import afterwards, booking, meeting, signing_up
from hushroom_adapters.local.walkthrough.story import Story


@frozen
class Step:
    title: str
    take: Callable[[Story], str]


STEPS = (
    Step("Check the server", signing_up.ask_for_health),
    Step("A seeker joins", signing_up.register_seeker),
    Step("A companion joins", signing_up.register_companion),
    Step("Both get a welcome mail", signing_up.read_welcome_mails),
    Step("Offer companionship", signing_up.offer_companionship),
    Step("An admin signs in", signing_up.sign_in_as_admin),
    Step("Approve the companion", signing_up.approve_companion),
    Step("Publish hours", signing_up.publish_hours),
    Step("Go online", signing_up.go_online),
    Step("Book a session", booking.book_session),
    Step("Set a goal", booking.set_goal),
    Step("List the templates", booking.choose_template),
    Step("Draw up the contract", booking.draw_up_contract),
    Step("Find companions", booking.find_companions),
    Step("Select the companion", booking.select_companion),
    Step("Both get a mail", booking.read_booking_mails),
    Step("Accept the contract", booking.accept_as_seeker),
    Step("Accept it as well", booking.accept_as_companion),
    Step("Hold the money", booking.authorize_payment),
    Step("Look at the session", booking.see_session_paid),
    Step("Be ready", meeting.seeker_is_ready),
    Step("Be ready as well", meeting.companion_is_ready),
    Step("Start", meeting.start),
    Step("Pause", meeting.pause),
    Step("Resume", meeting.resume),
    Step("End", meeting.end),
    Step("Wait for the money", afterwards.wait_for_capture),
    Step("Judge the goal", afterwards.judge_goal),
    Step("Rate the companion", afterwards.rate_companion),
    Step("Rate the seeker", afterwards.rate_seeker),
    Step("See the new reputation", afterwards.see_reputation),
    Step("Both get a last mail", afterwards.read_completion_mails),
    Step("Look at the earnings", afterwards.see_earnings),
    Step("Ask Stripe", afterwards.compare_with_stripe),
)
