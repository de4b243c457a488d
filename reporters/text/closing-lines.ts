import path from 'node:path';
import type { Status } from '../../batch/outcome';
import type { PageCounts, RunPlan, RunTotals, SlotRestarts, StopReason } from '../../batch/protocol';
import { shortDuration } from './clock-text';
import { type Line, needsPerson, STATUS_EMOJI, toneOf } from './lines';
import { oneLine } from './plain-text';

/**
 * The last lines of a run, written for a person who knows purchase orders and not Playwright: what came of it, what
 * a failure means, the one next command, and where everything lies.
 */
export interface Ending {
  plan: RunPlan;
  totals: RunTotals;
  /** Set when the run ended before its last PO. */
  stop?: StopReason;
  restarts?: SlotRestarts[];
  pages?: PageCounts;
  /** Milliseconds since the run began. */
  elapsed?: number;
  /** Absolute path of the page of Playwright's HTML report; absent when no HTML report is written. */
  htmlReport?: string;
  /** About files that came with most POs. */
  repeated?: Line[];
}

export function closingLines(ending: Ending): Line[] {
  const { totals, stop } = ending;
  // The head has already said that there is nothing to do; counters of zero would only seem to be a failure.
  if (totals.total === 0 && !stop) return [...nextLines(ending), ...pathLines(ending)];
  const open = totals.total - totals.done;
  const lines: Line[] = [
    { text: '-'.repeat(60), tone: 'quiet' },
    stop
      ? { text: `🛑 Stopped before the end: ${oneLine(stop.message)}`, tone: 'bad' }
      : { text: '🎉 Processing complete!', tone: 'good' },
    { text: `✅ Successful: ${totals.successful}` },
    { text: `❌ Failed: ${totals.failed}` },
  ];
  if (open > 0) lines.push({ text: `⏸️ Not processed: ${open}` });
  lines.push(
    { text: `📊 Total: ${totals.total}` },
    ...elapsedLines(ending),
    ...restartLines(ending),
    ...pageCountLines(ending),
    ...meaningLines(ending),
    ...(ending.repeated ?? []),
    ...nextLines(ending),
    ...pathLines(ending),
  );
  return lines;
}

/** With the pace, which is what a larger list is planned by. */
function elapsedLines({ elapsed, totals }: Ending): Line[] {
  if (elapsed === undefined) return [];
  const each = totals.done > 0 ? `, ${shortDuration(elapsed / totals.done)} per PO` : '';
  return [{ text: `⏱️ Took ${shortDuration(elapsed)}${each}`, tone: 'quiet' }];
}

/** Said at the end too, since a night's worth of them is easily overlooked further up. */
function restartLines({ restarts = [] }: Ending): Line[] {
  const [browsers, processes] = [
    restarts.reduce((sum, { browser }) => sum + browser, 0),
    restarts.reduce((sum, { process }) => sum + process, 0),
  ];
  return browsers + processes > 0
    ? [{ text: `🔁 Started again: ${browsers} × browser, ${processes} × worker process`, tone: 'quiet' }]
    : [];
}

/** For modes in which a page need not be opened. */
function pageCountLines({ pages }: Ending): Line[] {
  if (!pages) return [];
  const { unrendered, opened, compared } = pages;
  const both = compared > 0 ? `, ${compared} compared` : '';
  return [{ text: `📄 Pages: ${unrendered} read without rendering, ${opened} opened${both}`, tone: 'quiet' }];
}

const MEANING: Partial<Record<Status, string>> = {
  PARTIAL: 'files are missing; a retry fetches only those',
  FAILED: 'no file, or an unexpected page; a retry often helps',
  TIMEOUT: 'the portal took too long; a retry often helps',
  PO_NOT_FOUND: 'Coupa shows an error page; check number and rights',
  PR_NOT_ACCESSIBLE: 'your account cannot open its requisition',
};

function meaningLines({ plan, totals }: Ending): Line[] {
  if (totals.failed === 0) return [];
  const [pos, need, their] = totals.failed === 1 ? ['1 PO', 'needs', 'its'] : [`${totals.failed} POs`, 'need', 'their'];
  const lines: Line[] = [{ text: '' }];
  if (plan.sample) {
    lines.push({ text: 'This was the sample batch: some of its POs fail on purpose, so that you' });
    lines.push({ text: 'see each kind of failure. Nothing is broken; two end well in the first retry.' });
  } else {
    lines.push({ text: `${pos} ${need} a person to look. Why stands in ${their} row of the list:` });
  }
  for (const [status, count] of Object.entries(totals.byStatus) as [Status, number][]) {
    if (count > 0 && needsPerson(status)) {
      lines.push({ text: `   ${STATUS_EMOJI[status]} ${count} × ${status}: ${MEANING[status]}`, tone: toneOf(status) });
    }
  }
  return lines;
}

/** When the batch is started again, and what that does. */
const AFTER_STOP: Record<Exclude<StopReason['code'], 'signed-out'>, string> = {
  'disk-full': 'after making room on the disk; goes on where this run stopped',
  'portal-unreachable': 'when the portal answers again; goes on where this run stopped',
  'system-errors': 'when the cause is gone; goes on where this run stopped',
  profile: 'when the profile can be copied',
  'store-away': 'when the database answers again; goes on where this run stopped',
  interrupted: 'goes on where this run stopped',
};

function nextLines({ plan: { commands }, totals, stop }: Ending): Line[] {
  const { start, retry, test } = commands;
  if (stop?.code === 'signed-out')
    return next('npx po-batch sign-in', `then ${start}, which goes on where this run stopped`);
  if (stop) return next(start, AFTER_STOP[stop.code]);
  if (totals.failed === 0) return next('nothing to do');
  const playwrights = `${test} --last-failed`;
  return [
    ...next(retry, 'only the POs that failed'),
    ...(retry === playwrights ? [] : [pathLine('', `(for Playwright users: ${playwrights})`)]),
  ];
}

const next = (command: string, note?: string): Line[] => [
  { text: '' },
  pathLine('Next:', note ? `${command}   (${note})` : command),
];

function pathLines({ plan, htmlReport }: Ending): Line[] {
  return [
    pathLine('Report:', path.join(plan.reportDir, 'index.html')),
    pathLine('', `(${plan.commands.report} opens it)`),
    ...(htmlReport ? [pathLine('Tests:', htmlReport)] : []),
    pathLine('Log:', path.join(plan.reportDir, 'batch.log')),
    pathLine('List:', plan.input.path),
    pathLine('Folder:', plan.downloadRoot),
  ];
}

const pathLine = (name: string, where: string): Line => ({ text: `${name.padEnd(10)}${where}` });
