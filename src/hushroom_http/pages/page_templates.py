"""The templates of the pages in one language.

Words and calls are most of the time of a page, so both are settled when a template is compiled: a text that stands in
the template becomes a part of its HTML, and a function is called without a search for the arguments that Jinja can add.
"""

import re
from collections.abc import Mapping, MutableMapping
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner  # type: ignore[attr-defined]  # its own part, without an object

from hushroom_adapters.i18n.pages.catalogues import Catalogue
from hushroom_http.pages.assets import asset
from hushroom_http.pages.languages import PageLanguage
from hushroom_http.pages.locale_words import number_words
from hushroom_http.pages.next_paths import HOME

GETTEXT: Final = frozenset({"_", "gettext"})
"""The names of the function that translates one text; the tag `trans` calls it by the second one."""
KEPT_TEXTS = 4_096
VALUE: Final = re.compile(r"%\((\w+)\)s")
"""The place of a value in a text."""


class KnownValues(NodeTransformer):
    """Puts the translations of a language, and the addresses of files, into the syntax tree of a template."""

    def __init__(self, words: Catalogue) -> None:
        self._words = words

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - the name that Jinja looks for
        """Replaces a text with values by its parts, because a page writes parts faster than it fills in a pattern."""
        self.generic_visit(node)
        node.nodes = [part for one in node.nodes for part in _parts_of(one)]
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - as above
        """Replaces `_("Save")` by the translated text, and `_("With %(name)s", name=...)` by that text and a `%`."""
        self.generic_visit(node)
        name, text = _call_with_text(node)
        if name == "asset":
            return nodes.TemplateData(asset(text), lineno=node.lineno)
        if name not in GETTEXT:
            return node
        found = self._words.gettext(text)
        if not node.kwargs:
            return nodes.TemplateData(str(Markup(found) % {}), lineno=node.lineno)  # noqa: S704 - our own words
        pairs = [nodes.Pair(nodes.Const(one.key), one.value) for one in node.kwargs]
        return nodes.Mod(nodes.TemplateData(found), nodes.Dict(pairs), lineno=node.lineno)


class PageCompiler(CodeGenerator):
    """Writes the Python code of a template, with the words of its language."""

    environment: "PageTemplates"

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._texts: dict[str, str] = {}
        """The variable of the code that holds each text of the template as HTML."""
        self._functions: list[str] = []
        """The names of the functions of the macros that are being written, the innermost last."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """Writes the code of a whole template, and behind it the texts that its functions pass on."""
        KnownValues(self.environment.words).visit(node)
        self.writeline("escape_text, html_of = environment.escape_text, environment.html_of")
        super().visit_Template(node, frame)
        for text, variable in self._texts.items():
            self.writeline(f"{variable} = Markup({text!r})")

    def visit_TemplateData(self, node: nodes.TemplateData, frame: Frame) -> None:  # noqa: N802 - as above
        """Writes the variable that holds a text, which is made once and not for each page."""
        assert frame.eval_ctx.autoescape, "a page escapes everything"
        self.write(self._texts.setdefault(node.data, f"text_{len(self._texts)}"))

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - the name that Jinja looks for
        """Writes an attribute as Python does; the keys of mappings are not read by dots."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 - as above
        """Writes a call as Python does; no function of the pages asks for the variables of its template."""
        self.visit(node.node, frame)
        self.write("(")
        if node.args:
            self.visit(node.args[0], frame)
        else:
            self.write("*()")  # because Jinja writes a comma before each of the others
        others = nodes.Call(node.node, node.args[1:], node.kwargs, node.dyn_args, node.dyn_kwargs)
        self.signature(others, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """Writes the making of a template's macros, without what else Jinja keeps of an imported template."""
        if not node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.macros_of(")
        self.visit(node.template, frame)
        self.write(f", context, {self.dump_local_context(frame)})")

    def macro_body(self, node: nodes.Macro | nodes.CallBlock, frame: Frame) -> tuple[Frame, MacroRef]:
        """Writes the body of a macro as a function with a name of its own."""
        self._functions.append(self.temporary_identifier())
        return super().macro_body(node, frame)

    def func(self, name: str) -> str:
        """Returns the beginning of a function's definition."""
        return super().func(self._functions[-1] if name == "macro" else name)

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:  # noqa: ARG002 - Jinja's
        """Writes a macro as a function of Python, which finds its arguments by itself."""
        names = [one.name for one in macro_ref.node.args]
        assert not macro_ref.accesses_kwargs, "a macro names its arguments"
        assert not macro_ref.accesses_varargs, "a macro names its arguments"
        given = [*names, "caller"] if macro_ref.accesses_caller else names
        accepted = ", ".join(f"{name}=missing" for name in given)
        self.write(f"lambda {accepted}: html_of(Markup, {self._functions.pop()}({', '.join(given)}))")

    def _output_child_pre(self, _: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Begins an expression whose value becomes a part of the page."""
        assert frame.eval_ctx.autoescape, "a page escapes everything"
        assert finalize.src is None, "nothing else is done with a value"
        self.write("(shown if (kind := type(shown := ")

    def _output_child_post(self, _: nodes.Expr, __: Frame, ___: Any) -> None:
        """Ends such an expression: HTML is shown as it is, and all other values are escaped."""
        self.write(")) is Markup else escape_text(shown) if kind is str else escape(shown))")


class TemplateFacts(Context):
    """The facts that a template reads, made without the settings that are the same for all templates."""

    def __init__(  # the parameters are Jinja's
        self, environment: Environment, parent: dict[str, Any], name: str | None, blocks: Any, **_: Any
    ) -> None:
        assert isinstance(environment, PageTemplates), "pages have templates of their own"
        self.environment, self.parent, self.name = environment, parent, name
        self.vars, self.exported_vars = {}, set()
        self.eval_ctx, self.globals_keys = environment.escaping, environment.function_names
        self.blocks = {key: [block] for key, block in blocks.items()}


class PageTemplates(Environment):
    """The templates below `pages/templates` with the words of one language."""

    code_generator_class = PageCompiler
    context_class = TemplateFacts
    escape_text = staticmethod(_escape_inner)
    """Escapes a text; Markupsafe's own `escape` makes an object around the result, which a page does not need."""
    html_of = str.__new__
    newstyle_gettext = True
    """True makes the tag `trans` call its function with the values of the text, as the templates themselves do."""

    def __init__(self, language: PageLanguage) -> None:
        super().__init__(
            loader=PackageLoader("hushroom_http", "pages/templates"),
            extensions=["jinja2.ext.i18n"],
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self.language = language
        self.words = language.catalogue
        self._loaded: dict[Any, Template] = {}
        self._kept = lru_cache(KEPT_TEXTS)(lambda text: self._pattern(text) % {})
        self._kept_plural = lru_cache(KEPT_TEXTS)(self._plural_pattern)
        self.globals.update(_=self._text, ngettext=self._plural_text, asset=asset, home=HOME)
        self.escaping = EvalContext(self)
        self.function_names = set(self.globals)

    def macros_of(self, name: str, context: Context, known: Mapping[str, Any]) -> SimpleNamespace:
        """Returns the macros of a template, which read the facts of the template that imports them."""
        template = self.get_template(name)
        facts = {**context.get_all(), **{key: value for key, value in known.items() if value is not missing}}
        own = TemplateFacts(self, facts, name, template.blocks)
        for _ in template.root_render_func(own):
            pass  # what stands between macros is not shown
        macros = SimpleNamespace(**own.vars)
        # A macro knows its facts. If these named the macro too, only the garbage collector would free them.
        own.vars.clear()
        return macros

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Returns the functions of all templates as they are; no template is loaded with others of its own."""
        assert not d, "functions belong to all templates of a language"
        return self.globals

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Template:  # noqa: A002 - Jinja's name
        """Returns a template, which is compiled once. Raises: TemplateNotFound."""
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super().get_template(name, parent, globals)
        return found

    def _text(self, text: str, /, **values: Any) -> Markup:
        """Returns the translation of a text that a template has from its facts, such as the label of a field."""
        return self._pattern(text) % values if values else self._kept(text)

    def _pattern(self, text: str) -> Markup:
        return Markup(self.words.gettext(text))  # noqa: S704 - our own words

    def _plural_text(self, one: str, many: str, count: int, /, **values: Any) -> Markup:
        """Returns the form of a text for a number, with the number in the reader's digits as `num`."""
        return self._plural_pattern(one, many, count, **values) if values else self._kept_plural(one, many, count)

    def _plural_pattern(self, one: str, many: str, count: int, /, **values: Any) -> Markup:
        written = self.language.in_digits(number_words(self.language.code, count))
        return Markup(self.words.ngettext(one, many, count)) % {"num": written, **values}  # noqa: S704 - our own words


@cache
def page_templates(language: PageLanguage) -> PageTemplates:
    """Returns the templates with the words of one language."""
    return PageTemplates(language)


def _parts_of(node: nodes.Expr) -> list[nodes.Expr]:
    """Returns the parts of a text that is filled in with values by their names; any other expression as it is."""
    if not isinstance(node, nodes.Mod) or not isinstance(node.left, nodes.TemplateData):
        return [node]
    assert isinstance(node.right, nodes.Dict), "a text is filled in by names"
    values = {one.key.as_const(): one.value for one in node.right.items}
    pieces = VALUE.split(node.left.data)
    if any("%" in piece.replace("%%", "") for piece in pieces[::2]) or not values.keys() >= {*pieces[1::2]}:
        return [node]
    texts = (nodes.TemplateData(piece.replace("%%", "%"), lineno=node.lineno) for piece in pieces[::2])
    return [next(texts) if place % 2 == 0 else values[piece] for place, piece in enumerate(pieces)]


def _call_with_text(node: nodes.Call) -> tuple[str, str]:
    """Returns the name of a function and the text that it is called with; empty texts for every other call."""
    called, is_plain = node.node, node.dyn_args is None and node.dyn_kwargs is None
    if not isinstance(called, nodes.Name) or not is_plain or len(node.args) != 1:
        return "", ""
    text = node.args[0].value if isinstance(node.args[0], nodes.Const) else None
    return (called.name, text) if isinstance(text, str) else ("", "")
