import type { OutcomeRecord, Status } from '../../batch/outcome';
import type { RunPlan } from '../../batch/protocol';
import { withoutUser } from '../../batch/text/short-text';
import { hoursMinutes, localMinute } from './clock-text';
import { oneLine } from './plain-text';

/** One line of console and log. The tone is the console's colour; the log has the text only. */
export interface Line {
  text: string;
  tone?: 'good' | 'warning' | 'bad' | 'quiet';
}

/** The sign that stands before a PO on the console, fixed by the tool that people know. */
export const STATUS_EMOJI: Record<Status, string> = {
  COMPLETED: '✅',
  NO_ATTACHMENTS: '📭',
  PARTIAL: '⚠️',
  FAILED: '❌',
  PO_NOT_FOUND: '🚫',
  PR_NOT_ACCESSIBLE: '🚫',
  TIMEOUT: '❌',
};

/** What a person must check: everything but COMPLETED and NO_ATTACHMENTS. */
export const needsPerson = (status: Status) => status !== 'COMPLETED' && status !== 'NO_ATTACHMENTS';

/** What is said before the first PO. `total` is what this run takes, which `-g` or `--last-failed` may narrow. */
export function headLines(plan: RunPlan, total: number, workers: number, brief = false): Line[] {
  const { selection, input } = plan;
  return [
    {
      text: `🧾 Portal ${portalOf(plan)} · list ${input.path} · downloads ${plan.downloadRoot} · settings ${settingsOf(plan)}`,
    },
    { text: oneLine(plan.browser.line) },
    { text: `📄 Processing input file: ${input.path} (CSV)` },
    ...workbookLines(input),
    { text: `🧭 Detected CSV (sep='${shownDelimiter(input.delimiter)}', encoding='${input.encoding}')` },
    ...poColumnLines(input.poName),
    { text: `📊 Read ${selection.entries} PO entries from input file` },
    ...selectionLines(selection, brief),
    ...firstRunLines(plan, total),
    ...(total > 0 ? startLines(plan, total, workers) : [nothingToDoLine(plan)]),
  ];
}

/** More lines of one kind than a person reads on a screen. */
const MANY_ROWS = 20;

/** Rows that are not done. `brief`: of many only their number, for the console; the log has them all. */
function selectionLines({ skipped, invalid, leftOut }: RunPlan['selection'], brief: boolean): Line[] {
  const few = <T>(rows: readonly T[], many: (count: number) => Line, one: (row: T) => Line): Line[] =>
    brief && rows.length > MANY_ROWS ? [many(rows.length)] : rows.map(one);
  const inLog = 'batch.log names them';
  return [
    ...few(
      skipped,
      (count) => ({ text: `⏭️ Skipping ${count} POs (already completed): ${inLog}`, tone: 'quiet' }),
      (po) => ({ text: `⏭️ Skipping ${oneLine(po)} (already completed)`, tone: 'quiet' }),
    ),
    ...few(
      invalid,
      (count) => ({ text: `❌ Invalid PO format in ${count} rows: ${inLog}`, tone: 'bad' }),
      ({ po, hint }) => ({
        text: `❌ Invalid PO format: ${oneLine(po)}${hint ? ` – ${oneLine(hint)}` : ''}`,
        tone: 'bad',
      }),
    ),
    ...few(
      leftOut,
      (count) => ({ text: `⚠️ ${count} lines of the list are left out: ${inLog}`, tone: 'warning' }),
      ({ line, reason }) => ({ text: `⚠️ Line ${line} of the list is left out: ${oneLine(reason)}`, tone: 'warning' }),
    ),
  ];
}

/** As it is typed: a tab would not be seen. */
export const shownDelimiter = (delimiter: string) => (delimiter === '\t' ? '\\t' : delimiter);

/** Which column was taken for the PO, where none is called PO_NUMBER. */
const poColumnLines = (name: string | undefined): Line[] =>
  name === undefined ? [] : [{ text: `🔎 No column PO_NUMBER: "${oneLine(name)}" is taken for it` }];

/** Where the list came from, when that was a workbook. */
export function workbookLines({ path: csv, workbook }: Pick<RunPlan['input'], 'path'> & Origin): Line[] {
  if (!workbook) return [];
  const { path: from, sheet, sheets, added, leftColumns } = workbook;
  const which = sheets > 1 ? ` (the first of ${sheets} sheets with a PO column)` : '';
  const lines: Line[] = [
    { text: `📗 From workbook ${from}, sheet "${oneLine(sheet)}"${which}; results go to ${csv}, the workbook stays` },
  ];
  if (added.length > 0) lines.push({ text: `➕ New in the workbook since the last run: ${named(added)}` });
  if (added.length > 0 && leftColumns.length > 0) {
    const text = `⚠️ Columns of the workbook that ${csv} lacks are not taken over: ${oneLine(leftColumns.join(', '))}`;
    lines.push({ text, tone: 'warning' });
  }
  return lines;
}

interface Origin {
  workbook?: Omit<NonNullable<RunPlan['input']['workbook']>, 'rows'>;
}

const named = (pos: readonly string[]) =>
  `${pos.slice(0, 12).map(oneLine).join(', ')}${pos.length > 12 ? ` and ${pos.length - 12} more` : ''}`;

/** More POs than a person would check by hand afterwards. */
const MANY_POS = 20;

/** At a portal that is new to the tool one PO is worth looking at before many are done. */
function firstRunLines({ newPortal, orders }: RunPlan, total: number): Line[] {
  const [first] = orders;
  if (!newPortal || total <= MANY_POS || !first) return [];
  const text = `🔎 First run at this portal: \`npx po-batch inspect ${first.po}\` shows what the batch sees of a PO.`;
  return [{ text, tone: 'warning' }];
}

/** `✅ Nothing to do: …`, for a list in which every row is COMPLETED, or no row is a PO. */
function nothingToDoLine(plan: RunPlan): Line {
  const { skipped, invalid, entries } = plan.selection;
  if (plan.orders.length > 0) return { text: '✅ Nothing to do: this command selects none of the POs.', tone: 'good' };
  if (entries === 0) return { text: `✅ Nothing to do: ${plan.input.path} has no PO.`, tone: 'good' };
  if (invalid.length === 0) {
    return { text: `✅ Nothing to do: all ${skipped.length} POs of ${plan.input.path} are COMPLETED.`, tone: 'good' };
  }
  const refused = `${invalid.length} ${invalid.length === 1 ? 'entry has' : 'entries have'} no valid PO number`;
  return { text: `✅ Nothing to do: ${skipped.length} POs are COMPLETED, ${refused}.`, tone: 'good' };
}

export interface Progress {
  /** 1 for the first PO that ends. */
  index: number;
  total: number;
  /** Milliseconds. */
  elapsed: number;
  /** Milliseconds; undefined while not known. */
  remaining?: number;
  /** Milliseconds since the epoch. */
  now: number;
}

/** The pair of a PO that is done: always together, so that POs of several workers never interleave. */
export function poLines(record: Pick<OutcomeRecord, 'po' | 'status' | 'message'>, progress: Progress): Line[] {
  const { index, total, elapsed, remaining, now } = progress;
  // Up, not down: "Remaining Time: 00:00" under work that goes on reads as a mistake.
  const left = remaining === undefined ? undefined : Math.ceil(remaining / 60_000) * 60_000;
  const completion = remaining === undefined ? hoursMinutes(undefined) : localMinute(now + remaining);
  const times = `Elapsed Time: ${hoursMinutes(elapsed)}, Remaining Time: ${hoursMinutes(left)}, Estimated Completion: ${completion}`;
  return [
    { text: `📋 Processing PO ${index}/${total} – ${times}`, tone: 'quiet' },
    {
      text: `   ${STATUS_EMOJI[record.status]} ${oneLine(record.po)}: ${oneLine(record.message)}`,
      tone: toneOf(record.status),
    },
  ];
}

/** An attempt that ended without ending the PO. */
export function retryLine(record: Pick<OutcomeRecord, 'po' | 'status' | 'message' | 'attempt'>): Line {
  const why = `attempt ${record.attempt + 1} was ${record.status}: ${oneLine(record.message)}`;
  return { text: `   🔁 ${oneLine(record.po)} is tried again – ${why}`, tone: 'quiet' };
}

/** A browser or a worker process that went away; which PO it was is in the cause. */
export function restartLine(slot: number, what: 'browser' | 'process', cause: string): Line {
  return {
    text: `   🔁 Worker ${slot + 1}: its ${what === 'browser' ? 'browser' : 'process'} is started again – ${oneLine(cause)}`,
    tone: 'quiet',
  };
}

export function noticeLine(level: 'info' | 'warning' | 'error', text: string): Line {
  if (level === 'info') return { text: oneLine(text) };
  const emoji = level === 'warning' ? '⚠️' : '❌';
  const said = oneLine(text);
  return { text: said.startsWith(emoji) ? said : `${emoji} ${said}`, tone: level === 'warning' ? 'warning' : 'bad' };
}

/** The portal without a user name or password that somebody wrote into BASE_URL. */
export function portalOf(plan: RunPlan): string {
  const address = withoutUser(plan.settings.baseUrl ?? 'not set');
  return plan.sample ? `${address} (the sample)` : address;
}

export const toneOf = (status: Status): Line['tone'] =>
  status === 'PARTIAL' ? 'warning' : needsPerson(status) ? 'bad' : undefined;

function startLines(plan: RunPlan, total: number, workers: number): Line[] {
  return [
    { text: `📊 ${plan.orders.length} POs ready for processing` },
    { text: `🚀 Starting parallel processing with ${total} POs...` },
    { text: `📊 Using ${workers} worker(s)` },
  ];
}

const settingsOf = (plan: RunPlan) => plan.envFile ?? 'built in (no .env)';
