import { parseArgs } from 'node:util';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';
import type { LoadedSettings } from '../../plugin/settings/load-settings';
import { badOption, projectSettings, type Invocation } from '../common';
import {
  checkBrowser,
  checkCookies,
  checkCopies,
  checkFolders,
  checkLimits,
  checkList,
  checkPolicies,
  checkPortal,
  checkProfile,
  checkSignIn,
  checkStore,
  checkVersions,
  ourPackage,
} from './checks';
import {
  contextOf,
  fault,
  ok,
  warning,
  worst,
  thisMachineView,
  type Check,
  type Finding,
  type MachineView,
} from './model';
import { reportLines, supportJson } from './report';

/** In the order in which they are shown: what a run needs first comes first. */
const CHECKS: readonly Check[] = [
  checkVersions,
  checkBrowser,
  checkPolicies,
  checkProfile,
  checkCookies,
  checkSignIn,
  checkCopies,
  checkPortal,
  checkStore,
  checkList,
  checkFolders,
  checkLimits,
];

/**
 * `po-batch doctor`: what on this computer would hinder a batch, and what to do about it. Exit 1 when something would.
 */
export async function doctor({ rootDir, config, args, say }: Invocation, machine = thisMachineView()): Promise<number> {
  const json = asksForJson(args);
  if (!json) say('🩺 Doctor: no browser window is opened, and nothing is changed.\n');
  const findings = await examine(machine, rootDir, config);
  if (json) say(supportJson(findings, { ...machine, version: ourPackage().version }));
  else for (const line of reportLines(findings, process.stdout.columns)) say(line);
  return worst(findings) === 'fault' ? EXIT.POS_FAILED : EXIT.OK;
}

export async function examine(machine: MachineView, rootDir: string, config?: string): Promise<Finding[]> {
  const { project, finding } = await settingsOf(rootDir, config);
  const context = contextOf(machine, project?.rootDir ?? rootDir, project);
  const findings = await Promise.all(CHECKS.map((check) => check(context).catch(unexpected)));
  return [finding, ...findings.flat()];
}

/** On a computer that nobody thought of, one check that fails must not hide what the others found. */
const unexpected = (error: Error): Finding[] => [
  warning(
    'Doctor',
    `One of its checks failed: ${error.message}`,
    'Report it, with the output of: npx po-batch doctor --json',
  ),
];

/** Settings that are wrong are a finding too: the rest can be checked all the same. */
async function settingsOf(
  rootDir: string,
  config: string | undefined,
): Promise<{ project?: LoadedSettings & { rootDir: string }; finding: Finding }> {
  try {
    const project = await projectSettings(rootDir, config);
    return {
      project,
      finding: ok(
        'Settings',
        project.envFile
          ? `From ${project.envFile}`
          : `There is no .env in ${project.rootDir}: from the environment and the configuration alone.`,
      ),
    };
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    return {
      finding: fault(
        'Settings',
        error.message,
        'Correct it; what depends on the settings is not looked at until then.' +
          ' All of them: docs/settings.md of playwright-po-batch',
      ),
    };
  }
}

function asksForJson(args: string[]): boolean {
  try {
    return parseArgs({ args, options: { json: { type: 'boolean', default: false } } }).values.json;
  } catch (error) {
    throw badOption('doctor', error);
  }
}
