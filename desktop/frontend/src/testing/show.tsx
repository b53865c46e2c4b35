import { act, render } from '@testing-library/react';
import { App } from '../App';
import type { FakeBackend } from './fake-backend';

/** Opens the window on a companion of a test and waits until it is there. */
export async function show(backend: FakeBackend): Promise<void> {
  render(<App backend={backend} />);
  await act(async () => {});
}

/** Says that something changed and lets the window follow. */
export async function change(work: () => void): Promise<void> {
  await act(async () => work());
}
