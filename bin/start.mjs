#!/usr/bin/env node
// `npm start`: installs what is missing and runs `mainstay up`.
import process from 'node:process';
import { install, run } from './bootstrap.mjs';

install();
await run('src/app/cli.ts', ['up', ...process.argv.slice(2)]);
