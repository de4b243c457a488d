import { BatchError } from '../../../batch/errors/errors';
import { isWorkbook, parseInput, portalSeen, provenAddresses, selectOrders } from '../../../batch/list';
import { takeWorkbook } from '../../../batch/workbook';
import { fault, ok, warning, counted, type Check, type Finding } from '../model';

/** The list of POs, as a run would read it. */
export interface ListFacts {
  path: string;
  /** Its content, or the system's error code. */
  content: Buffer | string;
  sample: boolean;
}

const NAME = 'List';

export function judgeList({ path, content, sample }: ListFacts): Finding[] {
  if (content === 'ENOENT')
    return [fault(NAME, `${path} does not exist.`, 'Put a CSV file with a column PO_NUMBER there, or set INPUT_CSV.')];
  if (typeof content === 'string')
    return [
      fault(
        NAME,
        `${path} cannot be read (${content}).`,
        'Close the program that has it open, or get the right to read it.',
      ),
    ];
  try {
    const { report, orders } = selectOrders(parsed(content, path), {});
    const refused = report.invalid.length + report.leftOut.length;
    const text = `${path}: ${counted(orders.length, 'PO')} to do, ${report.skipped.length} completed${refused ? `, ${counted(refused, 'row')} that cannot be done` : ''}${sample ? ' (the sample; your own list goes to data/input.csv)' : ''}`;
    return [
      refused && !sample
        ? warning(NAME, text, 'npx po-batch check names the rows and what is wrong with them.')
        : ok(NAME, text),
    ];
  } catch (error) {
    if (!(error instanceof BatchError)) throw error;
    // Its own message has the header, which in a list without one is a row: that is not for a ticket.
    if (error.code === 'INPUT_NO_PO_NUMBER')
      return [
        fault(
          NAME,
          `${path} has no PO_NUMBER column.`,
          'npx po-batch check shows the header that it has, and what is expected.',
        ),
      ];
    return [fault(NAME, error.message)];
  }
}

/** Proposes to look at one PO where none of this portal ended well before. Names no PO: that is not for a ticket. */
export function judgeFirstRun({ path, content, sample }: ListFacts, portal: string | undefined): Finding[] {
  if (sample || typeof content === 'string' || !portal) return [];
  try {
    const file = parsed(content, path);
    if (portalSeen(portal, provenAddresses(file)) || selectOrders(file, {}).orders.length === 0) return [];
    const advice = 'npx po-batch inspect <a PO of your list> shows what a batch sees of it, and downloads nothing.';
    return [ok('First run', `No PO of this list was done at ${portal} yet.`, advice)];
  } catch (error) {
    // Said by the check of the list itself.
    if (error instanceof BatchError) return [];
    throw error;
  }
}

const parsed = (content: Buffer, path: string) =>
  isWorkbook(content) ? takeWorkbook(content, path).input : parseInput(content, path);

/** What a run would take from the list. */
export const checkList: Check = async ({ machine, batch }) => {
  if (!batch) return [];
  const facts = { path: batch.list, content: machine.bytes(batch.list), sample: batch.sample };
  return [...judgeList(facts), ...judgeFirstRun(facts, batch.settings.baseUrl)];
};
