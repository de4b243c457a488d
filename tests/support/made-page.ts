import fc from 'fast-check';

/** A page whose files lie behind any combination of what portals put between a person and a list. */
export interface MadePage {
  /** Names of its files, in the order of the list. */
  files: string[];
  /** Body of the page. */
  body: string;
  /** What other addresses of the portal answer, by path, and after how many ms. */
  answers: Record<string, { html: string; wait: number }>;
  /** The page promises more files than there are. */
  promisesMore: boolean;
  /** What it is made of, for the message of a failed test. */
  recipe: string;
}

/** Words of one language, as portals write them. */
const LANGUAGES = [
  {
    attachments: 'Attachments',
    more: 'Show more',
    rest: (n: number) => `Show ${n} more`,
    next: 'Next page',
    loading: 'Loading…',
  },
  {
    attachments: 'Anhänge',
    more: 'Mehr anzeigen',
    rest: (n: number) => `${n} weitere anzeigen`,
    next: 'Nächste Seite',
    loading: 'Wird geladen…',
  },
  {
    attachments: 'Anexos',
    more: 'Mostrar mais',
    rest: (n: number) => `Mostrar mais ${n}`,
    next: 'Próxima página',
    loading: 'Carregando…',
  },
  {
    attachments: 'Pièces jointes',
    more: 'Afficher plus',
    rest: (n: number) => `${n} de plus`,
    next: 'Page suivante',
    loading: 'Chargement en cours…',
  },
  {
    attachments: 'Archivos adjuntos',
    more: 'Mostrar más',
    rest: (n: number) => `${n} más`,
    next: 'Página siguiente',
    loading: 'Cargando…',
  },
  {
    attachments: 'Allegati',
    more: 'Mostra altri',
    rest: (n: number) => `Altri ${n}`,
    next: 'Avanti',
    loading: 'Caricamento in corso…',
  },
  {
    attachments: 'Bijlagen',
    more: 'Meer tonen',
    rest: (n: number) => `Nog ${n}`,
    next: 'Volgende',
    loading: 'Wordt geladen…',
  },
  {
    attachments: 'Załączniki',
    more: 'Pokaż więcej',
    rest: (n: number) => `+${n} more`,
    next: 'Następna strona',
    loading: 'Ładowanie…',
  },
  {
    attachments: '添付ファイル',
    more: 'もっと見る',
    rest: (n: number) => `+ ${n} more`,
    next: '次へ',
    loading: '読み込み中…',
  },
  { attachments: '附件', more: '查看更多', rest: (n: number) => `+${n} more`, next: '下一页', loading: '加载中…' },
] as const;
type Language = (typeof LANGUAGES)[number];

/** What stands between a person and the list, from the inside out. */
const WRAPS = ['frame', 'srcdoc', 'shadow', 'late', 'busy', 'tab', 'disclosure', 'details', 'scroll'] as const;
const SPLITS = ['whole', 'more', 'rest', 'pages'] as const;
const CLAIMS = ['none', 'true', 'too-high'] as const;
const FORMS = ['link', 'document', 'span', 'button', 'title', 'table'] as const;
const DECOYS = ['nav', 'footer', 'help', 'related', 'history', 'add', 'delete'] as const;

const name = fc
  .tuple(
    fc.stringMatching(/^[A-Za-zÄé]\w{0,8}( [\w-]{1,6})?[a-z0-9]$/),
    fc.constantFrom('pdf', 'docx', 'xlsx', 'msg', 'zip', 'png'),
  )
  .map(([stem, ending]) => `${stem}.${ending}`);

export const madePage: fc.Arbitrary<MadePage> = fc
  .record({
    files: fc.uniqueArray(name, { minLength: 1, maxLength: 5, selector: (file) => file.toLowerCase() }),
    wraps: fc.uniqueArray(fc.constantFrom(...WRAPS), { maxLength: 3 }),
    split: fc.constantFrom(...SPLITS),
    claim: fc.constantFrom(...CLAIMS),
    form: fc.constantFrom(...FORMS),
    decoys: fc.subarray([...DECOYS]),
    language: fc.constantFrom(...LANGUAGES),
    wait: fc.integer({ min: 0, max: 900 }),
  })
  .map(make);

interface Parts {
  files: string[];
  wraps: (typeof WRAPS)[number][];
  split: (typeof SPLITS)[number];
  claim: (typeof CLAIMS)[number];
  form: (typeof FORMS)[number];
  decoys: (typeof DECOYS)[number][];
  language: Language;
  wait: number;
}

function make(parts: Parts): MadePage {
  const { files, wraps, split, claim, form, decoys, language, wait } = parts;
  const answers: MadePage['answers'] = {};
  const count = claim === 'none' ? '' : ` (${files.length + (claim === 'too-high' ? 2 : 0)})`;
  const items = files.map((file, index) => item(file, index, form));
  const opened = wraps.some((wrap) => wrap === 'tab' || wrap === 'disclosure' || wrap === 'details');
  let body = splitUp(items, split, form, language);
  // The words over the list, unless the tab that opens it has them.
  if (!opened) body = `<h2>${language.attachments}${count}</h2>${body}`;
  wraps.forEach((wrap, depth) => (body = wrapped(wrap, body, depth, `${language.attachments}${count}`)));
  const more = decoys.map((decoy) => DECOY[decoy]).join('');
  return {
    files,
    answers,
    promisesMore: claim === 'too-high',
    body: `<main><section>${body}</section>${decoys.includes('delete') ? DELETE : ''}</main>${more}`,
    recipe: JSON.stringify({ ...parts, language: language.attachments }),
  };

  function wrapped(wrap: Parts['wraps'][number], inner: string, depth: number, title: string): string {
    const path = `/part/${depth}`;
    const fetched = (id: string) =>
      `{ const place = part('${id}'); fetch('${path}').then((r) => r.text()).then((html) => put(place, html)) }`;
    const id = `place${depth}`;
    switch (wrap) {
      case 'frame':
        answers[path] = { html: `${PUT}<main><section>${inner}</section></main>`, wait: wait / 3 };
        return `<iframe src="${path}" style="width:600px;height:400px"></iframe>`;
      case 'srcdoc':
        return `<iframe style="width:600px;height:400px" srcdoc="${attribute(`${PUT}<main><section>${inner}</section></main>`)}"></iframe>`;
      case 'shadow':
        return `<x-part id="${id}"></x-part>${script(`put(part('${id}').attachShadow({ mode: 'open' }), ${text(inner)})`)}`;
      case 'late':
        answers[path] = { html: inner, wait };
        return `<div id="${id}">${language.loading}</div>${script(`const place = part('${id}'); setTimeout(() => fetch('${path}').then((r) => r.text()).then((html) => put(place, html)), ${wait})`)}`;
      case 'busy':
        answers[path] = { html: inner, wait };
        return `<div id="${id}" aria-busy="true">…</div>${script(`const place = part('${id}'); setTimeout(() => fetch('${path}').then((r) => r.text()).then((html) => { put(place, html); place.removeAttribute('aria-busy') }), ${wait})`)}`;
      case 'tab':
        answers[path] = { html: inner, wait };
        return `<div role="tablist"><button type="button" role="tab" aria-selected="true">…</button><button type="button" role="tab" aria-selected="false" id="t${id}">${title}</button></div><div id="${id}"></div>${script(`on('t${id}', (tab) => { tab.setAttribute('aria-selected', 'true'); ${fetched(id)} })`)}`;
      case 'disclosure':
        return `<button type="button" aria-expanded="false" id="t${id}">${title}</button><div id="${id}"></div>${script(`on('t${id}', (button) => { button.setAttribute('aria-expanded', 'true'); put(part('${id}'), ${text(inner)}) })`)}`;
      case 'details':
        return `<details id="t${id}"><summary>${title}</summary><div id="${id}"></div></details>${script(`const place = part('${id}'); part('t${id}').ontoggle = () => put(place, ${text(inner)})`)}`;
      case 'scroll':
        return `<div style="height:2500px"></div><div id="${id}" style="min-height:20px"></div>${script(`const place = part('${id}'); new IntersectionObserver(([entry], observer) => { if (entry.isIntersecting) { observer.disconnect(); put(place, ${text(inner)}) } }).observe(place)`)}`;
    }
  }
}

function item(file: string, index: number, form: Parts['form']): string {
  const address = `/attachment_file/${index}/${encodeURIComponent(file)}`;
  switch (form) {
    case 'link':
      return `<li><a href="${address}">${file}</a></li>`;
    case 'document':
      return `<li><a href="/documents/${index}">${file}</a></li>`;
    case 'span':
      return `<li><span title="${file}" style="cursor:pointer">${file}</span></li>`;
    case 'button':
      return `<li><button type="button" aria-label="${file} file attachment">↓</button></li>`;
    case 'title':
      return `<li><a href="${address}" title="Open attachment ${file}">${file}</a> <a href="${address}">↓</a></li>`;
    case 'table':
      return `<tr><td>${file}</td><td><button type="button">Download</button> <button type="button">Delete</button></td></tr>`;
  }
}

function splitUp(items: string[], split: Parts['split'], form: Parts['form'], language: Language): string {
  const list = (inner: string) =>
    form === 'table' ? `<table><tbody class="list">${inner}</tbody></table>` : `<ul class="list">${inner}</ul>`;
  const [first, ...others] = items;
  if (split === 'whole' || others.length === 0) return list(items.join(''));
  const grow = (name: string) =>
    `${list(first!)}<button type="button" class="grow">${name}</button>${script(`on('grow', (button) => { near(button, 'list').insertAdjacentHTML('beforeend', ${text(others.join(''))}); button.remove() })`)}`;
  if (split === 'more') return grow(language.more);
  if (split === 'rest') return grow(language.rest(others.length));
  const turn = `near(button, 'list').innerHTML = pages[++page]; button.disabled = page >= pages.length - 1`;
  const code = `let page = 0; const pages = ${text(items)}; on('next', (button) => { ${turn} })`;
  return `${list(first!)}<button type="button" class="next">${language.next}</button>${script(code)}`;
}

/** Scripts inside inserted markup do not run by themselves: `put` runs them, in the root that they came into. */
const PUT = `<script>
function put(place, html) { place.innerHTML = html; for (const old of place.querySelectorAll('script')) { window.root = place.getRootNode(); (0, eval)(old.textContent); old.remove() } }
function on(id, act) { const root = window.root || document; const found = root.getElementById?.(id) ?? root.querySelector('#' + id + ', .' + id); found.addEventListener('click', () => { window.root = found.getRootNode(); act(found) }) }
function part(id) { const root = window.root || document; return root.querySelector('#' + id) }
function near(element, name) { let at = element; while (at && !at.querySelector?.('.' + name)) at = at.parentNode; return at.querySelector('.' + name) }
</script>`;

const script = (code: string) => `<script>{ ${code} }</script>`;
const text = (value: unknown) => JSON.stringify(value).replace(/</g, '\\u003c');
const attribute = (value: string) => value.replace(/&/g, '&amp;').replace(/"/g, '&quot;');

/** The page's beginning: what its scripts use. */
export const MADE_PAGE_START = PUT;

/** Name in every decoy that is no file of the order. */
export const DECOY_NAME = 'not-ours';
const DECOY: Record<Parts['decoys'][number], string> = {
  nav: `<nav><a href="/download/${DECOY_NAME}">App</a></nav>`,
  footer: `<footer><a href="/${DECOY_NAME}.pdf">Terms</a></footer>`,
  help: `<aside><h3>Help</h3><a href="/${DECOY_NAME}.pdf">User guide</a></aside>`,
  related: `<section><h2>Related orders</h2><a href="/order_headers/999/attachment_file/${DECOY_NAME}">${DECOY_NAME}.pdf</a></section>`,
  history: '<section><h2>History</h2><p>Sam added 2 files</p><button type="button">Show more</button></section>',
  add: '<button type="button">Add attachment</button>',
  delete: '',
};
const DELETE = '<button type="button" onclick="document.title += \' DELETED\'">Delete all</button>';
