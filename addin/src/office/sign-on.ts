import { failed, type Result } from '@sekisho/client';
import type { OfficeCalls, OfficeError } from './async';

/**
 * Whether Outlook says that it brokers tokens for nested apps. Event handlers and panes are asked apart: one may have it
 * where the other has not.
 */
export function hasNestedAppAuth(): boolean {
  return Office.context.requirements.isSetSupported('NestedAppAuth', '1.1');
}

/**
 * Asks Office for an access token of the manifest's application: the older single sign-on. Without `ask` nothing is shown.
 * The error's code is Office's own, 13000 to 13013.
 */
export function singleSignOn(
  calls: OfficeCalls,
  ask: boolean,
  milliseconds: number,
): Promise<Result<string, OfficeError>> {
  const api = tokenApi();
  if (api === undefined) {
    return Promise.resolve(failed({ kind: 'missing', api: 'getAccessToken' }));
  }
  return calls.call<string>('getAccessToken', milliseconds, (done) => {
    const answered = (result: object) => done(result as Office.AsyncResult<string>);
    api.getAccessToken({ allowSignInPrompt: ask, allowConsentPrompt: ask }).then(
      (value) => answered({ status: 'succeeded', value }),
      (error) => answered({ status: 'failed', error: isFailure(error) ? error : { code: 0, message: '' } }),
    );
  });
}

/** Event handlers of classic Windows had it under OfficeRuntime first (addin/QUIRKS.md, "Single sign-on has two names"). */
function tokenApi(): SekishoTokenApi | undefined {
  const older = typeof OfficeRuntime === 'undefined' ? undefined : OfficeRuntime.auth;
  const newer = (Office as { auth?: SekishoTokenApi }).auth;
  return [older, newer].filter((api) => typeof api?.getAccessToken === 'function')[0];
}

function isFailure(error: unknown): error is { code: number; message: string } {
  return typeof (error as { code?: unknown } | null | undefined)?.code === 'number';
}
