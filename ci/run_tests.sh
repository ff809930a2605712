#!/usr/bin/env bash
# ci/run_tests.sh BUILD_FOLDER [ctest arguments]: runs the tests and ends with the line "N passed, M failed".
set -uo pipefail
folder=$(realpath "$1")
shift
rm -rf "$folder/test-reports"
mkdir -p "$folder/test-reports"
export OMP_WAIT_POLICY=passive  # test programs run side by side: waiting threads must not hold the cores
ctest --test-dir "$folder" --output-on-failure --parallel "$(nproc)" --no-tests=error \
  --output-junit "$folder/test-reports/ctest.xml" "$@"
result=$?
python3 ci/count_tests.py "$folder/test-reports" || result=1
exit $result
