// The slice of the host's globals that the client may use: what both a browser page and Outlook's JavaScript-only runtime have.
// Included by the type checks that have no DOM library; pages bring their own declarations.

interface HostResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

interface HostRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
}

declare function fetch(url: string, init: HostRequest): Promise<HostResponse>;
declare function setTimeout(run: () => void, milliseconds: number): number;
declare function clearTimeout(id: number | undefined): void;

declare class XMLHttpRequest {
  timeout: number;
  readonly status: number;
  readonly responseText: string;
  onload: (() => void) | null;
  onerror: (() => void) | null;
  ontimeout: (() => void) | null;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getResponseHeader(name: string): string | null;
  send(body?: string): void;
}
