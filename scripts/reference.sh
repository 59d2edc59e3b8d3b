#!/bin/sh
# Writes docs/reference.md, every key of every file, or, with `check`, compares it with what the program says.
#
#     scripts/reference.sh write|check LOTWISE
set -eu
what=$1 lotwise=$2
page=docs/reference.md
if [ "$what" = check ]; then
  page=$(mktemp)
  trap 'rm -f "$page"' EXIT
fi
{
  echo '# Every key'
  echo
  echo 'Written by `make reference` from the tables that the readers themselves use (`lotwise schema --format markdown`).'
  echo 'What the keys are for, and how they go together: [scenarios](scenario.md), [replay cases](replay-case.md),'
  echo '[rate cards](rate-card.md), [suites](verify.md).'
  for format in scenario case card suite; do
    echo
    "$lotwise" schema --of "$format" --format markdown
  done
} >"$page"
[ "$what" = write ] || diff docs/reference.md "$page" || {
  echo "docs/reference.md is not what the program says now: make reference" >&2
  exit 1
}
