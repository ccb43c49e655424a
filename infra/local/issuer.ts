import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { type JWK, SignJWT } from 'jose';
import type { DataFolder } from './data-folder.ts';
import { clientSecret, type Stack } from './identities.ts';

export type Client = { name: string; id: string; secret: string; scopes: string[]; lifetimeSeconds: number };
export type Issuer = {
  /** The `iss` of its tokens. */
  name: string;
  clients: Client[];
  keys: { keys: JWK[] };
  publicKey: KeyObject;
  /** An access token of the shape Amazon Cognito gives for client credentials: `client_id` and `scope`, no `aud`. */
  mint(client: Client, scopes?: string[], lifetimeSeconds?: number): Promise<string>;
  /** The token endpoint: RFC 6749 section 4.4, credentials as HTTP Basic or in the form. */
  token(authorization: string | undefined, form: URLSearchParams): Promise<{ status: number; body: object }>;
};

const unitSeconds: Record<string, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

/** Stands in for the template's Cognito user pool; its key is made once and kept in the data folder. */
export function startIssuer(stack: Stack, data: DataFolder): Issuer {
  const pool = stack.of('AWS::Cognito::UserPool')[0];
  const name = pool ? stack.attribute(pool.logicalId, 'ProviderURL') : 'https://issuer.local.invalid';
  const ofPool = stack.of('AWS::Cognito::UserPoolClient').map(({ logicalId, properties }): Client => {
    const id = stack.ref(logicalId);
    const { AccessToken = 'hours' } = (properties.TokenValidityUnits ?? {}) as { AccessToken?: string };
    return {
      name: String(properties.ClientName ?? logicalId),
      id,
      secret: clientSecret(data, id),
      scopes: (properties.AllowedOAuthScopes ?? []) as string[],
      lifetimeSeconds: Number(properties.AccessTokenValidity ?? 1) * (unitSeconds[AccessToken] ?? 3600),
    };
  });
  const clients = ofPool.length > 0 ? ofPool : standIns(stack, data);

  const pem = data.kept('issuer key', () =>
    String(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })),
  );
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'local', alg: 'RS256', use: 'sig' } as JWK;

  const mint = (client: Client, scopes = client.scopes, seconds = client.lifetimeSeconds) =>
    new SignJWT({ token_use: 'access', client_id: client.id, scope: scopes.join(' '), version: 2 })
      .setProtectedHeader({ alg: 'RS256', kid: 'local' })
      .setIssuer(name)
      .setSubject(client.id)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
      .sign(privateKey);

  async function token(authorization: string | undefined, form: URLSearchParams) {
    const refused = (error: string) => ({ status: 400, body: { error } });
    if (form.get('grant_type') !== 'client_credentials') return refused('unsupported_grant_type');
    const [id, secret] = credentials(authorization) ?? [form.get('client_id'), form.get('client_secret')];
    const client = clients.find((each) => each.id === id && each.secret === secret);
    if (!client) return refused('invalid_client');
    const scopes = form.get('scope')?.split(' ').filter(Boolean) ?? client.scopes;
    if (scopes.some((scope) => !client.scopes.includes(scope))) return refused('invalid_scope');
    return { status: 200, body: { access_token: await mint(client, scopes), expires_in: client.lifetimeSeconds, token_type: 'Bearer' } };
  }

  return { name, clients, keys: { keys: [jwk] }, publicKey, mint, token };
}

/** Where the template trusts an issuer of its own choice, its audience are the clients, allowed whatever a route asks for. */
function standIns(stack: Stack, data: DataFolder): Client[] {
  const audience = stack
    .of('AWS::ApiGatewayV2::Authorizer')
    .flatMap(({ properties }) => (properties.JwtConfiguration as { Audience?: string[] }).Audience ?? []);
  const scopes = new Set(
    stack.of('AWS::ApiGatewayV2::Route').flatMap(({ properties }) => (properties.AuthorizationScopes ?? []) as string[]),
  );
  return [...new Set(audience)].map((id) => ({ name: id, id, secret: clientSecret(data, id), scopes: [...scopes], lifetimeSeconds: 3600 }));
}

/** A client by its name, its id, or the name its construct gave it: CDK makes `IssuerPooljointoperations4D9724E9` of `joint-operations`. */
export function clientNamed(clients: Client[], name: string): Client {
  const plain = name.replace(/[^A-Za-z0-9]/g, '');
  const found =
    clients.find((client) => client.name === name || client.id === name) ??
    clients.find((client) => client.name.replace(/[0-9A-F]{8}$/, '').endsWith(plain));
  if (!found) throw new Error(`The template has no client ${name}`);
  return found;
}

function credentials(authorization: string | undefined): [string, string] | undefined {
  if (!authorization?.startsWith('Basic ')) return undefined;
  const text = Buffer.from(authorization.slice(6), 'base64').toString();
  const at = text.indexOf(':');
  return [decodeURIComponent(text.slice(0, at)), decodeURIComponent(text.slice(at + 1))];
}
