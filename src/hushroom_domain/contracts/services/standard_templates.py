"""The twelve contract templates of every installation."""

from attrs import frozen

from hushroom_domain.companions.model import CompanionMode
from hushroom_domain.contracts.model import SessionType


@frozen
class TemplateText:
    """The texts of a template without an id."""

    session_type: SessionType
    mode: CompanionMode
    name: str
    description: str
    rules: tuple[str, ...]


TEMPLATES = (
    TemplateText(
        SessionType.FOCUS, CompanionMode.MODERATE, "Standard focus",
        "Steady work side by side, with a gentle word when attention wanders.",
        ("Work on the stated goal only", "Keep the microphone muted unless speaking to each other",
         "Check in at half time in one sentence", "The companion names drift kindly, once, and waits"),
    ),
    TemplateText(
        SessionType.FOCUS, CompanionMode.STRICT, "Strict focus",
        "Silent, uninterrupted work; every drift is called out at once.",
        ("No conversation until the session ends", "Phone out of reach, notifications off",
         "Every drift is named at once and acknowledged", "Breaks only when both agreed on them before the start"),
    ),
    TemplateText(
        SessionType.FOCUS, CompanionMode.FLEXIBLE, "Open focus",
        "Company while working, as quiet or as chatty as the day asks for.",
        ("The goal may change when the seeker says so aloud", "Short breaks are welcome",
         "The companion mentions drift only when asked to"),
    ),
    TemplateText(
        SessionType.DECISION, CompanionMode.MODERATE, "Standard decision",
        "From options to a choice, with questions that keep the thinking honest.",
        ("The seeker lists the options first", "The companion asks questions and gives no advice",
         "Each option gets the same time", "The session ends with a choice or with the next question to answer"),
    ),
    TemplateText(
        SessionType.DECISION, CompanionMode.STRICT, "Guided decision",
        "A firm path: criteria, weights, options, choice.",
        ("Criteria are agreed before options are named", "One option at a time, within its time",
         "The companion interrupts when the talk leaves the current step", "A choice is said aloud before the end"),
    ),
    TemplateText(
        SessionType.DECISION, CompanionMode.FLEXIBLE, "Open decision",
        "Thinking aloud in company; a choice may come, or not.",
        ("The seeker sets the pace", "The companion mirrors what was said", "No choice is required"),
    ),
    TemplateText(
        SessionType.EMOTIONAL_UNLOAD, CompanionMode.MODERATE, "Standard unload",
        "Room to say it all, and a soft landing before the end.",
        ("The seeker speaks, the companion listens", "No judgement and no advice unless asked for",
         "The last five minutes are for coming back to the day", "What is said stays between the two"),
    ),
    TemplateText(
        SessionType.EMOTIONAL_UNLOAD, CompanionMode.STRICT, "Guided unload",
        "A frame with clear steps for heavy days.",
        ("Name the feeling, then its cause, then what would help", "The companion keeps the time of each step",
         "This is no therapy: in danger, call the emergency number", "The last ten minutes are for landing"),
    ),
    TemplateText(
        SessionType.EMOTIONAL_UNLOAD, CompanionMode.FLEXIBLE, "Open unload",
        "Somebody is there. That is all.",
        ("Silence is welcome", "Either may end the session at any time without giving a reason",
         "What is said stays between the two"),
    ),
    TemplateText(
        SessionType.PLANNING, CompanionMode.MODERATE, "Standard planning",
        "From a pile of tasks to a plan that fits the calendar.",
        ("Everything is written down before it is ordered", "Each task gets a size and a next step",
         "The companion asks what can be left out", "The plan is read aloud at the end"),
    ),
    TemplateText(
        SessionType.PLANNING, CompanionMode.STRICT, "Strict planning",
        "A timed march from list to calendar.",
        ("Ten minutes to list, ten to order, the rest to schedule", "No task is begun during the session",
         "The companion calls every detour", "Nothing stays without a date"),
    ),
    TemplateText(
        SessionType.PLANNING, CompanionMode.FLEXIBLE, "Open planning",
        "Sketching what could be, with no promise to keep.",
        ("Ideas first, order later", "The plan may stay unfinished", "The companion keeps the notes if asked to"),
    ),
)  # fmt: skip
