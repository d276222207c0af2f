#!/usr/bin/env node
// `npm test [-- --long] [-- FILTER …]`: installs what is missing, then runs every check and test.
import process from 'node:process';
import { install, run } from './bootstrap.mjs';

install();
await run('bin/checks.mjs', process.argv.slice(2));
