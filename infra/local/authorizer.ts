import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Issuer } from './issuer.ts';

export type AuthorizerRule = { issuer: string; audience: string[] };
export type Verdict = { allowed: true; claims: Record<string, string>; scopes: string[] | null } | { allowed: false; status: 401 | 403 };

/**
 * The rules of API Gateway's JWT authorizer: signature, `iss`, `exp`, `nbf`, `aud` against the audience or, where the
 * token has no `aud`, `client_id`; then any one of the route's scopes.
 * Tokens of the local issuer are taken even when the template names another one: one machine has no other.
 */
export function authorizer(rule: AuthorizerRule, local: Issuer) {
  const verified = new Map<string, JWTPayload>();
  const remote =
    rule.issuer === local.name ? undefined : createRemoteJWKSet(new URL(`${rule.issuer.replace(/\/$/, '')}/.well-known/jwks.json`));
  const key: JWTVerifyGetKey = (header, token) => (remote && header.kid !== 'local' ? remote(header, token) : local.publicKey);
  const audience = [...rule.audience, ...local.clients.map(({ id }) => id)];

  async function verify(token: string): Promise<JWTPayload | undefined> {
    const known = verified.get(token);
    if (known) return (known.exp ?? 0) * 1000 > Date.now() ? known : undefined;
    const { payload } = await jwtVerify(token, key, {
      issuer: [rule.issuer, local.name],
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iss'],
    });
    const named = payload.aud === undefined ? [payload.client_id] : [payload.aud].flat();
    const allowed = remote && payload.iss === local.name ? audience : rule.audience;
    if (!named.some((each) => allowed.includes(String(each)))) return undefined;
    // A signature costs more than the rest of the request: each token is checked once.
    if (verified.size > 1000) verified.clear();
    verified.set(token, payload);
    return payload;
  }

  return async (header: string | undefined, routeScopes: string[]): Promise<Verdict> => {
    const token = header?.replace(/^Bearer\s+/i, '');
    const payload = token ? await verify(token).catch(() => undefined) : undefined;
    if (!payload) return { allowed: false, status: 401 };
    const granted = String(payload.scope ?? payload.scp ?? '').split(' ');
    const scopes = routeScopes.filter((scope) => granted.includes(scope));
    if (routeScopes.length > 0 && scopes.length === 0) return { allowed: false, status: 403 };
    const claims = Object.fromEntries(
      Object.entries(payload).map(([name, value]) => [name, Array.isArray(value) ? `[${value.join(' ')}]` : String(value)]),
    );
    return { allowed: true, claims, scopes: routeScopes.length > 0 ? scopes : null };
  };
}
