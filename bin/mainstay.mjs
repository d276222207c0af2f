#!/usr/bin/env node
// `npx mainstay <command>`, `npm run mainstay -- <command>`.
import process from 'node:process';
import { install, run } from './bootstrap.mjs';

install();
await run('src/app/cli.ts', process.argv.slice(2));
