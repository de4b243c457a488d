'use strict';
require('./node-version.cjs').requireNode();
const { asCommand } = require('./setup-error.cjs');
const { ensureReady } = require('./ensure-ready.cjs');
const { takeList, listEnvironment } = require('./list-argument.cjs');
const { node, runInForeground } = require('./run-program.cjs');

// npm run sign-in, inspect, check, doctor, report, allure: set-up, with a browser only where one is opened, then that
// command of po-batch.
asCommand(async () => {
  const { list, rest } = takeList(process.argv.slice(2), {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: process.env,
  });
  await ensureReady({ browser: rest.includes('sign-in') || rest.includes('inspect') });
  return runInForeground(node('cli/po-batch.js', ...rest), { env: listEnvironment(list) });
});
