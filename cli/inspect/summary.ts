import type { Settings } from '../../batch/settings/settings';
import type { ExploreStep } from '../../fixtures/pages';
import { STATUS_EMOJI } from '../../reporters/text';
import { adviceFor, type Advice } from './advice';
import type { InspectedOrder, InspectedPage } from './inspect-order';

/** What the console says of one PO. */
export function summaryLines({ po, pages, outcome, error }: InspectedOrder, settings: Settings): string[] {
  const lines = [`🔎 ${po}`];
  for (const page of pages) lines.push(...pageLines(page, settings).map((line) => `   ${line}`));
  if (outcome) {
    lines.push(`   ${STATUS_EMOJI[outcome.status]} A run would record: ${outcome.status} / ${outcome.reason}`);
    lines.push(`      ${outcome.message}`);
  }
  if (error) lines.push(`   ❌ ${error}`);
  return lines;
}

function pageLines(page: InspectedPage, settings: Settings): string[] {
  const { facts, found, steps, unclear } = page;
  const lines = [`${page.page}: ${page.proof} (${page.milliseconds} ms)`, `   ${page.url}`];
  if (!facts || !found) return lines;
  lines.push(
    `   Supplier: ${facts.supplier ? `${facts.supplier} (${found.supplier?.how ?? ''})` : "none: the list's stays"}`,
  );
  facts.attachments.forEach(({ label, link }, index) => {
    const at = found.attachments.find((one) => one.link === link);
    const how = [at?.how, at?.where].filter(Boolean).join(', ');
    lines.push(`   ${index + 1}. ${label}${how ? ` — ${how}` : ''}`, `      ${short(link)}`);
  });
  if (facts.attachments.length === 0) lines.push('   No attachment.');
  lines.push(
    `   Requisition: ${facts.requisition ? `${facts.requisition.url} (${facts.requisition.source})` : 'none'}`,
  );
  for (const { text, count, shown } of facts.claims)
    lines.push(`   The page says "${text}": ${count}, shown there: ${shown}`);
  for (const step of steps) lines.push(`   ${stepText(step)}`);
  if (unclear) lines.push(`   ⚠️ Not sure: the page ${unclear.why}, ${unclear.found} found.`);
  for (const { setting, why } of pageAdvice(page, settings)) lines.push(`   💡 ${setting}   (${why})`);
  return lines;
}

export function pageAdvice({ facts, steps, unclear }: InspectedPage, settings: Settings): Advice[] {
  if (!facts) return [];
  const { pageDelay, attachmentWaitTimeout } = settings;
  return adviceFor({ facts, steps, unclear, pageDelay, attachmentWaitTimeout });
}

export const stepText = ({ did, name, gained, milliseconds }: ExploreStep): string =>
  `${did}${name ? ` "${name}"` : ''}: ${gained} file(s) more, ${milliseconds} ms`;

const short = (link: string) => (link.length > 160 ? `${link.slice(0, 157)}…` : link);
