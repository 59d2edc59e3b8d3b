#!/bin/sh
# Tries scripts/slurm on a cluster of this one machine, and prints a line for each step: an array of four tasks, of which
# one is stopped while it runs and begun again, and the merge. The report must have the same bytes as one process's.
#
# The cluster is Slurm's own daemons, with a configuration, state, ports, a key and a socket for this run alone, in
# .build/cluster: a cluster that this machine belongs to is not touched. They are stopped at the end, whatever happens.
#
#     scripts/cluster.sh       as called by `make cluster`; LOTWISE, SCENARIO and PATHS are honoured
set -eu
umask 022
export LC_ALL=C.UTF-8
PATH=$PATH:/usr/sbin:/sbin
LOTWISE=$(command -v "${LOTWISE:-.build/release/lotwise}") || { echo "cluster: LOTWISE is no program" >&2; exit 1; }
export LOTWISE
scenario=${SCENARIO:-scenarios/reseller-or-official.yaml}
paths=${PATHS:-200000}
tasks=4
folder=$PWD/.build/cluster

say() { printf 'cluster: %s\n' "$*"; }
fail() { say "$@" >&2; exit 1; }
for program in munged slurmctld slurmd sbatch; do
  command -v $program >/dev/null 2>&1 || fail "$program is not installed; scripts/setup.sh cluster installs it"
done

rm -rf "$folder"
mkdir -p "$folder/state" "$folder/spool" "$folder/log"
# The name of a socket must be short.
sockets=$(mktemp -d)
daemons=""
stop() {
  trap - EXIT
  # Tasks first, while there is somebody who can stop them.
  if [ -s "$folder/slurm.conf" ] && timeout 10 scancel --user="$(id -un)" 2>/dev/null; then
    seconds=0
    while [ $seconds -lt 20 ] && [ -n "$(timeout 5 squeue --noheader 2>/dev/null)" ]; do
      sleep 1
      seconds=$((seconds + 1))
    done
  fi
  # The last that was started first.
  for process in $daemons; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  rm -rf "$sockets"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

# Waits until a command succeeds.
await() {
  what=$1 limit=$2
  shift 2
  seconds=0
  until "$@" >/dev/null 2>&1; do
    if [ $seconds -ge "$limit" ]; then
      tail -n 5 "$folder"/log/* >&2
      fail "$what: not after $limit seconds"
    fi
    sleep 1
    seconds=$((seconds + 1))
  done
}

# A port that nobody listens on, from a number on.
free_port() {
  port=$1
  while grep -q ":$(printf '%04X' "$port") 0*:0000 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

(umask 077 && head -c 1024 /dev/urandom >"$folder/munge.key")
munged --foreground --force --key-file="$folder/munge.key" --socket="$sockets/munge" --pid-file="$sockets/munge.pid" \
  --seed-file="$folder/munge.seed" --log-file="$folder/log/munged" --num-threads=2 >"$folder/log/munged.out" 2>&1 &
daemons="$! $daemons"
await "munged listens" 10 test -S "$sockets/munge"

host=$(uname -n)
host=${host%%.*}
memory=$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)
controller_port=$(free_port 16817)
cat >"$folder/slurm.conf" <<END
ClusterName=lotwise
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller_port
SlurmdPort=$(free_port $((controller_port + 1)))
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
# A stopped task may begin again only when what allowed it to run has lapsed: after two minutes, unless told otherwise.
AuthInfo=socket=$sockets/munge,cred_expire=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/log/slurmctld
SlurmdLogFile=$folder/log/slurmd
PlugStackConfig=$folder/plugstack.conf
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=sched_interval=2,bf_interval=2
ReturnToService=2
KillWait=2
# Every task has a processor of its own, however many this machine has.
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=$tasks RealMemory=$memory State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=10 State=UP
END
: >"$folder/plugstack.conf"
export SLURM_CONF="$folder/slurm.conf"
slurmctld -D -f "$SLURM_CONF" >"$folder/log/slurmctld.out" 2>&1 &
daemons="$! $daemons"
await "the controller answers" 20 scontrol ping
slurmd -D -f "$SLURM_CONF" -N "$host" >"$folder/log/slurmd.out" 2>&1 &
daemons="$! $daemons"
is_idle() { [ "$(sinfo --noheader --format=%T)" = idle ]; }
await "the node is ready" 30 is_idle
say "Slurm $(sbatch --version | cut -d ' ' -f 2) runs on this machine, with one node of $tasks processors"

export CPUS=1
scripts/slurm/submit.sh "$scenario" "$folder/report" $tasks --paths "$paths" --seed 7 >"$folder/submitted"
array=$(sed -n 's/^array \([0-9]*\) .*/\1/p' "$folder/submitted")
merge=$(sed -n 's/.* then merge \([0-9]*\)$/\1/p' "$folder/submitted")
say "submitted: $(head -n 1 "$folder/submitted")"

logs=$folder/report/logs
is_begun() { grep -q 'begun for the time number 1' "$logs/part-2.log"; }
await "task 2 begins" 30 is_begun
sleep 1
[ ! -e "$folder/report/shards/00002-of-00004.shard" ] || fail "task 2 was done before it could be stopped: more PATHS"
scontrol requeue "${array}_2"
is_stopped() { [ "$(squeue --noheader --array --jobs="${array}_2" --format=%T)" = PENDING ]; }
await "task 2 waits again" 20 is_stopped
[ ! -e "$folder/report/shards/00002-of-00004.shard" ] || fail "a task that was stopped left a part behind"
say "task 2 was stopped while it ran, left nothing behind, and waits to begin again"

is_over() { [ -z "$(squeue --noheader --jobs="$array,$merge" 2>/dev/null)" ]; }
await "array and merge end" 150 is_over
grep -q 'begun for the time number 2' "$logs/part-2.log" || fail "task 2 did not begin again"
[ -s "$folder/report/result.json" ] || { tail -n 5 "$logs"/* >&2; fail "there is no report"; }
say "all $tasks tasks are done, task 2 at its second time, and the merge after them"

"$LOTWISE" compare "$scenario" --paths "$paths" --seed 7 --out "$folder/alone" --quiet
for file in result.json report.html; do
  cluster=$(sha256sum <"$folder/report/$file" | cut -d ' ' -f 1)
  alone=$(sha256sum <"$folder/alone/$file" | cut -d ' ' -f 1)
  [ "$cluster" = "$alone" ] || fail "$file differs from that of one process: $cluster, not $alone"
  say "$file has the same bytes as that of one process: $cluster"
done

scripts/slurm/submit.sh "$scenario" "$folder/report" $tasks --paths "$paths" --seed 7 >"$folder/submitted-again"
array=$(sed -n 's/^array \([0-9]*\) .*/\1/p' "$folder/submitted-again")
merge=$(sed -n 's/.* then merge \([0-9]*\)$/\1/p' "$folder/submitted-again")
await "the same again ends" 40 is_over
[ "$(cat "$logs"/part-*.log | grep -c 'is there already')" = $tasks ] || fail "a part that was there was made again"
say "submitted again, no task had anything to do"
