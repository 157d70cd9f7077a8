"""In the tab: anywidget, ipywidgets and IPython.display, as far as netlib and a reader need them.

The page is on the other side in place of Jupyter. A widget tells it {"model": id, "changed": {...}}
or {"model": id, "message": ...}, and hears {"to": id, "content": ...}.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import traitlets

WIDGET = "application/vnd.netlib.widget+json"
Hook = Callable[..., Any]


class Widget(traitlets.HasTraits):
    """What the page shows live: its traits that are tagged `sync` go there as they change."""

    made: ClassVar[dict[str, "Widget"]] = {}
    post: ClassVar[Callable[[dict[str, Any]], None]] = staticmethod(lambda message: None)
    count: ClassVar[int] = 0

    def __init__(self, **values: Any) -> None:
        self._hooks: list[Hook] = []
        self._held, self._waiting = 0, dict[str, Any]()
        self.shown = False  # the page knows nothing of it yet
        self.layout = SimpleNamespace()
        super().__init__(**values)
        Widget.count += 1
        self.model_id = f"model {Widget.count}"
        Widget.made[self.model_id] = self
        self.synced = [name for name, trait in self.traits().items() if trait.metadata.get("sync")]
        self.observe(self._changed, names=self.synced)

    def _changed(self, change: Mapping[str, Any]) -> None:
        self._waiting[change["name"]] = change["new"]
        self._flush()

    def _flush(self) -> None:
        if self._waiting and not self._held:
            changed, self._waiting = self._waiting, {}
            if self.shown:
                Widget.post({"model": self.model_id, "changed": changed})

    @contextmanager
    def hold_sync(self) -> Iterator[None]:
        """Tell all that changes inside at once, at the end."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            self._flush()

    def on_msg(self, hook: Hook) -> None:
        """Call the hook with (widget, content, []) for what the page sends."""
        self._hooks.append(hook)

    def receive(self, content: Any) -> None:
        """Hand what the page sent to the hooks."""
        for hook in self._hooks:
            hook(self, content, [])

    def send(self, content: Any, buffers: object = None) -> None:
        """Send the page a message."""
        Widget.post({"model": self.model_id, "message": content})

    def close(self) -> None:
        """Forget it: it is not on the page any more."""
        Widget.made.pop(self.model_id, None)

    def tree(self) -> dict[str, Any]:
        """Return what the page makes it of: kind, id, state, and the same of those inside."""
        self.shown = True
        state = {name: getattr(self, name) for name in self.synced}
        inside = [child.tree() for child in getattr(self, "children", ())]
        return {"kind": self.kind, "model": self.model_id, "state": state, "children": inside}

    kind: ClassVar[str] = "explorer"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {WIDGET: self.tree()}


class Holder(Widget):
    """Widgets beside or below each other."""

    def __init__(self, children: Iterable[Widget] = ()) -> None:
        super().__init__()
        self.children = tuple(children)

    def close(self) -> None:
        """Forget it and those inside."""
        for child in self.children:
            child.close()
        super().close()


class VBox(Holder):
    """Widgets below each other."""

    kind = "VBox"


class HBox(Holder):
    """Widgets beside each other."""

    kind = "HBox"


class HTML(Widget):
    """Some HTML."""

    kind = "HTML"
    value = traitlets.Unicode().tag(sync=True)

    def __init__(self, value: str = "") -> None:
        super().__init__(value=value)


class Button(Widget):
    """A button; the page sends {"press": 1}."""

    kind = "Button"
    description = traitlets.Unicode().tag(sync=True)
    button_style = traitlets.Unicode().tag(sync=True)
    icon = traitlets.Unicode().tag(sync=True)
    disabled = traitlets.Bool().tag(sync=True)

    def on_click(self, hook: Callable[["Button"], Any]) -> None:
        """Call the hook with the button when it is pressed."""
        self.on_msg(lambda button, content, _: hook(button))


def _shown(kind: str) -> type:
    """Return a class of IPython.display: a text that a cell's last line shows in its own way."""

    def __repr__(self: Any) -> str:
        return f"<IPython.core.display.{kind} object>"

    def _repr_mimebundle_(self: Any, **_: Any) -> dict[str, str]:
        return {f"text/{kind.lower()}": self.data}

    def __init__(self: Any, data: str) -> None:
        self.data = data

    body = {f.__name__: f for f in (__init__, __repr__, _repr_mimebundle_)}
    return type(kind, (), body)


def begin(post: Callable[[dict[str, Any]], None], display: Callable[..., None]) -> None:
    """Put these in the place of anywidget, ipywidgets and IPython; post: to the page."""
    Widget.post = staticmethod(post)
    shown = {kind: _shown(kind) for kind in ("Markdown", "HTML", "Latex")}
    # matplotlib asks IPython which version it is, and whether it is at work here: it is not.
    modules: dict[str, dict[str, Any]] = {
        "anywidget": {"AnyWidget": Widget},
        "ipywidgets": {c.__name__: c for c in (VBox, HBox, HTML, Button)},
        "IPython.display": {**shown, "display": display},
        "IPython": {"get_ipython": lambda: None, "version_info": (9, 0), "display": display},
    }
    for name, contents in modules.items():
        sys.modules[name] = module = ModuleType(name)
        module.__dict__.update(contents)
    sys.modules["IPython"].display = sys.modules["IPython.display"]  # type: ignore[attr-defined]
