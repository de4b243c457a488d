import path from 'node:path';
import { parseArgs } from 'node:util';
import { locateProfile, type System } from '../batch/profile';
import { sessionSource } from '../batch/session-file/session-source';
import type { Commands } from '../batch/protocol';
import { BatchError } from '../batch/errors/errors';
import { EXIT } from '../batch/errors/exit-codes';
import { selectOrders, type SelectionReport } from '../batch/list';
import type { Settings } from '../batch/settings/settings';
import { takeList } from '../batch/workbook';
import { withoutUser } from '../batch/text/short-text';
import { refuseWithoutPortal, type LoadedSettings } from '../plugin/settings/load-settings';
import { shownDelimiter, workbookLines } from '../reporters/text';
import { badOption, projectSettings, thisSystem, batchPaths, type Invocation } from './common';

/** How many POs are named per line; a list of thousands must not push the totals off the screen. */
const NAMED = 12;

/** `po-batch check`: what a run would do with the list. Opens nothing, writes nothing. */
export async function check({ rootDir: invoked, config, commands, args, say }: Invocation): Promise<number> {
  const given = listOption(args);
  if (given) process.env['INPUT_CSV'] = path.resolve(given);
  const { rootDir, ...loaded } = await projectSettings(invoked, config);
  const { settings, envFile, sample } = loaded;
  const system = thisSystem();
  const paths = batchPaths(rootDir, loaded, system);

  say('🔎 Check: nothing is opened and nothing is written.');
  say(
    `   Portal: ${sample ? 'the sample portal' : withoutUser(settings.baseUrl ?? 'not set')}${envFile ? ` (settings from ${envFile})` : ''}`,
  );
  say(`   Downloads: ${paths.downloads}`);
  say(`📄 List: ${paths.list}`);
  const { input, workbook } = takeList(paths.list);
  say(`🧭 CSV (sep='${shownDelimiter(input.delimiter)}', encoding='${input.encoding}')`);
  if (workbook) for (const { text } of workbookLines({ path: input.path, workbook })) say(text);
  const { poName } = input.columns;
  if (poName !== undefined) say(`🔎 No column PO_NUMBER: "${poName}" is taken for it`);
  const { report, orders } = selectOrders(input, selectionLimits(settings));
  for (const line of reportLines(
    report,
    orders.map(({ po }) => po),
  ))
    say(line);
  if (sample) {
    say(
      '   This is the sample batch. For your own: the list at data/input.csv, BASE_URL=https://<company>.coupahost.com in .env.',
    );
  }

  const hindrance = whatWouldStopIt(rootDir, loaded, system);
  say(
    hindrance
      ? `⚠️ The run would stop: ${hindrance.message}`
      : orders.length > 0
        ? `   Next: ${startOf(commands, process.env['INPUT_CSV'] ? path.relative(rootDir, paths.list) : undefined)}`
        : '   There is nothing to do.',
  );
  return hindrance?.code === 'NO_BASE_URL' ? EXIT.BAD_INPUT : EXIT.OK;
}

/** Of a list that was named for this check, the run must be told too. `list` counts from the project's folder. */
export function startOf({ start }: Pick<Commands, 'start'>, list: string | undefined): string {
  if (list === undefined) return start;
  if (start !== 'npm start') return `put INPUT_CSV=${list} into .env, then ${start}`;
  return `${start} -- --list ${/\s/.test(list) ? `"${list}"` : list}`;
}

/** Any seed will do for a sample: a check shows how many, the run draws which. */
const selectionLimits = ({ processMaxPos, randomSamplePos }: Settings) => ({
  max: processMaxPos,
  sample: { size: randomSamplePos, seed: 1 },
});

function reportLines(report: SelectionReport, pos: string[]): string[] {
  return [
    `📊 Read ${report.entries} PO entries`,
    `📊 ${pos.length} POs ready for processing${named(pos)}`,
    ...(report.skipped.length
      ? [`⏭️ ${report.skipped.length} skipped (already completed)${named(report.skipped)}`]
      : []),
    ...report.invalid.map(
      ({ po, line, hint }) => `❌ Invalid PO format: ${po} (line ${line})${hint ? `: ${hint}` : ''}`,
    ),
    ...report.leftOut.map(({ line, reason }) => `⚠️ Line ${line} is left out: ${reason}`),
    ...(report.hierarchyColumns.length ? [`🗂️ Folders by: ${report.hierarchyColumns.join(' / ')}`] : []),
  ];
}

function named(pos: string[]): string {
  if (pos.length === 0) return '';
  const more = pos.length - NAMED;
  return `: ${pos.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What stands in the way of the run apart from the list. */
function whatWouldStopIt(rootDir: string, loaded: LoadedSettings, system: System): BatchError | undefined {
  if (loaded.sample) return undefined;
  try {
    refuseWithoutPortal(loaded);
    sessionSource(rootDir, loaded.settings, system);
    locateProfile({ ...system, rootDir, settings: loaded.settings });
    return undefined;
  } catch (error) {
    if (error instanceof BatchError) return error;
    throw error;
  }
}

function listOption(args: string[]): string | undefined {
  try {
    return parseArgs({ args, options: { list: { type: 'string' } } }).values.list;
  } catch (error) {
    throw badOption('check', error);
  }
}
