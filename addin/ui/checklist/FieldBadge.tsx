import { Badge } from '@fluentui/react-components';
import { useText } from '../i18n/LanguageProvider';
import type { Recipient } from '../verdict';

/** To, Cc or Bcc. Bcc looks different because the others cannot see it. */
export function FieldBadge({ field }: { field: Recipient['field'] }) {
  const { t } = useText();
  return (
    <Badge
      appearance={field === 'bcc' ? 'outline' : 'tint'}
      color={field === 'to' ? 'brand' : 'informative'}
      size="small"
      shape="rounded"
    >
      {t(`field.${field}`)}
    </Badge>
  );
}
