"""check_includes.py: fails when a source includes what the table in docs/architecture.md does not allow.

The table's rows go from bottom to top and name, per folder of src/, what it may include; what those may include
comes with them. Checked for every file of src/: each #include "folder/..." against the table and against the LINK
list of the folder's CMakeLists.txt, and that only perpixel_train sees LibTorch (and never fmt, of which LibTorch
brings a copy of its own).
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "architecture.md"
LIBTORCH_FOLDERS = {"autograd", "loss", "train"}
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)/` \|.*\| ([^|]*) \|$")
LINK = re.compile(r"perpixel(?:_train)?_folder\(\s*(\w+)([^)]*)\)")


def closure(direct):
    """{folder: everything it may include}, and the faults of the table itself (a row that names a later one)."""
    allowed, faults = {}, []
    for folder, names in direct.items():
        allowed[folder] = {folder}
        for name in names:
            if name not in allowed:
                faults.append(f"{folder}: names {name}, which is not a row above it")
            allowed[folder] |= allowed.get(name, {name})
    return allowed, faults


def table():
    rows = {}
    for line in TABLE.read_text().splitlines():
        if match := ROW.match(line):
            rows[match[1]] = re.findall(r"\w+", match[2])
    return rows


def link_lists():
    """{folder: its LINK list} from the CMakeLists.txt files."""
    lists = {}
    for file in sorted((ROOT / "src").glob("*/CMakeLists.txt")):
        for name, arguments in LINK.findall(re.sub(r"#.*", "", file.read_text())):
            words, keyword, links = arguments.split(), "", []
            for word in words:
                if word in ("SOURCES", "PLAIN", "LINK", "USE"):
                    keyword = word
                elif keyword == "LINK":
                    links.append(word)
            lists[name] = links
    order = []
    def visit(name):
        if name not in order:
            for other in lists.get(name, []):
                visit(other)
            order.append(name)
    for name in lists:
        visit(name)
    return {name: lists.get(name, []) for name in order}


def included(file):
    text = file.read_text(errors="replace")
    for match in INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match[1]


def check_file(file, folders, allowed, linked):
    folder = file.relative_to(ROOT / "src").parts[0]
    for line, path in included(file):
        where = f"{file.relative_to(ROOT)}:{line}"
        other = path.split("/")[0]
        if other in ("torch", "ATen", "c10") and folder not in LIBTORCH_FOLDERS:
            yield f"{where}: only {', '.join(sorted(LIBTORCH_FOLDERS))} may see LibTorch, not {folder}/"
        if other == "fmt" and folder in LIBTORCH_FOLDERS:
            yield f"{where}: no fmt where LibTorch is seen (its wheel brings another version)"
        if other not in folders or "/" not in path:
            continue
        if other not in allowed.get(folder, set()):
            yield f"{where}: {folder}/ may not include {other}/ (docs/architecture.md)"
        elif other not in linked.get(folder, set()):
            yield f"{where}: {folder}/ includes {other}/, which its LINK list does not reach"


def main():
    direct = table()
    allowed, faults = closure(direct)
    linked, link_faults = closure(link_lists())
    faults += [f"LINK lists: {fault}" for fault in link_faults]
    folders = sorted(path.name for path in (ROOT / "src").iterdir() if path.is_dir())
    faults += [f"src/{folder}/ has no row in docs/architecture.md" for folder in folders if folder not in direct]
    for folder, names in linked.items():
        for name in sorted(names - allowed.get(folder, set()) - {folder}):
            faults.append(f"src/{folder}/CMakeLists.txt: links {name}, which the table does not allow")
    files = [file for file in sorted((ROOT / "src").rglob("*")) if file.suffix in (".h", ".cpp")]
    for file in files:
        faults += check_file(file, folders, allowed, linked)
    for fault in faults:
        print(fault)
    print(f"include directions: {len(files)} files, {len(folders)} folders, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
