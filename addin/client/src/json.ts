/** What JSON.parse gives, before anything is known of it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The parsed text, or undefined if it is no JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The value as an object, or undefined if it is none. */
export function asObject(value: unknown): { readonly [key: string]: unknown } | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { [key: string]: unknown })
    : undefined;
}

/** Whether the value is a list of such things. */
export function isList(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isOneOf(value: unknown, allowed: readonly string[]): boolean {
  return isText(value) && allowed.indexOf(value) >= 0;
}
