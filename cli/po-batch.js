#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const path = require('node:path');

// In the repository the TypeScript source runs as it is; the published package has only what was built from it.
const source = path.join(__dirname, 'main.ts');
if (existsSync(source)) require('tsx/cjs');
const { main } = require(existsSync(source) ? source : '../dist/cli/main.js');

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
