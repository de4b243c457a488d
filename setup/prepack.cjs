'use strict';
require('./node-version.cjs').requireNode();
const fs = require('node:fs');
const path = require('node:path');
const { SetupError, asCommand } = require('./setup-error.cjs');
const { root, runInForeground } = require('./run-program.cjs');

/** The compiler that package-lock.json names; npm itself would only say that a shell has not found `tsc`. */
function compilerOf(folder = root) {
  const tsc = path.join(folder, 'node_modules', 'typescript', 'lib', 'tsc.js');
  if (fs.existsSync(tsc)) return tsc;
  throw new SetupError(
    `Nothing is installed in ${folder} that could build the package: run npm ci, then npm pack again.`,
  );
}

// npm pack and npm publish: builds dist/ anew, so that nothing of an earlier build gets into the package.
if (require.main === module)
  asCommand(() => {
    const tsc = compilerOf();
    fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
    return runInForeground([process.execPath, [tsc, '-p', 'tsconfig.build.json']]);
  });

module.exports = { compilerOf };
