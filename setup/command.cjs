'use strict';
require('./node-version.cjs').requireNode();
const { asCommand } = require('./setup-error.cjs');
const { ensureReady } = require('./ensure-ready.cjs');
const { takeList, listEnvironment } = require('./list-argument.cjs');
const { node, runInForeground } = require('./run-program.cjs');

// npm run check, report, allure: set-up without a browser, then that command of po-batch.
asCommand(async () => {
  const { list, rest } = takeList(process.argv.slice(2), { cwd: process.env.INIT_CWD ?? process.cwd(), env: process.env });
  await ensureReady({ browser: false });
  return runInForeground(node('cli/po-batch.js', ...rest), { env: listEnvironment(list) });
});
