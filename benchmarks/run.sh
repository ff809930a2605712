#!/usr/bin/env bash
# Runs every benchmark beside its peer and prints one table: benchmarks/run.sh [--help], after ./build.sh or through
# ./build.sh bench. The peers live in .deps/peers, made here once (about 5 GB).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

peers=.deps/peers
pins=benchmarks/peers/requirements.txt

make_peers() {
  rm -rf "$peers"
  printf '== %s\n' "fetching the peers from PyPI into $peers" >&2
  mkdir -p .deps/tmp
  python3 -m venv "$peers"
  TMPDIR=$PWD/.deps/tmp "$peers/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir --no-deps --no-compile \
    --only-binary=:all: --no-binary=pydensecrf2 --requirement "$pins" >&2
  rm -rf .deps/tmp
  cp "$pins" "$peers/made_from"
}

cmp --silent "$pins" "$peers/made_from" || make_peers
exec "$peers/bin/python" benchmarks/compare.py "$@"
