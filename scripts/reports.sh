#!/bin/sh
# Writes the reports of reports/, or, with `check`, makes them again elsewhere and compares: same inputs, same bytes.
#
#     scripts/reports.sh write|check LOTWISE
set -eu
what=$1 lotwise=$2
scenarios='reseller-or-official agency-four-months enterprise-commitment'
folder=reports
if [ "$what" = check ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
fi
for name in $scenarios; do
  "$lotwise" compare "scenarios/$name.yaml" --out "$folder/$name" --quiet
  [ "$what" = write ] || diff -r "reports/$name" "$folder/$name" || {
    echo "reports/$name is not what its scenario says now; look at the difference, then: make reports" >&2
    exit 1
  }
done
