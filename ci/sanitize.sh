#!/usr/bin/env bash
# ci/sanitize.sh: the library without LibTorch under AddressSanitizer and UBSan, with all its tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake -S . --preset sanitize >/dev/null
cmake --build build-sanitize --parallel "$(./build.sh jobs)" -- --quiet
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
exec ci/run_tests.sh build-sanitize "$@"
