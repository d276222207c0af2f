import { parseSync } from 'vite';

/** One import of a file, as written. */
export interface Import {
  specifier: string;
  line: number;
  /** Erased before the code runs: `import type`, `export type`. */
  typeOnly: boolean;
}

interface Node {
  type?: string;
  start?: number;
  [key: string]: unknown;
}

/**
 * Every import of a source file: static, re-exporting, dynamic with a literal, and in types. Comments and strings are
 * told apart by a real parser.
 * @throws Error where the file is no TypeScript
 */
export function importsOf(path: string, source: string): Import[] {
  const { module, program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: { specifier: string; start: number; typeOnly: boolean }[] = [];
  for (const statement of module.staticImports) {
    found.push({
      specifier: statement.moduleRequest.value,
      start: statement.start,
      typeOnly: /^import\s+type\b/.test(source.slice(statement.start, statement.end)),
    });
  }
  for (const statement of module.staticExports) {
    const from = statement.entries.find((entry) => entry.moduleRequest)?.moduleRequest;
    if (!from) continue;
    const typeOnly = /^export\s+type\b/.test(source.slice(statement.start, statement.end));
    found.push({ specifier: from.value, start: statement.start, typeOnly });
  }
  // The walk is slow beside the rest, and few files have such an import.
  if (/\bimport\s*\(/.test(source)) walk(program as unknown as Node, found);
  const lines = lineCounter(source);
  return found.map(({ start, ...rest }) => ({ ...rest, line: lines(start) }));
}

function walk(node: Node, found: { specifier: string; start: number; typeOnly: boolean }[]): void {
  if (node.type === 'ImportExpression' || node.type === 'TSImportType') {
    const source = (node['source'] ?? node['argument']) as Node | undefined;
    const literal = source?.type === 'TSLiteralType' ? (source['literal'] as Node) : source;
    if (literal?.type === 'Literal' && typeof literal['value'] === 'string') {
      found.push({ specifier: literal['value'], start: node.start ?? 0, typeOnly: node.type === 'TSImportType' });
    }
  }
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) for (const one of value) enter(one, found);
    else enter(value, found);
  }
}

function enter(value: unknown, found: { specifier: string; start: number; typeOnly: boolean }[]): void {
  if (typeof value === 'object' && value !== null && 'type' in value) walk(value as Node, found);
}

function lineCounter(source: string): (offset: number) => number {
  return (offset) => source.slice(0, offset).split('\n').length;
}
