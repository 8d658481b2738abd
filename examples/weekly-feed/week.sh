#!/bin/bash
# One week of a feed as a Parquet file: week.sh FEED [DAY [OPTION OF FETCH...]]
#
# DAY is any day of the week, today by default. Run it daily: each run keeps what the feed lists now in an archive of its own,
# so articles that have left the feed since stay in the week, and only new pages are worked on. Needs GNU date.
set -euo pipefail
feed=$1
day=${2:-$(date --utc +%F)}
monday=$(date --utc --date "$day -$(($(date --utc --date "$day" +%u) - 1)) days" +%F)
sunday=$(date --utc --date "$monday +6 days" +%F)
cd "$(dirname "$0")"

mkdir -p archive
newskit fetch "$feed" "${@:3}" --quiet --warc "archive/$(date --utc +%Y%m%dT%H%M%S.%N).warc.gz" -o /dev/null

exec newskit build --quiet --set "filter.since=$monday" --set "filter.until=$sunday" \
  --set "output.0.path=$(date --utc --date "$monday" +%G-W%V).parquet"
