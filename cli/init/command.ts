import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { provenAddresses, readInputFile } from '../../batch/list';
import { defaultDownloadFolder } from '../../batch/profile';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';
import { loadSettings } from '../../plugin/settings/load-settings';
import { badOption, configsIn, installedBrowser, thisSystem, type Invocation } from '../common';
import { nextCommand, PACKAGES, planInit, type FolderFacts } from './plan-init';

/**
 * `po-batch init`: makes the folder a batch project. Overwrites nothing; asks for the portal where nothing tells it and
 * a person is there to answer. In the folder where it is typed, not in a project above it.
 */
export async function init({ args, say }: Invocation, folder = process.cwd()): Promise<number> {
  const options = optionsOf(args);
  const system = thisSystem();
  say(`📁 ${folder}`);
  const installed = isInstalled(folder) || (options.install && install(folder, say));
  // After the installation, which makes package.json where there is none.
  const facts = factsOf(folder);
  const portal = options.portal ?? facts.portal ?? (facts.env ? undefined : await askForPortal(options.yes));
  const { write, kept, config } = planInit({ ...facts, downloads: defaultDownloadFolder(system), portal });
  for (const { file, text, what } of write) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    // `wx`: whatever appeared since it was looked for is not ours.
    writeFileSync(target, text, { flag: file === 'package.json' ? 'w' : 'wx' });
    say(`   ✅ ${file.padEnd(22)} ${what}`);
  }
  for (const file of kept) say(`   ⏭️ ${file.padEnd(22)} is there and stays as it is`);
  const [command, note] = nextCommand({
    installed,
    browser: hasBrowser(),
    portal: portal !== undefined,
    sample: isSample(folder),
    config,
  });
  say('');
  say(`Next:     ${command}   (${note})`);
  return EXIT.OK;
}

function optionsOf(args: string[]): { portal?: string; yes: boolean; install: boolean } {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({ args, options: { portal: text, yes: flag, 'no-install': flag } });
    const { portal } = values;
    const address = portal === undefined ? undefined : portalAddress(portal);
    if (portal !== undefined && address === undefined)
      throw new Error(`--portal ${portal} is no web address; https://<company>.coupahost.com is one`);
    return { ...(address && { portal: address }), yes: values.yes, install: !values['no-install'] };
  } catch (error) {
    throw badOption('init', error);
  }
}

/** What a person may have copied from the browser's address bar, as BASE_URL takes it. */
export function portalAddress(typed: string): string | undefined {
  const whole = /^https?:\/\//i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  return url && /^(localhost|.+\..+)$/.test(url.hostname) ? url.origin : undefined;
}

function factsOf(folder: string): Omit<FolderFacts, 'downloads'> {
  const read = (file: string) => {
    const full = path.join(folder, file);
    return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
  };
  const { found, own } = configsIn(folder);
  const list = ['data/input.csv', 'data/input.xlsx'].find((file) => existsSync(path.join(folder, file)));
  const packageJson = read('package.json');
  const portal = knownPortal(folder, list);
  return {
    ...(found && { config: found }),
    ...(own !== undefined && { ownConfig: own }),
    env: existsSync(path.join(folder, '.env')),
    gitignore: existsSync(path.join(folder, '.gitignore')),
    ...(list && { list }),
    ...(packageJson !== undefined && { packageJson }),
    ...(portal && { portal }),
  };
}

/** The environment and `.env` know it, and so does a list that came from another project: its rows have addresses. */
function knownPortal(folder: string, list: string | undefined): string | undefined {
  try {
    const { baseUrl } = loadSettings(folder).settings;
    if (baseUrl || !list?.endsWith('.csv')) return baseUrl;
    const [address] = provenAddresses(readInputFile(path.join(folder, list))).filter(Boolean);
    return address && portalAddress(address);
  } catch (error) {
    // An `.env` or a list with a mistake in it stays; the run says what is wrong with it.
    if (error instanceof BatchError) return undefined;
    throw error;
  }
}

/** After everything was written. Settings with a mistake are no sample: `check` says what is wrong. */
function isSample(folder: string): boolean {
  try {
    return loadSettings(folder).sample;
  } catch (error) {
    if (error instanceof BatchError) return false;
    throw error;
  }
}

async function askForPortal(yes: boolean): Promise<string | undefined> {
  if (yes || process.env['CI'] || !process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    for (;;) {
      const typed = await asking.question('🌐 Address of your Coupa portal (Enter: later, the sample first): ');
      if (typed.trim() === '') return undefined;
      const address = portalAddress(typed);
      if (address) return address;
      console.log('   That is no web address; https://<company>.coupahost.com is one.');
    }
  } finally {
    asking.close();
  }
}

function isInstalled(folder: string): boolean {
  const from = createRequire(path.join(folder, 'package.json'));
  return PACKAGES.every((name) => {
    try {
      return Boolean(from.resolve(`${name}/package.json`));
    } catch {
      return false;
    }
  });
}

/** By npm, as a person would: npm makes package.json where there is none. False when it did not work. */
function install(folder: string, say: (line: string) => void): boolean {
  const { version } = createRequire(__filename)(ownPackage()) as { version: string };
  const packages = [PACKAGES[0]!, `${PACKAGES[1]}@^${version}`];
  say(`📦 npm install --save-dev ${packages.join(' ')} …`);
  const npm = ['install', '--save-dev', '--no-audit', '--no-fund', ...packages];
  const script = process.env['npm_execpath'];
  // By Node where npm said where it is: on Windows npm is a .cmd, which needs a shell.
  const byNode = script !== undefined && /npm-cli\.js$/.test(script);
  const { status, stderr } = byNode
    ? spawnSync(process.execPath, [script, ...npm], { cwd: folder, encoding: 'utf8' })
    : spawnSync('npm', npm, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status === 0) return true;
  const why = /npm (?:error|ERR!) (?!code)(.+)/.exec(stderr ?? '')?.[1] ?? 'npm could not be started';
  say(`   ⚠️ did not work (${why.slice(0, 160)})`);
  return false;
}

/** Beside the sources here, above `dist/` in a published package. */
const ownPackage = () =>
  [path.join(__dirname, '..', '..', 'package.json'), path.join(__dirname, '..', '..', '..', 'package.json')].find(
    (file) => existsSync(file),
  )!;

function hasBrowser(): boolean {
  try {
    return Boolean(installedBrowser(thisSystem()));
  } catch {
    return false;
  }
}
