import { decideOutcome, fallbackTrigger, type Fallback, type Outcome, type UnclearPage } from '../../batch/outcome';
import type { Page } from '@playwright/test';
import { orderAddress } from '../../batch/settings/portal-rules';
import type { Settings } from '../../batch/settings/settings';
import type { CoupaPage, Description, ExploreStep, PageFacts, ProvenPage, Unclear } from '../../fixtures/pages';
import type { TreeElement } from './saving';

/** One page as the batch sees it. */
export interface InspectedPage {
  page: UnclearPage['page'];
  url: string;
  title: string;
  /** What it proves to be, and why. */
  proof: string;
  milliseconds: number;
  facts?: PageFacts;
  found?: Description;
  steps: ExploreStep[];
  unclear?: Unclear;
  /** The page as a PNG. */
  picture?: Buffer;
  /** The page itself, for `--save`. */
  tree?: TreeElement;
}

export interface InspectedOrder {
  po: string;
  pages: InspectedPage[];
  /** What a run would record if every file came whole; absent when the page could not be judged. */
  outcome?: Outcome;
  /** Why it could not be judged. */
  error?: string;
}

/** Opens one PO, and its requisition, as a batch would. Downloads nothing. Throws what ends a run. */
export async function inspectOrder(
  po: string,
  number: string,
  coupa: CoupaPage,
  settings: Settings,
  /** Reads the page as it is when everything on it was found. */
  keep?: (page: Page) => Promise<TreeElement>,
): Promise<InspectedOrder> {
  const pages: InspectedPage[] = [];
  const url = orderAddress(settings, number);
  const began = Date.now();
  const order = await coupa.openOrder(number);
  pages.push(await inspected('PO page', order, coupa, Date.now() - began, keep));
  if (order.is === 'error-page') {
    return { po, pages, outcome: decideOutcome({ page: 'error-page', marker: order.marker, url }) };
  }
  const { facts } = order;
  const trigger = fallbackTrigger(facts.attachments);
  const fallback = trigger ? await followRequisition(trigger) : ({ kind: 'not-needed' } as const);
  const found = facts.attachments.length + (fallback.kind === 'requisition' ? fallback.listed : 0);
  const doubtful = pages.find(({ unclear }) => unclear);
  const unclear = doubtful && { ...doubtful.unclear!, page: doubtful.page, po };
  const outcome = decideOutcome({
    page: 'order',
    url,
    supplier: facts.supplier,
    listed: facts.attachments.length,
    fallback,
    downloaded: found,
    issues: [],
    ...(unclear && { unclear }),
  });
  return { po, pages, outcome };

  async function followRequisition(reason: NonNullable<typeof trigger>): Promise<Fallback> {
    if (!settings.prFallbackEnabled) return { kind: 'disabled' };
    const { requisition } = await coupa.withLateRequisition(facts);
    if (!requisition) return { kind: 'no-link', trigger: reason };
    const link = { trigger: reason, linkSource: requisition.source, url: requisition.url };
    const start = Date.now();
    const opened = await coupa.openRequisition(requisition.url);
    pages.push(await inspected('PR page', opened, coupa, Date.now() - start, keep));
    if (opened.is === 'error-page') return { kind: 'error-page', marker: opened.marker, ...link };
    const own = new Set(facts.attachments.map(({ link: address }) => address));
    const listed = opened.facts.attachments.filter(({ link: address }) => !own.has(address)).length;
    return { kind: 'requisition', supplier: opened.facts.supplier, listed, ...link };
  }
}

async function inspected(
  page: InspectedPage['page'],
  proven: ProvenPage,
  coupa: CoupaPage,
  milliseconds: number,
  keep?: (page: Page) => Promise<TreeElement>,
): Promise<InspectedPage> {
  const { facts } = proven;
  const what = page === 'PO page' ? 'order' : 'requisition';
  const proof =
    proven.is === 'order'
      ? `the ${what}'s page: its address and its visible text name the ${what}`
      : `an error page: it shows "${proven.marker}"`;
  const picture = await coupa.page.screenshot({ fullPage: true, animations: 'disabled', scale: 'css' });
  const tree = await keep?.(coupa.page);
  const base = { page, url: facts.url, title: facts.title, proof, milliseconds, facts, picture, ...(tree && { tree }) };
  if (proven.is === 'error-page') return { ...base, steps: [] };
  const { steps, unclear } = proven;
  return { ...base, found: await coupa.describe(), steps, ...(unclear && { unclear }) };
}
