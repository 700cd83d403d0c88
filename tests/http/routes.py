"""Every route that the running server's own description has, for tests that ask them all; and pages as anybody gets them."""
import re

NO_SUCH = "0" * 36


def operations(house):
    """(method, path, description) of every route."""
    for where, methods in sorted(house.admin.must(200, "GET", "/openapi.json")["paths"].items()):
        for method, operation in methods.items():
            yield method.upper(), where, operation


def filled(where, conversation=NO_SUCH):
    return re.sub(r"\{\w+\}", "default", where.replace("{id}", conversation))


def schema_of(operation):
    return operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")


def needed_query(operation):
    names = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query" and each.get("required")]
    return "?" + "&".join(f"{name}=x" for name in names) if names else ""


def is_own_session(method, where):
    """Asked in earnest it would end the asker's own session, or shut everybody out."""
    return where.startswith(("/v1/sign-in", "/v1/me/sessions", "/v1/session")) or (method, where) == ("PUT", "/v1/me/password")


def log_of(house):
    with open(house.server.log_path, "rb") as log:
        return log.read()


def fetch(house, where, **shown):
    """(status, headers, text) as anybody gets it, or whoever shows these headers."""
    connection = house.server.connection(timeout=60)
    connection.request("GET", where, headers=shown)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    headers = {name.lower(): answer.getheader(name) for name, _ in answer.getheaders()}  # repeated ones together
    return answer.status, headers, body
