#!/bin/bash
# A sweep as a Slurm job array: part i of n on each task.
#
#     sbatch --array=1-16 sweep.sh scene.json out            # submit
#     npx spinmotive merge out out/part-*                    # when all have ended: the whole in out
#
# What stands after scene and folder goes to `spinmotive run`, e.g. --backend gpu. A part that is stopped or preempted goes on where it was
# when the same command is submitted again, or by itself with --requeue.
#SBATCH --job-name=spinmotive
#SBATCH --cpus-per-task=4
#SBATCH --time=24:00:00
#SBATCH --signal=B:TERM@60
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

scene=${1:?usage: sbatch --array=1-N sweep.sh SCENE.json DIR [options of spinmotive run]}
dir=${2:?usage: sbatch --array=1-N sweep.sh SCENE.json DIR [options of spinmotive run]}
shift 2

part=${SLURM_ARRAY_TASK_ID:?submit with --array=1-N}
parts=${SLURM_ARRAY_TASK_COUNT:?submit with --array=1-N}
if [ "${SLURM_ARRAY_TASK_MIN:-1}" != 1 ] || [ "${SLURM_ARRAY_TASK_MAX:-$parts}" != "$parts" ]; then
  echo "expected --array=1-N, all of them" >&2
  exit 2
fi

out=$dir/part-$part
resume=()
if [ -e "$out/points.jsonl" ]; then resume=(--resume); fi

# SPINMOTIVE names another way to start it, such as "node /home/me/spinmotive/dist/cli.js".
exec ${SPINMOTIVE:-npx spinmotive} run "$scene" --out "$out" --shard "$part/$parts" --jobs "${SLURM_CPUS_PER_TASK:-1}" ${resume[@]+"${resume[@]}"} "$@"
