'use strict';
require('./node-version.cjs').requireNode();
const { asCommand } = require('./setup-error.cjs');
const { ensureReady } = require('./ensure-ready.cjs');
const { playwright, runInForeground } = require('./run-program.cjs');

// npm run trials: the trials of tests/trials at their full length, one after the other. Takes the better part of an
// hour.
asCommand(async () => {
  await ensureReady();
  return runInForeground(playwright('test', '-c', 'tests', 'tests/trials/', '--workers=1', ...process.argv.slice(2)), {
    env: { TRIALS: 'full' },
  });
});
