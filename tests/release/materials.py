#!/usr/bin/env python3
"""Holds the list of what the program is made of (scripts/sbom) against what it is
made of: every library it loads and every package of the lock file, by version.

    tests/release/materials.py [--foyer build/release/foyer]

Python's standard library only.
"""
import argparse
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "faults"))
from runner import run_each, tell, tests_of  # noqa: E402


def output(*command):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, check=True).stdout


def make(foyer):
    done = subprocess.run([f"{ROOT}/scripts/sbom", "--foyer", foyer], text=True, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def test_it_is_a_document_of_its_kind(bill, _):
    """What the schema of CycloneDX 1.5 asks for."""
    assert bill["bomFormat"] == "CycloneDX" and bill["specVersion"] == "1.5" and bill["version"] >= 1
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", bill["metadata"]["timestamp"])
    refs = [each["bom-ref"] for each in bill["components"]]
    assert len(refs) == len(set(refs)) and refs
    for each in bill["components"]:
        assert each["type"] == "library" and each["name"] and each["version"], each
        assert each["scope"] in ("required", "optional", "excluded"), each
        assert re.fullmatch(r"pkg:(deb/debian|npm)/[^@\s]+@[^@\s]+", each["purl"]), each
        for digest in each.get("hashes", []):
            assert digest["alg"] == "SHA-512" and re.fullmatch(r"[0-9a-f]{128}", digest["content"]), each
    for each in bill["dependencies"]:
        assert set(each["dependsOn"]) <= set(refs) and each["ref"] == bill["metadata"]["component"]["bom-ref"]


def test_every_library_it_loads_is_in_it(bill, foyer):
    needed = re.findall(r"NEEDED.*\[(.+)\]", output("readelf", "-dW", foyer))
    loaded = dict(re.findall(r"(\S+) => (\S+)", output("ldd", foyer)))
    listed = {each["name"]: each["version"] for each in bill["components"] if each["purl"].startswith("pkg:deb/")}
    files = "\n".join(sorted(set(output("dpkg-query", "-L", *listed).split("\n"))))
    assert len(needed) > 15, needed
    for library in needed:
        real = os.path.realpath(loaded[library])
        assert re.search(rf"^(/usr)?{re.escape(real.removeprefix('/usr'))}$", files, re.M), library
    installed = set(output("dpkg-query", "-W", "-f", "${Package} ${Version}\n", *listed).split("\n"))
    for name, version in listed.items():
        assert f"{name} {version}" in installed, name


def test_every_package_of_the_pages_is_in_it(bill, _):
    with open(f"{ROOT}/http/web/package-lock.json", encoding="utf-8") as file:
        locked = {(path.rsplit("node_modules/", 1)[1], facts["version"])
                  for path, facts in json.load(file)["packages"].items() if path and not facts.get("link")}
    listed = {(each["name"], each["version"]) for each in bill["components"] if each["purl"].startswith("pkg:npm/")}
    assert locked == listed, locked ^ listed
    shipped = {each["name"] for each in bill["components"] if each["purl"].startswith("pkg:npm/") and each["scope"] == "required"}
    assert "preact" in shipped and not shipped & {"vite", "vitest", "eslint", "typescript", "playwright-core"}, shipped


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--foyer", default=f"{ROOT}/build/release/foyer")
    foyer = parser.parse_args().foyer
    bill = make(foyer)
    return tell(run_each(tests_of(globals()), bill, foyer))


if __name__ == "__main__":
    sys.exit(main())
