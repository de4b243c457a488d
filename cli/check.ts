import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDownloadFolder } from '../batch/edge-places';
import { BatchError } from '../batch/errors';
import { EXIT } from '../batch/exit-codes';
import { readInputFile } from '../batch/input-file';
import { locateProfile } from '../batch/profile-source';
import { selectOrders, type SelectionReport } from '../batch/selection';
import type { Settings } from '../batch/settings';
import { loadSettings } from './load-settings';
import { startCommand, thisSystem } from './machine';
import type { Invocation } from './main';

/** How many POs are named per line; a list of thousands must not push the totals off the screen. */
const NAMED = 12;

/** `po-batch check`: what a run would do with the list. Opens nothing, writes nothing. */
export async function check({ rootDir, args, say }: Invocation): Promise<number> {
  const given = listOption(args);
  if (given) process.env['INPUT_CSV'] = path.resolve(given);
  const { settings, envFile, sample } = loadSettings(rootDir);
  const list = path.resolve(rootDir, settings.inputCsv ?? (sample ? SAMPLE_LIST : path.join('data', 'input.csv')));
  if (sample && !existsSync(list)) {
    say(`🔎 There is no list of your own yet: ${startCommand(rootDir)} runs the sample batch.`);
    say('   For your own: put the list at data/input.csv and BASE_URL=https://<company>.coupahost.com into .env.');
    return EXIT.OK;
  }

  say('🔎 Check: nothing is opened and nothing is written.');
  say(`   Portal: ${sample ? 'the sample portal' : (settings.baseUrl ?? 'not set')}${envFile ? ` (settings from ${envFile})` : ''}`);
  say(`   Downloads: ${settings.downloadFolder ?? (sample ? path.join(rootDir, 'data', 'sample') : defaultDownloadFolder({ platform: process.platform, homedir: os.homedir() }))}`);
  say(`📄 List: ${list}`);
  const input = readInputFile(list);
  say(`🧭 CSV (sep='${input.delimiter}', encoding='${input.encoding}')`);
  const { report, orders } = selectOrders(input, selectionLimits(settings));
  for (const line of reportLines(report, orders.map(({ po }) => po))) say(line);

  const hindrance = sample ? undefined : whatWouldStopIt(settings);
  say(hindrance ? `⚠️ The run would stop: ${hindrance}` : orders.length > 0 ? `   Next: ${startCommand(rootDir)}` : '   There is nothing to do.');
  return hindrance && !settings.baseUrl ? EXIT.BAD_INPUT : EXIT.OK;
}

const SAMPLE_LIST = path.join('data', 'sample', 'input.csv');

function selectionLimits(settings: Settings) {
  return {
    ...(settings.processMaxPos > 0 && { max: settings.processMaxPos }),
    // Any seed will do: a check shows how many, the run draws which.
    ...(settings.randomSamplePos > 0 && { sample: { size: settings.randomSamplePos, seed: 1 } }),
  };
}

function reportLines(report: SelectionReport, pos: string[]): string[] {
  return [
    `📊 Read ${report.entries} PO entries`,
    `📊 ${pos.length} POs ready for processing${named(pos)}`,
    ...(report.skipped.length ? [`⏭️ ${report.skipped.length} skipped (already completed)${named(report.skipped)}`] : []),
    ...report.invalid.map(({ po, line, hint }) => `❌ Invalid PO format: ${po} (line ${line})${hint ? `: ${hint}` : ''}`),
    ...report.leftOut.map(({ line, reason }) => `⚠️ Line ${line} is left out: ${reason}`),
    ...(report.hierarchyColumns.length ? [`🗂️ Folders by: ${report.hierarchyColumns.join(' / ')}`] : []),
  ];
}

function named(pos: string[]): string {
  if (pos.length === 0) return '';
  const more = pos.length - NAMED;
  return `: ${pos.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What stands in the way of the run apart from the list, in one line. */
function whatWouldStopIt(settings: Settings): string | undefined {
  if (!settings.baseUrl) return 'BASE_URL is not set: put BASE_URL=https://<company>.coupahost.com in .env.';
  try {
    locateProfile({ ...thisSystem(), settings });
    return undefined;
  } catch (error) {
    if (error instanceof BatchError) return error.message;
    throw error;
  }
}

function listOption(args: string[]): string | undefined {
  try {
    return parseArgs({ args, options: { list: { type: 'string' } } }).values.list;
  } catch (error) {
    throw new BatchError('BAD_OPTION', `po-batch check: ${(error as Error).message.split('\n')[0]}`);
  }
}
