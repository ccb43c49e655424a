import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Mfa, OAuthScope, ResourceServerScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

/** The scopes of Amana: one of them on every route, but `backfill`, which the functions check when an act lies in the past. */
export const scopes = [
  'registration.read',
  'registration.write',
  'custody.read',
  'custody.write',
  'custody.open',
  'custody.witness',
  'handover.read',
  'handover.write',
  'handover.approve',
  'handover.receive',
  'admin',
  'backfill',
];

/** The ministries' systems and what each may do. Each of them may keep the checkpoints of custody's log, and so be its witness. */
export const clients: Record<string, string[]> = {
  interior: ['registration.read', 'registration.write', 'custody.witness'],
  defence: ['custody.read', 'custody.write', 'custody.open', 'custody.witness'],
  'joint-operations': ['handover.read', 'handover.write', 'handover.approve', 'registration.read', 'custody.read', 'custody.witness'],
  // Answers for the receiving authority, and so sees no more than that one may: no stop, no screening, no signed paper.
  'foreign-affairs': ['handover.receive', 'custody.witness'],
  administration: ['admin', 'registration.read', 'custody.read', 'handover.read', 'custody.witness'],
};

/** A Cognito user pool without users: it gives tokens to the ministries' systems, by client credentials. */
export class Issuer extends Construct {
  readonly url: string;
  readonly audience: string[];
  readonly tokenUrl: string;
  readonly poolId: string;

  constructor(scope: Construct, id: string, props: { stage: string; backfill: string[] }) {
    super(scope, id);
    const unknown = props.backfill.filter((name) => !(name in clients));
    if (unknown.length > 0) throw new Error(`The setting "backfill" names no client of the pool: ${unknown.join(', ')}`);
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: { minLength: 16, requireDigits: true, requireLowercase: true, requireSymbols: true, requireUppercase: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The pool has no users: only clients with a secret get tokens, and threat protection watches the sign-in of users.',
    });
    const named = new Map(scopes.map((name) => [name, new ResourceServerScope({ scopeName: name, scopeDescription: `amana/${name}` })]));
    const server = pool.addResourceServer('Scopes', { identifier: 'amana', scopes: [...named.values()] });
    const allowed = (names: string[]) => names.map((name) => OAuthScope.resourceServer(server, named.get(name) as ResourceServerScope));
    const made = Object.entries(clients).map(([name, granted]) =>
      pool.addClient(name, {
        generateSecret: true,
        oAuth: {
          flows: { clientCredentials: true },
          scopes: allowed(props.backfill.includes(name) ? [...granted, 'backfill'] : granted),
        },
        accessTokenValidity: Duration.hours(1),
        preventUserExistenceErrors: true,
      }),
    );
    // A domain of Cognito's own has no generated name; the account makes it unique, and it goes away with the stack.
    const domain = pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `amana-${props.stage}-${Aws.ACCOUNT_ID}` } });
    this.url = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${pool.userPoolId}`;
    this.audience = made.map((client) => client.userPoolClientId);
    this.poolId = pool.userPoolId;
    this.tokenUrl = `${domain.baseUrl()}/oauth2/token`;
  }
}
