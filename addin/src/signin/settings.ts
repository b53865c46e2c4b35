import { asObject, isText } from '@sekisho/client';

/** What a person signs in with: our application at Microsoft Entra. None of it is a secret. */
export interface SignInSettings {
  /** Application id of the registration, a GUID. */
  readonly clientId: string;
  /** Where people sign in: https://login.microsoftonline.com/ and a tenant, or the same of a national cloud. */
  readonly authority: string;
  /** The one scope that is asked for: api://host/clientId/access_as_user. */
  readonly scope: string;
}

/** The settings in a value; undefined if there are none, or not all. */
export function settingsOf(value: unknown): SignInSettings | undefined {
  const { clientId, authority, scope } = asObject(value) ?? {};
  const whole = isGiven(clientId) && isGiven(authority) && isGiven(scope);
  return whole ? { clientId, authority, scope } : undefined;
}

/** What nobody has written over still ends as no name on the network ever does. (RFC 2606, 2) */
function isGiven(value: unknown): value is string {
  return isText(value) && value !== '' && !/\.invalid$/.test(value);
}
