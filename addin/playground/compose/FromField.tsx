import { Field, makeStyles, Select } from '@fluentui/react-components';
import { useText } from '@sekisho/ui';
import type { Draft } from '../office';
import { usePlaygroundText } from '../texts/use-playground-text';

const useStyles = makeStyles({ row: { gridTemplateColumns: '72px 1fr' } });

/** The mailbox that the person shares with others. */
const sharedMailbox = { address: 'sales@minato.example', name: { ja: '営業部', en: 'Sales' } } as const;

interface FromFieldProps {
  readonly draft: Draft;
  readonly own: { readonly address: string; readonly name: string };
  readonly edit: (change: (draft: Draft) => void) => void;
}

/** Who sends: the person, or the mailbox they share. */
export function FromField({ draft, own, edit }: FromFieldProps) {
  const styles = useStyles();
  const t = usePlaygroundText();
  const { language } = useText();
  const shared = { address: sharedMailbox.address, name: sharedMailbox.name[language] };
  const choose = (address: string) =>
    edit((d) => {
      const isShared = address === shared.address;
      d.from = isShared ? shared : { ...own };
      if (isShared) d.shared = { kind: 'mailbox', owner: address };
      else delete d.shared;
    });
  return (
    <Field className={styles.row} label={t('compose.from')} orientation="horizontal">
      <Select appearance="underline" value={draft.from.address} onChange={(_event, data) => choose(data.value)}>
        {[own, shared].map(({ address, name }) => (
          <option key={address} value={address}>{`${name} <${address}>`}</option>
        ))}
      </Select>
    </Field>
  );
}
