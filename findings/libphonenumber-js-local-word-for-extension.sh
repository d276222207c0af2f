#!/usr/bin/env bash
# libphonenumber-js 1.13.16: an extension that is written with the English word is parted from the number. With the word
# that is usual in Slovakia and Czechia (`kl.`, klapka) not the extension alone is lost: the whole text is no number at
# all, although the part before it is one.
#
# What follows for whoever matches callers by the numbers that a directory holds: part the local word for an extension
# off before the number is read.
# Seen: the lines below `expected`. Fails when the library does otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --loglevel=error --ignore-scripts libphonenumber-js@1.13.16 >/dev/null
cat >look.mjs <<'JS'
import { parsePhoneNumberFromString } from 'libphonenumber-js';
for (const text of ['02/5555-1234', '02/5555-1234 ext. 17', '02/5555-1234 kl. 17']) {
  const number = parsePhoneNumberFromString(text, 'SK');
  console.log(text, '->', number ? `${number.number} ${number.ext ?? ''}`.trim() : 'no number');
}
JS
expected='02/5555-1234 -> +421255551234
02/5555-1234 ext. 17 -> +421255551234 17
02/5555-1234 kl. 17 -> no number'
seen=$(node look.mjs)
printf '%s\n' "$seen"
[ "$seen" = "$expected" ] || { echo 'libphonenumber-js no longer does what this page says' >&2; exit 1; }
