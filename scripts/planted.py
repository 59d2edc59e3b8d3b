#!/usr/bin/env python3
"""Builds lotwise with the changes of Tests/CommandLineTests/Planted/*.txt in it, each asleep until the environment
variable LOTWISE_PLANTED names it: one build for all of them. The tests wake them one by one. Beside it the audit of the
flow (Tests/LedgerSimulationTests/Flow), as a program of its own over the same ledger.

    planted.py SWIFT FOLDER     FOLDER/lotwise and FOLDER/flowaudit are the programs
"""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHANGES = sorted((ROOT / "Tests/CommandLineTests/Planted").glob("*.txt"))

AWAKE = """/// Which planted change is awake.
import Glibc

public let plantedChange = getenv("LOTWISE_PLANTED").map { String(cString: $0) } ?? ""
private let names: [String] = [NAMES]
public let plantedNumber = (names.firstIndex(of: plantedChange) ?? -1) + 1
"""


# What the audit of the flow is made of, and what runs it until the first difference.
AUDIT = [
    path
    for part in ["Auditor", "Cases", "Flow", "Comparison/EngineRun.swift"]
    for path in sorted((ROOT / "Tests/LedgerSimulationTests").glob(part if part.endswith(".swift") else part + "/*.swift"))
]
AUDIT_TARGET = """    .executableTarget(name: "flowaudit", dependencies: ["Ledger", "Quantities"], swiftSettings: hot),
"""
AUDIT_FOLDER = pathlib.Path("Sources/flowaudit")
AUDIT_MAIN = """import Glibc

for seed in 1...(CommandLine.arguments.dropFirst().first.flatMap(UInt64.init) ?? 1) {
  let trial = FlowTrial(seed: seed)
  guard let difference = trial.difference else { continue }
  print("seed \\(seed): \\(difference)".split(separator: "\\n").joined(separator: " "))
  exit(3)
}
"""


def changes():
    """The entries, in order, as dictionaries. A change of several places has an entry for each, of one name."""
    entries = []
    for path in CHANGES:
        for block in path.read_text().split("\n\n"):
            lines = [line for line in block.splitlines() if line and not line.startswith("#")]
            if lines:
                entries.append(dict(line.split(": ", 1) for line in lines) | {"listed": str(path.relative_to(ROOT))})
    return entries


def write(path, text):
    """Only if it differs, so that what did not change is not compiled again."""
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def main():
    swift, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    texts = {}
    for source in [ROOT / "Package.swift", *sorted((ROOT / "Sources").rglob("*"))]:
        if source.is_file():
            texts[source.relative_to(ROOT)] = source.read_bytes().decode()
    names = []
    for change in changes():
        name = pathlib.Path(change["file"])
        count = texts[name].count(change["was"])
        if count != 1:
            sys.exit(f"{change['listed']}: '{change['change']}': {name} has {count} times: {change['was']}")
        if change["change"] not in names:
            names.append(change["change"])
        awake = f"(plantedNumber == {names.index(change['change']) + 1})"
        texts[name] = texts[name].replace(change["was"], change["is"].replace("PLANTED", awake))
        if "import Quantities" not in texts[name]:
            texts[name] = "import Quantities\n" + texts[name]
    quoted = ", ".join('"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"' for name in names)
    texts[pathlib.Path("Sources/Quantities/PlantedChange.swift")] = AWAKE.replace("NAMES", quoted)
    for path in AUDIT:
        texts[AUDIT_FOLDER / path.name] = path.read_text()
    texts[AUDIT_FOLDER / "main.swift"] = AUDIT_MAIN
    # The package's tests are not built here, but for that audit.
    manifest = texts[pathlib.Path("Package.swift")]
    start, end = manifest.index('    tests("'), manifest.index("  ]\n)\n")
    texts[pathlib.Path("Package.swift")] = manifest[:start] + AUDIT_TARGET + manifest[end:]
    package = folder / "package"
    for old in sorted(package.glob("Sources/**/*")):
        if old.is_file() and old.relative_to(package) not in texts:
            old.unlink()
    for name, text in texts.items():
        write(package / name, text)
    for product in ["flowaudit", "lotwise"]:
        command = [swift, "build", "--package-path", str(package), "--scratch-path", str(folder / "build"),
                   "-c", "release", "--product", product, "-Xcc", "-fno-math-errno"]
        built = subprocess.run(command, capture_output=True, text=True)
        if built.returncode != 0:
            sys.exit(built.stdout + built.stderr)
        shutil.copy2(folder / "build/release" / product, folder / product)


main()
