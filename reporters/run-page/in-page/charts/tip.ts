import type {
  PageState,
  byId as ById,
  colored as Colored,
  el as El,
  clock as Clock,
  duration as Duration,
  size as Size,
  signOf as SignOf,
  poSentence as PoSentence,
} from '../base';

declare const byId: typeof ById;
declare const colored: typeof Colored;
declare const el: typeof El;
declare const clock: typeof Clock;
declare const duration: typeof Duration;
declare const size: typeof Size;
declare const signOf: typeof SignOf;
declare const poSentence: typeof PoSentence;

/** What a bar was, beside the pointer. The table says the same to those who use no pointer. */
export function moveTip(state: PageState, bar: number, event: MouseEvent): void {
  const tip = byId('tip');
  (event.currentTarget as HTMLElement).style.cursor = bar < 0 ? '' : 'pointer';
  tip.hidden = bar < 0;
  if (bar < 0) return;
  if (tip.dataset['bar'] !== String(bar)) fillTip(tip, state, bar);
  const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
  const below = event.clientY + 18;
  const top = below + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 12 : below;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, top)}px`;
}

export function fillTip(tip: HTMLElement, { data }: PageState, bar: number): void {
  const { attempts } = data;
  const row = data.pos[attempts.row[bar]!]!;
  const status = attempts.status[bar]!;
  const last = attempts.last[bar] === 1;
  tip.dataset['bar'] = String(bar);
  colored(tip, status);
  tip.replaceChildren(
    el('b', '', row.po),
    el('div', 'soft', `${signOf(status)} ${status}${last ? ` / ${row.reason}` : ', another attempt followed'}`),
  );
  if (row.supplier) tip.append(el('p', '', row.supplier));
  if (last) tip.append(el('p', '', row.message));
  if (last && row.files.length > 0) {
    const names = row.files.slice(0, 4).map((file) => `${file.name} (${size(file.size)})`);
    const more = row.files.length - names.length;
    tip.append(el('p', 'soft', names.join(', ') + (more > 0 ? ` and ${more} more` : '')));
  }
  const [from, to] = [attempts.from[bar]!, attempts.to[bar]!];
  const times = `${clock(data.start + from)} to ${clock(data.start + to)}, ${duration(to - from)}`;
  tip.append(el('p', 'soft', `${times}, worker ${attempts.slot[bar]! + 1}`));
  if (last && poSentence(row.parts)) tip.append(el('p', 'soft', poSentence(row.parts)));
}

export function hideTip(): void {
  const tip = byId('tip');
  tip.hidden = true;
  delete tip.dataset['bar'];
}
