#!/usr/bin/env python3
"""Checks that every key of lotwise's files is explained on the page of its format.

    scripts/keys_in_docs.py .build/release/lotwise

The keys come from `lotwise schema --of scenario|case|card|suite`, record by record, so that a new key fails
this check until its page explains it. A key is explained if it stands in backticks, alone, where its record
is explained:

- The section of a record has the record's key as its heading, alone or before a colon (`## Lots`, `##
  Account: what every plan shares`). It reaches to the next heading of its level or above, without the
  sections of other records.
- A record without such a section is explained by the item of a list that begins with its key, and by
  whatever stands outside of lists in the section around it; without an item, by that whole section.
- A range, which may stand in the place of any value, is explained in the section "Families".
- A link whose text begins with "the keys of" brings the section that it leads to, on this page or another
  one: so a page may rely on another page, if it says so.
"""

import json
import pathlib
import re
import subprocess
import sys

DOCS = pathlib.Path(__file__).resolve().parent.parent / "docs"
PAGES = {"scenario": "scenario.md", "case": "replay-case.md", "card": "rate-card.md", "suite": "verify.md"}
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.+)$")
ITEM = re.compile(r"^( *)- ")
CODE = re.compile(r"`([^`]+)`")
LED = re.compile(r"^ *- ((?:`[^`]+`(?:, | and )?)+)")
RELIES = re.compile(r"\[the\s+keys\s+of\s[^\]]*\]\(([^)#]*)(?:#([^)]*))?\)")


def codes(text):
    return {" ".join(word.split()) for word in CODE.findall(text)}


def items(text):
    """The items of lists: the keys that lead each, and its text with the items inside it."""
    lines = text.split("\n")
    for start, line in enumerate(lines):
        depth = ITEM.match(line)
        if not depth:
            continue
        end = start + 1
        while end < len(lines) and (not lines[end].strip() or lines[end].startswith(depth[1] + "  ")):
            end += 1
        led = LED.match(line)
        yield (codes(led[1]) if led else set()), "\n".join(lines[start:end])


def outside_lists(text):
    return "\n".join(part for part in re.split(r"\n\s*\n", text) if not ITEM.match(part))


class Page:
    def __init__(self, name):
        self.name = name
        # Examples show keys, they do not explain them.
        text = FENCE.sub("", (DOCS / name).read_text(encoding="utf-8"))
        # Level, title and own lines of each section; the first is what stands before every heading.
        self.parts = [(0, "", [])]
        for line in text.split("\n"):
            head = HEADING.match(line)
            if head:
                self.parts.append((len(head[1]), head[2].replace("`", ""), []))
            else:
                self.parts[-1][2].append(line)

    def section(self, index, without=()):
        """A section as text, without those below it that belong to one of these keys."""
        level = self.parts[index][0]
        text = ["\n".join(self.parts[index][2])]
        skipped = None
        for depth, title, lines in self.parts[index + 1 :]:
            if depth <= level:
                break
            if skipped is not None and depth > skipped:
                continue
            skipped = depth if self.key_of(title) in without else None
            if skipped is None:
                text.append("\n".join(lines))
        return "\n\n".join(text)

    @staticmethod
    def key_of(title):
        return title.split(":")[0].lower()

    def of_record(self, key):
        named = (i for i, part in enumerate(self.parts) if i and self.key_of(part[1]) == key.lower())
        return next(named, None)

    def of_anchor(self, anchor):
        def slug(title):
            return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")

        return next((i for i, part in enumerate(self.parts) if slug(part[1]) == anchor), None)


class Check:
    def __init__(self):
        self.pages = {}
        self.faults = []

    def page(self, name):
        return self.pages.setdefault(name, Page(name))

    def words(self, text, page):
        """Everything in backticks in a text, and in the sections that it relies on."""
        found = codes(text)
        for name, anchor in RELIES.findall(text):
            other = self.page(name) if name else page
            index = other.of_anchor(anchor)
            if index is None:
                self.faults.append(f"docs/{page.name}: there is no section '#{anchor}' in {other.name}")
            else:
                found |= codes(other.section(index))
        return found

    def explained(self, page, path, records):
        """What the page explains of the record at this path. `records`: the keys that lead to any record."""
        inner = len(path)
        index = 0
        while inner and (index := page.of_record(path[inner - 1])) is None:
            inner -= 1
        around = page.section(index or 0, without=records - set(path))
        if inner == len(path):
            # Its own section. What an item says of a record inside it is not about this one.
            own = around
            for led, text in items(around):
                if led & records:
                    own = own.replace(text, RELIES.sub("", text))
            return self.words(own, page)
        found = self.words(outside_lists(around), page)
        for key in reversed(path[inner:]):
            for led, text in items(around):
                if key in led:
                    return found | self.words(text, page)
        return self.words(around, page)


def records(node, definitions, path=()):
    """Every record of a schema: the keys that lead to it, and its own."""
    if isinstance(node, list):
        for item in node:
            yield from records(item, definitions, path)
    elif isinstance(node, dict):
        if "$ref" in node:
            name = node["$ref"].split("/")[-1]
            # A range may stand in the place of any value of a plan; one section explains it.
            yield from records(definitions[name], definitions, ("families",) if name == "range" else path)
        if "properties" in node:
            yield path, list(node["properties"])
            for key, value in node["properties"].items():
                yield from records(value, definitions, path + (key,))
        for key in ("anyOf", "oneOf", "allOf", "items", "additionalProperties"):
            if isinstance(node.get(key), (dict, list)):
                yield from records(node[key], definitions, path)


def main(program):
    check = Check()
    count = 0
    for form, name in PAGES.items():
        answer = subprocess.run([program, "schema", "--of", form], check=True, capture_output=True)
        schema = json.loads(answer.stdout)
        page = check.page(name)
        every = list(records(schema, schema.get("$defs", {})))
        leading = {path[-1] for path, _ in every if path}
        # Keys that may have a section of their own: those of records, and those of the file itself.
        own = {path for path, _ in every} | {(key,) for key in every[0][1]}
        for path, keys in every:
            words = check.explained(page, path, leading)
            for key in keys:
                count += 1
                if key not in words and not (path + (key,) in own and page.of_record(key)):
                    place = ": ".join(path + (key,))
                    check.faults.append(f"docs/{name} does not explain the key '{place}' of a {form}")
    for fault in dict.fromkeys(check.faults):
        print(fault, file=sys.stderr)
    if count < 300:
        sys.exit(f"only {count} keys were found: the schemas are not what this check expects")
    if check.faults:
        sys.exit(1)
    print(f"Every key of the four formats is explained on its page ({count} places).")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".build/release/lotwise")
