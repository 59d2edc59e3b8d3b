#!/bin/sh
# Hands a comparison to Slurm: an array of TASKS (8) tasks that each make a part, and a job that makes the report of all.
#
#     scripts/slurm/submit.sh SCENARIO FOLDER [TASKS] [OPTION of lotwise compare...]
#
# --paths, --seed and --sampling are for the tasks; --quick, --plan and --keep-paths are about the whole, and for the merge.
# FOLDER gets the report, the parts in `shards` and what the jobs said in `logs`. All nodes must see it, the scenario and
# the program (LOTWISE, or `lotwise` on PATH) under the same names. Again with the same words, it makes what is missing.
# Slurm's own variables say where the jobs run (SBATCH_PARTITION, SBATCH_ACCOUNT, SBATCH_TIMELIMIT, SBATCH_MEM_PER_CPU ...),
# CPUS on how many processors each task runs (2).
set -eu
here=$(dirname "$0")
fail() { printf 'submit.sh: %s\n' "$*" >&2; exit 1; }
[ $# -ge 2 ] || fail "usage: submit.sh SCENARIO FOLDER [TASKS] [OPTION of lotwise compare...]"
scenario=$1 folder=$2 tasks=8
shift 2
case ${1-} in
  '' | *[!0-9]*) ;;
  *) tasks=$1; shift ;;
esac
[ "$tasks" -ge 1 ] || fail "there must be a task at least, not $tasks"
# What is about the whole goes to the merge; the rest stays, in its order.
quick="" keep="" plan="" words=$#
while [ $words -gt 0 ]; do
  word=$1
  shift
  words=$((words - 1))
  case $word in
    --quick) quick=$word ;;
    --keep-paths) keep=$word ;;
    --plan=*) plan=${word#*=} ;;
    --plan)
      [ $words -gt 0 ] || fail "--plan lacks its value"
      plan=$1
      shift
      words=$((words - 1)) ;;
    --out | --out=* | --shard | --shard=* | --threads | --threads=*)
      fail "${word%%=*} is set for each task; leave it out" ;;
    --format | --format=* | --until-half-width | --until-half-width=* | --measure | --measure=*)
      fail "${word%%=*} is not for a comparison in parts; leave it out" ;;
    *) set -- "$@" "$word" ;;
  esac
done
LOTWISE=$(command -v "${LOTWISE:-lotwise}") || fail "'${LOTWISE:-lotwise}' is not found; name the program in LOTWISE"
export LOTWISE
command -v sbatch >/dev/null 2>&1 || fail "'sbatch' is not found: this is no machine from which Slurm takes jobs"
# Better here than in every task.
"$LOTWISE" check "$scenario" --quiet >/dev/null || fail "the scenario cannot be compared"

mkdir -p "$folder/shards" "$folder/logs"
# What the parts are of: a part of another comparison must not be taken for one of this.
these=$("$LOTWISE" version; sha256sum <"$scenario"; echo "$tasks" "$@")
if [ -e "$folder/shards/of" ] && [ "$(cat "$folder/shards/of")" != "$these" ]; then
  fail "$folder holds parts of another comparison; name another folder, or remove $folder/shards"
fi
printf '%s\n' "$these" >"$folder/shards/of"

array=$(sbatch --parsable --array="0-$((tasks - 1))" --cpus-per-task="${CPUS:-2}" --output="$folder/logs/part-%a.log" \
  "$here/compare.sbatch" "$scenario" "$folder" "$@")
array=${array%%;*}
# A task that fails for good takes the merge along; else it would wait for ever.
# shellcheck disable=SC2086 # a flag or nothing
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --output="$folder/logs/merge.log" \
  "$here/merge.sbatch" "$folder" "$tasks" $quick $keep ${plan:+"--plan=$plan"}) || {
  scancel "$array"
  fail "the merge was not taken; the array is cancelled"
}
merge=${merge%%;*}
cat <<END
array $array of $tasks tasks, then merge $merge
  squeue --jobs=$array,$merge       which tasks wait and run
  tail -f $folder/logs/*.log        what they say
  scontrol requeue ${array}_0           begins task 0 again
  scancel $array $merge             stops all of it
The report will be $folder/report.html.
END
