import { BatchError } from '../batch/errors/errors';
import { EXIT } from '../batch/errors/exit-codes';
import { allureReport } from './allure/allure';
import { check } from './check';
import { findProject, type Invocation } from './common';
import { hidePassphrase } from '../batch/session-file/passphrase';
import { exportSession, importSession } from './session-file';
import { doctor } from './doctor/command';
import { init } from './init/command';
import { inspect } from './inspect';
import { merge, results } from './merge';
import { showReport } from './report';
import { signInCommand } from './sign-in';

const COMMANDS: Record<string, (invocation: Invocation) => Promise<number>> = {
  init: (invocation) => init(invocation),
  'sign-in': signInCommand,
  'export-session': exportSession,
  'import-session': importSession,
  check,
  inspect,
  doctor: (invocation) => doctor(invocation),
  merge,
  results,
  report: showReport,
  allure: allureReport,
};

const HELP = `po-batch <command>

  init      makes this folder a batch project: config, settings, list; overwrites nothing
            (--portal https://… or --yes asks nothing, --no-install installs nothing)
  sign-in   opens Edge on the batch's own profile and waits until you are signed in to the portal
            (--from-edge takes the session over from the Edge that you have open)
  export-session <file>
            puts the portal's sign-in into a file, encrypted with SESSION_PASSPHRASE or with what you type
  import-session <file>
            signs the batch's own profile in with such a file, on a computer where nobody can sign in
  check     reads the list and says what would be done, skipped and refused; opens and writes nothing
            (--list other.csv checks another list)
  inspect   opens POs as a batch would and shows what the batch sees of them; downloads nothing
            (--headed shows the window, --json prints everything, --no-open leaves the page closed,
            --save keeps the pages as files that can be given away)
  doctor    looks at what this computer has and allows, and says what would hinder a batch and what to do
            (--json prints the same for support)
  merge     brings what shards came to into one list: po-batch merge <blob reports or folders> --into input.csv
            (--collect <folder> moves the POs' folders into one tree, with --copy it copies them)
  results   brings what runs told the database of STORE_URL into one list: po-batch results --into input.csv
  report    opens the page of the last run (--tests: Playwright's HTML report of it)
  allure    makes the Allure report of the last run, or of all shards whose folders are given: po-batch allure <folders>

All of them take -c <config>, for a batch whose config is neither playwright.config.ts nor po-batch.config.ts.
The batch itself runs with: `;

/** Runs one command; resolves with the exit code. Never throws: an error is one line. */
export async function main(args: string[], say: (line: string) => void = console.log): Promise<number> {
  const [name = '--help', ...rest] = args;
  if (['--help', '-h', 'help'].includes(name)) return help(say);
  // `po-batch constructor` would find what every object has.
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    console.error(`❌ po-batch ${name}: there is no such command; po-batch --help lists them.`);
    return EXIT.BAD_INPUT;
  }
  // Before any process is started that would be given it.
  hidePassphrase(process.env, 'environment');
  const stopping = new AbortController();
  const onInterrupt = () => stopping.abort();
  process.on('SIGINT', onInterrupt);
  try {
    const { config, args: its } = configOption(rest);
    return await command({ ...findProject(process.cwd(), config), args: its, say, stop: stopping.signal });
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    console.error(`❌ ${error.message}`);
    return error.exitCode;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

function help(say: (line: string) => void): number {
  say(HELP + findProject(process.cwd()).commands.start);
  return EXIT.OK;
}

/** Takes `-c <config>` out of the arguments: it is said as Playwright takes it, for every command. */
export function configOption(given: string[]): { config?: string; args: string[] } {
  const at = given.findIndex((arg) => /^(-c|--config)(=|$)/.test(arg));
  if (at < 0) return { args: given };
  const [name, inIt] = given[at]!.split(/=(.*)/s);
  const config = inIt ?? given[at + 1];
  if (!config) throw new BatchError('BAD_OPTION', `po-batch: ${name} must be followed by a Playwright config.`);
  return { config, args: given.toSpliced(at, inIt === undefined ? 2 : 1) };
}
