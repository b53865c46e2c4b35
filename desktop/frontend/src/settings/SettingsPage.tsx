import { Field, Select, Switch } from '@fluentui/react-components';
import { languageOf } from '@sekisho/ui';
import { useEffect, useState } from 'react';
import type { Bound, Settings } from '../backend/api.gen';
import { useBackend, useLive } from '../backend/BackendProvider';
import { Page } from '../parts/Page';
import { Panel } from '../parts/Panel';
import { ProblemBar } from '../parts/ProblemBar';
import { useAction } from '../parts/useAction';
import { useWindowText } from '../texts/use-window-text';
import { ServerPanel } from './ServerPanel';

const load = (call: Bound) => call.Settings();

/** The person's own settings; each is saved as it is changed. */
export function SettingsPage({ server }: { server: string }) {
  const t = useWindowText();
  const { call } = useBackend();
  const { value, problem } = useLive(load, ['settings']);
  const { problem: failed, run } = useAction();
  const [settings, setSettings] = useState<Settings>();
  const [saved, setSaved] = useState(false);
  useEffect(() => setSettings(value), [value]);
  const change = (more: Partial<Settings>) => {
    if (!settings) return;
    const before = settings;
    const after = { ...settings, ...more };
    setSettings(after);
    setSaved(false);
    run(async () => {
      await call.SaveSettings(after).catch((cause: unknown) => {
        setSettings(before);
        throw cause;
      });
      setSaved(true);
    });
  };
  const system = languageOf(navigator.language);
  return (
    <Page title={t('nav.settings')} problem={problem} loading={!settings}>
      {settings && (
        <Panel heading={t('settings.general')}>
          <ProblemBar problem={failed} />
          <Field label={t('settings.language')}>
            <Select value={settings.language} onChange={(_event, data) => change({ language: data.value })}>
              <option value="">{t('settings.languageSystem', { language: t(`settings.${system}`) })}</option>
              <option value="ja">{t('settings.ja')}</option>
              <option value="en">{t('settings.en')}</option>
            </Select>
          </Field>
          <Field hint={t('settings.autostartHint')}>
            <Switch
              label={t('settings.autostart')}
              checked={settings.autostart}
              onChange={(_event, data) => change({ autostart: data.checked })}
            />
          </Field>
          <Switch
            label={t('settings.notifications')}
            checked={settings.notifications}
            onChange={(_event, data) => change({ notifications: data.checked })}
          />
          <Switch
            label={t('settings.onTop')}
            checked={settings.onTop}
            onChange={(_event, data) => change({ onTop: data.checked })}
          />
          <span role="status">{saved && t('settings.saved')}</span>
        </Panel>
      )}
      <ServerPanel server={server} />
    </Page>
  );
}
