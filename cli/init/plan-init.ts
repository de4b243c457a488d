import { commandsOf } from '../../batch/protocol';
import { batchConfig, isBatchConfig, OWN_CONFIG, type ConfigFile } from '../common';
import { CONFIG, envText, GITIGNORE, LIST, scripts, type FoundOut } from './templates';

/** What is in the folder before. */
export interface FolderFacts extends FoundOut {
  /** The Playwright config that is there, with its text. */
  config?: ConfigFile;
  /** Name of the config that an earlier init wrote beside another one. */
  ownConfig?: string;
  env: boolean;
  gitignore: boolean;
  /** The list that is there; absent when there is none. */
  list?: string;
  /** Text of package.json. */
  packageJson?: string;
}

/** What init does. Nothing that is there is in `write`, but package.json, which only gets more scripts. */
export interface InitPlan {
  write: { file: string; text: string; what: string }[];
  /** What is there already and stays, with a word about it. */
  kept: string[];
  /** The config of the batch. */
  config: string;
}

export function planInit(facts: FolderFacts): InitPlan {
  const { config: theirs, ownConfig: own } = facts;
  const there =
    own !== undefined || (theirs && isBatchConfig(theirs))
      ? batchConfig({ ...(theirs && { found: theirs }), ...(own !== undefined && { own }) })
      : undefined;
  // A project that has tests of its own keeps its config: the batch gets one beside it.
  const config = there ?? (theirs ? OWN_CONFIG : 'playwright.config.ts');
  const plan: InitPlan = { write: [], kept: [], config };
  const put = (isThere: boolean, file: string, text: string, what: string) =>
    isThere ? plan.kept.push(file) : plan.write.push({ file, text, what });
  put(there !== undefined, config, CONFIG, 'the batch as a Playwright project');
  put(facts.env, '.env', envText(facts), 'settings');
  put(facts.list !== undefined, facts.list ?? 'data/input.csv', LIST, 'the list: one PO in a line');
  put(facts.gitignore, '.gitignore', GITIGNORE, 'what stays out of a repository');
  addScripts(plan, facts.packageJson);
  return plan;
}

function addScripts(plan: InitPlan, packageJson: string | undefined): void {
  if (packageJson === undefined) return;
  const text = withScripts(packageJson, scripts(plan.config));
  if (text === undefined) plan.kept.push('package.json (it is no JSON: add scripts yourself)');
  else if (text === packageJson) plan.kept.push('package.json');
  else plan.write.push({ file: 'package.json', text, what: 'more scripts: npm run batch, …' });
}

/** The text with the scripts that it lacks, in its own indentation; undefined when it cannot be read. */
export function withScripts(text: string, wanted: Record<string, string>): string | undefined {
  let parsed: { scripts?: Record<string, string> };
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const missing = Object.entries(wanted).filter(([name]) => parsed.scripts?.[name] === undefined);
  if (missing.length === 0) return text;
  const indentation = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? 2;
  const end = /\r?\n$/.exec(text)?.[0] ?? '';
  parsed.scripts = { ...parsed.scripts, ...Object.fromEntries(missing) };
  return JSON.stringify(parsed, undefined, indentation) + end;
}

/** The one next command, and why. */
export function nextCommand(state: {
  installed: boolean;
  browser: boolean;
  portal: boolean;
  /** Whether the sample runs: no list of their own is filled. */
  sample: boolean;
  config: string;
}): [command: string, note: string] {
  const config = /^playwright\.config\./.test(state.config) ? undefined : state.config;
  const run = commandsOf({ scripts: false, config }).start;
  if (!state.installed) return [INSTALL, 'then npx po-batch init once more'];
  if (!state.browser) return ['npx playwright install chromium', `or install Microsoft Edge; then ${run}`];
  if (state.portal) return ['npx po-batch sign-in', `once; then put your POs into the list and ${run}`];
  if (!state.sample)
    return ['npx po-batch check', `first put ${PORTAL_LINE} into .env: the list is yours, not the sample`];
  return [run, 'the sample batch; for your own put BASE_URL into .env and your POs into the list'];
}

export const PACKAGES = ['@playwright/test', 'playwright-po-batch'];
const PORTAL_LINE = 'BASE_URL=https://<company>.coupahost.com';
const INSTALL = `npm install --save-dev ${PACKAGES.join(' ')}`;
