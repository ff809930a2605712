#!/usr/bin/env bash
# ci/format.sh [--check]: clang-format for every C++ file that git knows or would know.
set -euo pipefail
mapfile -t files < <(git ls-files --cached --others --exclude-standard -- '*.h' '*.cpp' | while read -r file; do
  [[ -f $file ]] && echo "$file"
done)
[[ ${#files[@]} -gt 0 ]] || exit 0
if [[ ${1:-} == --check ]]; then
  exec clang-format-19 --dry-run --Werror "${files[@]}"
fi
exec clang-format-19 -i "${files[@]}"
