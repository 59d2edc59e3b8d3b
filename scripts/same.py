"""`make same`: the same scenario and seed give the same bytes, whatever lotwise was built for and wherever it runs.

Builds lotwise for any x86-64 (SSE2), for AVX2 and for this machine, each into a folder of its own under .build/same. With
each of them it compares two scenarios, and searches a third for the best plan: on 1, 2 and 7 threads, with the kernels
that OpenBLAS takes on other CPUs, and with what the C library takes where AVX-512, AVX2 and FMA are missing. One line for
each run with the SHA-256 of the results; it fails if any differs, and says what was left out because this CPU cannot run
it.
"""

import argparse
import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# A year by the hour with control variates; unknown switches, whose variants are all run.
SCENARIOS = [("scenarios/reseller-or-official.yaml", 1), ("scenarios/stacked-lots.yaml", 4)]

# Walks, limits, ties and a selection on fresh futures.
SEARCH = "scenarios/agency-four-months.optimise.yaml"

# The flag for the C compiler, which Swift takes too, and what the CPU must have to run it.
BUILDS = {"SSE2": ([], ""), "AVX2": (["-march=x86-64-v3"], "avx2"), "native": (["-march=native"], "avx512f")}

THREADS = [1, 2, 7]
KERNELS = {"Prescott": "", "Haswell": "avx2", "SkylakeX": "avx512f"}
MASKS = ["-AVX512F", "-AVX512F,-AVX2", "-AVX512F,-AVX2,-FMA,-FMA4"]


def cpu_features():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("flags"):
            return set(line.split(":")[1].split())
    return set()


def settings(features):
    """Name, threads and environment of each run of a build."""
    for threads in THREADS:
        yield f"{threads} thread{'s' * (threads > 1)}", threads, {}
    for kernel, needs in KERNELS.items():
        if needs and needs not in features:
            print(f"  skipped: OpenBLAS as on {kernel}, because this CPU has no {needs.upper()}")
            continue
        yield f"OpenBLAS as on {kernel}", 2, {"OPENBLAS_CORETYPE": kernel}
    for mask in MASKS:
        yield f"glibc {mask}", 2, {"GLIBC_TUNABLES": f"glibc.cpu.hwcaps={mask}"}


def build(swift, name, flags):
    folder = ROOT / ".build/same" / name.lower()
    words = [swift, "build", "--scratch-path", str(folder), "-c", "release", "--product", "lotwise"]
    for flag in ["-fno-math-errno", *flags]:
        words += ["-Xcc", flag]
    print(f"building for {name}", flush=True)
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(done.stdout + f"same: the build for {name} failed")
    return folder / "release/lotwise"


def result(program, futures, threads, environment, seed=1):
    """The SHA-256 of every scenario's result, one after the other."""
    digest = hashlib.sha256()
    lines = [["compare", scenario, "--paths", str(max(1, futures // part))] for scenario, part in SCENARIOS]
    lines += [["optimise", SEARCH, "--keep", "outage risk at most 5%", "--paths", str(max(1_024, futures))]]
    for line in lines:
        words = [program, *line, "--quiet", "--format", "json", "--seed", str(seed), "--threads", str(threads)]
        done = subprocess.run(words, cwd=ROOT, env=os.environ | environment, capture_output=True)
        if done.returncode != 0:
            sys.exit(done.stderr.decode() + f"same: {line[1]} failed with {done.returncode}")
        # A search says how it was called.
        digest.update(done.stdout.replace(f" --threads {threads}".encode(), b""))
    return digest.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--swift", default="swift")
    parser.add_argument("--futures", type=int, default=4_000)
    options = parser.parse_args()
    if platform.machine() != "x86_64":
        sys.exit(f"same: this compares builds for x86-64 CPUs, and this one is {platform.machine()}")
    features = cpu_features()
    programs, found = {}, {}
    for name, (flags, needs) in BUILDS.items():
        if needs and needs not in features:
            known = "it would be the one for AVX2" if name == "native" else "it could not run"
            print(f"skipped: the build for {name}, because this CPU has no {needs.upper()}: {known}")
            continue
        programs[name] = build(options.swift, name, flags)
    # Were a flag ignored, two programs would be one, and agree for nothing.
    if len({program.read_bytes() for program in programs.values()}) < len(programs):
        sys.exit("same: two of the builds are the same program; the flags did not reach the compiler")
    any_program = next(iter(programs.values()))
    if result(any_program, 300, 1, {}, seed=1) == result(any_program, 300, 1, {}, seed=2):
        sys.exit("same: another seed gave the same bytes; what is compared here says nothing")
    for name, program in programs.items():
        print(name)
        for setting, threads, environment in settings(features):
            digest = result(program, options.futures, threads, environment)
            print(f"  {digest}  {setting}", flush=True)
            found.setdefault(digest, []).append(f"{name}, {setting}")
    count = sum(map(len, found.values()))
    if len(found) > 1:
        print(f"same: {count} runs gave {len(found)} different results:")
        for digest, runs in found.items():
            print(f"  {digest[:16]}: {'; '.join(runs)}")
        sys.exit(1)
    print(f"same: all {count} runs of {len(programs)} builds gave the same bytes")


main()
