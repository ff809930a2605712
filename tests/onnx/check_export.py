"""check_export.py PERPIXEL [MODEL ...]: every zoo model through the program, ONNX's checker and ONNX Runtime.

Not one of the ordinary tests, which need no Python packages. In an environment of its own:
    python3 -m venv /tmp/onnx && /tmp/onnx/bin/pip install onnx==1.22.0 onnxruntime==1.32.0 numpy
    /tmp/onnx/bin/python tests/onnx/check_export.py build/perpixel
For each model at an eighth of its width: `export --untrained` tells the parameters, random ones are written (starting
points have score layers of zeros, which would compare nothing), `export --weights` writes the file and sample inputs
with perpixel's outputs (odd sizes, batch 2), ONNX Runtime runs them. Prints the largest difference relative to the
output's largest magnitude and the share of equal labels; exits with 1 above 1e-4 or below 99.99 %.
"""
import json
import math
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy
import onnx
import onnxruntime

BOUND, LABELS = 1e-4, 99.99
SMALL = ["model.width=0.125", "model.fc_channels=16", "model.auxiliary=false", "--classes", "5"]
SUFFIXES = (".weight", ".bias", ".running_mean", ".running_var")


def run(program, *arguments):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)


def random_parameter(name, start, generator):
    """He's deviation for kernels but for those whose starting point is a fixed interpolation (a channel to itself)."""
    if name.endswith(".running_var"):
        return generator.uniform(0.7, 1.3, start.shape)
    if name.endswith(".running_mean"):
        return generator.uniform(-0.2, 0.2, start.shape)
    if name.endswith(".bias"):
        return generator.uniform(-0.1, 0.1, start.shape)
    if start.ndim < 2 or "up" in name:
        return start
    return generator.uniform(-1, 1, start.shape) * math.sqrt(6 / start[0].size)


def write_safetensors(path, tensors):
    header, end = {}, 0
    for name, array in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [end, end + array.nbytes]}
        end += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(a.tobytes() for a in tensors.values()))


def random_weights(files, path):
    generator, tensors = numpy.random.default_rng(1), {}
    for file in files:
        for tensor in onnx.load(file).graph.initializer:
            start = onnx.numpy_helper.to_array(tensor)
            if tensor.name.endswith(SUFFIXES) and start.dtype == numpy.float32:
                tensors[tensor.name] = random_parameter(tensor.name, start, generator).astype(numpy.float32)
    write_safetensors(path, dict(sorted(tensors.items())))


def answers(session, folder, graph, number):
    """(output, ONNX Runtime's array, perpixel's array) of one sample."""
    stem = f"{graph}_{number}"
    inputs = {i.name: numpy.load(folder / f"{stem}_in_{i.name}.npy") for i in session.get_inputs()}
    names = [o.name for o in session.get_outputs()]
    for name, got in zip(names, session.run(names, inputs)):
        yield name, got, numpy.load(folder / f"{stem}_out_{name}.npy")


def compare(file, graph, samples):
    """(largest relative difference, smallest share of equal labels in per cent) over both samples."""
    onnx.checker.check_model(file, full_check=True)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    largest, equal = 0.0, 100.0
    for number in (1, 2):
        for name, got, want in answers(session, samples, graph, number):
            if got.shape != want.shape:
                raise ValueError(f"{name}: {got.shape} instead of {want.shape}")
            scale = float(numpy.abs(want).max())
            if scale == 0:
                raise ValueError(f"{name} is zero everywhere: nothing is compared")
            largest = max(largest, float(numpy.abs(got - want).max()) / scale)
            equal = min(equal, 100 * float((got.argmax(1) == want.argmax(1)).mean()))
    return largest, equal


def check(program, model, folder):
    """Rows (file stem, difference, labels), or the program's refusal."""
    start = run(program, "export", model, "--untrained", "-o", folder / "start.onnx", "--json", *SMALL)
    if start.returncode != 0:
        return start.stderr.splitlines()[0]
    random_weights([f["file"] for f in json.loads(start.stdout)["files"]], folder / "w.safetensors")
    made = run(program, "export", model, "--weights", folder / "w.safetensors", "-o", folder / f"{model}.onnx",
               "--samples", folder / "samples", "--json", *SMALL)
    if made.returncode != 0:
        raise RuntimeError(made.stderr)
    return [(pathlib.Path(f["file"]).stem, *compare(f["file"], f["graph"], folder / "samples"))
            for f in json.loads(made.stdout)["files"]]


def main():
    program = sys.argv[1]
    models = sys.argv[2:] or [m["name"] for m in json.loads(run(program, "models", "--json").stdout)]
    failed = 0
    print(f"| {'file':26} | largest relative difference | labels equal |\n| --- | ---: | ---: |")
    for model in models:
        with tempfile.TemporaryDirectory() as folder:
            result = check(program, model, pathlib.Path(folder))
        if isinstance(result, str):
            print(f"| {model:26} | {result} | |", flush=True)
            continue
        for stem, difference, labels in result:
            failed += difference > BOUND or labels < LABELS
            print(f"| {stem:26} | {difference:.1e} | {labels:.3f} % |", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
