#!/bin/bash
# One week of a feed as a Parquet file: week.sh FEED [DAY]
#
# DAY is any day of the week, today by default. Run it daily: what was fetched before is kept in the archive, so articles that
# have left the feed since stay in the week. Needs GNU date.
set -euo pipefail
feed=$1
day=${2:-$(date --utc +%F)}
monday=$(date --utc --date "$day -$(($(date --utc --date "$day" +%u) - 1)) days" +%F)
sunday=$(date --utc --date "$monday +6 days" +%F)

exec newskit build "$(dirname "$0")/corpus.toml" --update \
  --set "source.0.urls=$feed" --set "filter.since=$monday" --set "filter.until=$sunday" \
  --set "output.0.path=$(date --utc --date "$monday" +%G-W%V).parquet" "${@:3}"
