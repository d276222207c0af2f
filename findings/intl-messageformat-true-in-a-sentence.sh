#!/usr/bin/env bash
# intl-messageformat 11.2.15: an argument that is `false` is left out of a sentence like one that is null; `true` is put
# in, but `format` then gives an array of parts instead of a text. Joined by whoever makes a text of it, its parts stand
# between commas. Alone in a message `true` comes out as the boolean itself. The same holds for a Date that has no format.
#
# What follows for whoever fills messages: let arguments be words and numbers, by their type.
# Seen: the lines below `expected`. Fails when the library does otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --loglevel=error --ignore-scripts intl-messageformat@11.2.15 >/dev/null
cat >look.mjs <<'JS'
import { IntlMessageFormat } from 'intl-messageformat';
const message = new IntlMessageFormat('Mail is {on} today', 'en');
for (const on of ['off', 0, null, false, true, new Date(0)]) {
  const said = message.format({ on });
  console.log(JSON.stringify(on), Array.isArray(said) ? 'array' : typeof said, `${said.length} ${JSON.stringify(said)}`);
}
console.log('alone', typeof new IntlMessageFormat('{on}', 'en').format({ on: true }));
console.log(`text: ${message.format({ on: true })}`);
JS
expected='"off" string 17 "Mail is off today"
0 string 15 "Mail is 0 today"
null string 14 "Mail is  today"
false string 14 "Mail is  today"
true array 3 ["Mail is ",true," today"]
"1970-01-01T00:00:00.000Z" array 3 ["Mail is ","1970-01-01T00:00:00.000Z"," today"]
alone boolean
text: Mail is ,true, today'
seen=$(node look.mjs)
printf '%s\n' "$seen"
[ "$seen" = "$expected" ] || { echo 'intl-messageformat no longer does what this page says' >&2; exit 1; }
