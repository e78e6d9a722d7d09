"""The metadata of documents: any values that protobuf has."""

import math

from google.protobuf.struct_pb2 import NULL_VALUE, Struct, Value


def make_json(struct: Struct) -> None:
    """Puts null in the place of NaN, of infinity and of a value that is none: JSON has no word for them."""
    for value in struct.fields.values():
        make_json_value(value)


def make_json_value(value: Value) -> None:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        make_json(value.struct_value)
    elif kind == "list_value":
        for each in value.list_value.values:
            make_json_value(each)
    elif kind is None or (kind == "number_value" and not math.isfinite(value.number_value)):
        value.null_value = NULL_VALUE
