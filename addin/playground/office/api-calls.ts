import type { EventName } from './events';
import type { Fault } from './faults';
import { type Permission, permissions, type RuntimeKind, type World } from './world';

/** An error that Outlook gives to a callback. The codes are those of the Outlook part of office.js. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    name: string,
    message: string,
  ) {
    super(message);
    this.name = name;
  }
}

/** What a call needs: the permission of the manifest, and whether event handlers may make it. */
export interface CallRule {
  readonly permission: Permission;
  readonly handlers?: 'blocked';
}

type Callback = (result: Office.AsyncResult<unknown>) => void;

/** Runs the asynchronous calls of one runtime under Outlook's rules. */
export class ApiCalls {
  private underWay = 0;
  private closed = false;

  constructor(
    readonly world: World,
    readonly runtime: RuntimeKind,
    /** The event that the runtime was started for. */
    readonly event?: EventName,
  ) {}

  /** Whether the calls come from a handler that a Send waits for. */
  get sending(): boolean {
    return this.runtime === 'on-send' || this.event === 'OnMessageSend' || this.event === 'OnAppointmentSend';
  }

  /** The runtime is gone: no callback comes any more. */
  close(): void {
    this.closed = true;
  }

  /** Starts a call whose `args` end in options and callback; `work` gives its value or throws an ApiError. */
  run(api: string, rule: CallRule, args: readonly unknown[], work: () => unknown): void {
    const { world, runtime, event } = this;
    world.calls.push({ api, runtime, event, at: world.clock.now() });
    this.requirePermission(api, rule.permission);
    const fault = this.world.faults.take(api);
    if (fault?.kind === 'throw') {
      throw new Error(fault.message);
    }
    const refusal = this.refusal(api, rule);
    if (refusal === undefined) {
      this.underWay += 1;
    }
    this.finishLater(api, args, fault, refusal ?? work, refusal === undefined);
  }

  private requirePermission(api: string, needed: Permission): void {
    const { permission, quirks } = this.world;
    if (permissions.indexOf(permission) < permissions.indexOf(needed)) {
      quirks.add('permission', api, `needs ${needed}, the manifest asks for ${permission} (facts 4.2)`);
      throw new Error(`Elevated permission is required to call the method: '${api}'.`);
    }
  }

  private refusal(api: string, rule: CallRule): (() => never) | undefined {
    const { profile, quirks } = this.world;
    if (rule.handlers === 'blocked' && this.runtime === 'event') {
      // facts 1.7: no dialogs, no windows, no closing, no sending, no sign-in from an event handler
      quirks.add('blocked-in-handler', api, 'event handlers cannot call this; use the task pane (facts 1.7)');
      return fail(9032, 'ApiCallNotSupportedByExtensionPoint', `${api} is not supported in event-based handlers`);
    }
    if (profile.concurrentCalls !== null && this.underWay >= profile.concurrentCalls) {
      // facts 2: three at a time on the web and new Windows; the code of the error is not documented
      const detail = `${this.underWay + 1} calls at once, ${profile.title} takes ${profile.concurrentCalls} (facts 2)`;
      quirks.add('too-many-calls', api, detail);
      return fail(5001, 'InternalError', 'too many calls at once');
    }
    return undefined;
  }

  private finishLater(
    api: string,
    args: readonly unknown[],
    fault: Fault | undefined,
    work: () => unknown,
    counted: boolean,
  ): void {
    if (fault?.kind === 'hang') {
      return; // the slot stays taken, as it would
    }
    const wait = fault?.kind === 'delay' ? fault.milliseconds : this.world.latency;
    this.world.clock.setTimeout(() => {
      this.underWay -= counted ? 1 : 0;
      const done =
        fault?.kind === 'fail'
          ? fail(fault.code ?? 5001, fault.name ?? 'InternalError', fault.message ?? 'injected')
          : work;
      this.answer(api, args, done);
    }, wait);
  }

  private answer(api: string, args: readonly unknown[], work: () => unknown): void {
    const { callback, asyncContext } = tail(args);
    const result = resultOf(work, asyncContext);
    if (callback === undefined || this.closed) {
      return;
    }
    try {
      callback(result);
    } catch (cause) {
      this.world.quirks.add('handler-threw', api, `its callback threw: ${String(cause)}`);
    }
  }
}

function fail(code: number, name: string, message: string): () => never {
  return () => {
    throw new ApiError(code, name, message);
  };
}

/** Options and callback may each be left out; the callback is the last function. */
function tail(args: readonly unknown[]): { callback: Callback | undefined; asyncContext: unknown } {
  const callback = args.find((arg): arg is Callback => typeof arg === 'function');
  const options = args.find(
    (arg): arg is { asyncContext: unknown } => typeof arg === 'object' && arg !== null && 'asyncContext' in arg,
  );
  return { callback, asyncContext: options?.asyncContext };
}

function resultOf(work: () => unknown, asyncContext: unknown): Office.AsyncResult<unknown> {
  try {
    return asResult({ status: 'succeeded', value: work(), asyncContext, error: undefined });
  } catch (cause) {
    const { code, name, message } =
      cause instanceof ApiError ? cause : new ApiError(5001, 'InternalError', String(cause));
    return asResult({ status: 'failed', value: undefined, asyncContext, error: { code, name, message } });
  }
}

/** The declared status is an enum whose value at run time is this text. */
function asResult(result: { status: string; value: unknown; asyncContext: unknown; error: unknown }) {
  return { ...result, diagnostics: undefined } as unknown as Office.AsyncResult<unknown>;
}
