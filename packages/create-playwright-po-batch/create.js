#!/usr/bin/env node
'use strict';
const path = require('node:path');

// npm init playwright-po-batch: `po-batch init`, with the arguments that follow.
process.argv.splice(2, 0, 'init');
require(path.join(path.dirname(require.resolve('playwright-po-batch/package.json')), 'cli', 'po-batch.js'));
