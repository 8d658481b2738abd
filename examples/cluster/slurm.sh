#!/bin/bash
# A job array: each task extracts one shard; the last step puts the parts together.
#
#   PAGES=pages PARTS=parts sbatch --array=0-7 examples/cluster/slurm.sh
#   newskit merge parts/ -o corpus.parquet          # when all tasks are done
#
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=02:00:00
set -euo pipefail

exec newskit extract "$PAGES" \
  --shard "$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN + 1))/$SLURM_ARRAY_TASK_COUNT" \
  --jobs "${SLURM_CPUS_PER_TASK:-1}" --time-limit 60 --max-rejects 5% --quiet \
  -o "$PARTS/"
