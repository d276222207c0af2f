#!/usr/bin/env bash
# date-holidays 3.37.0: the lunar New Year of South Korea is free on the eve, the day and the day after, as Chuseok is.
# The library knows both as feasts of three days: Chuseok begins on its eve, the New Year on the day itself. So the eve,
# on which nobody works, is missing each year, and the third day of the feast is an ordinary working day (in 2026 the New
# Year is 17 February: free are 16 to 18, not 17 to 19; Chuseok is 25 September, and 24 to 26 is right).
#
# What follows for whoever counts working time by it: let a person look at the proposed days before they count.
# Seen: the lines below `expected`. Fails when the library does otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --loglevel=error --ignore-scripts date-holidays@3.37.0 >/dev/null
cat >look.mjs <<'JS'
import Holidays from 'date-holidays';
const korea = new Holidays('KR', { languages: ['en'] });
for (const year of [2025, 2026]) {
  for (const { date, start, end, type, name } of korea.getHolidays(year)) {
    const days = Math.round((end - start) / 86_400_000);
    if (days > 1) console.log(`${name}: from ${date.slice(0, 10)}, ${days} days, ${type}`);
  }
}
JS
expected='Korean New Year: from 2025-01-29, 3 days, public
Korean Thanksgiving: from 2025-10-05, 3 days, public
Korean New Year: from 2026-02-17, 3 days, public
Korean Thanksgiving: from 2026-09-24, 3 days, public'
seen=$(node look.mjs)
printf '%s\n' "$seen"
[ "$seen" = "$expected" ] || { echo 'date-holidays no longer does what this page says' >&2; exit 1; }
