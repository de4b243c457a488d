import { isSuccess, type Reason, type Status } from '../../batch/outcome';
import type { Commands } from '../../batch/protocol';
import type { PoSummary } from '../summary';
import type { FailureGroup } from './in-page';

/** What a person does about it, and whether another try may help. */
interface Remedy {
  advice: string;
  retry: boolean;
}

const BY_STATUS: Partial<Record<Status, Remedy>> = {
  PO_NOT_FOUND: {
    advice: 'Check the number in the list, and whether your account may see this order in Coupa.',
    retry: false,
  },
  PR_NOT_ACCESSIBLE: {
    advice: 'Ask for access to the requisition, or have its owner send the files.',
    retry: false,
  },
  TIMEOUT: {
    advice: 'Try again when the portal is quicker; if it stays like this, raise PAGE_LOAD_TIMEOUT.',
    retry: true,
  },
  PARTIAL: { advice: 'Try again: only the missing files are fetched.', retry: true },
  FAILED: { advice: 'Try again; if it fails in the same way, open one of these orders in Coupa.', retry: true },
};

const BY_REASON: Partial<Record<Reason, Remedy>> = {
  ATTACHMENTS_UNCLEAR: {
    advice: 'Look at one of them with npx po-batch inspect: its page may list files that were not recognised.',
    retry: true,
  },
};

/** Words of a message, and what they ask for. */
const BY_WORDS: [RegExp, Remedy][] = [
  [/HTTP 40[134]/, { advice: 'The portal refuses these files or no longer has them: ask the supplier.', retry: false }],
  [/HTTP (429|5\d\d)/, { advice: 'The portal had trouble of its own: try again later.', retry: true }],
  [
    /^Unexpected page/,
    { advice: 'Open one of these orders in Edge: terms to accept, maintenance, or a block page.', retry: true },
  ],
  [/disk .*full|ENOSPC/i, { advice: 'Make room on the disk, then try again.', retry: true }],
  [/worker process exited/, { advice: 'Too little memory? Try again with fewer workers.', retry: true }],
];

/**
 * The POs that need a person, by what they failed of, most of them first. POs of one group are helped by one thing:
 * what differs from PO to PO (numbers, names of files) is left out of the comparison.
 */
export function failureGroups(pos: readonly PoSummary[], commands: Pick<Commands, 'retry' | 'test'>): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { po, status, reason, message } of pos) {
    if (isSuccess(status)) continue;
    const cause = causeOf(message);
    const key = `${status}/${reason}/${cause}`;
    const { advice, retry } = remedyOf(status, reason, cause);
    const command = retry ? commands.retry : '';
    const group = groups.get(key) ?? { status, reason, cause, advice, command, pos: [] };
    groups.set(key, group);
    group.pos.push(po);
  }
  return [...groups.values()].sort((a, b) => b.pos.length - a.pos.length).map((group) => ofOne(group, commands.test));
}

function remedyOf(status: string, reason: string, cause: string): Remedy {
  const words = BY_WORDS.find(([pattern]) => pattern.test(cause))?.[1];
  return (
    BY_REASON[reason as Reason] ??
    (status === 'PO_NOT_FOUND' ? undefined : words) ??
    BY_STATUS[status as Status] ?? { advice: 'Read the reason, then try again.', retry: true }
  );
}

/** One PO has a command of its own; the number goes into a command line, so it must be one. */
function ofOne(group: FailureGroup, test: string): FailureGroup {
  const [po = ''] = group.pos;
  const alone = group.command !== '' && group.pos.length === 1 && /^(?:PO|PM)?\d{6,}$/.test(po);
  return alone ? { ...group, command: `${test} -g ${po}` } : group;
}

/** `Issues: a.pdf: HTTP 500; b.pdf: HTTP 500` is HTTP 500; numbers of orders, sizes and times are `…`. */
function causeOf(message: string): string {
  const issues = /Issues: (.*)$/s.exec(message)?.[1];
  const said = issues === undefined ? message : reasonsOf(issues);
  return said.replace(/\d{5,}|\d+(?:[.,]\d+)+/g, '…');
}

function reasonsOf(issues: string): string {
  const each = issues
    .split('; ')
    .filter((issue) => !/^\+\d+ more$/.test(issue))
    .map((issue) => issue.slice(issue.lastIndexOf(': ') + 1).trim());
  return [...new Set(each)].sort().join('; ');
}
