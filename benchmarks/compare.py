"""Runs ours and the peers in turn and prints one table: see benchmarks/README.md."""

import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent
THREADS = 2


@dataclass
class Side:
    """One program of a question. Its last argument but `after` is the number of repeats."""

    name: str
    command: list
    after: list = field(default_factory=list)
    rates: list = field(default_factory=list)
    facts: list = field(default_factory=list)

    def run(self, repeats):
        command = [*map(str, self.command), str(repeats), *self.after]
        environment = {**os.environ, "OMP_NUM_THREADS": str(THREADS)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
        lines = done.stdout.splitlines()
        self.facts = [line for line in lines if line.startswith("#")]
        self.rates += [float(line) for line in lines if not line.startswith("#")]

    def text(self):
        return f"{statistics.median(self.rates):.4g} ({min(self.rates):.4g} to {max(self.rates):.4g})"


@dataclass
class Question:
    name: str
    unit: str
    wanted: float  # of the ratio; of our own rate where there is no peer
    ours: Side
    peers: list

    def measure(self, rounds, repeats):
        for turn in range(rounds):
            sides = [self.ours, *self.peers]
            for side in sides if turn % 2 == 0 else sides[::-1]:
                side.run(repeats)
        for peer in self.peers:
            if peer.facts != self.ours.facts:
                sys.exit(f"{self.name}: ours says {self.ours.facts}, {peer.name} {peer.facts}: not the same work")

    def row(self):
        ours = statistics.median(self.ours.rates)
        if not self.peers:
            return [self.name, self.unit, self.ours.text(), "none", f"{ours:.4g}", f"{self.wanted:g} {self.unit}"]
        peer = max(self.peers, key=lambda side: statistics.median(side.rates))
        ratio = ours / statistics.median(peer.rates)
        theirs = f"{peer.text()} {peer.name}"
        return [self.name, self.unit, self.ours.text(), theirs, f"{ratio:.3f}", f"{self.wanted:g}"]


def predictions_for(truths):
    folder = ROOT / ".deps" / "bench" / "predictions"
    if len(list(folder.glob("*.png"))) != len(list(truths.glob("*.png"))):
        subprocess.run([sys.executable, FOLDER / "peers" / "make_predictions.py", truths, folder], check=True)
    return folder


def train_step(programs, precision):
    def peer(layout):
        command = [sys.executable, FOLDER / "peers" / "train_step.py", precision, THREADS]
        return Side(f"PyTorch, {layout}", command, [layout])

    ours = Side("perpixel", [programs / "train_step", precision, THREADS])
    return Question(f"train_step_{precision}", "steps/s", 0.97, ours, [peer("contiguous"), peer("channels_last")])


def loader(programs, camvid):
    def peer(backend):
        command = [sys.executable, FOLDER / "peers" / "loader.py", camvid, THREADS]
        return Side(f"torchvision, {backend}", command, [backend])

    ours = Side("perpixel", [programs / "loader", camvid, THREADS])
    return Question("loader", "pictures/s", 2, ours, [peer("pil"), peer("tensor")])


def score(programs, camvid, threads):
    truths = camvid / "trainannot"
    folders = [truths, predictions_for(truths)]
    ours = Side("perpixel", [programs / "score", *folders, threads])
    peer = Side("Pillow + numpy", [sys.executable, FOLDER / "peers" / "score.py", *folders])
    return Question(f"score_{threads}_threads", "pictures/s", 4, ours, [peer])


def dense_crf(programs, camvid):
    ours = Side("perpixel", [programs / "dense_crf", camvid / "val", THREADS])
    peer = Side("pydensecrf2", [sys.executable, FOLDER / "peers" / "dense_crf.py", camvid / "val"])
    return Question("dense_crf", "pictures/s", 2, ours, [peer])


def slic(programs, camvid):
    folders = [camvid / "val", camvid / "valannot"]
    ours = Side("perpixel", [programs / "slic", *folders, THREADS])
    peer = Side("scikit-image", [sys.executable, FOLDER / "peers" / "slic.py", *folders])
    return Question("slic", "pictures/s", 5, ours, [peer])


def scenes(programs):
    return Question("scenes", "pictures/s", 200, Side("perpixel", [programs / "scenes", THREADS]), [])


def questions(options):
    """Name -> how to pose the question; folders are made only for what is asked."""
    programs, camvid = options.programs, options.camvid
    posed = {
        "train_step_f32": lambda: train_step(programs, "f32"),
        "train_step_bf16": lambda: train_step(programs, "bf16"),
        "scenes": lambda: scenes(programs),
    }
    if (camvid / "train").is_dir():
        posed["loader"] = lambda: loader(programs, camvid)
        posed["score_1_threads"] = lambda: score(programs, camvid, 1)
        posed["score_2_threads"] = lambda: score(programs, camvid, 2)
        posed["dense_crf"] = lambda: dense_crf(programs, camvid)
        posed["slic"] = lambda: slic(programs, camvid)
    else:
        print(f"no pictures in {camvid}/train: loader, score, dense_crf and slic are left out (--camvid FOLDER)", file=sys.stderr)
    wanted = options.questions or posed
    unknown = [name for name in wanted if name not in posed]
    if unknown:
        sys.exit(f"no question {', '.join(unknown)}; there are {', '.join(posed)}")
    return {name: posed[name] for name in wanted}


def machine():
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return f"{cpu[1] if cpu else 'unknown CPU'}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def commit():
    def git(*arguments):
        return subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True).stdout.strip()

    return git("rev-parse", "--short=12", "HEAD") + (" with changes" if git("status", "--porcelain") else "")


def print_table(rows):
    rows = [["question", "unit", "ours: median (range)", "peer: median (range)", "ratio", "wanted"], *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run.sh", description=__doc__)
    parser.add_argument("questions", nargs="*", metavar="QUESTION", help="default: all")
    parser.add_argument("--camvid", type=pathlib.Path, default=ROOT.parent / "shared" / "data" / "camvid")
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build" / "benchmarks")
    parser.add_argument("--rounds", type=int, default=5, help="how often ours and the peers take turns")
    parser.add_argument("--repeats", type=int, default=5, help="timed repeats of one turn, after one to warm up")
    options = parser.parse_args()
    rows = []
    print("machine:", machine(), flush=True)
    for name, pose in questions(options).items():
        print("measuring", name, file=sys.stderr, flush=True)
        question = pose()
        question.measure(options.rounds, options.repeats)
        rows.append(question.row())
        print("  " + " | ".join(rows[-1]), file=sys.stderr, flush=True)
    print("commit:", commit())
    print_table(rows)


main()
