#!/bin/bash
# A sweep as a Slurm job array: part i of n on each task. Submitted from the folder in which spinmotive is installed:
#
#     sbatch --array=1-16 node_modules/spinmotive/slurm/sweep.sh scene.json out            # submit
#     npx spinmotive merge out out/part-*                                                  # when all have ended: the whole in out
#
# What stands after scene and folder goes to `spinmotive run`, e.g. --backend gpu. What stands before the script overrides the lines below, e.g.
# --cpus-per-task=2 --time=4:00:00. A part that is preempted, requeued or out of time goes on by itself where it was; one that was cancelled
# or has failed does when the same command is submitted again.
#SBATCH --job-name=spinmotive
#SBATCH --cpus-per-task=4
#SBATCH --time=24:00:00
#SBATCH --signal=B:USR1@60
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

die() {
  echo "$1" >&2
  exit 2
}

[ $# -ge 2 ] || die 'usage: sbatch --array=1-N sweep.sh SCENE.json DIR [options of spinmotive run]'
scene=$1
dir=$2
shift 2

part=${SLURM_ARRAY_TASK_ID:-}
parts=${SLURM_ARRAY_TASK_COUNT:-}
[ -n "$part" ] && [ -n "$parts" ] || die 'submit with --array=1-N'
if [ "${SLURM_ARRAY_TASK_MIN:-1}" != 1 ] || [ "${SLURM_ARRAY_TASK_MAX:-$parts}" != "$parts" ]; then
  die "expected --array=1-N, all of them: parts that are done take no time"
fi

# Not through npx: Slurm signals the first process only, and npm does not pass it on. SPINMOTIVE names another way, such as "node /home/me/spinmotive/dist/cli.js".
spinmotive=${SPINMOTIVE:-}
if [ -z "$spinmotive" ]; then
  if [ -x node_modules/.bin/spinmotive ]; then spinmotive=node_modules/.bin/spinmotive
  else spinmotive=$(command -v spinmotive) || die "$PWD: no spinmotive here: submit from where it was installed (npm install spinmotive), or export SPINMOTIVE=\"node /path/to/spinmotive/dist/cli.js\""
  fi
fi

# Two tasks on one part would spoil each other's file: it happens when an array is submitted again while the first one runs. Where the file system has no locks, nothing is checked.
out=$dir/part-$part
mkdir -p "$out"
exec 9>>"$out/.lock"
flock --nonblock --conflict-exit-code 75 9 2>/dev/null || [ $? != 75 ] || die "$out: another task is at work on this part; wait for it, or scancel it, and submit again"

resume=()
if [ -e "$out/points.jsonl" ]; then resume=(--resume); fi
lines() { if [ -e "$out/points.jsonl" ]; then wc -l <"$out/points.jsonl"; else echo 1; fi; }
before=$(lines)

stop() { kill -TERM "${!:-none}" 2>/dev/null || true; }
out_of_time=
# A minute or two before the time limit, to this shell alone.
trap 'out_of_time=yes; stop' USR1
# scancel, requeue, preemption: some clusters signal the program too, and a second signal would stop it at once.
trap 'sleep 1; stop' TERM INT

$spinmotive run "$scene" --out "$out" --shard "$part/$parts" --jobs "${SLURM_CPUS_PER_TASK:-1}" ${resume[@]+"${resume[@]}"} "$@" &
program=$!
# A signal ends `wait` early.
while kill -0 "$program" 2>/dev/null; do wait "$program" || true; done
code=0
wait "$program" || code=$?

if [ "$code" = 143 ] && [ -n "$out_of_time" ]; then
  # The requeue signals this task, scontrol included, which is to say how it went.
  trap '' TERM INT
  # One task of an array has the number of the whole as its SLURM_JOB_ID.
  if [ "$(lines)" -le "$before" ]; then
    echo "$out: no point was finished within the time limit: submit again with a longer --time" >&2
  elif scontrol requeue "${SLURM_ARRAY_JOB_ID:-}_$part"; then
    echo "$out: the time limit was near; requeued, and goes on where it was" >&2
  else
    echo "$out: the time limit was near; submit the same command again, and it goes on where it was" >&2
  fi
fi
exit "$code"
