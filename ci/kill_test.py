#!/usr/bin/env python3
"""ci/kill_test.py PROGRAM [KILLS]: one training, killed with SIGKILL at random moments and resumed each time, must end
byte-identical to the undisturbed one: model_final, its training state, and every logged loss. Done with 0, 1 and 4
loader threads; the kills are spread over the three."""
import filecmp
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETTINGS = ["model.width=0.125", "model.batch_norm=true", "model.fc_channels=32", "model.fc6_kernel=3",
            "train.iters=120", "train.batch=4", "train.crop=[64, 64]", "train.checkpoint_period=7",
            "train.eval_period=30", "train.log_period=5", "train.ema=0.9", "train.amp=true"]


def command(program, run, workers, resume):
    line = [program, "train", "fcn8s", "--data", "scenes:size=64,count=60,val_count=6", "-o", str(run), "-j", str(workers),
            *SETTINGS]
    return line + (["--resume"] if resume else [])


def losses(run):
    rows = [json.loads(line) for line in (run / "metrics.json").read_text().splitlines()]
    return [(row["iteration"], row["total_loss"]) for row in rows if "total_loss" in row]


def train_with_kills(program, run, workers, kills, seconds, chance):
    """Returns how many kills hit a running program."""
    hits = 0
    while True:
        process = subprocess.Popen(command(program, run, workers, hits > 0),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            _, errors = process.communicate(timeout=chance.uniform(0.2, seconds) if hits < kills else None)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            hits += 1
            continue
        if process.returncode != 0:
            sys.exit(f"perpixel ended with {process.returncode}: {errors.decode()}")
        return hits


def main():
    program = str(Path(sys.argv[1]).resolve())
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    chance = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="perpixel_kills_") as folder:
        whole = Path(folder) / "whole"
        began = time.monotonic()
        subprocess.run(command(program, whole, 2, False), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.monotonic() - began
        total = failed = 0
        for number, workers in enumerate([0, 1, 4]):
            wanted = kills // 3 + (number < kills % 3)
            hits, runs = 0, []
            while hits < wanted:  # a training that ended before its kills is followed by another one
                runs.append(Path(folder) / f"workers{workers}-{len(runs)}")
                hits += train_with_kills(program, runs[-1], workers, wanted - hits, seconds / 2, chance)
            same = all(filecmp.cmp(whole / name, run / name, shallow=False)
                       for run in runs for name in ("model_final.safetensors", "model_final.state.safetensors"))
            same = same and all(losses(whole) == losses(run) for run in runs)
            print(f"{workers} loader threads: {hits} kills, {'identical' if same else 'DIFFERENT'}")
            total += hits
            failed += not same
        print(f"{total} kills of a training of {seconds:.1f} s")
        sys.exit(1 if failed else 0)


main()
