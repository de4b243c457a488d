import type { StoreFacts } from '../../../session/store';
import { fault, ok, warning, duration, type Check, type Finding } from '../model';

const NAME = 'Database';

/** Milliseconds by which clocks may differ: of two results the newer counts, by the clocks of who wrote them. */
const CLOCKS = 10_000;

/** What a run would make of the database of STORE_URL. Pure. */
export function judgeStore({ place, refused, found }: StoreFacts): Finding[] {
  if (refused)
    return [
      fault(
        NAME,
        refused.text,
        refused.away ? 'A run would end with exit code 6.' : 'A run would end with exit code 2.',
      ),
    ];
  if (!found) return [];
  return [tablesOf(place, found), ...clockOf(found), ...encryptionOf(found)];
}

type Found = NonNullable<StoreFacts['found']>;

function tablesOf(place: string, { version, knows, closed, mayMake, user }: Found): Finding {
  const theRight = `Let its administrator run: create schema po_batch authorization "${user}";`;
  if (version === undefined)
    return fault(NAME, `${place} has a schema po_batch that ${user} may not read.`, `Let its owner grant the rights.`);
  if (version > knows)
    return fault(
      NAME,
      `The tables in ${place} are of version ${version}, made by a newer playwright-po-batch; this one knows ${knows}.`,
      'Update it: npm install playwright-po-batch@latest',
    );
  if (closed.length > 0)
    return fault(
      NAME,
      `${user} may not read and write po_batch.${closed.join(', po_batch.')} in ${place}.`,
      `Let its owner run: grant select, insert, update, delete on all tables in schema po_batch to "${user}";`,
    );
  if (version < knows && !mayMake)
    return version === 0
      ? fault(NAME, `${place} has no tables of po-batch yet, and ${user} may not make them.`, theRight)
      : fault(
          NAME,
          `The tables in ${place} are of version ${version}; ${user} may not bring them to ${knows}.`,
          'Let the user that made them start a run once.',
        );
  if (version === 0) return ok(NAME, `${place} answers; the first run makes its tables`);
  return ok(
    NAME,
    `${place} answers, tables of version ${version}${version < knows ? `: the next run makes it ${knows}` : ''}`,
  );
}

function clockOf({ ahead, within }: Found): Finding[] {
  const off = Math.abs(ahead) - within;
  if (off < CLOCKS) return [];
  return [
    warning(
      'Clock',
      `This computer's clock is ${duration(off)} ${ahead > 0 ? 'behind' : 'ahead of'} the database's.`,
      'Let the computers of a batch take their time from one server: of two results the newer one counts.',
    ),
  ];
}

function encryptionOf({ tls, checked, local }: Found): Finding[] {
  if (tls !== undefined)
    return [
      ok('TLS', `${tls}${checked ? ', certificate checked' : '; who answers is not checked (sslmode=verify-full)'}`),
    ];
  if (local) return [];
  return [
    warning(
      'TLS',
      'Nothing between this computer and the database is encrypted, the password included.',
      'Add ?sslmode=verify-full to STORE_URL.',
    ),
  ];
}

/** Whether runs could share the database; nothing without STORE_URL. */
export const checkStore: Check = async ({ machine, batch }) => {
  const url = batch?.settings.storeUrl;
  return url === undefined || batch?.sample ? [] : judgeStore(await machine.lookAtStore(url));
};
