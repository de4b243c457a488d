'use strict';

/** Set-up cannot go on; the message is the one line for the person. */
class SetupError extends Error {}

/** Runs an entry script: its result is the exit code, a SetupError is one line, anything else keeps its stack. */
async function asCommand(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof SetupError || error?.name === 'BatchError' ? `❌ ${error.message}` : error);
    process.exitCode = error?.exitCode ?? 2;
  }
}

module.exports = { SetupError, asCommand };
