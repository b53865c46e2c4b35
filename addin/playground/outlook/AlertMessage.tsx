import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { type Inline, readMarkdown } from './markdown';

const useStyles = makeStyles({
  paragraph: { margin: `0 0 ${tokens.spacingVerticalS}`, overflowWrap: 'anywhere' },
});

/** The message of a Smart Alert, in the little Markdown that Outlook shows, or plain. */
export function AlertMessage({ text, markdown }: { text: string; markdown: boolean }) {
  const styles = useStyles();
  const blocks = markdown
    ? readMarkdown(text)
    : text
        .split('\n')
        .map((line) => ({ kind: 'paragraph' as const, lines: [[{ kind: 'text' as const, text: line }]] }));
  return (
    <>
      {blocks.map((block, index) => {
        const key = `${block.kind}:${index}`;
        if (block.kind === 'paragraph') {
          return (
            <p key={key} className={styles.paragraph}>
              {block.lines.map((line, at) => (
                <span key={`${at}:${line.length}`}>
                  {at > 0 && <br />}
                  <Line parts={line} />
                </span>
              ))}
            </p>
          );
        }
        const List = block.kind === 'bullets' ? 'ul' : 'ol';
        return (
          <List key={key}>
            {block.lines.map((line, at) => (
              <li key={`${at}:${line.length}`}>
                <Line parts={line} />
              </li>
            ))}
          </List>
        );
      })}
    </>
  );
}

function Line({ parts }: { parts: readonly Inline[] }) {
  return parts.map((part, index) => {
    const key = `${index}:${part.text}`;
    switch (part.kind) {
      case 'bold':
        return <strong key={key}>{part.text}</strong>;
      case 'italic':
        return <em key={key}>{part.text}</em>;
      case 'link':
        return (
          <Link key={key} href={part.url} target="_blank" rel="noreferrer">
            {part.text}
          </Link>
        );
      default:
        return <span key={key}>{part.text}</span>;
    }
  });
}
