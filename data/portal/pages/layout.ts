import { html, type Markup } from '../markup';
import { MARK, STYLE } from './style';

export const PORTAL_NAME = 'Sample Procurement Portal';

export interface Frame {
  /** The window's title; the portal's name is added. */
  title: string;
  language?: 'en' | 'pt-BR';
  /** Which entry of the navigation is current. */
  here?: 'Home' | 'Orders' | 'Requests';
  crumbs?: [label: string, href?: string][];
  body: Markup;
}

/** A page of a signed-in person: bar, navigation, breadcrumb, content. */
export function framed({ title, language = 'en', here, crumbs = [], body }: Frame): string {
  const entry = (label: NonNullable<Frame['here']>, href: string) =>
    html`<a href="${href}"${here === label && html` class="here" aria-current="page"`}>${label}</a>`;
  const entries = html`${entry('Home', '/')} ${entry('Requests', '/requests')} ${entry('Orders', '/order_headers')}`;
  return page(
    title,
    html`<header class="topbar">
        <a class="brand" href="/">${MARK} ${PORTAL_NAME}</a>
        <nav aria-label="Main">${entries}</nav>
        <input class="search push" type="search" placeholder="Search orders" aria-label="Search orders">
        <span class="avatar" role="img" aria-label="Signed in as Sam Buyer">SB</span>
      </header>
      <main>
        ${
          crumbs.length > 0 &&
          html`<nav class="crumbs" aria-label="Breadcrumb">${crumbs.map(
            ([label, href], i) => html`${i > 0 && ' / '}${href ? html`<a href="${href}">${label}</a>` : label}`,
          )}</nav>`
        }
        ${body}
      </main>
      ${footer}`,
    language,
  );
}

/** A page outside the portal's frame: sign-in, terms, maintenance. */
export function bare(title: string, body: Markup): string {
  return page(title, html`<main class="middle">${body}</main>${footer}`, 'en');
}

const footer = html`<footer>A fictional portal that runs on this computer only. Suppliers, people and prices are made up.</footer>`;

function page(title: string, body: Markup, language: string): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title} · ${PORTAL_NAME}</title>
  <link rel="icon" href="data:,">
  ${STYLE}
</head>
<body>
${body}
</body>
</html>
`.text;
}
