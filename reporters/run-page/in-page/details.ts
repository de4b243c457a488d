import type {
  PoRow,
  button as Button,
  el as El,
  link as Link,
  partsBar as PartsBar,
  partsLegend as PartsLegend,
  poSentence as PoSentence,
  size as Size,
} from './base';

declare const button: typeof Button;
declare const el: typeof El;
declare const link: typeof Link;
declare const partsBar: typeof PartsBar;
declare const partsLegend: typeof PartsLegend;
declare const poSentence: typeof PoSentence;
declare const size: typeof Size;

/** All that is known of a PO, below its row. */
export function detailsRow(row: PoRow, index: number, width: number, showInLanes: () => void): HTMLElement {
  const tr = el('tr', 'details');
  tr.dataset['details'] = String(index);
  const cell = el('td');
  cell.colSpan = width;
  const sentence = poSentence(row.parts);
  if (sentence) {
    const time = el('div', 'po-time');
    time.append(el('p', '', sentence), partsBar(row.parts, 'wide'), partsLegend(row.parts));
    cell.append(time);
  }
  const facts = el('dl');
  const fact = (name: string, ...value: (string | Node)[]) => {
    const dd = el('dd');
    dd.append(...value);
    facts.append(el('dt', '', name), dd);
  };
  if (row.reason) fact('Reason', row.reason);
  if (row.message) fact('Message', row.message);
  if (row.href) fact('Folder', link(row.href, row.folder));
  if (row.coupa) fact('In Coupa', link(row.coupa, row.coupa));
  if (row.files.length > 0) fact('Files', fileList(row));
  if (row.tries > 0) fact('When', button('Show in the timeline', showInLanes));
  cell.append(facts);
  tr.append(cell);
  return tr;
}

export function fileList(row: PoRow): HTMLElement {
  const list = el('ul', 'files');
  for (const { name, size: bytes } of row.files) {
    const item = el('li');
    item.append(
      row.href ? link(`${row.href}/${encodeURIComponent(name)}`, name) : name,
      el('small', '', ` ${size(bytes)}`),
    );
    list.append(item);
  }
  return list;
}
