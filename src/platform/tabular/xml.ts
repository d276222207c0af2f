import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { type Bytes, SourceProblem } from './items.ts';

/** What a reader of XML listens to. Names come without prefix; an attribute keeps its own. */
export interface XmlListener {
  open(name: string, attributes: Record<string, string>, line: number): void;
  close(name: string): void;
  text?(text: string): void;
}

const maxDepth = 64;
/** The longest single tag, text or comment, in characters: the parser holds one of them whole. */
const maxToken = 16 * 1024 ** 2;

/** The name without its namespace prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/**
 * Parses XML and gives control back after each chunk, with everything before it told to the listener. Throws a
 * SourceProblem with its line at the first fault; document types are refused, so there are no entities but the five
 * of XML itself (ASVS 1.5.1). An error of the source is thrown after what came before it has been told.
 */
export async function* parseXml(source: Bytes, listener: XmlListener): AsyncGenerator<{ line: number }> {
  const parser = new SaxesParser({ xmlns: false });
  let fault: SourceProblem | undefined;
  let depth = 0;
  let tokenStart = 0;
  let tagLine = 1;
  let closing = false;
  // An end tag of another name closes every element up to that one, and only then is the fault told; so an end is
  // held back until the next thing, or the end of the chunk, shows that it was one.
  let ended: string | undefined;
  const settle = (): void => {
    if (ended === undefined) return;
    const name = ended;
    ended = undefined;
    listener.close(name);
  };
  const fail = (problem: SourceProblem): void => {
    fault ??= problem;
    ended = undefined;
  };
  parser.on('error', (error) => {
    const detail = error.message.replace(/^\d+:\d+: /, '');
    const cut = depth > 0 && closing;
    fail(
      cut
        ? new SourceProblem('xml-truncated', {}, parser.line)
        : new SourceProblem('xml-broken', { detail }, parser.line),
    );
  });
  parser.on('doctype', () => fail(new SourceProblem('xml-doctype', {}, parser.line)));
  parser.on('opentagstart', () => {
    tagLine = parser.line;
  });
  parser.on('opentag', (tag) => {
    if (fault) return;
    settle();
    tokenStart = parser.position;
    depth += 1;
    if (depth > maxDepth) return fail(new SourceProblem('xml-too-deep', { limit: maxDepth }, parser.line));
    listener.open(localName(tag.name), tag.attributes, tagLine);
  });
  parser.on('closetag', (tag) => {
    if (fault) return;
    settle();
    tokenStart = parser.position;
    depth -= 1;
    ended = localName(tag.name);
  });
  const tell = (text: string): void => {
    if (fault) return;
    settle();
    listener.text?.(text);
  };
  parser.on('text', tell);
  parser.on('cdata', tell);

  const decoder = new XmlDecoder();
  for await (const chunk of withHead(source)) {
    const { text, broken } = decoder.decode(chunk);
    parser.write(text);
    settle();
    if (broken) fail(new SourceProblem('encoding-broken', { encoding: decoder.encoding }, parser.line));
    yield { line: parser.line };
    if (parser.position - tokenStart > maxToken)
      fail(new SourceProblem('xml-too-long', { limit: maxToken }, parser.line));
    if (fault) throw fault;
  }
  closing = true;
  parser.close();
  settle();
  yield { line: parser.line };
  if (fault) throw fault;
}

const headBytes = 256;

/** Makes the first chunk long enough to hold the declaration. */
async function* withHead(source: Bytes): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = Buffer.alloc(0);
  try {
    for await (const chunk of source) {
      if (head === undefined) {
        yield chunk;
        continue;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length < headBytes) continue;
      const first = head;
      head = undefined;
      yield first;
    }
  } catch (error) {
    if (head !== undefined) yield head;
    throw error;
  }
  if (head !== undefined) yield head;
}

/** Decodes XML by its byte order mark or declaration; UTF-8 if neither says otherwise. */
class XmlDecoder {
  encoding = 'utf-8';
  private decoder: TextDecoder | undefined;
  private tail = '';

  /** Text up to the first bytes that are none in this encoding; `broken` if there are such. */
  decode(chunk: Uint8Array): { text: string; broken: boolean } {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.decoder ??= this.choose(bytes);
    const text = this.decoder.decode(bytes, { stream: true });
    const tail = this.tail;
    this.tail = (tail + bytes.toString('latin1', Math.max(0, bytes.length - 2))).slice(-2);
    const at = text.indexOf('\uFFFD');
    if (at < 0) return { text, broken: false };
    // A replacement character is broken text unless it stands in the source itself.
    const stands = this.encoding === 'utf-8' && (tail + bytes.toString('latin1')).includes('\u00EF\u00BF\u00BD');
    return stands ? { text, broken: false } : { text: text.slice(0, at), broken: true };
  }

  private choose(bytes: Buffer): TextDecoder {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) this.encoding = 'utf-16le';
    else if (bytes[0] === 0xfe && bytes[1] === 0xff) this.encoding = 'utf-16be';
    else {
      const declared = /^(?:\u00EF\u00BB\u00BF)?<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']/.exec(
        bytes.toString('latin1', 0, 256),
      );
      this.encoding = declared?.[1]?.toLowerCase() ?? 'utf-8';
    }
    try {
      return new TextDecoder(this.encoding);
    } catch {
      throw new SourceProblem('xml-encoding', { encoding: this.encoding }, 1);
    }
  }
}
