import type {
  FailureGroup,
  PageState,
  changed as Changed,
  button as Button,
  byId as ById,
  colored as Colored,
  copyButton as CopyButton,
  el as El,
  plural as Plural,
  signOf as SignOf,
} from './base';

declare const changed: typeof Changed;
declare const button: typeof Button;
declare const byId: typeof ById;
declare const colored: typeof Colored;
declare const copyButton: typeof CopyButton;
declare const el: typeof El;
declare const plural: typeof Plural;
declare const signOf: typeof SignOf;

/** What failed, by reason, each with what to do. */
export function drawFailures(state: PageState): void {
  const { failures } = state.data;
  byId('failed').hidden = failures.length === 0;
  const pos = failures.reduce((sum, group) => sum + group.pos.length, 0);
  byId('failed-count').textContent = `${plural(pos, 'PO')}, ${plural(failures.length, 'reason')}`;
  const list = byId('failures');
  const shown = 12;
  list.append(...failures.slice(0, shown).map((group) => failureNode(state, group)));
  if (failures.length <= shown) return;
  const more = el('li', 'more');
  more.append(
    button(`Show ${failures.length - shown} more reasons`, () =>
      more.replaceWith(...failures.slice(shown).map((group) => failureNode(state, group))),
    ),
  );
  list.append(more);
}

export function failureNode(state: PageState, group: FailureGroup): HTMLElement {
  const { status, reason, cause, advice, command, pos } = group;
  const item = colored(el('li'), status);
  const head = el('div', 'failure-head');
  head.append(
    el('b', '', pos.length.toLocaleString('en-US')),
    el('span', 'status', `${signOf(status)} ${status}`),
    el('small', '', reason),
  );
  const words = el('div', 'failure-words');
  words.append(el('p', 'cause', cause), el('p', '', advice));
  const acts = el('div', 'acts');
  if (command) {
    const copy = copyButton('Copy command', 'The command', () => command);
    copy.setAttribute('aria-label', `Copy the command: ${command}`);
    acts.append(el('code', '', command), copy);
  }
  const numbers = copyButton(pos.length === 1 ? 'Copy number' : 'Copy numbers', 'The numbers', () => pos.join('\n'));
  numbers.setAttribute('aria-label', `${numbers.textContent}: ${plural(pos.length, 'PO')}, ${cause}`);
  acts.append(numbers, showButton(state, group));
  item.append(head, words, acts);
  return item;
}

/** Filters the table to this group's status and, where it is one PO, to the PO. */
export function showButton(state: PageState, { status, pos, cause }: FailureGroup): HTMLButtonElement {
  const show = button('Show in the table', () => {
    state.statuses = new Set([status]);
    state.supplier = '';
    state.query = pos.length === 1 ? pos[0]! : '';
    (byId('search') as HTMLInputElement).value = state.query;
    (byId('supplier') as HTMLSelectElement).value = '';
    changed(state);
    byId('orders').scrollIntoView();
    byId('search').focus({ preventScroll: true });
  });
  show.setAttribute('aria-label', `Show in the table: ${cause}`);
  return show;
}
