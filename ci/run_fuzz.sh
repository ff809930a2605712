#!/usr/bin/env bash
# ci/run_fuzz.sh BUILD_FOLDER SECONDS [HARNESS...]: runs each libFuzzer harness for so long; a finding fails.
# What it finds lands in BUILD_FOLDER/findings; make a test of it (style: a found input becomes a test).
set -uo pipefail
folder=$1 seconds=$2
shift 2
harnesses=("$@")
if [[ ${#harnesses[@]} -eq 0 ]]; then
  for program in "$folder"/fuzz/fuzz_*; do
    [[ -x $program ]] && harnesses+=("$(basename "$program")")
  done
fi
[[ ${#harnesses[@]} -gt 0 ]] || { echo "no harness in $folder/fuzz" >&2; exit 1; }

mkdir -p "$folder/findings"
failed=0
for name in "${harnesses[@]}"; do
  corpus=$folder/corpus/$name
  seeds=fuzz/seeds/${name#fuzz_}
  mkdir -p "$corpus"
  arguments=("$corpus")
  [[ -d $seeds ]] && arguments+=("$seeds")
  if "$folder/fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$folder/findings/$name-" "${arguments[@]}" >"$folder/findings/$name.log" 2>&1; then
    echo "$name: $(awk '/number_of_executed_units/ {print $2}' "$folder/findings/$name.log") inputs, no finding"
  else
    echo "$name: FAILED"
    tail -n 60 "$folder/findings/$name.log"
    failed=1
  fi
done
exit $failed
