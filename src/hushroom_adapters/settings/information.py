"""Reads the settings of the information pages, with the files that an operator names."""

from pathlib import Path

from hushroom_adapters.settings.crisis_lines import CrisisLines, crisis_lines_of_release, parse_crisis_lines
from hushroom_adapters.settings.environment import Variables
from hushroom_adapters.settings.legal_texts import LegalText, read_legal_texts
from hushroom_adapters.settings.values import InformationSettings


def information_settings(variables: Variables) -> InformationSettings:
    """Returns the settings of the group Information; notes the variables that cannot be used."""
    return InformationSettings(
        operator_name=variables.text("HUSHROOM_OPERATOR_NAME"),
        operator_address=variables.text("HUSHROOM_OPERATOR_ADDRESS"),
        operator_contact=variables.text("HUSHROOM_OPERATOR_CONTACT"),
        operator_law=variables.text("HUSHROOM_OPERATOR_LAW"),
        legal_texts=_legal_texts(variables),
        crisis_lines=_crisis_lines(variables),
    )


def _legal_texts(variables: Variables) -> tuple[LegalText, ...]:
    path = variables.optional("HUSHROOM_LEGAL_TEXTS")
    if path is not None:
        try:
            return read_legal_texts(Path(path))
        except (OSError, ValueError) as error:
            variables.refuse("HUSHROOM_LEGAL_TEXTS", f"names no usable folder of legal texts: {path!r} ({error}).")
    return ()


def _crisis_lines(variables: Variables) -> CrisisLines:
    path = variables.optional("HUSHROOM_CRISIS_LINES")
    if path is not None:
        try:
            return parse_crisis_lines(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            variables.refuse("HUSHROOM_CRISIS_LINES", f"names no usable list of crisis lines: {path!r} ({error}).")
    return crisis_lines_of_release()
