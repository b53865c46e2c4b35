import type { components } from './api.gen';

/** The server's own description of what went wrong (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** Why a request gave no value. */
export type ApiError =
  /** The server answered with a problem: `problem.code` is stable, `problem.status` is the HTTP status. */
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** Nothing came back: no network, no name, no certificate, or an answer that is not ours (a sign-in page of a proxy). */
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** Nothing came back in time. */
  | { readonly kind: 'timeout'; readonly milliseconds: number }
  /** The server answered 2xx with something that the API does not describe. */
  | { readonly kind: 'malformed'; readonly detail: string };

/** One line for logs and support; no screen shows it as it is. */
export function describe(error: ApiError): string {
  switch (error.kind) {
    case 'problem':
      return `${error.problem.status} ${error.problem.code}: ${error.problem.detail ?? error.problem.title}`;
    case 'timeout':
      return `no answer within ${error.milliseconds} ms`;
    default:
      return `${error.kind}: ${error.detail}`;
  }
}
