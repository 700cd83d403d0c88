"""Holds answers against /openapi.json, as the live server describes itself.

Only what our own document uses of JSON Schema is understood: type, required,
properties, additionalProperties, items, enum, anyOf and $ref.
"""
import http.client
import json
import re

TYPES = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
    "boolean": bool, "null": type(None),
}


def is_type(value, name):
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


class Document:
    def __init__(self, server):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", "/openapi.json")
        self.document = json.loads(connection.getresponse().read())
        connection.close()
        self.schemas = self.document["components"]["schemas"]
        self.operations = []
        for path, methods in self.document["paths"].items():
            pattern = re.compile("^" + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "$")
            for method, operation in methods.items():
                self.operations.append((method.upper(), path, pattern, operation))
        # A literal path wins over one with parameters.
        self.operations.sort(key=lambda each: each[1].count("{"))
        self.answered = set()

    def find(self, method, path):
        bare = path.split("?")[0]
        for wanted, name, pattern, operation in self.operations:
            if wanted == method and pattern.match(bare):
                return name, operation
        return None, None

    def check(self, method, path, status, kind, body):
        """Raises AssertionError when an answer is not as described."""
        name, operation = self.find(method, path)
        if operation is None or status == 304:
            return
        responses = operation["responses"]
        response = responses.get(str(status))
        if response is None:
            assert status >= 400, f"{method} {name} answers {status}, described are {sorted(responses)}"
            response = responses["default"]
        elif status < 400:
            self.answered.add((method, name))
        content = response.get("content")
        if content is None:
            return
        media_type, described = next(iter(content.items()))
        assert kind.startswith(media_type), f"{method} {name}: {kind}, described is {media_type}"
        self.validate(described["schema"], body, f"{method} {name}")

    def validate(self, schema, value, where):
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        if "anyOf" in schema:
            self.any_of(schema["anyOf"], value, where)
            return
        types = schema.get("type", [])
        types = types if isinstance(types, list) else [types]
        assert not types or any(is_type(value, each) for each in types), f"{where}: {value!r} is not {types}"
        if "enum" in schema:
            assert value in schema["enum"], f"{where}: {value!r} is not among {schema['enum']}"
        if isinstance(value, dict):
            self.validate_object(schema, value, where)
        if isinstance(value, list) and "items" in schema:
            for number, each in enumerate(value):
                self.validate(schema["items"], each, f"{where}[{number}]")

    def any_of(self, schemas, value, where):
        errors = []
        for each in schemas:
            try:
                self.validate(each, value, where)
                return
            except AssertionError as error:
                errors.append(str(error))
        raise AssertionError(errors[0])

    def validate_object(self, schema, value, where):
        properties = schema.get("properties", {})
        for name in schema.get("required", []):
            assert name in value, f"{where}: {name} is missing"
        for name, each in value.items():
            if name in properties:
                self.validate(properties[name], each, f"{where}.{name}")
            else:
                assert schema.get("additionalProperties", True), f"{where}: {name} is not described"

    def coverage(self):
        """One result for each route: some case must have had a good answer from it."""
        results = []
        for method, name, _, operation in self.operations:
            documented = bool(operation.get("summary")) and bool(operation.get("x-who") is not None)
            answered = (method, name) in self.answered
            error = None
            if not documented:
                error = "it has no summary"
            elif not answered:
                error = "no case has had a good answer from it"
            results.append((f"openapi: {method} {name}", error))
        return results
