import { html, type Markup } from '../markup';
import type { ErrorPage } from '../orders';
import { framed } from './layout';

/** The portal's own error page. The marker stands in the asked place and nowhere else. */
export function errorPage({ marker, place }: Pick<ErrorPage, 'marker' | 'place'>): string {
  const portuguese = marker.startsWith('Desculpe');
  const words = portuguese
    ? {
        title: 'Página indisponível',
        body: 'Verifique o número do pedido ou volte para a página inicial.',
        back: 'Página inicial',
      }
    : {
        title: 'Page not available',
        body: 'Check the number of the order, or go back to where you came from.',
        back: 'Back to Home',
      };
  return framed({
    title: place === 'title' ? marker : words.title,
    language: portuguese ? 'pt-BR' : 'en',
    body: html`${flash(marker, place)}
      <section class="card"><h2>${place === 'heading' ? '404' : words.title}</h2>
        ${place === 'heading' && html`<div class="quiet"><h1>${/oops|sorry/i.test(marker) ? marker : `Sorry! ${marker}`}</h1></div>`}
        <p class="quiet">${words.body}</p>
        <p class="quiet"><a href="/">${words.back}</a></p>
      </section>`,
  });
}

function flash(marker: string, place: ErrorPage['place']): Markup | undefined {
  switch (place) {
    case 'flash_error':
    case 'flash-error':
    case 'notice':
      return html`<div class="${place}" role="alert">${marker}</div>`;
    case 'error_explanation':
      return html`<div id="error_explanation" role="alert"><ul><li>${marker}</li></ul></div>`;
    default:
      return undefined;
  }
}
