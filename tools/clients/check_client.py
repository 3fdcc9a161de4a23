"""Imports all of the generated client, and reads and writes every example of the document with it."""

import importlib
import json
import pkgutil
import sys

import concert_mania


class Answer:
    def __init__(self, value):
        self.data = json.dumps(value)


def lost_members(before, after, path):
    """Members of an example that the client does not give back. Null is left out by the client."""
    if isinstance(before, list):
        pairs = zip(before, after if isinstance(after, list) else [None] * len(before))
        return [lost for index, (one, other) in enumerate(pairs) for lost in lost_members(one, other, f"{path}[{index}]")]
    if not isinstance(before, dict):
        return []
    present = {name: member for name, member in before.items() if member is not None}
    if not isinstance(after, dict):
        return [path]
    return [
        lost
        for name, member in present.items()
        for lost in (lost_members(member, after[name], f"{path}.{name}") if name in after else [f"{path}.{name}"])
    ]


def fault_of(client, name, example):
    try:
        lost = lost_members(example, client.sanitize_for_serialization(client.deserialize(Answer(example), name)), name)
    except Exception as error:
        return f"{name}: {error}"
    return f"{name} loses {', '.join(lost)}" if lost else None


def types_to_read(name, schema):
    """The generator merges the members of a union, so clients read a union as its member."""
    members = schema.get("oneOf") or schema.get("anyOf")
    return [member["$ref"].split("/")[-1] for member in members] if members else [name]


modules = [module.name for module in pkgutil.walk_packages(concert_mania.__path__, "concert_mania.")]
for module in modules:
    importlib.import_module(module)

with open(sys.argv[1], encoding="utf8") as file:
    schemas = json.load(file)["components"]["schemas"]
client = concert_mania.ApiClient()
examples = {name: schema for name, schema in schemas.items() if "example" in schema}
faults = []
for name, schema in examples.items():
    found = [fault_of(client, type_name, schema["example"]) for type_name in types_to_read(name, schema)]
    if all(found):
        faults += found

if faults:
    sys.exit("\n".join(faults))
print(f"{len(modules)} modules imported, {len(examples)} examples read and written")
