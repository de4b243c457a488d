import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signed cookie or address says: who, for what, since when (milliseconds since the epoch). */
export interface Token {
  use: 'session' | 'device' | 'return';
  user: string;
  issuedAt: number;
}

/** Fixed and public: it guards nothing but made-up orders, and a portal started anew must know its cookies again. */
const SECRET = 'sample portal, not a secret';

export function seal(token: Token): string {
  const body = Buffer.from(JSON.stringify(token)).toString('base64url');
  return `${body}.${signature(body)}`;
}

/** The token, or undefined for anything that was not sealed here for this use. */
export function unseal(text: string | undefined | null, use: Token['use']): Token | undefined {
  const [body, sum] = (text ?? '').split('.');
  if (!body || !sum) return undefined;
  const expected = Buffer.from(signature(body));
  const given = Buffer.from(sum);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const token = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Token;
  return token.use === use ? token : undefined;
}

function signature(body: string): string {
  return createHmac('sha256', SECRET).update(body).digest('base64url');
}
