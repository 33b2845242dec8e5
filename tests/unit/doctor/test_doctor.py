"""The doctor: the state of each part, and the remedy for each problem."""

import asyncio
import io
import json

from hushroom_adapters.entrypoints.doctor.report import Check, diagnose, print_findings
from hushroom_adapters.observability.findings import CheckFailed, CheckWarning, Finding
from hushroom_adapters.settings import Settings
from tests.unit.settings.environments import DEVELOPMENT


async def well(settings: Settings) -> str:
    return f"{len(settings.stripe.webhook_secrets)} secret"


async def refused(settings: Settings) -> str:
    raise RuntimeError from ConnectionRefusedError(f"cannot reach {settings.database.url}")


async def behind(_settings: Settings) -> str:
    raise CheckFailed("2 migrations are missing", "Run hushroom migrate.")


async def talkative(_settings: Settings) -> str:
    raise CheckWarning("quotes somebody@hushroom.test", "Let it be discreet.")


async def silent(_settings: Settings) -> str:
    await asyncio.sleep(60)
    return "never"


async def test_a_healthy_thing_says_so_and_needs_no_fix() -> None:
    settings, finding = await diagnose(DEVELOPMENT, [Check("Stripe", well, "Pay.")])
    assert (settings.name, settings.is_well) == ("Settings", True)
    assert (finding.name, finding.is_well, finding.fix) == ("Stripe", True, "")
    assert finding.says.startswith("1 secret (")


async def test_a_broken_thing_tells_the_root_of_it_and_the_fix_and_no_secret() -> None:
    _, finding = await diagnose(DEVELOPMENT, [Check("PostgreSQL", refused, "Start it.")])
    assert (finding.is_well, finding.fix) == (False, "Start it.")
    assert finding.says.startswith("ConnectionRefusedError: cannot reach postgresql://")
    assert "db-word" not in finding.says


async def test_a_thing_that_knows_its_own_cure_is_believed() -> None:
    _, finding = await diagnose(DEVELOPMENT, [Check("Migrations", behind, "?")])
    assert (finding.says, finding.fix) == ("2 migrations are missing", "Run hushroom migrate.")


async def test_a_silent_thing_is_not_waited_for_forever() -> None:
    _, finding = await diagnose(DEVELOPMENT, [Check("LiveKit", silent, "Look.")], patience_seconds=0.05)
    assert (finding.is_well, finding.says) == (False, "does not answer in time")


async def test_one_broken_thing_does_not_hide_the_others() -> None:
    findings = await diagnose(DEVELOPMENT, [Check("a", refused, "x"), Check("b", well, "x"), Check("c", behind, "x")])
    assert [(finding.name, finding.is_well) for finding in findings[1:]] == [("a", False), ("b", True), ("c", False)]


async def test_unreadable_settings_are_the_first_thing_to_fix() -> None:
    findings = await diagnose({**DEVELOPMENT, "HUSHROOM_PORT": "x"}, [Check("Stripe", well, "x")])
    assert [(finding.name, finding.is_well) for finding in findings] == [("Settings", False)]
    assert "HUSHROOM_PORT" in findings[0].fix


async def test_a_misspelt_setting_is_found_with_what_was_meant() -> None:
    (finding,) = await diagnose({**DEVELOPMENT, "HUSHROOM_RATELIMITS": "off"}, [])
    assert not finding.is_well
    assert finding.says == "HUSHROOM_RATELIMITS is not a setting: HUSHROOM_RATE_LIMITS?"


FINDINGS = (
    Finding(name="Settings", is_well=True, says="complete"),
    Finding(name="Redis", is_well=False, says="[Errno 111] refused", fix="Start it."),
)


def test_programs_get_json() -> None:
    written = io.StringIO()
    print_findings(FINDINGS, as_json=True, stream=written)
    answer = json.loads(written.getvalue())
    assert answer["well"] is False
    assert answer["findings"][0] == {"name": "Settings", "well": True, "says": "complete", "fix": None}


def test_people_get_a_table_with_the_fix_below_what_is_wrong() -> None:
    written = io.StringIO()
    print_findings(FINDINGS, as_json=False, stream=written)
    words = " ".join(written.getvalue().split())
    assert words == "ok Settings complete failed Redis [Errno 111] refused Start it."


async def untold(_settings: Settings) -> str:
    error = RuntimeError("relation does not exist")
    error.__cause__ = error
    raise error


async def test_an_error_that_names_itself_as_its_cause_is_told_like_any_other() -> None:
    _, finding = await diagnose(DEVELOPMENT, [Check("Effects", untold, "Migrate.")])
    assert finding.says == "RuntimeError: relation does not exist"


async def test_every_setting_that_is_wrong_is_a_finding_of_its_own() -> None:
    findings = await diagnose({**DEVELOPMENT, "HUSHROOM_PORT": "x", "SMTP_URL": "y"}, [])
    assert sorted(finding.says.split()[0] for finding in findings) == ["HUSHROOM_PORT", "SMTP_URL"]


async def test_a_thing_that_works_and_could_do_better_is_well_and_has_an_advice() -> None:
    _, finding = await diagnose(DEVELOPMENT, [Check("Log", talkative, "")])
    assert (finding.is_well, finding.says, finding.fix) == (True, "quotes [hidden]", "Let it be discreet.")
