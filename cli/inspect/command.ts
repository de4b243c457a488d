import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import fs from 'fs-extra';
import { parsePoNumber } from '../../batch/list';
import { BatchError } from '../../batch/errors/errors';
import { EXIT } from '../../batch/errors/exit-codes';
import type { Settings } from '../../batch/settings/settings';
import { withoutUser } from '../../batch/text/short-text';
import { startPortal } from '../../data/portal/portal';
import { CoupaPage } from '../../fixtures/pages';
import { SignedOut } from '../../fixtures/worker/errors';
import { refuseWithoutPortal } from '../../plugin/settings/load-settings';
import {
  badOption,
  hasDisplay,
  openFile,
  projectSettings,
  thisSystem,
  withProfileBrowser,
  type Invocation,
} from '../common';
import { inspectOrder, type InspectedOrder } from './inspect-order';
import { inspectPage } from './page';
import { savePages } from './save-files';
import { readTree } from './saving';
import { summaryLines } from './summary';

/**
 * `po-batch inspect PO…`: opens POs as a batch would and shows what the batch sees of them. It downloads nothing and
 * writes nothing but its own page. Exit codes: 0 when every PO would be a success, 1 when one would not, 2 for a PO
 * that is none, 3 signed out, 4 when the portal cannot be opened.
 */
export async function inspect({ rootDir: invoked, config, args, say }: Invocation): Promise<number> {
  const { pos, headed, json, open, save } = options(args);
  const { rootDir, ...loaded } = await projectSettings(invoked, config);
  refuseWithoutPortal(loaded);
  const portal = loaded.sample ? await startPortal({ signIn: false }) : undefined;
  const settings: Settings = portal ? { ...loaded.settings, baseUrl: portal.url, useProfile: false } : loaded.settings;
  if (!json) say(`🔎 ${withoutUser(settings.baseUrl!)}: nothing is downloaded, and the list stays as it is.`);
  try {
    const orders = await withProfileBrowser({ rootDir, settings, headed, what: 'inspect' }, async (edge) =>
      inspectAll(pos, new CoupaPage(await edge.page(), settings), settings, save),
    );
    if (json) say(withoutUser(JSON.stringify(orders.map(withoutPictures), undefined, 2)));
    else for (const order of orders) for (const line of summaryLines(order, settings)) say(withoutUser(line));
    const file = path.join(rootDir, 'batch-report', 'inspect', `${pos.join('-').slice(0, 80)}.html`);
    await fs.outputFile(file, withoutUser(inspectPage(orders, settings)), { mode: 0o600 });
    if (!json) say(`📄 With pictures: ${file}`);
    const saved = save ? await savePages(orders, path.dirname(file), settings) : [];
    if (!json) for (const given of saved) say(`💾 To give away, when you have looked through it: ${given}`);
    if (open && !json && hasDisplay(thisSystem()) && !process.env['CI']) openFile(file);
    return orders.every(({ outcome }) => outcome?.status === 'COMPLETED' || outcome?.status === 'NO_ATTACHMENTS')
      ? EXIT.OK
      : EXIT.POS_FAILED;
  } finally {
    await portal?.close();
  }
}

function options(args: string[]) {
  const { values, positionals } = parse(args);
  for (const po of positionals) {
    if (parsePoNumber(po)) continue;
    throw new BatchError(
      'BAD_PO',
      `Invalid PO format: ${po}. A PO is PO or PM and at least six digits: po-batch inspect PO15262984`,
    );
  }
  if (positionals.length === 0) throw new BatchError('NO_PO', 'Which PO? po-batch inspect PO15262984 [more POs]');
  return {
    pos: positionals,
    headed: values.headed === true,
    json: values.json === true,
    open: values['no-open'] !== true,
    save: values.save === true,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        headed: { type: 'boolean' },
        json: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        save: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw badOption('inspect', error);
  }
}

async function inspectAll(
  pos: string[],
  coupa: CoupaPage,
  settings: Settings,
  save: boolean,
): Promise<InspectedOrder[]> {
  const keep = save ? (page: Page) => readTree(page, settings.baseUrl) : undefined;
  const orders: InspectedOrder[] = [];
  for (const po of pos) {
    try {
      orders.push(await inspectOrder(po, parsePoNumber(po)!.number, coupa, settings, keep));
    } catch (error) {
      // No other PO could be opened either.
      if (error instanceof SignedOut) {
        throw new BatchError(
          'SIGNED_OUT',
          `Not signed in at ${settings.baseUrl}: ${settings.sessionFile ? 'export the session of SESSION_FILE again where somebody is signed in' : 'run `npx po-batch sign-in`'}, then inspect again.`,
          EXIT.SIGNED_OUT,
        );
      }
      orders.push({ po, pages: [], error: (error as Error).message.split('\n')[0]! });
    }
  }
  return orders;
}

const withoutPictures = ({ pages, ...order }: InspectedOrder) => ({
  ...order,
  pages: pages.map(({ picture: _picture, tree: _tree, ...page }) => page),
});
