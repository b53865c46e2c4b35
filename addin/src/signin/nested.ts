import { type AuthError, createNestablePublicClientApplication, PublicClientApplication } from '@azure/msal-browser';
import { type NoToken, needsAdministrator, type Token } from './outcome';
import type { SignInSettings } from './settings';

/** Nested app authentication: Outlook's own sign-in gives the token. */
export interface Nested {
  /** Shows nothing. */
  silent(): Promise<Token>;
  /** May open a window. Only in panes, and only when a person pressed a button. */
  ask(): Promise<Token>;
}

/**
 * Opens Outlook's broker; undefined where there is none. MSAL would go on as an ordinary web page then, with a window and
 * cookies of its own: that is not what the person signed in to Outlook for, and no event handler could.
 */
export async function openNested(settings: SignInSettings): Promise<Nested | undefined> {
  let brokered = false;
  const application = await createNestablePublicClientApplication(
    configOf(settings),
    undefined,
    (config, controller) => {
      brokered = true;
      return new PublicClientApplication(config, controller);
    },
  );
  if (!brokered) {
    return undefined;
  }
  const request = { scopes: [settings.scope], authority: settings.authority };
  return {
    silent: () => outcomeOf(application.acquireTokenSilent(request)),
    ask: () => outcomeOf(application.acquireTokenPopup(request)),
  };
}

function configOf({ clientId, authority }: SignInSettings) {
  return {
    auth: { clientId, authority },
    // the broker keeps tokens better than a page could
    cache: { cacheLocation: 'memoryStorage' as const },
    system: { loggerOptions: { piiLoggingEnabled: false, loggerCallback: () => {} } },
  };
}

async function outcomeOf(asked: Promise<{ accessToken: string }>): Promise<Token> {
  try {
    const { accessToken } = await asked;
    return accessToken === '' ? { why: 'failed' } : { token: accessToken };
  } catch (error) {
    return { why: reasonOf(error as Partial<AuthError>) };
  }
}

function reasonOf({ name, errorCode = '', errorMessage = '' }: Partial<AuthError>): NoToken {
  if (needsAdministrator(`${errorCode} ${errorMessage}`)) {
    return 'consent';
  }
  switch (errorCode) {
    case 'user_cancelled':
    case 'user_canceled':
      return 'cancelled';
    case 'nested_app_auth_bridge_disabled':
      return 'unavailable';
    case 'no_account_found':
      return 'ask';
    default:
      return name === 'InteractionRequiredAuthError' ? 'ask' : 'failed';
  }
}
