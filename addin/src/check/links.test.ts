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
    ['<a title=">" href="https://a.example">x</a>', [['x', 'https://a.example']]],
    [`<a title=" href='https://ok.example'" href=https://a.example>x</a>`, [['x', 'https://a.example']]],
    ['<a href="https://a.example" href="https://ok.example">x</a>', [['x', 'https://a.example']]],
    [
      '<map><area href="https://a.example"></map><form action=https://b.example><button formaction="/c">c</button></form>',
      [
        ['', 'https://a.example'],
        ['', 'https://b.example'],
        ['', '/c'],
      ],
    ],
    ['<svg><a xlink:href="https://a.example"><text>x</text></a></svg>', [['x', 'https://a.example']]],
    [
      '<!--[if mso]><v:roundrect href="https://a.example"><center>x</center></v:roundrect><![endif]--><o:p></o:p>',
      [['', 'https://a.example']],
    ],
    [
      '<a href="c">x</a><a href="/d">y</a><a href="//e.example">z</a><a href="mailto:f">m</a><base href="https:\\\\a.example\\b\\"><base href="https://ok.example">',
      [
        ['x', 'https://a.example/b/c'],
        ['y', 'https://a.example/d'],
        ['z', 'https://e.example'],
        ['m', 'mailto:f'],
      ],
    ],
  ])('reads %s', (html, want) => {
    expect(linksOf(html).map(({ text, url }) => [text, url])).toEqual(want);
  });

  it('is bounded', () => {
    expect(linksOf('<a href="https://a.example/">x</a>'.repeat(5_000))).toHaveLength(1_000);
    expect(linksOf(`<a href="https://a.example/${'x'.repeat(3_000)}">x</a>`)[0]?.url).toHaveLength(2_048);
    expect(linksOf('<a '.repeat(200_000))).toEqual([]);
    expect(linksOf(`<a href="https://a.example/">${'<'.repeat(10_000)}`.repeat(200))).toHaveLength(200);
    expect(linksOf('<a =" <a =\''.repeat(100_000))).toEqual([]);
    expect(linksOf(`<a href="https://a.example/">${'x'.repeat(100_000)}`)[0]?.text).toHaveLength(2_048);
  });
});
