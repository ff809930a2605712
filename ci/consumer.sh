#!/usr/bin/env bash
# ci/consumer.sh: installs the full build and lets strangers' programs (tests/consumer, examples) find it and run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
prefix=$PWD/build-consumer/prefix
rm -rf build-consumer
cmake --install build --prefix "$prefix" >/dev/null
"$prefix/bin/perpixel" --version
for components in "" train; do
  folder=build-consumer/program${components:+-$components}
  cmake -S tests/consumer -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_PREFIX_PATH="$prefix" -DCONSUMER_COMPONENTS="$components" >/dev/null
  cmake --build "$folder" -- --quiet
  "$folder/consumer"
done

# The examples are programs of the same kind.
if [[ -f examples/CMakeLists.txt ]]; then
  cmake -S examples -B build-consumer/examples -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_PREFIX_PATH="$prefix" >/dev/null
  cmake --build build-consumer/examples -- --quiet
  ctest --test-dir build-consumer/examples --output-on-failure
fi
