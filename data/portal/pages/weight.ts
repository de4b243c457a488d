import type { PageWeight } from '../orders';

const KINDS = ['js', 'css', 'png'] as const;

/** The page with its weight: what loads lies beside the content and changes nothing of it. */
export function withWeight(page: string, { requests }: PageWeight): string {
  const parts = Array.from({ length: requests }, (_, index) => {
    const kind = KINDS[index % KINDS.length]!;
    const address = `/weight/${index}.${kind}`;
    if (kind === 'js') return `<script src="${address}" defer></script>`;
    return kind === 'css' ? `<link rel="stylesheet" href="${address}">` : `<img src="${address}" alt="" width="1">`;
  });
  return page.replace('</body>', `${parts.join('')}</body>`);
}

/** Content of one part of the weight; the browser may keep it, as it keeps those of a real portal. */
export function weightPart(index: number, kind: string, { requests, bytes, scriptMs }: PageWeight): Buffer {
  const filler = Buffer.alloc(Math.max(0, Math.floor(bytes / requests) - 200), 32);
  const scripts = Math.max(1, Math.ceil(requests / KINDS.length));
  const busy = `const end = performance.now() + ${scriptMs / scripts}; while (performance.now() < end);`;
  const code = { js: `(() => { ${busy} })(); //`, css: `.weight-${index} { color: inherit } /*`, png: '' }[kind] ?? '';
  return Buffer.concat([Buffer.from(code), filler, Buffer.from(kind === 'css' ? '*/' : '')]);
}
