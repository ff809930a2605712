"""check_import.py PERPIXEL FILE.onnx ...: foreign ONNX files in perpixel against ONNX Runtime.

Not one of the ordinary tests, which need no Python packages. In an environment of its own:
    python3 -m venv /tmp/onnx && /tmp/onnx/bin/pip install onnxruntime==1.32.0 safetensors==0.8.0 numpy
    /tmp/onnx/bin/python tests/onnx/check_import.py build/perpixel models/*.onnx
Each file gets one random picture (97 x 135 px where the size is free, else 96 x 160), ONNX Runtime's first output is stored, and
`perpixel check FILE INPUT --expect OUTPUT` compares it with both engines. The recipe only names the task: the tensor goes
in as it is. perpixel calls input and output "data" and "score", whatever the file does. Prints a table; exits with 1 above 1e-4 or below 99.99 % of equal labels.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
import onnxruntime
from safetensors.numpy import save_file

BOUND, LABELS = 1e-4, 0.9999
SIZES = [(97, 135), (96, 160)]  # the second for networks that take multiples of 32 only


def recipe(shape, classes):
    names = ", ".join("{name: c%d, file_id: %d}" % (i, i) for i in range(classes))
    ignored = "65535" if classes > 255 else "255"
    task = "semantic" if len(shape) == 4 else "classify, decoder: top_k"
    return f"recipe: {{task: {task}, classes: {{ignore_ids: [{ignored}], classes: [{names}]}}}}\n"


def run(session, given, first):
    """A picture of a size that the file takes, and ONNX Runtime's answer."""
    for height, width in SIZES:
        free = [1, 3, height, width]
        shape = [size if isinstance(size, int) else free[axis] for axis, size in enumerate(given.shape)]
        data = numpy.random.default_rng(1).standard_normal(shape).astype(numpy.float32)
        try:
            return data, session.run([first], {given.name: data})[0]
        except Exception as error:  # ONNX Runtime has no narrower class for it
            failure = error
    raise failure


def compare(program, path, work):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # a size that does not fit is no news
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    given, first = session.get_inputs()[0], session.get_outputs()[0].name
    data, score = run(session, given, first)
    save_file({"data": data}, work / "in.safetensors")
    save_file({"score": score}, work / "out.safetensors")
    (work / "recipe.yaml").write_text(recipe(score.shape, score.shape[1]))
    said = subprocess.run([program, "check", path, work / "in.safetensors", "--expect", work / "out.safetensors",
                           "--config", work / "recipe.yaml", "--json"], capture_output=True, text=True)
    if not said.stdout:
        return None, said.stderr.strip().splitlines()[0]
    return json.loads(said.stdout)["expected"], ""


def main():
    program, files = sys.argv[1], [pathlib.Path(name) for name in sys.argv[2:]]
    passed = True
    print("| file | ours, relative | labels | LibTorch, relative | labels |\n| --- | ---: | ---: | ---: | ---: |")
    for path in files:
        with tempfile.TemporaryDirectory() as work:
            found, error = compare(program, path, pathlib.Path(work))
        cells = [f"{one['relative']:.1e} | {100 * one['labels_equal']:.3f} %" for one in found or []]
        print(f"| `{path.stem}` | {' | '.join(cells) if cells else error} |", flush=True)
        passed &= bool(found) and all(one["comparable"] and one["relative"] <= BOUND and one["labels_equal"] >= LABELS
                                      for one in found)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
