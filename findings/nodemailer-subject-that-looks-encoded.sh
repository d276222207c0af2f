#!/usr/bin/env bash
# nodemailer 10.6.0: a subject of ASCII letters alone is sent as it stands, also where it holds what RFC 2047 calls an
# encoded word. A mail program decodes that, so that the reader sees another subject than the one that was written
# ("fake subject" for "=?utf-8?q?fake?= subject"). As soon as one letter is outside of ASCII, the whole is encoded, the
# look-alike too, and it reads as written.
#
# What follows for whoever sends titles that people typed: encode such a subject before it is handed over.
# Seen: the two lines below `expected`. Fails when nodemailer does otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --loglevel=error --ignore-scripts nodemailer@10.6.0 >/dev/null
cat >look.mjs <<'JS'
import nodemailer from 'nodemailer';
const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
for (const subject of ['=?utf-8?q?fake?= subject', 'č =?utf-8?q?fake?= x']) {
  const sent = await transport.sendMail({ from: 'a@example.org', to: 'b@example.org', subject, text: 'x' });
  console.log(/^Subject: .*$/m.exec(sent.message.toString())[0].trimEnd());
}
JS
expected='Subject: =?utf-8?q?fake?= subject
Subject: =?UTF-8?Q?=C4=8D_=3D=3Futf-8=3Fq=3Ffake=3F=3D_x?='
seen=$(node look.mjs)
printf '%s\n' "$seen"
[ "$seen" = "$expected" ] || { echo 'nodemailer no longer does what this page says' >&2; exit 1; }
