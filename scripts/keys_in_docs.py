#!/usr/bin/env python3
"""Checks that every key of lotwise's files is explained on the page of its format.

    scripts/keys_in_docs.py .build/release/lotwise

The keys come from `lotwise schema --of scenario|case|card|suite`, record by record, so that a new key fails this
check until its page explains it. A key is explained if it stands in backticks, alone, in the section of its record.

The section of a record is the one whose heading is the record's key, alone or before a colon (`## Lots`,
`## Account: what every plan shares`); a record without a section of its own belongs to that of the record around it,
and at last to the whole page. A section reaches to the next heading of its level or above. What a section refers to
by a link whose text begins with "the keys of" counts as part of it, on the same page or another one: so a page may
rely on another page, if it says so.
"""

import json
import pathlib
import re
import subprocess
import sys

DOCS = pathlib.Path(__file__).resolve().parent.parent / "docs"
PAGES = {"scenario": "scenario.md", "case": "replay-case.md", "card": "rate-card.md", "suite": "verify.md"}
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
RELIES = re.compile(r"\[the\s+keys\s+of\s[^\]]*\]\(([^)#]*)(?:#([^)]*))?\)")


def slug(heading):
    """The anchor that a heading has on GitHub."""
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")


class Page:
    def __init__(self, name):
        self.name = name
        # Examples show keys, they do not explain them.
        text = FENCE.sub("", (DOCS / name).read_text(encoding="utf-8"))
        heads = list(HEADING.finditer(text))
        self.sections = []
        for index, head in enumerate(heads):
            later = (other for other in heads[index + 1 :] if len(other[1]) <= len(head[1]))
            end = next((other.start() for other in later), len(text))
            title = head[2].replace("`", "")
            self.sections.append((title, slug(title), text[head.end() : end]))
        self.text = text

    def of_record(self, key):
        """The section whose heading is this key."""
        return next((text for title, _, text in self.sections if title.split(":")[0].lower() == key.lower()), None)

    def of_anchor(self, anchor):
        return next((text for _, own, text in self.sections if own == anchor), None)


class Pages:
    def __init__(self):
        self.pages = {}
        self.faults = []

    def page(self, name):
        return self.pages.setdefault(name, Page(name))

    def words(self, text, page):
        """Everything in backticks in a section, and in those that it relies on."""
        found = {" ".join(word.split()) for word in CODE.findall(text)}
        for name, anchor in RELIES.findall(text):
            other = self.page(name) if name else page
            section = other.of_anchor(anchor) if anchor else other.text
            if section is None:
                self.faults.append(f"docs/{page.name}: there is no section #{anchor} in {other.name}")
            else:
                found |= {" ".join(word.split()) for word in CODE.findall(section)}
        return found


def records(node, definitions, path=()):
    """Every record of a schema: the keys that lead to it, and its own."""
    if isinstance(node, list):
        for item in node:
            yield from records(item, definitions, path)
    elif isinstance(node, dict):
        if "$ref" in node:
            yield from records(definitions[node["$ref"].split("/")[-1]], definitions, path)
        if "properties" in node:
            yield path, list(node["properties"])
            for key, value in node["properties"].items():
                yield from records(value, definitions, path + (key,))
        for key in ("anyOf", "oneOf", "allOf", "items", "additionalProperties"):
            if isinstance(node.get(key), (dict, list)):
                yield from records(node[key], definitions, path)


def main(program):
    pages = Pages()
    count = 0
    for form, name in PAGES.items():
        answer = subprocess.run([program, "schema", "--of", form], check=True, capture_output=True)
        schema = json.loads(answer.stdout)
        page = pages.page(name)
        told = set()
        for path, keys in records(schema, schema.get("$defs", {})):
            section = next((text for text in map(page.of_record, reversed(path)) if text is not None), page.text)
            words = pages.words(section, page)
            for key in keys:
                count += 1
                place = ": ".join(path + (key,))
                if key not in words and place not in told:
                    told.add(place)
                    pages.faults.append(f"docs/{name} does not explain the key '{place}' of a {form}")
    for fault in dict.fromkeys(pages.faults):
        print(fault, file=sys.stderr)
    if count < 300:
        sys.exit(f"only {count} keys were found: the schemas are not what this check expects")
    if pages.faults:
        sys.exit(1)
    print(f"Every key of the four formats is explained on its page ({count} places).")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".build/release/lotwise")
