#!/usr/bin/env python3
"""Labels a TIFF that does not fit into memory, by exact tiles: time and peak memory of the whole process.

    benchmarks/large_picture.py RUN [--side 20000] [--tile 2048] [--folder /tmp/perpixel_large]

RUN is a run folder or weights file; a quarter-width FCN-8s without training is made by
    build/perpixel train fcn8s --data scenes:count=8,val_count=2 -o RUN --iters 1 train.batch=2 model.width=0.25

The picture is made here: SIDE x SIDE pixels of RGB in deflated tiles of 256 x 256, drawn from 64 different ones.
Only Python's standard library is needed.
"""

import argparse
import os
import pathlib
import random
import struct
import subprocess
import time
import zlib

TILE = 256


def patch(random_numbers):
    """256 x 256 x 3 bytes: blocks of 8 x 8 px of one colour."""
    rows = []
    for _ in range(TILE // 8):
        row = b"".join(bytes(random_numbers.choices(range(256), k=3)) * 8 for _ in range(TILE // 8))
        rows.append(row * 8)
    return b"".join(rows)


def write_picture(path, side):
    """A little-endian BigTIFF with one page."""
    numbers = random.Random(1)
    patches = [zlib.compress(patch(numbers), 6) for _ in range(64)]
    across = -(-side // TILE)
    offsets, counts = [], []
    with open(path, "wb") as file:
        file.write(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 0))
        for y in range(across):
            for x in range(across):
                data = patches[(7 * x + 13 * y + x * y) % len(patches)]
                offsets.append(file.tell())
                counts.append(len(data))
                file.write(data)
        file.write(b"\0" * (-file.tell() % 8))
        lists = {}
        for name, values in (("offsets", offsets), ("counts", counts)):
            lists[name] = file.tell()
            file.write(struct.pack(f"<{len(values)}Q", *values))
        bits = struct.pack("<HHHH", 8, 8, 8, 0)
        entries = [  # tag, type (3 = short, 4 = long, 16 = long8), count, value or offset
            (256, 4, 1, side), (257, 4, 1, side), (258, 3, 3, struct.unpack("<Q", bits)[0]), (259, 3, 1, 8),
            (262, 3, 1, 2), (277, 3, 1, 3), (284, 3, 1, 1), (322, 4, 1, TILE), (323, 4, 1, TILE),
            (324, 16, len(offsets), lists["offsets"]), (325, 16, len(counts), lists["counts"])]
        directory = file.tell()
        file.write(struct.pack("<Q", len(entries)))
        for tag, kind, count, value in entries:
            file.write(struct.pack("<HHQQ", tag, kind, count, value))
        file.write(struct.pack("<Q", 0))
        file.seek(8)
        file.write(struct.pack("<Q", directory))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run")
    parser.add_argument("--side", type=int, default=20000)
    parser.add_argument("--tile", type=int, default=2048)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("/tmp/perpixel_large"))
    parser.add_argument("--program", default=pathlib.Path(__file__).parent.parent / "build/perpixel")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    picture = options.folder / f"{options.side}.tif"
    if not picture.exists():
        write_picture(picture, options.side)
    command = [options.program, "predict", options.run, picture, "-o", options.folder / "out", "--tile", str(options.tile)]
    start = time.monotonic()
    child = subprocess.Popen([str(part) for part in command])
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    labels = options.folder / "out" / "pred" / f"{options.side}.tif"
    print(f"{options.side} x {options.side} px, tiles of {options.tile}: {seconds:.0f} s, "
          f"{options.side ** 2 / 1e6 / seconds:.2f} Mpx/s, peak {usage.ru_maxrss / 1024:.0f} MiB, "
          f"exit {os.waitstatus_to_exitcode(status)}, labels {labels.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
