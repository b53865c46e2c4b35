import type { ApiError, Problem } from './errors';
import { asObject, isText, parseJson } from './json';
import { failed, ok, type Result } from './result';
import {
  type Check,
  type Confirmation,
  type ConfirmationRequest,
  type Device,
  type Draft,
  type Hold,
  type Holds,
  isCheck,
  isConfirmation,
  isDevice,
  isHolds,
  isMe,
  isSignedDoorPolicy,
  isUpload,
  type Me,
  type MissedChecks,
  type SignedDoorPolicy,
  type Upload,
} from './shapes';
import { type HttpReply, hostTransport, type Transport, withDeadline } from './transport';

/** How a client reaches its server. */
export interface ClientOptions {
  /** Scheme, host and port, absolute: one runtime has no page that an address could be relative to. */
  readonly origin: string;
  /** A device token or access token; empty: the request goes without. */
  readonly token: () => Promise<string>;
  readonly transport?: Transport;
}

/** A door's policy, or the word that the copy it has is the newest. */
export type DoorPolicyAnswer =
  | { readonly changed: false }
  | { readonly changed: true; readonly etag: string; readonly signed: SignedDoorPolicy };

/**
 * The calls of the API that a launch event makes; it is built without the others. Each gives its answer or an ApiError within
 * `milliseconds`; none throws.
 */
export interface DoorClient {
  createCheck(draft: Draft, milliseconds: number): Promise<Result<Check, ApiError>>;
  doorPolicy(etag: string, milliseconds: number): Promise<Result<DoorPolicyAnswer, ApiError>>;
  /** Sends the content of one attachment. */
  upload(content: UploadContent, milliseconds: number): Promise<Result<Upload, ApiError>>;
  /** Tells of mails that no server checked; a repeat adds nothing. */
  report(missed: MissedChecks, milliseconds: number): Promise<Result<void, ApiError>>;
}

/** The calls of the API that pages make. */
export interface Client extends DoorClient {
  getCheck(id: string, milliseconds: number): Promise<Result<Check, ApiError>>;
  confirm(id: string, given: ConfirmationRequest, milliseconds: number): Promise<Result<Confirmation, ApiError>>;
  enrol(code: string, name: string, milliseconds: number): Promise<Result<Device, ApiError>>;
  me(milliseconds: number): Promise<Result<Me, ApiError>>;
  /** Chooses how long one's own mails wait; empty: as the policy says. */
  setWait(wait: string, milliseconds: number): Promise<Result<Me, ApiError>>;
  /** Held mails of one's own. */
  holds(milliseconds: number): Promise<Result<Holds, ApiError>>;
  /** Sends a held mail now, or discards it, in the stage that was shown. */
  moveHold(hold: Hold, how: 'release' | 'cancel', milliseconds: number): Promise<Result<void, ApiError>>;
  /** Changes when a wait ends. */
  setHoldDue(hold: Hold, dueAt: string, milliseconds: number): Promise<Result<void, ApiError>>;
}

/** A file as Office gives it. */
export interface UploadContent {
  readonly encoding: 'base64' | 'text';
  readonly content: string;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  /** A body that is no JSON. */
  readonly octets?: string;
  readonly headers?: Record<string, string>;
  readonly repeatable?: boolean;
}

type Send = (call: Call, milliseconds: number) => Promise<Result<HttpReply, ApiError>>;

function senderOf(options: ClientOptions): Send {
  const transport = options.transport ?? hostTransport;
  // the token may have to be fetched: that is part of the time, and what is over then is never sent
  return (call, milliseconds) => {
    const began = Date.now();
    return withDeadline(milliseconds, async () => {
      const headers = await headersOf(options, call);
      const left = milliseconds - (Date.now() - began);
      const request = { method: call.method, url: options.origin + call.path, headers, ...bodyOf(call) };
      return left > 0
        ? transport({ ...request, repeatable: call.repeatable ?? true }, left)
        : failed<ApiError>({ kind: 'timeout', milliseconds });
    });
  };
}

function asking(send: Send) {
  return <T>(call: Call, milliseconds: number, is: (value: unknown) => value is T): Promise<Result<T, ApiError>> =>
    send(call, milliseconds).then((reply) => (reply.ok ? answerOf(reply.value, is) : reply));
}

/** Makes a launch event's client of the server at `origin`. */
export function createDoorClient(options: ClientOptions): DoorClient {
  const send = senderOf(options);
  const ask = asking(send);
  return {
    createCheck: (draft, ms) => ask({ method: 'POST', path: '/v1/checks', body: draft }, ms, isCheck),
    doorPolicy: (etag, ms) => {
      const headers: Record<string, string> = etag === '' ? {} : { 'If-None-Match': etag };
      const reply = send({ method: 'GET', path: '/v1/policy', headers }, ms);
      return reply.then((said) => (said.ok ? policyOf(said.value) : said));
    },
    upload: ({ encoding, content }, ms) =>
      ask(
        {
          method: 'POST',
          path: encoding === 'base64' ? '/v1/uploads?encoding=base64' : '/v1/uploads',
          octets: content,
        },
        ms,
        isUpload,
      ),
    report: (missed, ms) => send({ method: 'POST', path: '/v1/reports', body: missed }, ms).then(doneOf),
  };
}

/** Makes a page's client of the server at `origin`. */
export function createClient(options: ClientOptions): Client {
  const send = senderOf(options);
  const ask = asking(send);
  const pathOf = ({ id, stage }: Hold, what: string) => `/v1/holds/${encodeURIComponent(id)}/${what}?stage=${stage}`;
  return {
    ...createDoorClient(options),
    getCheck: (id, ms) => ask({ method: 'GET', path: `/v1/checks/${encodeURIComponent(id)}` }, ms, isCheck),
    confirm: (id, given, ms) =>
      ask(
        { method: 'POST', path: `/v1/checks/${encodeURIComponent(id)}/confirmation`, body: given },
        ms,
        isConfirmation,
      ),
    // an enrolment code works once: a second try after a lost answer would only burn it
    enrol: (code, name, ms) =>
      ask({ method: 'POST', path: '/v1/devices', body: { code, name }, repeatable: false }, ms, isDevice),
    me: (ms) => ask({ method: 'GET', path: '/v1/me' }, ms, isMe),
    setWait: (wait, ms) => ask({ method: 'PUT', path: '/v1/me', body: { wait } }, ms, isMe),
    holds: (ms) => ask({ method: 'GET', path: '/v1/holds' }, ms, isHolds),
    // the stage is named, so a repeat after a lost answer moves nothing else
    moveHold: (hold, how, ms) => send({ method: 'POST', path: pathOf(hold, how), body: {} }, ms).then(doneOf),
    setHoldDue: (hold, dueAt, ms) =>
      send({ method: 'PUT', path: pathOf(hold, 'due'), body: { dueAt } }, ms).then(doneOf),
  };
}

function doneOf(reply: Result<HttpReply, ApiError>): Result<void, ApiError> {
  if (!reply.ok) {
    return reply;
  }
  return reply.value.status === 204 ? ok(undefined) : failed(problemOf(reply.value));
}

function bodyOf({ body, octets }: Call): { body?: string } {
  const text = octets ?? (body === undefined ? undefined : wellFormed(JSON.stringify(body)));
  return text === undefined ? {} : { body: text };
}

/**
 * JSON without halves of surrogate pairs, which stand where Outlook or a sender cut a text: no reader has to take them (RFC 7493,
 * 2.1), and ours does not. They become U+FFFD. Engines before ES2019 write them as they are, later ones as escapes.
 */
function wellFormed(json: string): string {
  const suspects = /\\(ud[89a-f][0-9a-f]{2})|\\.|[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g;
  return json.replace(suspects, (all: string, half?: string) => (half || all.length === 1 ? '\uFFFD' : all));
}

async function headersOf(options: ClientOptions, call: Call): Promise<Record<string, string>> {
  const token = await options.token();
  return {
    Accept: 'application/json, application/problem+json',
    ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(call.octets === undefined ? {} : { 'Content-Type': 'application/octet-stream' }),
    ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
    ...call.headers,
  };
}

function answerOf<T>(reply: HttpReply, is: (value: unknown) => value is T): Result<T, ApiError> {
  if (reply.status < 200 || reply.status > 299) {
    return failed(problemOf(reply));
  }
  const value = parseJson(reply.text);
  return is(value)
    ? ok(value)
    : failed({ kind: 'malformed', detail: `the answer is not what the API describes: ${reply.contentType}` });
}

function policyOf(reply: HttpReply): Result<DoorPolicyAnswer, ApiError> {
  if (reply.status === 304) {
    return ok({ changed: false });
  }
  const signed = answerOf(reply, isSignedDoorPolicy);
  return signed.ok ? ok({ changed: true, etag: reply.etag, signed: signed.value }) : signed;
}

function problemOf(reply: HttpReply): ApiError {
  const problem = asObject(parseJson(reply.text));
  if (problem === undefined || !isText(problem.code)) {
    // a proxy's own limit: it is this mail that does not get through, and no outage
    if (reply.status === 413) {
      return { kind: 'problem', problem: { type: 'about:blank', title: '', status: 413, code: 'too-large' } };
    }
    return { kind: 'unreachable', detail: `${reply.status} without a problem: not an answer of this API` };
  }
  return { kind: 'problem', problem: { ...(problem as Problem), status: reply.status } };
}
