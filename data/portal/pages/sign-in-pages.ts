import { html, scriptValue, type Markup } from '../markup';
import { MARK } from './style';
import { bare, PORTAL_NAME } from './layout';

/** The portal's own sign-in page. `returnTo` is a path of the portal. */
export function signInPage(returnTo: string, problem?: string): string {
  return bare(
    'Sign in',
    html`<form class="card" method="post" action="/sessions">
      <p><span class="brand" style="color: #0f4c5c !important">${MARK} ${PORTAL_NAME}</span></p>
      <h1>Sign in</h1>
      <p>A portal for trying things out: any address and any password will do.</p>
      ${problem && html`<div class="flash_error" role="alert">${problem}</div>`}
      <input type="hidden" name="return_to" value="${returnTo}">
      <label for="user_email">Email</label>
      <input id="user_email" name="email" type="email" required autocomplete="username">
      <label for="user_password">Password</label>
      <input id="user_password" name="password" type="password" autocomplete="current-password">
      <label class="check"><input id="remember_device" name="remember_device" type="checkbox" value="1"> Remember this device</label>
      <button class="button primary" name="commit">Sign in</button>
    </form>`,
  );
}

/** A sample identity provider's page, which goes back by itself: by script, and without scripts after a second. */
export function bouncePage(backTo: string, afterMs: number): string {
  return provider(
    html`<h1>Signing you in …</h1><p><span class="spinner"></span>This device is known. One moment.</p>
      <noscript><meta http-equiv="refresh" content="1; url=${backTo}"></noscript>
      <script>setTimeout(() => location.replace(${scriptValue(backTo)}), ${afterMs});</script>`,
  );
}

/** The identity provider when it wants a person. */
export function providerSignInPage(): string {
  return provider(
    html`<h1>Sign in to your organisation</h1>
      <label for="username">User name</label><input id="username" type="text" autocomplete="username">
      <label for="password">Password</label><input id="password" type="password" autocomplete="current-password">
      <button class="button primary" type="button">Next</button>`,
  );
}

function provider(body: Markup): string {
  return bare('Sample Identity', html`<div class="card"><p><b>Sample Identity</b></p>${body}</div>`);
}
