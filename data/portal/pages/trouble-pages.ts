import { html } from '../markup';
import { bare, framed } from './layout';

/** A company proxy's page, in the portal's place and at its address. It shares nothing with the portal's look. */
export function blockPage(address: string): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Web access blocked</title><link rel="icon" href="data:,">
<style>body { margin: 0; background: #2b2f36; color: #e9ecef; font: 15px/1.6 Verdana, "DejaVu Sans", sans-serif; }
main { max-width: 640px; margin: 12vh auto; padding: 36px 44px; border-top: 6px solid #d9a400; background: #3a3f47; }
h1 { margin: 0 0 12px; font-size: 22px; } code { display: block; margin: 14px 0; padding: 10px 14px; background: #24272c; overflow-wrap: anywhere; }</style></head>
<body><main><h1>Web access blocked</h1>
<p>Your organisation's web gateway has blocked this address:</p><code>${address}</code>
<p>Category: File sharing and transfer<br>Policy: Outbound web, default<br>Incident: 7F-20931</p>
<p>If you need this page for your work, send the incident number to the service desk.</p></main></body></html>
`.text;
}

/** What a gateway shows during maintenance. */
export function maintenancePage(): string {
  return bare(
    'Scheduled maintenance',
    html`<div class="card"><h1>We'll be back soon</h1>
      <p>The portal is being updated. It is expected back within the hour; nothing that you saved is lost.</p></div>`,
  );
}

/** A page of terms that must be accepted first. */
export function termsPage(address: string): string {
  return bare(
    'Terms of use',
    html`<form class="card" action="${address}"><h1>Our terms of use have changed</h1>
      <p>To go on, read and accept the terms of use of 1 September 2026.</p>
      <label class="check"><input type="checkbox" required> I have read them and accept them</label>
      <button class="button primary">Accept and go on</button></form>`,
  );
}

/** A page that a portal under load or a gateway in front of it answers with. */
export function statusPage(code: number): string {
  const words = code === 429 ? 'Too many requests' : code === 503 ? 'Service unavailable' : `Error ${code}`;
  return bare(
    words,
    html`<div class="card"><h1>${words}</h1><p>The request could not be answered (HTTP ${code}).</p></div>`,
  );
}

/** An HTML page where a file should be. */
export function fileErrorPage(): string {
  return framed({
    title: 'File not available',
    body: html`<section class="card"><h2>File not available</h2><p class="quiet">The file could not be fetched from storage.</p></section>`,
  });
}
