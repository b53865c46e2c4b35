import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The application and the directory of these stories. */
export const application = '22222222-3333-4444-5555-666666666666';
export const tenant = '11111111-2222-3333-4444-555555555555';
/** One of Office's own applications, as tokens of the older single sign-on name it. */
export const office = 'd3590ed6-52b3-4102-aeff-aad2292ab01c';

export type Claims = Record<string, unknown>;

/**
 * An issuer of access tokens as Microsoft Entra describes itself: metadata with {tenantid} in it, a key set over HTTP whose
 * keys name their issuer, RS256. Keys come and go as the test says. It knows no passwords: whoever holds it has tokens.
 */
export class Issuer {
  private readonly keys = new Map<string, { secret: KeyObject; public: KeyObject }>();
  private readonly server: Server;
  /** How often the key set was fetched. */
  fetched = 0;
  origin = '';

  constructor() {
    this.server = createServer((request, response) => {
      const answer = this.answer(request.url ?? '');
      response.writeHead(answer === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(answer ?? {}));
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    this.publish('first');
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  /** Adds a key to the set. */
  publish(kid: string): void {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.keys.set(kid, { secret: privateKey, public: publicKey });
  }

  /** Takes a key out of the set; it can still sign. */
  readonly withdrawn = new Set<string>();

  /** A person's token for our API; claims replace those of a good one, and undefined leaves one out. */
  token(change: Claims = {}, kid = 'first'): string {
    const now = Math.floor(Date.now() / 1000);
    const tid = String(change.tid ?? tenant);
    const claims: Claims = {
      iss: `${this.origin}/${tid}/v2.0`,
      aud: application,
      iat: now,
      nbf: now,
      exp: now + 3_600,
      ver: '2.0',
      tid,
      oid: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      sub: 'pairwise',
      azp: application,
      scp: 'access_as_user',
      preferred_username: 'sato@minato.example',
      name: '佐藤 花子',
      ...change,
    };
    const key = this.keys.get(kid);
    if (key === undefined) throw new Error(`no key ${kid}`);
    const text = `${part({ alg: 'RS256', typ: 'JWT', kid })}.${part(claims)}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key.secret, 'base64url')}`;
  }

  private answer(path: string): unknown {
    if (path === '/organizations/v2.0/.well-known/openid-configuration') {
      return { issuer: `${this.origin}/{tenantid}/v2.0`, jwks_uri: `${this.origin}/discovery/v2.0/keys` };
    }
    if (path !== '/discovery/v2.0/keys') return undefined;
    this.fetched += 1;
    const shown = [...this.keys].filter(([kid]) => !this.withdrawn.has(kid));
    return {
      keys: shown.map(([kid, key]) => ({
        ...key.public.export({ format: 'jwk' }),
        kid,
        use: 'sig',
        issuer: `${this.origin}/{tenantid}/v2.0`,
      })),
    };
  }
}

/** The server's configuration for this issuer. */
export function issuerConfig({ origin }: Issuer): string {
  return `oidc:
  - issuer: ${origin}/{tenantid}/v2.0
    tenants: [${tenant}]
    audiences: [${application}]
    clients: [${application}, ${office}]
    scope: access_as_user
    addinClient: ${application}
`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
