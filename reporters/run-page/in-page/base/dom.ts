/**
 * Pieces of the page. Whatever comes from outside goes in as text (`textContent`): nothing here makes markup of it.
 */

/** An element of the page as it was written. Throws for an id that the page does not have. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element as T;
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text?: string | number,
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = String(text);
  return node;
}

export function button(text: string, act: (event: MouseEvent) => void, className = ''): HTMLButtonElement {
  const node = el('button', className, text);
  node.type = 'button';
  node.onclick = act;
  return node;
}

export function link(href: string, text: string): HTMLAnchorElement {
  const node = el('a', '', text);
  node.href = href;
  node.rel = 'noreferrer';
  return node;
}

/** Gives the node the colour of a status or of a part of the time. */
export function colored<T extends HTMLElement>(node: T, name: string): T {
  node.style.setProperty('--c', `var(--${name})`);
  return node;
}

/** Says it to those who do not see the page. */
export function announce(text: string): void {
  byId('live').textContent = text;
}

/** A button that puts a text into the clipboard and says so. */
export function copyButton(text: string, name: string, copied: () => string): HTMLButtonElement {
  return button(text, (event) => {
    const its = event.currentTarget as HTMLButtonElement;
    void copyText(copied()).then((done) => {
      its.textContent = done ? 'Copied' : 'Not copied';
      announce(done ? `${name} copied` : `${name} could not be copied`);
      setTimeout(() => (its.textContent = text), 1_600);
    });
  });
}

/** False when the browser lets no page of the disk write into the clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers that call a file no safe place still have the old way.
    const field = el('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}

/** Calls once per picture of the screen, however often it is asked: a wheel turns faster than a screen draws. */
export function oncePerFrame(draw: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/** A colour as the style sheet has it at this moment. */
export function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
