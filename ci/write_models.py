"""write_models.py PROGRAM: prints docs/models.md from `PROGRAM models --json`, that is from src/model/zoo.cpp."""
import json
import subprocess
import sys

HEAD = """# Models

Written by `./build.sh docs` from `src/model/zoo.cpp`. Parameters are for width 1 and 21 classes (1000 for
classifiers); `perpixel inspect NAME` shows every layer with its size, stride, receptive field and cost.

| name | task | parameters | paper | what |
| --- | --- | ---: | --- | --- |"""


def main():
    answer = subprocess.run([sys.argv[1], "models", "--json"], check=True, capture_output=True, text=True)
    print(HEAD)
    for model in json.loads(answer.stdout):
        print(f"| `{model['name']}` | {model['task']} | {model['parameters']:,} | {model['paper']} | {model['summary']} |")


if __name__ == "__main__":
    main()
