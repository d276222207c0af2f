import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOf } from './link-parts.ts';

const linked = (text: string) =>
  partsOf(text).flatMap((part) => (part.kind === 'text' ? [] : [part.kind === 'case' ? part.number : part.href]));

describe('links in what people write', () => {
  it.each([
    ['see https://wiki.example.com/vpn.', ['https://wiki.example.com/vpn']],
    ['(https://en.example.org/wiki/Ring_(network))', ['https://en.example.org/wiki/Ring_(network)']],
    ['http://a.example/x?y=1&z=2, then', ['http://a.example/x?y=1&z=2']],
    ['as in INC0000012 and inc0000013.', ['INC0000012', 'INC0000013']],
    ['https://desk.example/work/incidents/INC0000012', ['https://desk.example/work/incidents/INC0000012']],
    ['ZINC0000012 INC00000121x INC12 my-INC0000012', []],
    ['javascript:alert(1) data:text/html,x ftp://a.example file:///etc/passwd', []],
    ['https://bank.example@evil.example/ https:// http://', []],
    ['<a href="https://a.example">here</a>', ['https://a.example/']],
  ])('%s', (text, found) => {
    expect(linked(text)).toEqual(found);
  });

  it('leave every letter where it was', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('https://a.example/(b)', 'INC0000012', ').', ' ', '\n'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        expect(
          partsOf(text)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
