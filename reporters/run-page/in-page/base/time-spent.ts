import type { PoRow, Parts } from './page-data';
import type { colored as Colored, el as El } from './dom';
import type { duration as Duration, partWords as PartWords } from './words';

declare const colored: typeof Colored;
declare const el: typeof El;
declare const duration: typeof Duration;
declare const partWords: typeof PartWords;

/** The parts of all POs together, ms. */
export function sumOfParts(rows: readonly PoRow[]): Parts {
  const sums = partWords().map(() => 0);
  for (const { parts } of rows) parts.forEach((ms, index) => (sums[index]! += ms));
  return sums;
}

export function total(parts: Parts): number {
  return parts.reduce((sum, ms) => sum + ms, 0);
}

/** The parts from the largest down, without those that nobody would see. */
export function largestParts(parts: Parts): { name: string; hint: string; ms: number; share: number }[] {
  const all = Math.max(1, total(parts));
  return partWords()
    .map(({ name, hint }, index) => ({ name, hint, ms: parts[index] ?? 0, share: (parts[index] ?? 0) / all }))
    .filter(({ ms, share }) => share >= 0.005 && ms >= 50)
    .sort((a, b) => Number(a.name === 'all else') - Number(b.name === 'all else') || b.ms - a.ms);
}

/** `9.0 s: 6.1 s the portal's pages, 2.0 s files, …` */
export function poSentence(parts: Parts): string {
  const named = largestParts(parts).map(({ name, ms }) => `${duration(ms)} ${name}`);
  return named.length === 0 ? '' : `${duration(total(parts))}: ${named.join(', ')}.`;
}

/** One sentence for the run, and what its largest part means. */
export function runSentence(parts: Parts, workers: number): string {
  const named = largestParts(parts);
  const [first] = named;
  if (!first) return 'No PO took any time.';
  const shares = named.map(({ name, share }) => `${share < 0.01 ? '<1' : Math.round(share * 100)} % into ${name}`);
  const who = workers === 1 ? 'the worker’s' : `the ${workers} workers’`;
  const went = shares.join(', ').replace(' % into', ' % went into');
  return `Of ${who} ${duration(total(parts))} with POs, ${went}. ${first.share > 0.3 ? first.hint : 'Nothing of it stands out.'}`;
}

/** One bar of all parts. Its words stand beside it: the bar is a picture for those who see it. */
export function partsBar(parts: Parts, className: string): HTMLElement {
  const bar = el('span', `parts ${className}`);
  const all = total(parts);
  bar.setAttribute('aria-hidden', 'true');
  partWords().forEach(({ key, name }, index) => {
    const ms = parts[index] ?? 0;
    if (all === 0 || ms / all < 0.002) return;
    const part = colored(el('i'), `part-${key}`);
    part.style.flexGrow = String(ms / all);
    part.title = `${name}: ${duration(ms)}`;
    bar.append(part);
  });
  return bar;
}

/** What the colours of the bar mean, with the times. */
export function partsLegend(parts: Parts): HTMLElement {
  const legend = el('ul', 'legend');
  partWords().forEach(({ key, name }, index) => {
    const ms = parts[index] ?? 0;
    if (ms < 50) return;
    const item = colored(el('li'), `part-${key}`);
    item.append(el('span', '', name), el('b', '', duration(ms)));
    legend.append(item);
  });
  return legend;
}
