#!/usr/bin/env bash
# nodemailer 10.6.0: an address whose part before the @ is not ASCII needs a server that offers SMTPUTF8; RFC 6531 (3.2)
# lets no client send it to another. The library asks for SMTPUTF8 where it is offered, and where it is not, sends the
# same address all the same, as raw UTF-8 and without the parameter: whether the mail is refused, lost or goes to another
# mailbox is left to the server, and what it answers is told as the outcome.
#
# What follows for whoever mails such people: ask the server what it offers, and say that it cannot be sent.
# Seen: the lines below `expected`, as a server heard them. Fails when nodemailer does otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund --loglevel=error --ignore-scripts nodemailer@10.6.0 >/dev/null
cat >look.mjs <<'JS'
import { once } from 'node:events';
import net from 'node:net';
import nodemailer from 'nodemailer';

/** Takes every mail, and gives the envelope as it was said. */
async function heard(offers, to) {
  const said = [];
  const server = net.createServer((socket) => {
    let text = '';
    let body = false;
    const answer = (line) => {
      if (line.startsWith('EHLO')) return offers ? '250-here\r\n250 SMTPUTF8' : '250 here';
      if (line === 'DATA') body = true;
      else if (line !== 'QUIT') said.push(line);
      return body ? '354 go on' : '250 fine';
    };
    socket.write('220 here\r\n');
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8');
      for (let end; (end = text.indexOf(body ? '\r\n.\r\n' : '\r\n')) >= 0; ) {
        const line = text.slice(0, end);
        text = text.slice(end + (body ? 5 : 2));
        if (body) {
          body = false;
          socket.write('250 taken\r\n');
        } else socket.write(`${answer(line)}\r\n`);
      }
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: server.address().port, ignoreTLS: true });
  await transport.sendMail({ from: 'desk@example.org', to, subject: 'x', text: 'x' });
  transport.close();
  server.close();
  return said.join(' | ');
}
for (const offers of [true, false]) {
  console.log(offers ? 'offered' : 'not offered', await heard(offers, 'ján@example.org'));
}
JS
expected='offered MAIL FROM:<desk@example.org> SMTPUTF8 | RCPT TO:<ján@example.org>
not offered MAIL FROM:<desk@example.org> | RCPT TO:<ján@example.org>'
seen=$(node look.mjs)
printf '%s\n' "$seen"
[ "$seen" = "$expected" ] || { echo 'nodemailer no longer does what this page says' >&2; exit 1; }
