"""Dangerous code that a release does without: evaluated text, shells, weak digests, markup by scripts."""

import ast
import re
from collections.abc import Iterator

from tests.support.source_files import ROOT, SourceFile, source_files

RELEASE = [file for file in source_files("src") if not file.path.startswith("src/hushroom_adapters/local/")]
"""The files that production runs: all but those of the extra for one machine."""
PAGES = ROOT / "src/hushroom_http/pages"
SCRIPTS = sorted((PAGES / "static/js").rglob("*.js"))
TEMPLATES = sorted((PAGES / "templates").rglob("*.html"))
EVALUATES = {"eval", "exec", "compile", "__import__"}
SHELLS = {"os.system", "os.popen", "asyncio.create_subprocess_shell", "subprocess.getoutput"}
MAKES_OBJECTS = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml", "cloudpickle"}
MEMORY = {"ctypes", "cffi"}
FOREIGN = {"lxml", "ldap", "ldap3", "memcache", "pymemcache", "pylibmc", "graphql", "strawberry", "saml2", "onelogin"}
FOREIGN_PACKAGES = re.compile(
    r"^(lxml|python-ldap|ldap3|py?memcached?|pymemcache|pylibmc|graphql-core|strawberry-graphql|ariadne|pysaml2|"
    r"python3-saml|elementpath|dill|jsonpickle)==",
    re.MULTILINE | re.IGNORECASE,
)
PATTERNS = {"compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer"}
UNCHECKED = {"verify", "check_hostname", "verify_ssl", "validate_certs", "ssl_verify"}
LOOSENS = {"CERT_NONE", "_create_unverified_context", "check_hostname"}
REDIRECTS = {"follow_redirects", "allow_redirects"}
RANDOM = {"src/hushroom_adapters/candidates/candidates.py", "src/hushroom_adapters/jobs/reaction_runner.py"}
"""Where nothing has to be unguessable: the order of equal candidates, and the pause before another try."""
WORDS_OF_LETTERS = "src/hushroom_adapters/i18n/emails/renderer.py"
"""Where the words of a letter, which are files of the package too, become templates."""
MARKUP_BY_SCRIPT = re.compile(
    r"(?:inner|outer)HTML\s*\+?=(?!=)|insertAdjacentHTML|document\.write|\beval\s*\(|new Function|setHTMLUnsafe"
)
WINDOW_MESSAGES = re.compile(r"postMessage\s*\(|(?:window|self)\.(?:onmessage|addEventListener\(\s*[\"']message)")
PROTOTYPES = re.compile(r"__proto__|\.prototype\b|Object\.setPrototypeOf")
INLINE_HANDLER = re.compile(r"<[a-z][^>]*\son(?:paste|copy|load|click|error|submit|focus)\s*=", re.IGNORECASE)


def called(file: SourceFile) -> Iterator[tuple[str, ast.Call]]:
    for call in file.of(ast.Call):
        yield ast.unparse(call.func), call


def imported(file: SourceFile) -> set[str]:
    names = {alias.name for each in file.of(ast.Import) for alias in each.names}
    return names | {each.module for each in file.of(ast.ImportFrom) if each.module}


def importers_of(packages: set[str]) -> list[str]:
    return [file.path for file in RELEASE if {name.partition(".")[0] for name in imported(file)} & packages]


def passed(names: set[str]) -> list[tuple[str, str]]:
    """Returns file and value of each argument that has one of the names."""
    return [
        (file.path, ast.unparse(argument.value))
        for file in RELEASE
        for _, call in called(file)
        for argument in call.keywords
        if argument.arg in names
    ]


def test_there_are_sources_scripts_and_templates_to_look_at() -> None:
    assert min(len(RELEASE), len(SCRIPTS), len(TEMPLATES)) > 5


def test_no_text_is_evaluated_as_code() -> None:
    assert [(file.path, name) for file in RELEASE for name, _ in called(file) if name in EVALUATES] == []


def test_no_shell_is_started() -> None:
    assert [(file.path, name) for file in RELEASE for name, _ in called(file) if name in SHELLS] == []
    assert passed({"shell"}) == []


def test_no_reader_of_data_makes_objects_of_any_class() -> None:
    assert importers_of(MAKES_OBJECTS) == []


def test_no_code_manages_memory_by_itself() -> None:
    assert importers_of(MEMORY) == []


def test_xml_is_written_and_never_read() -> None:
    xml = {name for file in RELEASE for name in imported(file) if name.partition(".")[0] == "xml"}
    assert xml <= {"xml.sax.saxutils"}
    assert [
        name for file in RELEASE for name, _ in called(file) if name.endswith((".fromstring", ".parseString"))
    ] == []


def test_no_directory_no_graph_language_no_memcache_and_no_saml_is_spoken() -> None:
    assert importers_of(FOREIGN) == []
    assert FOREIGN_PACKAGES.findall((ROOT / "requirements/runtime.lock").read_text("utf-8")) == []


def test_a_regular_expression_is_a_constant_of_its_module() -> None:
    built = [
        (file.path, ast.unparse(call))
        for file in RELEASE
        for function in [*file.of(ast.FunctionDef), *file.of(ast.AsyncFunctionDef)]
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value) == "re"
        and call.func.attr in PATTERNS
        and not (call.args and (isinstance(call.args[0], ast.Constant) or ast.unparse(call.args[0]).isupper()))
    ]
    assert built == []


def test_a_template_is_a_file_of_the_package() -> None:
    built = {file.path for file in RELEASE for name, _ in called(file) if name.endswith("from_string")}
    assert built == {WORDS_OF_LETTERS}
    assert [
        path.name for path in TEMPLATES if re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text("utf-8"))
    ] == []


def test_digests_are_of_the_second_family() -> None:
    digests = {
        name for file in RELEASE for name, _ in called(file) if name.startswith("hashlib.") and name.count(".") == 1
    }
    assert digests == {"hashlib.sha256"}


def test_the_one_cipher_is_aes_in_gcm() -> None:
    ciphers = {
        alias.name
        for file in RELEASE
        for each in file.of(ast.ImportFrom)
        if each.module and ".ciphers" in each.module
        for alias in each.names
    }
    assert ciphers == {"AESGCM"}


def test_numbers_that_can_be_guessed_are_drawn_where_guessing_does_no_harm() -> None:
    assert set(importers_of({"random"})) <= RANDOM


def test_no_client_leaves_certificates_unchecked_but_those_of_this_machine() -> None:
    assert [(path, value) for path, value in passed(UNCHECKED) if value == "False"] == []
    loosened = [(file.path, each.lineno) for file in RELEASE for each in file.of(ast.Attribute) if each.attr in LOOSENS]
    on_this_machine = [
        (file.path, each.lineno)
        for file in RELEASE
        for choice in file.of(ast.If)
        if ast.unparse(choice.test).startswith("_is_this_machine(")
        for statement in choice.body
        for each in ast.walk(statement)
        if isinstance(each, ast.Attribute) and each.attr in LOOSENS
    ]
    assert sorted(loosened) == sorted(on_this_machine)


def test_no_call_asks_for_redirects_to_be_followed() -> None:
    assert {value for _, value in passed(REDIRECTS)} == {"False"}


def test_no_script_makes_markup_or_code_out_of_text() -> None:
    assert [path.name for path in SCRIPTS if MARKUP_BY_SCRIPT.search(path.read_text("utf-8"))] == []


def test_no_script_takes_messages_of_other_windows() -> None:
    assert [path.name for path in SCRIPTS if WINDOW_MESSAGES.search(path.read_text("utf-8"))] == []


def test_no_script_reaches_for_prototypes() -> None:
    assert [path.name for path in SCRIPTS if PROTOTYPES.search(path.read_text("utf-8"))] == []


def test_no_template_has_code_in_an_attribute() -> None:
    assert [path.name for path in TEMPLATES if INLINE_HANDLER.search(path.read_text("utf-8"))] == []
