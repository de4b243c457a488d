/** DOMPurify, as it stands in the page. */
interface Purifier {
  sanitize(html: string, options: object): HTMLElement;
}

export interface BodyParts {
  html: string;
  /** Pictures that the message brings, by content id in lower case. */
  pictures: Record<string, string>;
  /** Width that there is, in CSS pixels. */
  width: number;
}

export interface FilledBody {
  /** Pictures on the internet, which are not loaded. */
  remote: number;
}

/**
 * Runs inside the page and may use nothing from outside its own body. Brings the message's HTML into `#body`: cleaned
 * by DOMPurify with the browser's own parser, in a shadow tree, so that its styles reach nothing but itself.
 */
export async function fillBody({ html, pictures, width }: BodyParts): Promise<FilledBody> {
  const purifier = (globalThis as unknown as { DOMPurify: Purifier }).DOMPurify;
  // Outlook puts its styles into a comment; a style with `<!--` in it is dropped as a trick.
  const plain = html.replace(/(<style[^>]*>)\s*<!--/gi, '$1').replace(/-->\s*(<\/style>)/gi, '$1');
  const clean = purifier.sanitize(plain, {
    WHOLE_DOCUMENT: true,
    RETURN_DOM: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: [
      'form',
      'input',
      'button',
      'select',
      'textarea',
      'audio',
      'video',
      'source',
      'track',
      'dialog',
      'slot',
    ],
    FORBID_ATTR: ['srcset', 'sizes', 'ping', 'poster', 'popover', 'autofocus'],
    // As DOMPurify's own, with fewer schemes: no file, no other program. Values that are no address pass it too.
    ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  });
  let remote = 0;
  for (const element of Array.from(clean.querySelectorAll('[src], [background]'))) {
    for (const attribute of ['src', 'background']) {
      const address = element.getAttribute(attribute)?.trim();
      if (!address || /^data:image\//i.test(address)) continue;
      element.removeAttribute(attribute);
      const picture = /^cid:/i.test(address) ? pictures[idOf(address.slice(4))] : undefined;
      if (picture) element.setAttribute(attribute, picture);
      else if (/^(https?:)?[\\/]{2}/i.test(address)) remote++;
    }
  }
  for (const image of Array.from(clean.querySelectorAll('img:not([src])')))
    image.replaceWith(image.getAttribute('alt') ?? '');
  for (const link of Array.from(clean.querySelectorAll('[href]')))
    if (!/^(https?:|mailto:|tel:|#)/i.test(link.getAttribute('href')!.trim())) link.removeAttribute('href');
  const holder = document.getElementById('body')!;
  // Within the holder, since a shadow tree has a say in where its host lies (`:host`).
  const host = holder.appendChild(document.createElement('div'));
  const root = host.attachShadow({ mode: 'open' });
  for (const style of Array.from(clean.querySelectorAll('head style'))) root.append(style);
  root.append(clean.querySelector('body') ?? clean);
  const last = document.createElement('style');
  // Word names its pages: each name would begin a new one. What is hidden for a printer, a reader of mail sees.
  last.textContent = '* { page: auto !important; } body { margin: 0 !important; }';
  root.append(last);
  const images = Array.from(root.querySelectorAll('img'));
  await Promise.all(images.map((image) => image.decode().catch(() => undefined)));
  for (const image of images) {
    if (image.offsetWidth <= width) continue;
    image.style.setProperty('max-width', '100%', 'important');
    image.style.setProperty('height', 'auto', 'important');
  }
  // A newsletter's table of 900 pixels would be cut at the margin.
  const needed = holder.scrollWidth;
  if (needed > width) host.style.zoom = String(Math.max(0.4, width / needed));
  return { remote };

  function idOf(written: string): string {
    try {
      return decodeURIComponent(written).toLowerCase();
    } catch {
      return written.toLowerCase();
    }
  }
}
