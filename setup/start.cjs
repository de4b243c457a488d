'use strict';
require('./node-version.cjs').requireNode();
const { asCommand } = require('./setup-error.cjs');
const { ensureReady } = require('./ensure-ready.cjs');
const { takeList, listEnvironment } = require('./list-argument.cjs');
const { playwright, runInForeground } = require('./run-program.cjs');

// npm start, and npm run retry-failed with `--last-failed` in front: set-up, then the batch.
asCommand(async () => {
  const { list, rest } = takeList(process.argv.slice(2), {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: process.env,
  });
  await ensureReady();
  return runInForeground(playwright('test', ...rest), { env: listEnvironment(list) });
});
