import { existsSync } from 'node:fs';
import path from 'node:path';
import { BatchError } from '../batch/settings/errors';
import { EXIT } from '../batch/settings/exit-codes';
import { allureReport } from './allure/allure';
import { check } from './check';
import { CONFIG_FILES, type Invocation } from './shared';
import { doctor } from './doctor/command';
import { inspect } from './inspect';
import { showReport } from './report';
import { signInCommand } from './sign-in';

const COMMANDS: Record<string, (invocation: Invocation) => Promise<number>> = {
  'sign-in': signInCommand,
  check,
  inspect,
  doctor: (invocation) => doctor(invocation),
  report: showReport,
  allure: allureReport,
};

const HELP = `po-batch <command>

  sign-in   opens Edge on the batch's own profile and waits until you are signed in to the portal
            (--from-edge takes the session over from the Edge that you have open)
  check     reads the list and says what would be done, skipped and refused; opens and writes nothing
            (--list other.csv checks another list)
  inspect   opens POs as a batch would and shows what the batch sees of them; downloads nothing
            (--headed shows the window, --json prints everything, --no-open leaves the page closed,
            --save keeps the pages as files that can be given away)
  doctor    looks at what this computer has and allows, and says what would hinder a batch and what to do
            (--json prints the same for support)
  report    opens the page of the last run (--tests: Playwright's HTML report of it)
  allure    makes the Allure report of the last run

The batch itself runs with: npx playwright test --workers=4`;

/** Runs one command; resolves with the exit code. Never throws: an error is one line. */
export async function main(args: string[], say: (line: string) => void = console.log): Promise<number> {
  const [name = '--help', ...rest] = args;
  if (['--help', '-h', 'help'].includes(name)) return help(say);
  const command = COMMANDS[name];
  if (!command) {
    console.error(`❌ po-batch ${name}: there is no such command; po-batch --help lists them.`);
    return EXIT.BAD_INPUT;
  }
  const stopping = new AbortController();
  const onInterrupt = () => stopping.abort();
  process.on('SIGINT', onInterrupt);
  try {
    return await command({ rootDir: projectFolder(process.cwd()), args: rest, say, stop: stopping.signal });
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    console.error(`❌ ${error.message}`);
    return error.exitCode;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

function help(say: (line: string) => void): number {
  say(HELP);
  return EXIT.OK;
}

/** The nearest folder upwards with a Playwright config: people call this from a folder inside their project. */
function projectFolder(from: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (CONFIG_FILES.some((name) => existsSync(path.join(folder, name)))) return folder;
    if (folder === path.dirname(folder)) return from;
  }
}
