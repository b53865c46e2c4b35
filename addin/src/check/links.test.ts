import { describe, expect, it } from 'vitest';
import { linksOf } from './links';

describe('linksOf', () => {
  it.each([
    ['<a href="https://a.example/x?b=1&amp;c=2">見積&nbsp;書</a>', [['見積 書', 'https://a.example/x?b=1&c=2']]],
    [
      "<p><A class=x HREF='https://a.example'><b>太</b>字</A> と <a\nhref=https://b.example>b</a>",
      [
        ['太 字', 'https://a.example'],
        ['b', 'https://b.example'],
      ],
    ],
    [
      '<a href="https://a.example">open <a href="https://b.example">next</a>',
      [
        ['open', 'https://a.example'],
        ['next', 'https://b.example'],
      ],
    ],
    ['<a name="top">x</a><abbr href="https://n.example">y</abbr><a href="">z</a>', []],
    [
      '<a href="&#104;ttps://a.example/&#x30a2;">&lt;a&gt; &unknown; &#99999999;</a>',
      [['<a> &unknown; &#99999999;', 'https://a.example/ア']],
    ],
    ['<a href="https://a.example', []],
    ['', []],
  ])('reads %s', (html, want) => {
    expect(linksOf(html).map(({ text, url }) => [text, url])).toEqual(want);
  });

  it('is bounded', () => {
    expect(linksOf('<a href="https://a.example/">x</a>'.repeat(5_000))).toHaveLength(1_000);
    expect(linksOf(`<a href="https://a.example/${'x'.repeat(3_000)}">x</a>`)).toEqual([]);
    expect(linksOf('<a '.repeat(200_000))).toEqual([]);
    expect(linksOf(`<a href="https://a.example/">${'x'.repeat(100_000)}`)[0]?.text).toHaveLength(2_048);
  });
});
