"""count_tests.py [--also-failed K] FOLDER...: adds up the reports of run_tests.sh, prints "N passed, M failed".

A GoogleTest program counts as its cases; a program that left no report, or that ctest calls failed although no
case of it did (a crash, a sanitizer's word at exit), as one test. Exit 1 when something failed or nothing ran.
"""
import argparse
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def cases(report):
    """(passed, failed) of one GoogleTest report."""
    suite = ElementTree.parse(report).getroot()
    skipped = len(suite.findall(".//skipped"))
    failed = sum(1 for case in suite.iter("testcase") if case.find("failure") is not None)
    return int(suite.get("tests", 0)) - int(suite.get("disabled", 0)) - skipped - failed, failed


def count(folder):
    passed = failed = 0
    for program in ElementTree.parse(folder / "ctest.xml").getroot().iter("testcase"):
        ok = program.get("status") == "run"
        report = folder / f"{program.get('name')}.xml"
        try:
            good, bad = cases(report) if report.exists() else (int(ok), 0)
        except ElementTree.ParseError:
            good, bad = 0, 0
        passed += good
        failed += bad if ok or bad else 1
    return passed, failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--also-failed", type=int, default=0)
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    counts = [count(folder) for folder in arguments.folders]
    passed = sum(good for good, _ in counts)
    failed = sum(bad for _, bad in counts) or arguments.also_failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
