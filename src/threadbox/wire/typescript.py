"""Writes the wire's types as TypeScript: `python -m threadbox.wire.typescript > protocol.ts`.

Walks the type hints of `wire/frames.py` and of the domain classes they hold. A base
(`Fact`, `Item`, `Content`) becomes the union of its classes. What clients send may leave
out fields that have a default; what the server sends always has all of them.
"""

import dataclasses
import sys
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from threadbox.domain.facts import FACTS, ConversationFact, Fact, WebsiteFact
from threadbox.domain.timeline import CONTENTS, ITEMS, Content, Item
from threadbox.wire import frames


def _union(members: Iterable[type]) -> object:
    return typing.Union[tuple(members)]  # noqa: UP007 (made of what there is)


_SENT_BY_CLIENTS = {
    "VisitorFrame": frames.VisitorFrame,
    "VisitorCommand": frames.VisitorCommand,
    "OperatorFrame": frames.OperatorFrame,
    "OperatorCommand": frames.OperatorCommand,
    "BootRequest": frames.BootRequest,
    "SignIn": frames.SignIn,
    "NewPassword": frames.NewPassword,
}
_SENT_BY_SERVER = {
    "ToVisitor": frames.ToVisitor,
    "ToOperator": frames.ToOperator,
    "Boot": frames.Boot,
    "SignedIn": frames.SignedIn,
    "Uploaded": frames.Uploaded,
    "ConversationFact": _union(
        each for each in FACTS.values() if issubclass(each, ConversationFact)
    ),
    "WebsiteFact": _union(f for f in FACTS.values() if issubclass(f, WebsiteFact)),
}
_SCALARS: dict[object, str] = {
    str: "string", int: "number", float: "number", bool: "boolean",
    type(None): "null", typing.Any: "unknown", msgspec.Raw: "unknown",
}  # fmt: skip
_HEADER = """\
// Generated from src/threadbox/wire/frames.py by `make protocol`. Do not edit.
"""


# Which classes a field of the base may hold.
_FAMILIES: dict[type, list[type]] = {
    Fact: list(FACTS.values()),
    Item: list(ITEMS.values()),
    Content: list(CONTENTS.values()),
}


class _Writer:
    """Collects one TypeScript declaration per Python class, in the order first met."""

    def __init__(self) -> None:
        self.declarations: dict[str, str] = {}

    def alias(self, name: str, hint: object, *, sparse: bool) -> None:
        text = self.type_of(hint, sparse=sparse)
        if text != name:
            self.declarations[name] = f"export type {name} =\n  | " + "\n  | ".join(
                text.split(" | ")
            )
            self.declarations[name] += ";\n"

    def type_of(self, hint: object, *, sparse: bool) -> str:
        if isinstance(hint, type) and (
            dataclasses.is_dataclass(hint) or issubclass(hint, msgspec.Struct)
        ):
            return self._object(hint, sparse=sparse)
        if hint in _SCALARS:
            return _SCALARS[hint]
        if isinstance(hint, type) and hint in _FAMILIES:
            return self._family(hint, sparse=sparse)
        return self._generic(hint, sparse=sparse)

    def _generic(self, hint: object, *, sparse: bool) -> str:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Literal:
            return " | ".join(f'"{value}"' for value in arguments)
        if origin in (typing.Union, types.UnionType):
            kept = [argument for argument in arguments if argument is not msgspec.UnsetType]
            named = [self.type_of(argument, sparse=sparse) for argument in kept]
            return " | ".join(dict.fromkeys(named))
        if origin in (list, tuple, Sequence):
            inner = self.type_of(arguments[0], sparse=sparse)
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        if origin in (dict, Mapping):
            return f"Record<string, {self.type_of(arguments[1], sparse=sparse)}>"
        raise TypeError(f"no TypeScript form for {hint!r}")

    def _family(self, base: type, *, sparse: bool) -> str:
        if base.__name__ not in self.declarations:
            self.declarations[base.__name__] = ""
            members = [self.type_of(member, sparse=sparse) for member in _FAMILIES[base]]
            self.declarations[base.__name__] = (
                f"export type {base.__name__} =\n  | " + "\n  | ".join(members) + ";\n"
            )
        return base.__name__

    def _object(self, shape: type, *, sparse: bool) -> str:
        if shape.__name__ not in self.declarations:
            self.declarations[shape.__name__] = ""
            lines = list(self._fields(shape, sparse=sparse))
            body = "\n".join(f"  {line}" for line in lines)
            # Not an interface: TypeScript would not take one where any object may be given.
            self.declarations[shape.__name__] = f"export type {shape.__name__} = {{\n{body}\n}};\n"
        return shape.__name__

    def _fields(self, shape: type, *, sparse: bool) -> Iterator[str]:
        hints = typing.get_type_hints(shape)
        if issubclass(shape, msgspec.Struct):
            tag = shape.__struct_config__.tag
            if tag is not None:
                yield f'type: "{tag}";'
            optional = {field.name: not field.required for field in msgspec.structs.fields(shape)}
        else:
            optional = {
                field.name: field.default is not dataclasses.MISSING
                for field in dataclasses.fields(shape)  # type: ignore[arg-type]
            }
        for name, may_be_absent in optional.items():
            text = self.type_of(hints[name], sparse=sparse)
            yield f"{name}{'?' if sparse and may_be_absent else ''}: {text};"


def typescript() -> str:
    """The whole of `web/client/src/protocol.ts`."""
    writer = _Writer()
    for name, hint in _SENT_BY_SERVER.items():
        writer.alias(name, hint, sparse=False)
    for name, hint in _SENT_BY_CLIENTS.items():
        writer.alias(name, hint, sparse=True)
    version = f"export const PROTOCOL_VERSION = {frames.PROTOCOL_VERSION};\n"
    return "\n".join([_HEADER, version, *writer.declarations.values()])


if __name__ == "__main__":
    sys.stdout.write(typescript())
