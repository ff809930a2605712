"""report_sizes.py: how the tree has grown, to be read and never to fail on.

Median and 90th percentile of file and function lines per part of the tree, beside those of codebases we admire;
sources without a test of their stem; tests without a source; names of rooms that collect everything.
"""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROOMS = {"utils", "util", "common", "helpers", "helper", "misc", "manager"}
ADMIRED = "CTranslate2 48/249 and 6/30, COLMAP 139/614 and 9/51, Ceres 137/444 and 7/44, simdjson 69/523 and 4/15"
# A function as clang-format leaves it: a line that ends in ") ... {", not of a control word, up to the brace that
# closes it at the same indentation. Rough, like every count of this kind.
HEAD = re.compile(r"^(\s*)(?!.*\b(?:if|for|while|switch|catch|namespace|struct|class|else|do)\b).*\).*\{\s*$")


def sources(folder):
    return sorted(file for file in (ROOT / folder).rglob("*") if file.suffix in (".h", ".cpp"))


def function_lengths(lines):
    for number, line in enumerate(lines):
        if re.match(r"^\s*[^/#].*\)[^;]*\{.*\}\s*$", line):
            yield 1
        elif head := HEAD.match(line):
            end = next((i for i in range(number + 1, len(lines)) if lines[i].startswith(head[1] + "}")), number)
            yield end - number + 1


def quantiles(values):
    values = sorted(values) or [0]
    return f"{values[len(values) // 2]} / {values[len(values) * 9 // 10]}"


def print_sizes():
    print(f"{'':12}{'files':>6}{'lines':>8}{'file med/p90':>15}{'function med/p90':>18}")
    for folder in ("src", "cli", "tests", "fuzz", "benchmarks", "examples"):
        texts = [file.read_text(errors="replace").splitlines() for file in sources(folder)]
        functions = [length for lines in texts for length in function_lengths(lines)]
        print(f"{folder:12}{len(texts):>6}{sum(map(len, texts)):>8}{quantiles(map(len, texts)):>15}"
              f"{quantiles(functions):>18}")
    print(f"Admired: {ADMIRED}")


def print_mirror():
    stems = {file.relative_to(ROOT / "src").with_suffix("") for file in sources("src")}
    stems |= {file.relative_to(ROOT).with_suffix("") for file in sources("cli")}
    tests = {file.relative_to(ROOT / "tests") for file in (ROOT / "tests").rglob("*_test.cpp")
             if "consumer" not in file.parts}
    tested = {test.with_name(test.name.removesuffix("_test.cpp")) for test in tests}
    # A sub-folder's sources may be tested one level up: runtime/kernel/conv by runtime/conv_test or its own folder.
    tested_names = {(test.parts[0], test.name) for test in tested}
    bare = sorted(str(file.relative_to(ROOT / "src")) for file in sources("src")
                  if file.suffix == ".cpp" and (file.relative_to(ROOT / "src").parts[0], file.stem) not in tested_names)
    known = {(stem.parts[0], stem.name) for stem in stems}
    lonely = sorted(str(test) for test in tested if (test.parts[0], test.name) not in known)
    print(f"\n{len(bare)} sources without a test of their stem:", *bare, sep="\n  ")
    print(f"\n{len(lonely)} tests without a source of their stem:", *lonely, sep="\n  ")


def print_rooms():
    rooms = sorted(str(path.relative_to(ROOT)) for folder in ("src", "cli", "tests") for path in
                   (ROOT / folder).rglob("*") if path.stem.removesuffix("_test") in ROOMS)
    print("\nRooms that collect everything:", *(rooms or ["none"]), sep="\n  ")


if __name__ == "__main__":
    print_sizes()
    print_mirror()
    print_rooms()
