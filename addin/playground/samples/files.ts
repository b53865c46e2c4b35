import { zip } from './zip';

/** A file made for an example. */
export interface SampleFile {
  readonly name: string;
  readonly type: string;
  readonly content: Uint8Array;
}

const encoder = new TextEncoder();

/** A one-page PDF with a line of text; ASCII only, because it brings no font. */
export function pdf(name: string, line: string): SampleFile {
  const stream = `BT /F1 18 Tf 72 760 Td (${line.replace(/[\\()]/g, '\\$&')}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.indexOf('xref\n')}\n%%EOF\n`;
  return { name, type: 'application/pdf', content: encoder.encode(text) };
}

/** A ZIP that needs a password. */
export function encryptedZip(name: string, inside: SampleFile, password: string): SampleFile {
  return { name, type: 'application/zip', content: zip([inside], password) };
}
