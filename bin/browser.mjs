// The browser that the tests drive: found, or installed.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { root } from './bootstrap.mjs';

/**
 * The path of a Chromium that starts: CHROMIUM_PATH, the machine's own, one that Playwright brought before; else the
 * distribution's where we are root and there is apt-get, else Playwright's.
 * @returns {Promise<{ path: string } | { problem: string }>}
 */
export async function findBrowser(say) {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) return starts(chosen) ? { path: chosen } : { problem: `CHROMIUM_PATH (${chosen}) does not start.` };
  const { chromium } = await import('playwright-core');
  const find = () => [...installed(), chromium.executablePath()].find(starts);
  const found = find();
  if (found) return { path: found };
  for (const [does, command, args] of ways()) {
    say(`Installing Chromium for the browser tests (${does}) …`);
    const result = spawnSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const path = find();
    if (path) return { path };
    const said = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`.trim();
    if (said) say(said.split('\n').slice(-5).join('\n'));
  }
  return { problem: 'No Chromium was found and none could be installed: install one, or set CHROMIUM_PATH to it.' };
}

function installed() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), mac];
}

function ways() {
  const apt = 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core';
  const playwright = join(root, 'node_modules', 'playwright-core', 'cli.js');
  const all = [['by Playwright', process.execPath, [playwright, 'install', 'chromium']]];
  const isRoot = process.getuid?.() === 0;
  if (isRoot && starts('/usr/bin/apt-get')) all.unshift(['by apt-get', '/bin/sh', ['-c', apt]]);
  return all;
}

/** Present is not enough: a package may be a mere pointer to another packager, or lack its libraries. */
function starts(path) {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return false;
  }
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
