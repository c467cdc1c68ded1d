#!/usr/bin/env bash
# scripts/cover.sh PROFILE PERCENT PACKAGE...: prints the statement coverage of each internal package in a Go
# cover profile, and fails when one is below PERCENT. A statement counts once, whichever test ran it.
set -euo pipefail
profile=$1 floor=$2
shift 2
awk -v floor="$floor" -v names="$*" '
  NR > 1 {
    block = $1
    if (!(block in size)) size[block] = $2
    if ($3 > 0) hit[block] = 1
  }
  END {
    n = split(names, name, " ")
    for (i = 1; i <= n; i++) { total[name[i]] = 0; covered[name[i]] = 0 }
    for (block in size) {
      path = block; sub(/\/[^\/]*$/, "", path); sub(/^.*\/internal\//, "", path)
      if (path in total) { total[path] += size[block]; if (block in hit) covered[path] += size[block] }
    }
    status = 0
    for (i = 1; i <= n; i++) {
      percent = total[name[i]] ? 100 * covered[name[i]] / total[name[i]] : 0
      verdict = percent + 0 < floor + 0 ? "below " floor " %" : "ok"
      if (verdict != "ok") status = 1
      printf "coverage %-8s %5.1f %%  %s\n", name[i], percent, verdict
    }
    exit status
  }' "$profile"
