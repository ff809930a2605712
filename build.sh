#!/usr/bin/env bash
# The front door of perpixel: sets up what is missing, builds, then runs. See usage() or `./build.sh help`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'END'
usage: ./build.sh [COMMAND] [--cuda] [arguments of the program]

  (none)       set up and build the program: build/perpixel
  demo         build it, then train, score and use a small FCN on generated scenes
  test         build everything and run all tests
  bench        build and run the benchmarks in benchmarks/
  fuzz         build the fuzz harnesses and run each for FUZZ_SECONDS (20)
  format       clang-format all tracked sources
  docs         write docs/models.md from the zoo and check the folder table
  train-free   build the library and the program without LibTorch: build-train-free/perpixel
  clean        remove the build folders (.deps/ with LibTorch stays)

  --cuda       also fetch the CUDA libraries that --device cuda needs (several GB)

Environment: PERPIXEL_TORCH=DIR  take this LibTorch, unchecked, instead of the pinned one
             JOBS=N              compile N files at a time (default: what cores and memory allow)
END
}

say() { printf '%s\n' "== $*" >&2; }
die() { printf '%s\n' "$@" >&2; exit 1; }

# ---- Debian packages -------------------------------------------------------------------------------------------

build_packages=(g++ cmake ninja-build ccache pkg-config git ca-certificates python3 python3-venv python3-pip
  libjpeg62-turbo-dev libpng-dev libtiff-dev zlib1g-dev libcli11-dev nlohmann-json3-dev libsimdjson-dev
  libyaml-cpp-dev libfmt-dev libprotozero-dev libhwy-dev libmatio-dev libgtest-dev libbenchmark-dev)
fuzz_packages=(clang-19 libclang-rt-19-dev)
format_packages=(clang-format-19)

missing_packages() {
  local installed
  installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' |
    tr '\n' ' ') "
  local package
  for package in "$@"; do
    [[ $installed == *" $package "* ]] || printf '%s ' "$package"
  done
}

# Installs what is missing of the named packages, as root or with a sudo that asks nothing.
need_packages() {
  command -v dpkg-query >/dev/null || return 0  # not Debian: CMake names what it does not find
  local missing root=()
  missing=$(missing_packages "$@")
  [[ -n $missing ]] || return 0
  if [[ $EUID -ne 0 ]]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      root=(sudo -n)
    else
      die "Debian packages are missing, and this is neither root nor a sudo without password. Type:" "" \
        "  su - -c 'apt-get update && apt-get install -y --no-install-recommends ${missing% }'" "" \
        "(or the same after sudo), then run ./build.sh again."
    fi
  fi
  say "installing Debian packages: $missing"
  local quiet=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
  # shellcheck disable=SC2086  # the list is meant to split
  { "${root[@]}" "${quiet[@]}" update &&
    "${root[@]}" "${quiet[@]}" install -y --no-install-recommends $missing; } </dev/null >&2 ||
    die "apt-get failed (see above). Type this yourself, then run ./build.sh again:" "" \
      "  apt-get update && apt-get install -y --no-install-recommends ${missing% }"
}

# ---- LibTorch --------------------------------------------------------------------------------------------------

# A python3 with pip; where Debian's has none, one of our own.
pip() {
  if python3 -m pip --version >/dev/null 2>&1; then
    python3 -m pip "$@"
  else
    [[ -x .deps/venv/bin/pip ]] || python3 -m venv .deps/venv
    .deps/venv/bin/pip "$@"
  fi
}

# The wheels named in the requirement files, unpacked into .deps/libtorch: complete or not at all.
fetch_libtorch() {
  local file requirements=() platforms=()
  for file in "$@"; do requirements+=(--requirement "$file"); done
  for file in 28 27 25 18 17 12 5; do platforms+=(--platform "manylinux_2_${file}_x86_64"); done
  for file in manylinux2014 manylinux2010 manylinux1; do platforms+=(--platform "${file}_x86_64"); done
  rm -rf .deps/libtorch.new .deps/tmp
  mkdir -p .deps/tmp
  say "fetching LibTorch from PyPI into .deps/libtorch (1.2 GB unpacked; more with --cuda)"
  TMPDIR=$PWD/.deps/tmp pip install --quiet --disable-pip-version-check --no-cache-dir --no-deps --require-hashes \
    --only-binary=:all: --implementation cp --python-version 3.11 --abi cp311 --abi none "${platforms[@]}" \
    --no-compile --target "$PWD/.deps/libtorch.new" "${requirements[@]}" >&2 ||
    die "LibTorch could not be fetched (see above). Check the network and disk space, then run ./build.sh again."
  cat "$@" | sha256sum >.deps/libtorch.new/stamp
  rm -rf .deps/libtorch .deps/tmp
  mv .deps/libtorch.new .deps/libtorch
}

# True when .deps/libtorch was made from exactly these requirement files.
libtorch_is_from() {
  [[ -f .deps/libtorch/stamp ]] && [[ $(cat "$@" | sha256sum) == "$(<.deps/libtorch/stamp)" ]]
}

need_libtorch() {
  [[ -z ${PERPIXEL_TORCH:-} ]] || return 0
  [[ $(uname -m) == x86_64 ]] ||
    die "The pinned LibTorch is for x86-64, this machine is $(uname -m)." \
      "Set PERPIXEL_TORCH=DIR to one of your own, or build without it: ./build.sh train-free"
  local cpu=(cmake/libtorch.txt) cuda=(cmake/libtorch.txt cmake/libtorch_cuda.txt)
  if [[ $with_cuda == yes ]]; then
    libtorch_is_from "${cuda[@]}" || fetch_libtorch "${cuda[@]}"
  else
    libtorch_is_from "${cpu[@]}" || libtorch_is_from "${cuda[@]}" || fetch_libtorch "${cpu[@]}"
  fi
}

# ---- building --------------------------------------------------------------------------------------------------

# As many compilers as there are cores, but each may need 1.8 GB of memory.
jobs() {
  local cores available
  cores=$(nproc)
  available=$(awk '/^MemAvailable/ {print int($2 / 1800000)}' /proc/meminfo)
  local n=${JOBS:-$((available < cores ? available : cores))}
  echo $((n < 1 ? 1 : n))
}

# configure FOLDER CMAKE-ARGUMENTS: runs cmake only when the folder is new or the arguments differ.
configure() {
  local folder=$1 wanted
  shift
  wanted="$PWD $*"
  if [[ -f $folder/build.ninja && -f $folder/configured && $(<"$folder/configured") == "$wanted" ]]; then
    return 0
  fi
  say "configuring $folder"
  cmake -S . -B "$folder" "$@" >/dev/null
  printf '%s' "$wanted" >"$folder/configured"
}

compile() {
  local folder=$1
  shift
  NINJA_STATUS="[%f/%t %es] " cmake --build "$folder" --parallel "$(jobs)" --target "$@" -- \
    $([[ -t 2 ]] || echo --quiet) >&2
}

need_setup() {
  mkdir -p .deps
  exec 9>.deps/lock
  if command -v flock >/dev/null; then flock 9; fi  # two of these at once would undo each other
  need_packages "${build_packages[@]}"
  need_libtorch
  configure build --preset release "-DPERPIXEL_TORCH=${PERPIXEL_TORCH:-}"
  exec 9>&-
}

# ---- commands --------------------------------------------------------------------------------------------------

build_program() { need_setup; compile build perpixel_program; }

run_demo() { build_program; exec build/perpixel demo "$@"; }

run_tests() {
  need_setup
  say "building everything"
  compile build all
  ci/run_tests.sh build "$@"
}

run_benchmarks() {
  need_setup
  compile build all
  [[ -x benchmarks/run.sh ]] || die "benchmarks/run.sh is missing"
  exec benchmarks/run.sh "$@"
}

run_fuzz() {
  need_packages "${build_packages[@]}" "${fuzz_packages[@]}"
  configure build-fuzz --preset fuzz
  compile build-fuzz fuzz/all
  exec ci/run_fuzz.sh build-fuzz "${FUZZ_SECONDS:-20}" "$@"
}

format_sources() {
  need_packages "${format_packages[@]}"
  exec ci/format.sh "$@"
}

write_docs() {
  build_program
  python3 ci/check_includes.py
  python3 ci/write_models.py build/perpixel >.deps/models.md
  mv .deps/models.md docs/models.md
  say "docs/models.md written"
}

build_train_free() {
  need_packages "${build_packages[@]}"
  configure build-train-free --preset train-free
  compile build-train-free perpixel_program
}

main() {
  local command=build with_cuda=no arguments=()
  if [[ $# -gt 0 && $1 != -* ]]; then command=$1; shift; fi
  while [[ $# -gt 0 ]]; do
    case $1 in
      --cuda) with_cuda=yes ;;
      -h | --help) if [[ $command == build ]]; then command=help; else arguments+=("$1"); fi ;;
      *) arguments+=("$1") ;;
    esac
    shift
  done
  case $command in
    build) build_program; say "built build/perpixel; next: ./build.sh demo" ;;
    demo) run_demo "${arguments[@]}" ;;
    test) run_tests "${arguments[@]}" ;;
    bench) run_benchmarks "${arguments[@]}" ;;
    fuzz) run_fuzz "${arguments[@]}" ;;
    format) format_sources "${arguments[@]}" ;;
    docs) write_docs ;;
    train-free) build_train_free; say "built build-train-free/perpixel" ;;
    clean) rm -rf build build-train-free build-sanitize build-fuzz build-debug build-consumer ;;
    setup-ci) need_packages "${build_packages[@]}" "${fuzz_packages[@]}" "${format_packages[@]}" ;;
    jobs) jobs ;;
    help) usage ;;
    *) usage >&2; exit 2 ;;
  esac
}

main "$@"
